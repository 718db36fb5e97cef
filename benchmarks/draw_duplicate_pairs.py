"""Draw pairs of postings of a file, to be judged by reading, by measures that the finder does not use.

    python -m benchmarks.draw_duplicate_pairs jobspy_nl_8274.csv.gz [--seed N] > pairs.tsv

In strata by company (the first word of its name), title (a token_set_ratio of 80 and more is similar) and text (runs of
three words shared among all of both), at random with a fixed seed, no company twice in a stratum, no posting of the
pairs in benchmarks/data. What a stratum lacks is drawn from the next. Prints stratum and ids, and on stderr how many
pairs each stratum has to draw from.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from rapidfuzz.fuzz import token_set_ratio

from jobs.parsing.readable_text import readable_text
from jobs.reading import Preparation, Row, choose
from jobs.sources.files import look_at
from jobs.stated_dates import Moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Key = tuple[str, str]

DATA = Path(__file__).parent / "data"
SEED = 20_261_121
WANTED = {
    "same company, similar title, text 0.9": 15,
    "same company, similar title, text 0.5-0.9": 20,
    "same company, similar title, text 0.2-0.5": 15,
    "same company, similar title, text below 0.2": 20,
    "same company, similar title, text missing": 8,
    "same company, other title, text 0.5": 12,
    "other company, text 0.5": 10,
}
SIMILAR_TITLE = 80
SHORTEST = 200  # characters; a shorter text is missing
ONE_OF, WIDE_SPREAD = 16, 12  # copies are looked for by every sixteenth run, unless more texts have it
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Posting:
    """A posting as far as the measures look at it."""

    key: Key
    company: str
    title: str
    runs: frozenset[int]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    used = {key for path in DATA.glob("duplicate_pairs*.tsv") for key in _keys(path)}
    postings = [each for each in _postings(given.file) if each.key not in used]
    strata: dict[str, list[tuple[Posting, Posting]]] = defaultdict(list)
    for first, second in _candidates(postings):
        if stratum := _stratum(first, second):
            strata[stratum].append((first, second))
    writer = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    writer.writerow(("stratum", "verdict", "first_source", "first_id", "second_source", "second_id"))
    lacking = 0
    for stratum, count in WANTED.items():
        print(f"{stratum}: {len(strata[stratum])}", file=sys.stderr)
        drawn = [*_drawn(strata[stratum], count + lacking, given.seed)]
        lacking += count - len(drawn)
        for first, second in drawn:
            writer.writerow((stratum, "", *first.key, *second.key))


def _keys(path: Path) -> Iterator[Key]:
    with path.open(newline="") as held:
        for pair in csv.DictReader(held, delimiter="\t"):
            yield pair["first_source"], pair["first_id"]
            yield pair["second_source"], pair["second_id"]


def _postings(path: Path) -> Iterator[Posting]:
    file, reader = choose(look_at(path), {})
    preparation = Preparation(reader, None, "file", Moment(datetime.now(UTC)))
    for row in map(preparation.row, file.records()):
        if isinstance(row, Row):
            text = readable_text(row.posting.description)
            company = "".join(WORD.findall(row.posting.company.lower())[:1])
            yield Posting(row.key, company, row.posting.title.lower(), _runs(text))


def _runs(text: str) -> frozenset[int]:
    words = WORD.findall(text.lower()) if len(text) >= SHORTEST else []
    return frozenset(crc32(" ".join(run).encode()) for run in zip(words, words[1:], words[2:], strict=False))


def _candidates(postings: list[Posting]) -> Iterable[tuple[Posting, Posting]]:
    """All pairs of one company, and those whose texts share a run that few have."""
    together: dict[object, list[int]] = defaultdict(list)
    for at, posting in enumerate(postings):
        together[posting.company].append(at)
        for run in (run for run in posting.runs if run % ONE_OF == 0):
            together[run].append(at)
    found = set()
    for shared, members in together.items():
        if shared and (isinstance(shared, str) or len(members) <= WIDE_SPREAD):
            found.update(combinations(members, 2))
    return ((postings[first], postings[second]) for first, second in sorted(found))


def _stratum(first: Posting, second: Posting) -> str | None:
    alike = _alike(first, second)
    if not first.company or first.company != second.company:
        return "other company, text 0.5" if first.company and second.company and alike >= 0.5 else None
    if token_set_ratio(first.title, second.title) < SIMILAR_TITLE:
        return "same company, other title, text 0.5" if alike >= 0.5 else None
    if not first.runs or not second.runs:
        return "same company, similar title, text missing"
    bounds = {"0.9": 0.9, "0.5-0.9": 0.5, "0.2-0.5": 0.2, "below 0.2": 0.0}
    return f"same company, similar title, text {next(name for name, least in bounds.items() if alike >= least)}"


def _alike(first: Posting, second: Posting) -> float:
    every = len(first.runs | second.runs)
    return len(first.runs & second.runs) / every if every else 0.0


def _drawn(pairs: list[tuple[Posting, Posting]], count: int, seed: int) -> Iterator[tuple[Posting, Posting]]:
    """At random, of each company one."""
    shuffled = random.Random(seed).sample(pairs, len(pairs))
    taken: set[str] = set()
    for first, second in shuffled:
        if len(taken) < count and not taken & {first.company}:
            taken.add(first.company)
            yield first, second


if __name__ == "__main__":
    main()
