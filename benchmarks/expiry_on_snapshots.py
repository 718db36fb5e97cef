"""How well the rules of expiry meet the true end of postings, on records with the days they were first and last seen.

    python -m benchmarks.expiry_on_snapshots FILE [--days 30]

FILE is JSON Lines (also .gz) with `created`, `_first_seen`, `_last_seen` and `_snapshots`, the days being those of the
snapshots taken. A posting ended between the snapshot that had it last and the next one; of those in the last snapshot
nothing is known. Too early: it was listed after its last day here. Too late: a snapshot without it came before that.
"""

from __future__ import annotations

import argparse
import gzip
import json
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from jobs.expiry import last_day


@dataclass(frozen=True, slots=True)
class Life:
    """A posting's days; `missed_on` is the first snapshot without it after the last with it, None if there is none."""

    posted_on: date
    first_on: date
    last_on: date
    missed_on: date | None
    paused: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--days", type=int, default=30)
    options = parser.parse_args()
    lives = read_lives(options.file)
    ended = [life for life in lives if life.missed_on is not None]
    print(f"{len(lives)} postings, {len(ended)} of which ended within the snapshots")
    paused = sum(life.paused for life in lives)
    print(f"{paused} were missing from a snapshot and came back (each reopens when it is listed again)")
    ends = {id(life): end_by_dates(life, options.days) for life in lives}
    show("by the dates alone", lives, ends)
    listed = {id(life): min(ends[id(life)], life.missed_on or date.max) for life in lives}
    show("and gone from a feed that is fetched as often as the snapshots were taken (never late, then)", lives, listed)


def read_lives(path: Path) -> list[Life]:
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    seen = sorted({date.fromisoformat(row[name]) for row in rows for name in ("_first_seen", "_last_seen")})
    return [read_life(row, seen) for row in rows]


def read_life(row: dict[str, Any], seen: list[date]) -> Life:
    first, last = (date.fromisoformat(row[name]) for name in ("_first_seen", "_last_seen"))
    after = bisect_right(seen, last)
    between = after - bisect_right(seen, first) + 1
    missed = seen[after] if after < len(seen) else None
    return Life(date.fromisoformat(row["created"][:10]), first, last, missed, between > row["_snapshots"])


def end_by_dates(life: Life, days: int) -> date:
    return last_day(posted_on=life.posted_on, deadline_on=None, imported_on=life.first_on, after_days=days)


def show(rule: str, lives: list[Life], ends: dict[int, date]) -> None:
    early = [(life.last_on - end).days for life in lives if (end := ends[id(life)]) < life.last_on]
    unseen = sum(ends[id(life)] < life.first_on for life in lives)
    late = [
        (end - life.missed_on).days
        for life in lives
        if life.missed_on is not None and (end := ends[id(life)]) > life.missed_on
    ]
    print(f"{rule}:")
    print(f"  too early {share(early, lives)}; {unseen} of them had expired before they were first seen")
    print(f"  too late  {share(late, [life for life in lives if life.missed_on])}")


def share(days: list[int], lives: list[Life]) -> str:
    if not days:
        return f"0 of {len(lives)}"
    return f"{len(days)} of {len(lives)} ({len(days) / len(lives):.1%}), by {median(days):g} days in the middle"


if __name__ == "__main__":
    main()
