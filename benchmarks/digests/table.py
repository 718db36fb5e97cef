"""How planning grows: `python -m benchmarks.digests.table [--people 10000 30000 100000] [--postings 3000 10000 30000]`.

One world, of which parts are planned: so many people with the middle number of postings, the middle number of people
with so many postings; the largest number of people by one worker and by two. Each row is a run from the beginning, with
the processor's seconds of all workers, which other programs disturb little. `--memory` shows instead that a worker's
memory stays as it is with twice the people, and from a full block on with twice the postings.
"""

from __future__ import annotations

import argparse
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.digests.plan import prepare, product_seconds, run
from benchmarks.digests.world import fill
from db.embedded import embedded_engines
from db.migrate import migrate
from db.pool import connect

if TYPE_CHECKING:
    from collections.abc import Sequence

    Row = tuple[int, int, int]  # people, postings, workers


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[10_000, 30_000, 100_000])
    parser.add_argument("--postings", type=int, nargs="+", default=[3000, 10_000, 30_000])
    parser.add_argument("--dimensions", type=int, default=1536)
    parser.add_argument("--memory", action="store_true")
    options = parser.parse_args()
    wanted = memory_rows() if options.memory else growth_rows(sorted(options.people), sorted(options.postings))
    with (
        tempfile.TemporaryDirectory(prefix="jh-bench-") as folder,
        embedded_engines(Path(folder) / "data", Path(folder) / "s") as engines,
    ):
        url = engines.postgres_url
        migrate(url)
        most = (max(people for people, *_ in wanted), max(postings for _, postings, _ in wanted))
        with closing(connect(url)) as conn:
            fill(conn, people=most[0], postings=most[1], dimensions=options.dimensions)
        print("| people | postings | workers | reading | planning | writing | of the plain product "
              "| wall: planning, all | people/s planned | a worker |", flush=True)  # fmt: skip
        for people, postings, workers in sorted(wanted, key=lambda row: -row[1]):  # postings are closed, never opened
            print(measured(url, people, postings, workers, options.dimensions), flush=True)


def growth_rows(people: Sequence[int], postings: Sequence[int]) -> list[Row]:
    """What is asked for, each once."""
    usual_people, usual_postings = people[len(people) // 2], postings[len(postings) // 2]
    rows = [(number, usual_postings, 2) for number in people] + [(usual_people, number, 2) for number in postings]
    return list(dict.fromkeys([*rows, (people[-1], usual_postings, 1)]))


def memory_rows() -> list[Row]:
    """Twice the people, and twice the postings of a full block."""
    return [(8000, 40_000, 1), (8000, 20_000, 1), (16_000, 20_000, 1), (16_000, 10_000, 1)]


def measured(url: str, people: int, postings: int, workers: int, dimensions: int) -> str:
    """One run, as a row of the table."""
    prepare(url, people=people, postings=postings)
    found = run(url, workers=workers, share=4000)
    spent, (_, product) = found["cpu"], product_seconds(people, postings, dimensions)
    return (
        f"| {people:,} | {postings:,} | {workers} | {spent['reading']:.1f} s | {spent['planning']:.1f} s "
        f"| {spent['writing']:.1f} s | {product / spent['planning']:.2f} "
        f"| {found['planning']:.1f} s, {found['wall']:.1f} s | {people / found['planning']:.0f} "
        f"| {found['megabytes']:.0f} MB |"
    )


if __name__ == "__main__":
    main()
