"""Opens a file of postings and streams its records with their line numbers; what form it has, its content decides."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import logging
import re
import zlib
from dataclasses import dataclass
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, cast

from jobs.sources.encodings import LENIENT, count_letters
from jobs.sources.json_rows import read_json, read_jsonl, surroundings
from jobs.sources.page_rows import read_page
from jobs.sources.rows import DEEPEST, BadRecord, Form, Record, nests_too_deeply
from jobs.sources.table_rows import csv_header, read_csv
from jobs.sources.xml_rows import read_xml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

log = logging.getLogger(__name__)

GZIP_MAGIC = b"\x1f\x8b"
BINARY_MAGICS = {
    b"PK\x03\x04": "a zip archive or an Excel workbook",
    b"%PDF": "a PDF document",
    b"PAR1": "a Parquet file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"BZh": "bzip2-compressed",
    b"\xfd7zXZ": "xz-compressed",
    b"(\xb5/\xfd": "zstd-compressed",
}
NAMED_FORMS: dict[str, Form] = {
    ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".jsonld": "json", ".csv": "csv", ".tsv": "csv",
    ".xml": "xml", ".rss": "xml", ".atom": "xml", ".html": "html", ".htm": "html", ".xhtml": "html",
}  # fmt: skip
TABLES: frozenset[Form] = frozenset({"csv"})
MARKUP: frozenset[Form] = frozenset({"xml", "html"})
READERS: dict[Form, Callable[[io.TextIOWrapper], Iterator[Record | BadRecord]]] = {
    "csv": read_csv,
    "json": read_json,
    "jsonl": read_jsonl,
    "xml": read_xml,
    "html": read_page,
}
_PAGE = re.compile(r"(?:<!--.*?-->|<\?xml[^>]*>|\s)*"
                   r"<(?:!doctype\s+html|html|head|body|div|script|article|main|section)\b",
                   re.IGNORECASE | re.DOTALL)  # fmt: skip
HEAD_BYTES = 65_536
SAMPLED_RECORDS = 200
MOST_NULS = 0.05  # of a text's bytes: a stray one in a table is left out; UTF-16 and programs are full of them


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was looked at: what it holds and how it is written; `unfold` makes records of single postings."""

    path: Path
    form: Form
    encoding: str
    compressed: bool
    unfold: Callable[[dict[str, Any]], list[dict[str, Any]]] | None = None

    def columns(self) -> tuple[str, ...]:
        """The header of a table; of a list of objects, the names in its first 200."""
        if self.form == "csv":
            with self._text() as text:
                return csv_header(text)
        sampled = (record for record in islice(self.records(), SAMPLED_RECORDS) if isinstance(record, Record))
        return tuple(dict.fromkeys(name for record in sampled for name in record.values))

    def example(self) -> dict[str, Any]:
        """The first value that says something under each name, in 200 rows; of a table without rows its names."""
        values: dict[str, Any] = dict.fromkeys(self.columns(), "") if self.form == "csv" else {}
        for record in islice(self.records(), SAMPLED_RECORDS):
            if isinstance(record, Record):
                values |= {name: value for name, value in record.values.items() if not values.get(name)}
        return values

    def surroundings(self) -> dict[str, Any]:
        """What a JSON object says before the list it holds; of other forms nothing."""
        if self.form != "json":
            return {}
        with self._text() as text:
            return surroundings(text)

    def records(self, opened: IO[bytes] | None = None) -> Iterator[Record | BadRecord]:
        """Every row in order; a file that breaks off ends with a BadRecord, what came before it is kept.

        `opened` is the file as it lies on the disk, for who wants to know how far it has been read.
        """
        line = 0
        try:
            with self._text(opened) as text:
                for record in READERS[self.form](text):
                    line = record.line
                    yield from self._unfolded(record)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            yield BadRecord(line + 1, f"the compressed file breaks off or is damaged here: {error}")

    def _unfolded(self, record: Record | BadRecord) -> Iterable[Record | BadRecord]:
        if isinstance(record, BadRecord):
            return (record,)
        if self.form not in TABLES and nests_too_deeply(record.values):
            return (BadRecord(record.line, f"objects nested more than {DEEPEST} deep are no posting"),)
        if self.unfold is None:
            return (record,)
        return (Record(record.line, values) for values in self.unfold(record.values))

    def _text(self, opened: IO[bytes] | None = None) -> io.TextIOWrapper:
        binary = _open_binary(self.path, opened, compressed=self.compressed)
        newline = "" if self.form == "csv" else None
        return io.TextIOWrapper(binary, encoding=self.encoding, errors=LENIENT, newline=newline)


