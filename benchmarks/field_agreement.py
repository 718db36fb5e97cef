"""How often places, work modes, levels and fields of work are read as the postings' own fields say.

    python -m benchmarks.field_agreement FOLDER

FOLDER holds the downloaded files by source: jobs_et/, jobspy/, kenya/, adzuna/, titles/. What is absent is left out.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jobs.parsing.fields_of_work import field_of_work
from jobs.parsing.places import parse_places
from jobs.parsing.titles import parse_title
from jobs.sources.posting import SourcePosting
from jobs.stated_dates import Moment
from jobs.understanding import understand

if TYPE_CHECKING:
    from collections.abc import Iterable

MOMENT = Moment(datetime(2026, 6, 1, tzinfo=UTC))
LEVELS = {"junior": "junior", "intermediate": "mid", "senior": "senior", "expert": "senior", "internship": "intern"}
# First two figures of an occupation's ISCO-08 group: the categories that may be right for it.
ISCO = {
    "22": "health science", "23": "education household", "25": "technology", "32": "health", "42": "customer_service "
    "finance hospitality", "53": "health education household", "54": "security", "61": "agriculture",
    "62": "agriculture", "71": "trades", "72": "trades production transport", "74": "trades engineering technology",
    "81": "production trades", "82": "production trades engineering", "83": "transport", "91": "cleaning hospitality "
    "household", "92": "agriculture", "93": "production transport trades retail", "94": "hospitality",
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    csv.field_size_limit(sys.maxsize)
    for measure in (modes_and_levels, places, adzuna_places, titles):
        measure(folder)


def modes_and_levels(folder: Path) -> None:
    """Ethiopian postings: the mode stands in `job_type`, the level in `experience_level`."""
    counts: Counter[str] = Counter()
    for row in rows(folder / "jobs_et" / "jobs_et_2958.csv.gz"):
        mode = row["job_type"].partition(" - ")[0].strip().lower()
        level = LEVELS.get(row["experience_level"].strip().lower())
        bare = SourcePosting(title=row["title"], location=row["location"], description=row["full_description"])
        text, whole = (
            understand(bare, MOMENT),
            understand(replace(bare, job_type=row["job_type"], level=row["experience_level"]), MOMENT),
        )
        for name, wanted, of_fields, of_text in (
            ("work mode", mode if mode in {"onsite", "hybrid", "remote"} else None, whole.work_mode, text.work_mode),
            ("level", level, whole.level, text.level),
        ):
            if wanted:
                counts[f"{name}: rows"] += 1
                counts[f"{name}: agrees"] += of_fields == wanted
                counts[f"{name}: told by the text"] += of_text is not None
                counts[f"{name}: told by the text and agrees"] += of_text == wanted
    for name in ("work mode", "level"):
        if total := counts[f"{name}: rows"]:
            told = counts[f"{name}: told by the text"]
            print(
                f"jobs_et {name}: {share(counts[f'{name}: agrees'], total)} of {total} by its field; the text alone "
                f"tells {share(told, total)}, of which "
                f"{share(counts[f'{name}: told by the text and agrees'], told)} agree"
            )


def places(folder: Path) -> None:
    for name in ("jobspy/jobspy_nl_8274.csv.gz", "jobspy/indeed_ng_611.csv.gz", "kenya/jobs_368.csv.gz"):
        resolved(name, [row["location"] for row in rows(folder / name) if row["location"]])


def adzuna_places(folder: Path) -> None:
    path = folder / "adzuna" / "adzuna_de_4721.jsonl.gz"
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as file:
            found = [json.loads(line)["location"]["display_name"] for line in file]
        resolved("adzuna", found, country="DE")


def resolved(name: str, locations: list[str], country: str | None = None) -> None:
    if locations:
        read = Counter(
            (
                bool(places),
                bool(places and places[0].city),
                not country or (bool(places) and places[0].country == country),
            )
            for places in map(parse_places, locations)
        )
        total = len(locations)
        told, city, right = (sum(count for key, count in read.items() if key[part]) for part in range(3))
        also = f", {country} {share(right, total)}" if country else ""
        print(f"{name}: {total} locations, country {share(told, total)}, city {share(city, total)}{also}")


def titles(folder: Path) -> None:
    vacancies = list(rows(folder / "titles" / "vacancy_titles_esco_val.csv.gz"))
    groups = {row["conceptUri"]: row["iscoGroup"] for row in rows(folder / "titles" / "esco_occupations_en.csv.gz")}
    judged: Counter[bool] = Counter()
    wrong: list[str] = []
    known = telling = 0
    for row in vacancies:
        work = field_of_work(parse_title(row["vacancyTitle"]).title)
        known += work is not None
        telling += bool(work and work.telling)
        fitting = ISCO.get(groups.get(row["conceptUri"], "")[:2], "").split()
        if work and work.telling and fitting:
            judged[work.category in fitting] += 1
            wrong += [] if work.category in fitting else [f"{row['vacancyTitle']} -> {work.category}"]
    if vacancies:
        total = len(vacancies)
        print(
            f"titles: {total}, with a function and category {share(known, total)}, "
            f"by a telling word {share(telling, total)}"
        )
        print(
            f"titles of single-field ISCO groups: {judged.total()}, "
            f"plausible category {share(judged[True], judged.total())}"
        )
        print("not plausible, a sample:", *random.Random(3).sample(wrong, min(25, len(wrong))), sep="\n  ")


def rows(path: Path) -> Iterable[dict[str, str]]:
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "-"


if __name__ == "__main__":
    main()
