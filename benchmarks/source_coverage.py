"""How much of every source's postings is read: a line a file, the share of postings that have each fact.

    python -m benchmarks.source_coverage [--failures] [--missing FACT] PATH...

A PATH is a file or a folder of files. Nothing is stored: each record goes through its reader and the parsers.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jobs.reading import Preparation, Row, choose
from jobs.sources.files import UnreadableFile, look_at
from jobs.sources.kinds import kind_of
from jobs.stated_dates import Moment
from jobs.understanding import understand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from db.canonical_jobs import NewJob

LEAST_SKILLS = 3
FACTS: dict[str, Callable[[NewJob], bool]] = {
    "company": lambda job: job.company is not None,
    "place": lambda job: bool(job.places),
    "mode": lambda job: job.work_mode is not None,
    "pay": lambda job: job.salary_min is not None or job.salary_max is not None,
    "years": lambda job: job.experience_min_years is not None or job.experience_max_years is not None,
    "skills": lambda job: len(job.skills) + len(job.preferred_skills) >= LEAST_SKILLS,
    "date": lambda job: job.posted_on is not None,
    "url": lambda job: job.url is not None,
}
COUNTRIES = {"telegram_sg_793.jsonl.gz": "SG"}  # what an operator would say of the file with --country


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path, nargs="+")
    parser.add_argument("--failures", action="store_true", help="why rows failed, counted")
    parser.add_argument("--missing", choices=FACTS, help="show titles and places of postings without this fact")
    options = parser.parse_args()
    print(f"{'file':<34}{'kind':<16}{'rows':>6}{'failed':>7}" + "".join(f"{fact:>9}" for fact in FACTS) + f"{'ms':>7}")
    for path in sorted(found for given in options.path for found in _files(given)):
        measure(path, failures=options.failures, missing=options.missing)


def measure(path: Path, *, failures: bool, missing: str | None) -> None:
    try:
        file = look_at(path)
        opened, reader = choose(file, {}, country=COUNTRIES.get(path.name, ""))
    except UnreadableFile as error:
        print(f"{path.name:<34}{error}")
        return
    kind = kind_of(file.example())
    preparation = Preparation(reader, None, path.name.split(".")[0], Moment(datetime.now(UTC)))
    began = time.perf_counter()
    rows = [preparation.row(record) for record in opened.records()]
    jobs = [understand(row.posting, preparation.moment) for row in rows if isinstance(row, Row)]
    milliseconds = 1000 * (time.perf_counter() - began) / max(1, len(rows))
    shares = "".join(f"{sum(map(has, jobs)) / max(1, len(jobs)):>9.1%}" for has in FACTS.values())
    name = kind.name if kind else "generic"
    print(f"{path.name:<34}{name:<16}{len(rows):>6}{len(rows) - len(jobs):>7}{shares}{milliseconds:>7.2f}")
    if failures:
        reasons = Counter(row.reason[:100] for row in rows if not isinstance(row, Row))
        print("".join(f"    {count:>5}  {reason}\n" for reason, count in reasons.most_common()), end="")
    if missing:
        without = [job for job in jobs if not FACTS[missing](job)]
        print("".join(f"      {job.title[:60]!r} {job.company!r} {job.location!r}\n" for job in without[:40]), end="")


def _files(path: Path) -> Iterator[Path]:
    yield from (found for found in path.rglob("*") if found.is_file()) if path.is_dir() else [path]


if __name__ == "__main__":
    main()
