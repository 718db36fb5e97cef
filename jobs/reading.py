"""From a file's records to postings with a key and a hash: what suits the file, and what has changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from db.text_hash import text_hash
from jobs.parsing.dates import parse_date
from jobs.sources import generic
from jobs.sources.board_address import company_in
from jobs.sources.files import SourceFile, UnreadableFile
from jobs.sources.kinds import GENERIC, KINDS, Kind, kind_of
from jobs.sources.legible import legible
from jobs.sources.posting import NotAPosting, SourcePosting, kept, text_of
from jobs.sources.rows import BadRecord, Record
from jobs.stated_dates import Moment, posted_day

if TYPE_CHECKING:
    from datetime import date

READING_VERSION = 6  # raised when the parsers change, so that unchanged rows are read anew

ID_CHARACTERS = 500
WITH_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{8}")
SKILL_ROWS = frozenset({"job_id", "skill_name"})  # the columns of a table that belongs to a table of postings

Reader = Callable[[Mapping[str, Any]], SourcePosting]


@dataclass(frozen=True, slots=True)
class Row:
    """A record that has a title, as received (JSON) and as read, with the hash of all that its meaning depends on."""

    line: int
    posting: SourcePosting
    payload: str
    payload_hash: str
    content_hash: str

    @property
    def key(self) -> tuple[str, str]:
        """What makes the posting one: its source and its id there."""
        return self.posting.source, self.posting.source_job_id


@dataclass(frozen=True, slots=True)
class Received:
    """A record before anything in it is read: as received (JSON), and the hash of that."""

    line: int
    values: Mapping[str, Any]
    payload: str
    payload_hash: str


@dataclass(frozen=True, slots=True)
class Preparation:
    """Makes rows of records.

    Attributes:
        reader: what reads this file's columns.
        source: the source of every row, when the operator names one.
        otherwise: the source of rows that name none.
        moment: when and by which rules of time they are read.
        told: what the operator says beside the file, such as the company and the columns.
    """

    reader: Reader
    source: str | None
    otherwise: str
    moment: Moment
    told: str = ""

    def received(self, record: Record | BadRecord) -> Received | BadRecord:
        """The record as it is kept."""
        if isinstance(record, BadRecord):
            return record
        values, payload = kept(record.values)
        return Received(record.line, values, payload, text_hash(payload))

    def row(self, record: Record | BadRecord) -> Row | BadRecord:
        """The record as a row, or why it cannot be one."""
        return self.read(self.received(record))

    def read(self, received: Received | BadRecord) -> Row | BadRecord:
        """What was received as a row, or why it cannot be one."""
        if isinstance(received, BadRecord):
            return received
        try:
            posting = self.reader(received.values)
        except NotAPosting as error:
            return BadRecord(received.line, str(error))
        if not posting.title:
            return BadRecord(received.line, "no title")
        named = self.source or posting.source
        source = (named or self.otherwise)[:ID_CHARACTERS]
        own_id = _id_of(posting)
        if (source, own_id) != (posting.source, posting.source_job_id):
            posting = replace(posting, source=source, source_job_id=own_id)
        content_hash = self._content_hash(received, "" if named else source, self._days_read(posting))
        return Row(received.line, posting, received.payload, received.payload_hash, content_hash)

    def undated_hashes(self, received: Received) -> tuple[str, str]:
        """The hashes that a row of this record has, if none of its dates counts from today.

        One for a record that names its source, one for a record that does not: which it is, only reading tells.
        """
        return self._content_hash(received, "", ""), self._content_hash(received, self.otherwise[:ID_CHARACTERS], "")

    def _content_hash(self, received: Received, unnamed: str, days: str) -> str:
        """Of the record and of all that its meaning and its key depend on beside it."""
        rules = (READING_VERSION, self.moment.shift.days, self.moment.expires_after_days)
        return text_hash(" ".join(map(str, (received.payload_hash, *rules, self.told, self.source, unnamed, days))))

    def _days_read(self, posting: SourcePosting) -> str:
        """What its dates without a year, such as "2 days ago" and "May 3", are today: tomorrow they may be others."""
        relative = posting.posted_days_ago is not None or posting.expires_in_days is not None
        days = [parse_date(text, self.moment.now) for text in (posting.posted, posting.deadline)
                if text and not WITH_YEAR.search(text)]  # fmt: skip
        return " ".join(map(str, ([self.moment.now.date()] if relative else []) + days))


def choose(
    file: SourceFile, mapping: Mapping[str, str], *, kind: str = "", board: str = "", country: str = ""
) -> tuple[SourceFile, Reader]:
    """The file with its records taken apart as its kind asks for, and what reads them.

    Args:
        file: as it was looked at.
        mapping: {field: column}, for a table with names of its own; it is then read by them.
        kind: the name of the kind; "" to recognise it.
        board: the company of the postings, where they do not name it.
        country: where the postings are (ISO 3166 alpha-2), where they do not say it.

    Raises:
        UnreadableFile: there is no such kind, no column holds the title, a mapped one is not there, or both a kind
            and a mapping say how to read it.
    """
    found = _kind(file, mapping, kind)
    if found is None:
        return file, _filling(_by_columns(file, mapping), board, country)
    named = text_of(file.surroundings().get(found.company_key)) if found.company_key else ""
    return replace(file, unfold=found.unfold), _filling(found.read, board or named, country)


def _kind(file: SourceFile, mapping: Mapping[str, str], named: str) -> Kind | None:
    """The kind that is named, else the one that is recognised; None where the columns decide."""
    if mapping and named not in {"", GENERIC}:
        raise UnreadableFile(f"The kind {named} has names of its own for the columns: give --map without it.")
    if mapping or named == GENERIC:
        return None
    if named:
        if named not in KINDS:
            raise UnreadableFile(f"no kind of source is called {named!r}; there are {', '.join(KINDS)} and {GENERIC}.")
        return KINDS[named]
    return kind_of(file.example())


def _filling(read: Reader, board: str, country: str) -> Reader:
    """The same reader, its short texts made legible, what the operator or the address knows put where it is silent."""

    def filled(record: Mapping[str, Any]) -> SourcePosting:
        posting = legible(read(record))
        company = posting.company or board or company_in(posting.url)
        if company == posting.company and (posting.country or not country):
            return posting
        return replace(posting, company=company, country=posting.country or country)

    return filled


def _by_columns(file: SourceFile, mapping: Mapping[str, str]) -> Reader:
    """What reads this file's columns.

    Raises:
        UnreadableFile: no column holds the title, or a mapped column is not there; the message names those found.
    """
    found = file.columns()
    absent = [column for column in mapping.values() if column not in found]
    if found and (absent or not generic.known_columns(found, mapping)["title"]):
        raise UnreadableFile(_no_title(file, found, absent))
    if not found and file.form == "html":
        raise UnreadableFile(f"{file.path.name} is a web page without a schema.org JobPosting: was it a login page?")

    @lru_cache(maxsize=256)  # objects of one file need not all have the same names
    def columns_of(names: tuple[str, ...]) -> generic.Columns:
        return generic.known_columns(names, mapping)

    return lambda record: generic.read_posting(record, columns_of(tuple(record)))


def newest_day(file: SourceFile, reader: Reader, moment: Moment) -> date | None:
    """The newest day of posting in a file, which is read for it to its end."""
    records = (record for record in file.records() if isinstance(record, Record))
    return max(filter(None, (_day(record, reader, moment) for record in records)), default=None)


def _day(record: Record, reader: Reader, moment: Moment) -> date | None:
    try:
        return posted_day(reader(record.values), moment)
    except NotAPosting:
        return None


def _id_of(posting: SourcePosting) -> str:
    """Its id; without one its link, else what it is, where and with whom. A long one is hashed: an index holds it."""
    own = posting.source_job_id or posting.url
    if not own:
        return text_hash(f"{posting.title}|{posting.company}|{posting.location}".lower())
    return own if len(own) <= ID_CHARACTERS else text_hash(own)


def _no_title(file: SourceFile, found: tuple[str, ...], absent: list[str]) -> str:
    if set(found) >= SKILL_ROWS:
        return f"{file.path.name} lists the skills of postings, not postings: import the file of the postings itself."
    wrong = f"no column {', '.join(map(repr, absent))}" if absent else "no column for the title"
    return (
        f"{file.path.name} has {wrong}. Its columns: {', '.join(found)[:1000]}. "
        "Say which column holds what: --map title=COLUMN,company=COLUMN,…"
    )
