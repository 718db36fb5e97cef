"""What ten reactions are worth: nDCG@10 before and after, of seekers who react to one kind of posting alone.

python -m benchmarks.feedback_gain JOBSPY_NL [WORDS]: a seeker asks for a `search_term` of the file, or for these
words, and wants the postings of that term. On half of the postings they react ten times: of each list of ten they save
what is wanted and leave the rest alone; where nothing is wanted they hide the first. No list shows anything twice.
The other half, unseen, is ranked by the vector before and after. Four times over, each with a quarter of the file.
Every other seeker is held out; how much counts what is left alone was chosen on the others.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from ai.embeddings import Embedder, EmbeddingError, build_embedder
from benchmarks.relevance import judge, read
from db.feedback import Reaction
from matching.learning import moved
from settings import SECRET_KEY_CHARACTERS, load_settings

NOW = datetime(2026, 3, 12, tzinfo=UTC)
REACTIONS = 10
LISTED = 10
QUARTERS = 4
LEAST = 20  # postings of a term in a quarter
LEAST_IN_HALF = 5


def main() -> None:
    rows = read(Path(sys.argv[1]))
    terms = np.asarray([row["search_term"] for row in rows])
    embedder = build_embedder(load_settings(secret_key="x" * SECRET_KEY_CHARACTERS))
    vectors = embedded(embedder, [f"{row['title']}\n{row['description']}"[:600] for row in rows])
    names = sorted(set(terms.tolist()))
    asked = embedded(embedder, [sys.argv[2] if len(sys.argv) > 2 else name for name in names])
    gains: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for quarter in range(QUARTERS):
        for name, own in zip(names, asked, strict=True):
            wanted = terms[quarter::QUARTERS] == name
            halves = wanted[::2].sum(), wanted[1::2].sum()
            if sum(halves) >= LEAST and min(halves) >= LEAST_IN_HALF:
                gains[name].append(gain(own, vectors[quarter::QUARTERS], wanted))
    means = {name: np.mean(each, axis=0) for name, each in sorted(gains.items())}
    for name, (before, after) in means.items():
        print(f"{name}: {before:.3f} -> {after:.3f}")
    for half, each in (("chosen on", list(means.values())[::2]), ("held out", list(means.values())[1::2])):
        before, after = np.mean(each, axis=0)
        least = min(found[1] - found[0] for found in each)
        told = f"{before:.3f} -> {after:.3f}, {after - before:+.3f} over {len(each)} seekers, at least {least:+.3f}"
        print(f"{embedder.name}, {half}: {told}")


def embedded(embedder: Embedder, texts: list[str]) -> np.ndarray:
    empty = np.zeros(embedder.dimensions, np.float32)
    return np.stack([empty if isinstance(each, EmbeddingError) else each for each in embedder.embed(texts)])


def gain(asked: np.ndarray, vectors: np.ndarray, wanted: np.ndarray) -> tuple[float, float]:
    """nDCG@10 on the unseen half before and after the reactions to the other."""
    own, told, left = asked, [], np.arange(0, len(vectors), 2)
    while (due := REACTIONS - len([each for each in told if each.kind != "passed"])) and len(left):
        left = left[np.argsort(-(vectors[left] @ own), kind="stable")]
        listed, left = left[:LISTED], left[LISTED:]
        told += reactions(vectors[listed], wanted[listed], most=due)
        own = moved(asked, told, NOW)
    before, after = (judge(wanted[1::2], vectors[1::2] @ each)[0] for each in (asked, own))
    return before, after


def reactions(vectors: np.ndarray, wanted: np.ndarray, *, most: int) -> list[Reaction]:
    """To one list."""
    saved = np.flatnonzero(wanted)[:most]
    if not len(saved):
        return [reaction("hidden", vectors[0])]
    beside = np.delete(vectors, saved, axis=0)
    passed = [reaction("passed", beside.mean(axis=0))] if len(beside) else []
    return [reaction("saved", vectors[at]) for at in saved] + passed


def reaction(kind: str, vector: np.ndarray) -> Reaction:
    return Reaction(kind, "role" if kind == "hidden" else None, NOW, "", "", vector, {})


if __name__ == "__main__":
    main()
