"""Many postings as a struct of arrays, so that filters and scores are a few numpy operations over all of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from db.places import StoredPlace
from jobs.parsing.folding import folded as folded_place
from jobs.parsing.work_mode import region_countries
from matching.demands import LEVEL_UNKNOWN, LEVELS, languages_among, level_named
from matching.folded_texts import FoldedTexts, folded
from matching.spelling import Spellings
from matching.title_words import telling_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from db.candidates import CandidateRow

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Objects = NDArray[np.object_]

MODES = ("onsite", "hybrid", "remote")
MODE_UNKNOWN = -1
WORLD = "WORLD"
NOWHERE = StoredPlace()


@dataclass(frozen=True, slots=True)
class Ragged:
    """A list of codes for each posting: `codes` in a row, `owners` whose each is, `starts` where each begins.

    `names` spells the codes, `keys` are what names are compared by, `index` finds the code of a key.
    """

    codes: Integers
    owners: Integers
    starts: tuple[int, ...]
    size: int
    names: tuple[str, ...]
    keys: tuple[str, ...]
    index: dict[str, int]

    @classmethod
    def of(cls, lists: Sequence[Iterable[str]], key: Callable[[str], str] = folded) -> Ragged:
        """From a list of names for each posting; names with the same key are one, and count once for a posting."""
        index: dict[str, int] = {}
        names: list[str] = []
        codes: list[int] = []
        owners: list[int] = []
        starts: list[int] = []
        keys: dict[str, str] = {}
        for owner, wanted in enumerate(lists):
            own: set[int] = set()
            starts.append(len(codes))
            for name in wanted:
                same = keys.get(name)
                if same is None:
                    same = keys[name] = key(name)
                code = index.get(same)
                if code is None:
                    code = index[same] = len(names)
                    names.append(name)
                if code not in own:
                    own.add(code)
                    codes.append(code)
                    owners.append(owner)
        return cls(
            np.asarray(codes, dtype=np.int64),
            np.asarray(owners, dtype=np.int64),
            (*starts, len(codes)),
            len(lists),
            tuple(names),
            tuple(index),
            index,
        )

    def counts(self) -> Integers:
        """How many each posting has."""
        return np.bincount(self.owners, minlength=self.size)

    def wanted(self, names: Iterable[str]) -> Booleans:
        """For each code, whether it is one of the names (compared by the index's keys)."""
        chosen = np.zeros(len(self.names), dtype=np.bool_)
        chosen[[self.index[name] for name in names if name in self.index]] = True
        return chosen

    def counts_of(self, chosen: Booleans) -> Integers:
        """How many of the chosen codes each posting has."""
        return np.bincount(self.owners[chosen[self.codes]], minlength=self.size)

    def sums_of(self, worth: Floats) -> Floats:
        """The sum over each posting's codes of what each code is worth."""
        sums = np.bincount(self.owners, weights=worth[self.codes], minlength=self.size)
        return np.asarray(sums, dtype=np.float64)

    def any_of(self, names: Iterable[str]) -> Booleans:
        """Whether each posting has one of the names."""
        return self.counts_of(self.wanted(names)) > 0

    def codes_of(self, owner: int) -> Integers:
        """One posting's codes, in their order."""
        return self.codes[self.starts[owner] : self.starts[owner + 1]]

    def names_of(self, owner: int) -> tuple[str, ...]:
        """One posting's names, in their order."""
        return tuple([self.names[code] for code in self.codes_of(owner).tolist()])


@dataclass(frozen=True, slots=True)
class PlaceArrays:
    """Every place of every posting in a row; each posting has one at least, of which perhaps nothing is known.

    Codes are -1 and coordinates NaN where not known. `starts` is where each posting's places begin.
    """

    city: Integers
    region: Integers
    country: Integers
    latitude: Floats
    longitude: Floats
    starts: Integers
    cities: dict[str, int]
    regions: dict[str, int]
    countries: dict[str, int]
    stored: tuple[StoredPlace, ...]

    @classmethod
    def of(cls, lists: Sequence[Sequence[StoredPlace]]) -> PlaceArrays:
        """From a list of places for each posting."""
        filled = [places or (NOWHERE,) for places in lists]
        stored = tuple(chain.from_iterable(filled))
        cities, city = _coded(place.city for place in stored)
        regions, region = _coded(place.region for place in stored)
        countries, country = _coded(place.country for place in stored)
        lengths = np.asarray([len(places) for places in filled], dtype=np.int64)
        return cls(
            city,
            region,
            country,
            _numbers(place.latitude for place in stored),
            _numbers(place.longitude for place in stored),
            np.concatenate(([0], np.cumsum(lengths)[:-1])) if len(lengths) else lengths,
            cities,
            regions,
            countries,
            stored,
        )


@dataclass(frozen=True, slots=True)
class Candidates:
    """The postings under consideration, position by position the same posting in every array.

    `mode` holds positions in MODES, -1 where the posting does not say, `currency` positions in `currencies`. `posted`
    is the date's ordinal, NaN where not known. `near` is the similarity with the person's vector, NaN without one;
    `titled` says whether it was found by its title; `mentions` has a row for each role, true where the text has it
    word for word. `remote_scope` lists the countries from which remote work is possible; `worldwide` where from
    everywhere. `languages` are those demanded, `levels` their names ("" where not said) and `level` their steps on the
    ladder, -1 where not known.
    """

    ids: Integers
    cluster_keys: Objects
    titles: Objects
    title_words: Ragged
    joined_titles: tuple[str, ...]
    spellings: Spellings
    companies: Objects
    descriptions: FoldedTexts
    industries: Objects
    places: PlaceArrays
    countries: Ragged
    mode: Integers
    remote_scope: Ragged
    remote_said: Booleans
    worldwide: Booleans
    posted: Floats
    pay_named: Booleans
    pay_low: Floats
    pay_top: Floats
    pay_currency: Objects
    currency: Integers
    currencies: tuple[str, ...]
    years_min: Floats
    years_max: Floats
    skills: Ragged
    languages: Ragged
    levels: Objects
    level: Integers
    employment_types: Ragged
    near: Floats
    titled: Booleans
    mentions: Booleans
    known: Booleans

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(cls, rows: Sequence[CandidateRow]) -> Candidates:
        """From rows of the database, in their order."""
        scopes = [_remote_scope(row) for row in rows]
        words = [telling_words(row.title) for row in rows]
        width = len(rows[0].mentions) if rows else 0
        currencies = tuple(dict.fromkeys(row.salary_currency or "" for row in rows))
        place_of = {name: place for place, name in enumerate(currencies)}
        return cls(
            ids=np.asarray([row.id for row in rows], dtype=np.int64),
            cluster_keys=_objects(row.cluster_key for row in rows),
            titles=_objects(row.title for row in rows),
            title_words=Ragged.of(words, key=str),
            joined_titles=tuple("".join(each) for each in words),
            spellings=Spellings.of([row.title for row in rows]),
            companies=_objects(row.company or "" for row in rows),
            descriptions=FoldedTexts(row.description for row in rows),
            industries=_objects(row.industry or "" for row in rows),
            places=PlaceArrays.of([_all_places(row) for row in rows]),
            countries=Ragged.of([row.countries for row in rows], key=str),
            mode=np.asarray([MODES.index(row.work_mode) if row.work_mode else MODE_UNKNOWN for row in rows], np.int64),
            remote_scope=Ragged.of([sorted(scope) for scope in scopes], key=str),
            remote_said=np.asarray([bool(row.remote_in) for row in rows], dtype=np.bool_),
            worldwide=np.asarray([WORLD in row.remote_in for row in rows], dtype=np.bool_),
            posted=_numbers(_ordinal(row.posted_on) for row in rows),
            pay_named=np.asarray([row.salary_min is not None or row.salary_max is not None for row in rows], np.bool_),
            pay_low=_numbers(row.salary_annual_min for row in rows),
            pay_top=_numbers(row.salary_annual_max for row in rows),
            pay_currency=_objects(row.salary_currency or "" for row in rows),
            currency=np.asarray([place_of[row.salary_currency or ""] for row in rows], dtype=np.int64),
            currencies=currencies,
            years_min=_numbers(row.experience_min_years for row in rows),
            years_max=_numbers(row.experience_max_years for row in rows),
            skills=Ragged.of([row.skills or row.preferred_skills for row in rows]),
            languages=Ragged.of([languages_among(row.skills) for row in rows]),
            levels=_objects(level_named(row.level) for row in rows),
            level=np.asarray([LEVELS.get(level_named(row.level), LEVEL_UNKNOWN) for row in rows], dtype=np.int64),
            employment_types=Ragged.of([row.employment_types for row in rows], key=str),
            near=_numbers(row.nearness for row in rows),
            titled=np.asarray([row.titled for row in rows], dtype=np.bool_),
            mentions=np.asarray([list(row.mentions) for row in rows], dtype=np.bool_).reshape(len(rows), width).T,
            known=np.asarray([row.known for row in rows], dtype=np.bool_),
        )


def _all_places(row: CandidateRow) -> tuple[StoredPlace, ...]:
    """The posting's places, and its countries that none of them is in."""
    named = {place.country for place in row.places}
    return (*row.places, *(StoredPlace(country=country) for country in row.countries if country not in named))


def _remote_scope(row: CandidateRow) -> frozenset[str]:
    """From where remote work is possible: as said, else from the countries that the posting names."""
    if not row.remote_in:
        return frozenset(row.countries)
    return frozenset(chain.from_iterable(countries_of(name) for name in row.remote_in))


@lru_cache(maxsize=1024)
def countries_of(name: str) -> frozenset[str]:
    """The countries of a region word, or the country that the name is a code of; none for an unknown name."""
    return region_countries(name)


def _coded(names: Iterable[str | None]) -> tuple[dict[str, int], Integers]:
    index: dict[str, int] = {}
    codes = [-1 if not name else index.setdefault(folded_place(name), len(index)) for name in names]
    return index, np.asarray(codes, dtype=np.int64)


def _numbers(values: Iterable[float | None]) -> Floats:
    return np.asarray([np.nan if value is None else value for value in values], dtype=np.float64)


def _objects(values: Iterable[Any]) -> Objects:
    listed = list(values)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array


def _ordinal(day: date | None) -> float | None:
    return None if day is None else float(day.toordinal())
