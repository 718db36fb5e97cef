"""How far the skills read from descriptions agree with those that the source lists, and how many postings get three.

    python -m benchmarks.skills_agreement [--data ../shared/data]

Listed skills are brought to shown names first; those the vocabulary does not know are counted apart. Recall: of the
listed skills, those read from the title and description. "In words" counts only listed skills one of whose spellings
stands in the text, as nobody can read what is not there. Precision is a lower bound: sources list a few of the skills
that they ask for. Kenya's list was made by substrings ("go" in "good"): its recall of R, Go, Git and Scala says little.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jobs.parsing.skill_mentions import find_skills
from jobs.parsing.skill_sections import required_and_preferred
from jobs.parsing.skill_tokens import spelling_key
from jobs.parsing.skill_vocabulary import vocabulary
from jobs.parsing.skills import is_known_skill, split_skills

if TYPE_CHECKING:
    from collections.abc import Iterator

ENOUGH = 3
SHOWN = 40


class Posting(NamedTuple):
    """A text and the skills that its source lists."""

    text: str
    listed: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--missed", action="store_true", help="name the skills most often missed or not known")
    options = parser.parse_args()
    if not options.data.is_dir():
        sys.exit(f"{options.data} is not there: name the folder with --data")
    csv.field_size_limit(10**9)
    for name, postings in (("jobs_et", jobs_et(options.data)), ("kenya", kenya(options.data))):
        agreement(name, postings, missed=options.missed)
    for name, texts in sources(options.data):
        share(name, texts)


def agreement(name: str, postings: list[Posting], *, missed: bool) -> None:
    spellings = defaultdict(list)
    for key, skill in vocabulary().names.items():
        spellings[skill].append(f" {key} ")
    counts: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    strange: Counter[str] = Counter()
    for posting in postings:
        found = set(find_skills(posting.text))
        words = f" {spelling_key(posting.text)} "
        known = {skill for skill in posting.listed if is_known_skill(skill)}
        strange.update(skill.lower() for skill in posting.listed if skill not in known)
        said = {skill for skill in known if any(key in words for key in spellings[skill])}
        counts.update(
            listed=len(posting.listed), known=len(known), said=len(said), found=len(found), both=len(found & known)
        )
        counts["said and found"] += len(found & said)
        lost.update(known - found)
    print(
        f"{name}: {len(postings)} postings, {counts['listed']} listed skills, {counts['known'] / counts['listed']:.1%} "
        f"in the vocabulary; recall {counts['both'] / counts['known']:.1%}, in words "
        f"{counts['said and found'] / counts['said']:.1%}; precision at least {counts['both'] / counts['found']:.1%}"
    )
    if missed:
        print("  missed:", lost.most_common(SHOWN))
        print("  not known:", strange.most_common(2 * SHOWN))


def share(name: str, texts: list[str]) -> None:
    start = time.process_time()
    read = [required_and_preferred(text[:6000]) for text in texts]
    took = time.process_time() - start
    enough = sum(len(required) + len(preferred) >= ENOUGH for required, preferred in read)
    size = sum(len(text[:6000]) for text in texts) / len(texts)
    print(
        f"{name}: {len(texts)} postings of {size:.0f} characters, at least {ENOUGH} skills {enough / len(texts):.1%}, "
        f"{1000 * took / len(texts):.2f} ms each"
    )


def rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def jobs_et(data: Path) -> list[Posting]:
    return [
        Posting(f"{row['title']}\n{row['full_description']}", split_skills(row["skills"]))
        for row in rows(data / "jobs_et/jobs_et_2958.csv.gz")
        if row["skills"]
    ]


def kenya(data: Path) -> list[Posting]:
    listed = defaultdict(list)
    for row in rows(data / "kenya/skills_3733.csv.gz"):
        listed[row["job_id"]] += split_skills(row["skill_name"])
    return [
        Posting(f"{row['title']}\n{row['description']}", tuple(dict.fromkeys(listed[row["id"]])))
        for row in rows(data / "kenya/jobs_368.csv.gz")
    ]


def sources(data: Path) -> Iterator[tuple[str, list[str]]]:
    for name in ("jobspy/jobspy_nl_8274.csv.gz", "jobspy/indeed_ng_611.csv.gz", "kenya/jobs_368.csv.gz"):
        yield name, [f"{row['title']}\n{row['description']}" for row in rows(data / name)]
    yield "jobs_et (text alone)", [posting.text for posting in jobs_et(data)]
    for name in (
        "adzuna/adzuna_de_4721.jsonl.gz",
        "posts/hn_who_is_hiring_2071.jsonl.gz",
        "posts/telegram_sg_793.jsonl.gz",
    ):
        with gzip.open(data / name, "rt", encoding="utf-8") as file:
            yield name, ["\n".join(texts_of(json.loads(line))) for line in file]


def texts_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts_of(part)


if __name__ == "__main__":
    main()