def look_at(path: Path) -> SourceFile:
    """What the file is, by its first bytes and its name.

    Raises:
        UnreadableFile: absent, empty, not text, or not what its name says.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(8)
        compressed = _check_compression(path, magic)
        with _open_binary(path, compressed=compressed) as binary:
            head = binary.read(HEAD_BYTES)
        encoding = _encoding(path, head, compressed=compressed)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableFile(f"{path.name} is not a whole gzip file ({error}): get it again.") from error
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror or error}") from error
    return SourceFile(path, _form(path, head.decode(encoding, "ignore")), encoding, compressed)


def _open_binary(path: Path, opened: IO[bytes] | None = None, *, compressed: bool) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(opened or path, "rb")) if compressed else opened or path.open("rb")


def _check_compression(path: Path, magic: bytes) -> bool:
    named = path.suffix.lower() == ".gz"
    if named and not magic.startswith(GZIP_MAGIC):
        raise UnreadableFile(f"{path.name} is named .gz but is not gzip-compressed: rename it, or get it again.")
    if magic.startswith(GZIP_MAGIC) and not named:
        raise UnreadableFile(f"{path.name} is gzip-compressed: rename it to {path.name}.gz.")
    for start, what in BINARY_MAGICS.items():
        if magic.startswith(start):
            raise UnreadableFile(f"{path.name} is {what}, not text: export it as CSV or JSON first.")
    return named


def _encoding(path: Path, head: bytes, *, compressed: bool) -> str:
    """UTF-16 by its mark, UTF-8 when nearly all of the file's letters are, else Windows Latin-1."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.count(b"\x00") > len(head) * MOST_NULS:
        raise UnreadableFile(f"{path.name} holds binary data, not text: export it as CSV or JSON first.")
    with _open_binary(path, compressed=compressed) as binary:
        letters, stray = count_letters(binary)
    if stray > letters:
        return "cp1252"
    if stray:
        log.warning("%s: %d bytes are no UTF-8 like the rest and were read as Windows letters", path.name, stray)
    return "utf-8-sig"


def _form(path: Path, head: str) -> Form:
    start = head.lstrip("\ufeff \t\r\n")
    if not start:
        raise UnreadableFile(f"{path.name} is empty.")
    named = _named_form(path)
    holds = _form_of_text(start, named)
    if holds in MARKUP and named not in {None, *MARKUP}:
        raise UnreadableFile(f"{path.name} holds a web page or XML, not CSV or JSON: was it a login page?")
    if named in MARKUP and holds not in MARKUP:
        raise UnreadableFile(f"{path.name} is named as XML or a web page but holds neither: rename it to .{holds}.")
    if named is not None and (named in TABLES) != (holds in TABLES):
        raise UnreadableFile(_misnamed(path, named, holds))
    return holds


def _form_of_text(start: str, named: Form | None) -> Form:
    if start[0] == "<":
        return "html" if _PAGE.match(start) else "xml"
    if start[0] not in "[{":
        return "csv"
    first_line, newline, rest = start.partition("\n")
    if start[0] == "[" or (newline and not rest.strip()):
        return "json"
    if not newline:  # one object, or the head of a first line longer than what was looked at
        return "jsonl" if named == "jsonl" else "json"
    try:
        return "jsonl" if isinstance(json.loads(first_line), dict) else "json"
    except ValueError:
        return "jsonl" if rest.lstrip().startswith("{") else "json"


def _named_form(path: Path) -> Form | None:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    return NAMED_FORMS.get(suffixes[-1]) if suffixes else None


def _misnamed(path: Path, named: Form, holds: Form) -> str:
    if named == "csv":
        return f"{path.name} is named as CSV but holds JSON: rename it to .{holds}."
    return f"{path.name} is named as JSON but does not begin with [ or {{: rename it to .csv if it is a table."
