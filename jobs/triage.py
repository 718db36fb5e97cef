"""Which rows of a block have to be read: new or changed ones; and which of them say that a posting is filled."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from db.import_batches import RowFailure
from db.known_jobs import find_known, find_unchanged
from db.text_hash import text_hash
from jobs.expiry import last_day
from jobs.reading import ID_CHARACTERS, Received, Row
from jobs.sources.rows import BadRecord

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from db.job_rows import JobRow
    from db.known_jobs import KnownJob
    from db.pool import Connection
    from jobs.held_back import HeldBack
    from jobs.reading import Preparation
    from jobs.stated_dates import Moment

Key = tuple[str, str]
Numbered = tuple[int, Row]

REASON_CHARACTERS = 300
FILLED_UNKNOWN = "it says that the position is filled, and was not known before"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A block of rows, each with its number in the file, before anything is known of what is stored of them.

    Attributes:
        rows: those that were read, or could not be.
        unread: the others, which are stored just as they are, with their keys.
        on_the_way: rows of the block before, which may not be stored yet.
        unnamed: the source of rows that name none, when nobody named it either.
    """

    rows: Sequence[tuple[int, Row | BadRecord]]
    unread: Mapping[int, Key]
    on_the_way: Mapping[Key, Row]
    unnamed: str | None


@dataclass(frozen=True, slots=True)
class Triage:
    """A block of rows, each with its number in the file, by what has to be done with it.

    Of two rows with one key the later counts, and the earlier is in none of the lists, but for a new posting that the
    later one calls filled. `keys` are those of the block;
    the lists lack what it has to be held back, and have what was held back before it and need not wait any longer.
    """

    keys: Collection[Key]
    known: Mapping[Key, KnownJob]
    changed: list[Numbered]
    filled: list[Key]
    failures: list[RowFailure]


def stored_as_received(
    conn: Connection,
    received: Sequence[tuple[int, Received | BadRecord]],
    preparation: Preparation,
    *,
    on_the_way: Collection[Key],
) -> dict[int, Key]:
    """The rows, by number, that are stored just as they are, so that nothing in them has to be read; with their keys.

    Not those of which another version is on the way.
    """
    hashes = {number: preparation.undated_hashes(row) for number, row in received if isinstance(row, Received)}
    stored = find_unchanged(conn, [content_hash for pair in hashes.values() for content_hash in pair])
    found = {number: stored.get(named) or stored.get(unnamed) for number, (named, unnamed) in hashes.items()}
    return {number: key for number, key in found.items() if key is not None and key not in on_the_way}


def triage(conn: Connection, arrived: Arrived, held: HeldBack) -> Triage:
    """Sort rows by what the database holds of them; unchanged ones cost a look at their hash.

    A row that would change what is stored goes to `held`, and what was held for too long comes out.
    """
    on_the_way = arrived.on_the_way
    latest, opened, known = _latest(conn, arrived)
    for number, key in arrived.unread.items():
        if key in latest and latest[key][0] < number:
            del latest[key]
    keys = latest.keys() | set(arrived.unread.values())
    waiting = {key: row for key, row in latest.items()
               if key not in on_the_way and _changes(row[1], known.get(key))}  # fmt: skip
    released = held.exchange(keys, waiting)
    by_key = {key: row for key, row in latest.items() if key not in waiting} | released
    known |= find_known(conn, list(released))
    hashes = {key: each.content_hash for key, each in known.items()}
    hashes |= {key: row.content_hash for key, row in on_the_way.items()}
    hashes |= {key: row.content_hash for key, (_, row) in opened.items()}
    filled = [key for key, (_, row) in by_key.items() if row.posting.filled]
    changed = [each for key, each in by_key.items()
               if not each[1].posting.filled and hashes.get(key) != each[1].content_hash]  # fmt: skip
    never_open = [failure(by_key[key], FILLED_UNKNOWN) for key in filled if key not in hashes]
    return Triage(
        keys=keys,
        known=known,
        changed=[*opened.values(), *changed],
        filled=[key for key in filled if key in hashes],
        failures=[*_unreadable(arrived.rows), *never_open],
    )


def failure(row: tuple[int, Row | BadRecord], reason: str) -> RowFailure:
    """Why a row is not taken in."""
    return RowFailure(row[0], row[1].line, reason[:REASON_CHARACTERS])


def since_first_import(job: JobRow, known: KnownJob | None, moment: Moment) -> JobRow:
    """An undated posting is open for so long after its first import, not after the last change of its record."""
    if job.posted_on is not None or known is None or known.imported_on is None:
        return job
    expires_on = last_day(
        posted_on=None,
        deadline_on=job.deadline_on,
        imported_on=known.imported_on,
        after_days=moment.expires_after_days,
    )
    return replace(job, expires_on=expires_on, status="ACTIVE" if expires_on >= moment.now.date() else "EXPIRED")


def _unreadable(rows: Iterable[tuple[int, Row | BadRecord]]) -> list[RowFailure]:
    return [failure((number, row), row.reason) for number, row in rows if isinstance(row, BadRecord)]


def _latest(conn: Connection, arrived: Arrived) -> tuple[dict[Key, Numbered], dict[Key, Numbered], dict[Key, KnownJob]]:
    """The last row of each posting, the row before of a new one that the last calls filled, and what is stored."""
    on_the_way = arrived.on_the_way
    readable = [(number, row) for number, row in arrived.rows if isinstance(row, Row)]
    known = find_known(conn, list({row.key for _, row in readable}))
    latest: dict[Key, Numbered] = {}
    opened: dict[Key, Numbered] = {}
    for number, row in readable:
        other = known.get(row.key) or on_the_way.get(row.key) or latest.get(row.key, (0, None))[1]
        told = _with_company(row) if row.key[0] == arrived.unnamed and _is_another(row, other) else row
        latest[told.key] = (number, told)
        if not told.posting.filled:
            opened[told.key] = (number, told)
    known |= find_known(conn, [key for key in latest if key not in known])
    new = {key: row for key, row in opened.items() if key not in known and key not in on_the_way}
    return latest, {key: row for key, row in new.items() if row != latest[key]}, known


def _changes(row: Row, known: KnownJob | None) -> bool:
    """Whether it would change a posting that is stored, or one of which the file may have said more before."""
    return row.posting.filled or (known is not None and known.content_hash != row.content_hash)


def _is_another(row: Row, other: KnownJob | Row | None) -> bool:
    """Neither the company nor the title is the same; one of them alone may have been corrected.

    Two files called jobs.csv are of one source for us, and both may count from 1; so may two parts of one file.
    """
    if other is None:
        return False
    there = other.posting if isinstance(other, Row) else other
    company, companies = _plain(row.posting.company), _plain(there.company or "")
    return bool(company and companies) and company != companies and _plain(row.posting.title) != _plain(there.title)


def _with_company(row: Row) -> Row:
    own = f"{row.posting.company}/{row.posting.source_job_id}"
    return replace(
        row, posting=replace(row.posting, source_job_id=own if len(own) <= ID_CHARACTERS else text_hash(own))
    )


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()
