"""python -m jobs duplicates FILE | --split ID | --merge ID ID: which postings are copies of one opening."""

from __future__ import annotations

import json
import sys
from collections import deque
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from jobs.command_line import stored_data
from jobs.commands.options import Origin, origin
from jobs.duplicates.clusters import NotSplittable, cluster_file, join, split_off
from jobs.reading import Preparation, Row, choose
from jobs.sources.files import UnreadableFile, look_at
from jobs.sources.generic import UnknownField, parse_mapping
from jobs.stated_dates import Moment
from jobs.understanding import signatures
from jobs.understanding_crew import WORTHWHILE_ROWS, understanding_crew

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from db.job_signatures import TextSignature
    from jobs.command_line import Commands
    from jobs.sources.files import SourceFile
    from jobs.sources.posting import SourcePosting

FOR_PEOPLE: tuple[type[Exception], ...] = (UnknownField, UnreadableFile)
BLOCK_ROWS = 500
BLOCKS_AHEAD = 4


def add_to(commands: Commands) -> None:
    """The command and its options."""
    finding = commands.add_parser("duplicates", help="which postings of a file are copies; or correct a cluster")
    what = finding.add_mutually_exclusive_group(required=True)
    what.add_argument("file", type=Path, nargs="?", metavar="FILE")
    what.add_argument("--split", type=int, metavar="ID", help="take this posting out of its cluster for good")
    what.add_argument("--merge", type=int, nargs=2, metavar="ID", help="make the clusters of two postings one")
    told = "a kind of `sources`, to read the file as; or where it is from"
    finding.add_argument("--source", type=origin, default=Origin(), help=told)
    finding.add_argument("--map", default="", metavar="FIELD=COLUMN,…", help="for columns with names of their own")
    finding.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """List the clusters of a file, or correct a stored one.

    Raises:
        UnreadableFile: the file as a whole cannot be read.
        NotFound: there is no posting of this number.
    """
    if given.file is not None:
        _list(given)
    elif given.split is not None:
        _split(given.split)
    else:
        _merge(*given.merge)


def _list(given: argparse.Namespace) -> None:
    """A JSON line a cluster, in the order of its first posting; every posting of the file is in one."""
    texts = list(_texts(given))
    jobs: dict[str, list[str]] = {}
    for (name, _), cluster in zip(texts, cluster_file([text for _, text in texts]), strict=True):
        jobs.setdefault(cluster, []).append(name)
    for cluster, found in jobs.items():
        print(json.dumps({"cluster": cluster, "jobs": found}, ensure_ascii=False))


def _texts(given: argparse.Namespace) -> Iterator[tuple[str, TextSignature]]:
    """Each posting's link (else its id) and what it is compared by; a row that cannot be read is named on stderr."""
    file, reader = choose(look_at(given.file), parse_mapping(given.map), kind=given.source.kind)
    moment = Moment(datetime.now(UTC))
    preparation = Preparation(reader, given.source.source, given.file.name.split(".")[0], moment)
    yield from _signed(_postings(file, preparation))


def _postings(file: SourceFile, preparation: Preparation) -> Iterator[SourcePosting]:
    for record in file.records():
        row = preparation.row(record)
        if isinstance(row, Row):
            if not row.posting.filled:
                yield row.posting
        else:
            print(f"line {row.line}: {row.reason}", file=sys.stderr)


def _signed(postings: Iterator[SourcePosting]) -> Iterator[tuple[str, TextSignature]]:
    """On all cores when there are many; a bounded number of postings is on the way at any time."""
    first = list(islice(postings, WORTHWHILE_ROWS))
    begun: deque[Callable[[], list[tuple[str, TextSignature]]]] = deque()
    with understanding_crew(len(first)) as begin:
        for block in chain([first], iter(lambda: list(islice(postings, BLOCK_ROWS)), [])):
            begun.append(begin(_sign, block))
            if len(begun) > BLOCKS_AHEAD:
                yield from begun.popleft()()
        while begun:
            yield from begun.popleft()()


def _sign(postings: Sequence[SourcePosting]) -> list[tuple[str, TextSignature]]:
    names = [posting.url or posting.source_job_id for posting in postings]
    return list(zip(names, signatures(postings), strict=True))


def _split(job_id: int) -> None:
    with stored_data() as (pool, _), pool.transaction() as conn:
        try:
            print(f"{split_off(conn, job_id)} postings are a cluster of their own now, and stay so")
        except NotSplittable as error:
            print(error, file=sys.stderr)


def _merge(first_id: int, second_id: int) -> None:
    with stored_data() as (pool, _), pool.transaction() as conn:
        print(f"both are in cluster {join(conn, first_id, second_id)}")
