"""The nearest postings proposed from memory: by the signs of their vectors, inside what a search is narrowed to.

Of vectors with many numbers, near ones have mostly the same signs: 192 bytes instead of 3,072, and a millisecond for
100,000. What is proposed is then compared in full by the database, which also has the last word on what passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import simsimd

from db.open_jobs import EPOCH
from db.vector_signs import NO_DATE, name_key, read_cells, read_countries, read_employment_types, read_signs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from numpy.typing import NDArray

    from db.open_jobs import Narrowing
    from db.pool import Connection
    from matching.candidates import Booleans, Floats, Integers

BYTES_BESIDE_SIGNS = 100  # of each posting: dates, pay, years, names
FEW = 0.25  # up to this share of the postings only theirs are looked up
REMOTE = name_key("remote")
NOT_SAID = name_key("")


@dataclass(frozen=True, slots=True)
class Named:
    """For each name the positions of the postings that have it."""

    positions: dict[int, Integers]
    size: int

    @classmethod
    def of(cls, rows: NDArray[np.void], jobs: Integers) -> Named:
        """From pairs of a posting and a name's key; postings that are not among `jobs` (sorted) are left out."""
        owners = rows["job"].astype(np.int64)
        place = np.minimum(np.searchsorted(jobs, owners), max(len(jobs) - 1, 0))
        known = jobs[place] == owners if len(jobs) else np.zeros(len(rows), dtype=np.bool_)
        keys, place = rows["key"][known].astype(np.uint64), place[known].astype(np.int32)
        order = np.argsort(keys, kind="stable")
        names, starts = np.unique(keys[order], return_index=True)
        return cls(dict(zip(names.tolist(), np.split(place[order], starts[1:]), strict=False)), len(jobs))

    def any_of(self, keys: Iterable[int]) -> Booleans:
        """Which postings have one of these."""
        found = np.zeros(self.size, dtype=np.bool_)
        for key in keys:
            if key in self.positions:
                found[self.positions[key]] = True
        return found


@dataclass(frozen=True, slots=True)
class Proposed:
    """The postings whose signs differ least, in no order, and how many there were to choose from."""

    ids: list[int]
    among: int


@dataclass(frozen=True, slots=True, eq=False)
class Signs:
    """The open postings with a vector of one model, as they were when they were read: about 300 bytes each.

    `packed` has eight signs in a byte. Dates are days since 1970, names as `name_key` has them, see `read_signs`.
    """

    model: str
    ids: Integers
    expires: Integers
    posted: Integers
    imported: Integers
    mode: NDArray[np.uint64]
    currency: NDArray[np.uint64]
    pay: Floats
    least_years: Floats
    most_years: Floats
    countries: Named
    cells: Named
    employment_types: Named
    packed: NDArray[np.uint8]

    @classmethod
    def read(cls, conn: Connection, model: str, dimensions: int) -> Signs:
        """All of them, with four statements; 0.6 s for 100,000 postings."""
        rows = read_signs(conn, model, dimensions)
        ids = rows["job"].astype(np.int64)
        return cls(
            model=model,
            ids=ids,
            expires=rows["expires"].astype(np.int32),
            posted=rows["posted"].astype(np.int32),
            imported=rows["imported"].astype(np.int32),
            mode=rows["mode"].astype(np.uint64),
            currency=rows["currency"].astype(np.uint64),
            pay=rows["pay"].astype(np.float64),
            least_years=rows["least_years"].astype(np.float64),
            most_years=rows["most_years"].astype(np.float64),
            countries=Named.of(read_countries(conn), ids),
            cells=Named.of(read_cells(conn), ids),
            employment_types=Named.of(read_employment_types(conn), ids),
            packed=np.ascontiguousarray(rows["signs"][:, 4:]),
        )

    def propose(self, narrowing: Narrowing, vector: NDArray[np.float32], most: int) -> Proposed:
        """At most so many of what the narrowing leaves: all of it, or those whose signs differ least."""
        left = np.flatnonzero(self.fitting(narrowing))
        among = len(left)
        if among > most:
            differing = self._differing(left, vector)
            furthest = np.searchsorted(np.cumsum(np.bincount(differing)), most)
            near = np.flatnonzero(differing <= furthest)
            left = left[near[np.argsort(differing[near], kind="stable")[:most]]]
        return Proposed(self.ids[left].tolist(), among)

    def fitting(self, narrowing: Narrowing) -> Booleans:
        """Which postings the narrowing leaves: the same as `narrowed_jobs` of the database."""
        fits = (self.expires >= _day(narrowing.today)) & (self.posted >= _day(narrowing.posted_since))
        if narrowing.fresh_since is not None:
            since = _day(narrowing.fresh_since)
            fits &= ((self.posted >= since) & (self.posted != NO_DATE)) | (self.imported >= since)
        if narrowing.modes is not None:
            fits &= _is_any(self.mode, [NOT_SAID, *map(name_key, narrowing.modes)])
        if narrowing.least_pay is not None:
            fits &= ~(self.pay < narrowing.least_pay) | (self.currency != name_key(narrowing.currency or ""))
        if narrowing.years is not None:
            fits &= ~(self.least_years - narrowing.years > narrowing.years_short)
            fits &= ~(narrowing.years - self.most_years > narrowing.years_over)
        return fits & self._within_reach(narrowing)

    def _within_reach(self, narrowing: Narrowing) -> Booleans:
        """By countries, squares and kinds of employment, of which a posting may have several."""
        bound, fits = narrowing.bound(), np.ones(len(self.ids), dtype=np.bool_)
        remote = self.mode == REMOTE
        if bound["here"] is not None:
            fits &= remote | self.countries.any_of(map(name_key, bound["here"]))
        if bound["remote_from"] is not None:
            fits &= ~remote | self.countries.any_of(map(name_key, bound["remote_from"]))
        if bound["cells"] is not None:
            fits &= self.cells.any_of(bound["cells"])
        if narrowing.employment_types is not None:
            fits &= self.employment_types.any_of([NOT_SAID, *map(name_key, narrowing.employment_types)])
        return fits

    def _differing(self, positions: Integers, vector: NDArray[np.float32]) -> NDArray[np.uint16]:
        """In how many signs the postings at these positions differ from a vector."""
        few = len(positions) < FEW * len(self.ids)
        asked = np.packbits(vector > 0)[None]
        compared = self.packed.take(positions, axis=0) if few else self.packed
        found = np.asarray(simsimd.cdist(compared, asked, metric="hamming", dtype="bin8", out_dtype="float32"))
        return (found[:, 0] if few else found[positions, 0]).astype(np.uint16)


def bytes_for(postings: int, dimensions: int) -> int:
    """About how much memory so many take."""
    return postings * (BYTES_BESIDE_SIGNS + dimensions // 8)


def _is_any(names: NDArray[np.uint64], keys: Iterable[int]) -> Booleans:
    found: Booleans = np.logical_or.reduce([names == key for key in keys])
    return found


def _day(day: date) -> int:
    return (day - EPOCH).days
