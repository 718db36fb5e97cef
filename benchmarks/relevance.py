"""How well rankings find what was sought: each part alone, fused, and TF-IDF, in the same run.

python -m benchmarks.relevance search JOBSPY_NL [--every N]: wishes are the `search_term`, right are its postings.
python -m benchmarks.relevance titles VACANCIES OCCUPATIONS [--wishes N] [--labels]: vacancy titles to ESCO occupations.

The embedding provider is the one set. Wishes in odd places are held out: weights were chosen on the others alone.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from ai.embeddings import build_embedder
from db.preferences import Preferences
from jobs.sources.posting import SourcePosting
from matching.likeness import PARTS, Part
from matching.ranking import RankedWish, Ranking
from matching.text_cover import words_of
from settings import SECRET_KEY_CHARACTERS, load_settings

DEPTH = 10
NAMES: dict[Part, str] = {
    "letters": "letters of the title",
    "full_text": "full text (BM25)",
    "words": "words that are there",
    "title_vector": "vector of the title",
    "text_vector": "vector of the text",
}


@dataclass(frozen=True)
class Task:
    """Postings, wishes in words, and for each wish which postings are right."""

    postings: list[SourcePosting]
    wishes: list[str]
    right: list[np.ndarray]


def search_task(path: Path, every: int) -> Task:
    rows = read(path)[::every]
    terms = np.asarray([row["search_term"] for row in rows])
    wishes = sorted(set(terms.tolist()))
    postings = [SourcePosting(title=row["title"], description=row["description"]) for row in rows]
    return Task(postings, wishes, [terms == wish for wish in wishes])


def titles_task(vacancies: Path, occupations: Path, wishes: int, *, labels: bool) -> Task:
    listed = read(occupations)
    place = {row["conceptUri"]: at for at, row in enumerate(listed)}
    known = [row for row in read(vacancies) if row["conceptUri"] in place]
    chosen = random.Random(1).sample(known, min(wishes, len(known)))
    right = [np.arange(len(listed)) == place[row["conceptUri"]] for row in chosen]
    text = "altLabels" if labels else "description"
    postings = [SourcePosting(title=row["preferredLabel"], description=row[text]) for row in listed]
    return Task(postings, [row["vacancyTitle"] for row in chosen], right)


def read(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(sys.maxsize)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def scores_of(task: Task) -> dict[str, list[np.ndarray]]:
    embedder = build_embedder(load_settings(secret_key="x" * SECRET_KEY_CHARACTERS))
    wishes = [RankedWish(at, Preferences(job_roles=(wish,))) for at, wish in enumerate(task.wishes)]
    ranked = Ranking(task.postings, wishes, embedder, profile="layered", now=datetime.now(UTC))
    parts = list(ranked.likenesses())
    found: dict[str, list[np.ndarray]] = {NAMES[part]: [each[part] for each in parts] for part in PARTS}
    found["**hybrid**"] = [ranked.mix(wish.roles).of(each) for wish, each in zip(wishes, parts, strict=True)]
    found["reciprocal ranks (k = 60) of the parts"] = [by_ranks(list(each.values())) for each in parts]
    found["TF-IDF"] = tf_idf(task)
    print(f"{embedder.name}, {len(task.postings)} postings, {len(task.wishes)} wishes, odd ones held out")
    return found


def by_ranks(parts: list[np.ndarray]) -> np.ndarray:
    return sum(1.0 / (61 + np.argsort(np.argsort(-part, kind="stable"), kind="stable")) for part in parts)


def tf_idf(task: Task) -> list[np.ndarray]:
    """Words of title and text, logarithmic counts, cosine."""
    counts = [Counter(words_of(f"{each.title}\n{each.description}")) for each in task.postings]
    having = Counter(word for own in counts for word in own)
    rarity = {word: np.log(len(counts) / times) + 1 for word, times in having.items()}
    lengths = [np.sqrt(sum(((1 + np.log(n)) * rarity[word]) ** 2 for word, n in own.items())) or 1.0 for own in counts]
    asked = [set(words_of(wish)) & rarity.keys() for wish in task.wishes]
    inverted: dict[str, list[tuple[int, float]]] = {word: [] for words in asked for word in words}
    for at, own in enumerate(counts):
        for word in own.keys() & inverted.keys():
            inverted[word].append((at, (1 + np.log(own[word])) * rarity[word] / lengths[at]))
    found = []
    for words in asked:
        scores = np.zeros(len(counts))
        for word in words:
            for at, weight in inverted[word]:
                scores[at] += weight * rarity[word]
        found.append(scores)
    return found


def judge(right: np.ndarray, scores: np.ndarray) -> tuple[float, ...]:
    """nDCG@10, average precision, precision at 5, reciprocal rank, and whether a right one is among the first ten.

    Equal scores stand in the order of the file.
    """
    hits = right[np.argsort(-scores, kind="stable")]
    gains = 1 / np.log2(np.arange(2, DEPTH + 2))
    ideal = gains[: min(DEPTH, int(hits.sum()))].sum()
    at = np.flatnonzero(hits)
    precision = float(((np.arange(len(at)) + 1) / (at + 1)).mean())
    return (
        float((hits[:DEPTH] * gains[: len(hits[:DEPTH])]).sum() / ideal),
        precision,
        float(hits[:5].mean()),
        1 / (at[0] + 1),
        float(at[0] < DEPTH),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    search = kinds.add_parser("search")
    search.add_argument("postings", type=Path)
    search.add_argument("--every", type=int, default=1)
    titles = kinds.add_parser("titles")
    titles.add_argument("vacancies", type=Path)
    titles.add_argument("occupations", type=Path)
    titles.add_argument("--wishes", type=int, default=800)
    titles.add_argument("--labels", action="store_true", help="occupations described by their other names alone")
    given = parser.parse_args()
    task = (
        search_task(given.postings, given.every)
        if given.kind == "search"
        else titles_task(given.vacancies, given.occupations, given.wishes, labels=given.labels)
    )
    began = time.perf_counter()
    found = scores_of(task)
    columns = ("ranking", "nDCG@10", "MAP", "P@5", "MRR", "R@10", "tuning half: nDCG@10", "MAP")
    print(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}")
    for name, scores in found.items():
        figures = np.asarray([judge(right, each) for right, each in zip(task.right, scores, strict=True)])
        held, tuned = figures[1::2].mean(axis=0), figures[::2].mean(axis=0)
        print(f"| {name} | {' | '.join(f'{each:.3f}' for each in (*held, *tuned[:2]))} |")
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
