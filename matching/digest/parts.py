"""The parts of a comparison that do not depend on who compares: each computed once for all who ask the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from matching.digest.remembering import Noting, Remembered, key_of
from matching.filters import BY_READING, FILTERS, company_unknown, pay_unknowns, place_mask, shift_unknown
from matching.optional_factors import optional_factors
from matching.reach import Reach
from matching.relevance import Wording
from matching.scoring import experience_factor, pay_factor, place_factor, recency_factor, shortfall, skill_worth

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from numpy.typing import NDArray

    from matching.candidates import Booleans, Candidates, Floats, Integers
    from matching.digest.fresh import Block
    from matching.wishes import Wish

FACTOR_BYTES, WORDED_BYTES, MASK_BYTES = 8, 25, 1  # a posting in an answer
KIND_MEGABYTES, WORDED_MEGABYTES = 40, 300  # of remembered answers of a kind
READINGS = 400
UNREAD, FITS = -1, 1


@dataclass(frozen=True, slots=True)
class Worded:
    """What words say of some roles, and the postings with the mentions of these."""

    wording: Wording
    candidates: Candidates


class Parts:
    """The parts over one block on one day. Every method takes the wish and gives an array over the block's postings."""

    def __init__(self, block: Block, today: date) -> None:
        candidates = block.candidates
        factors, masks = (_room(block, size, KIND_MEGABYTES) for size in (FACTOR_BYTES, MASK_BYTES))
        reaches, words = _room(block, 5 * FACTOR_BYTES, KIND_MEGABYTES), _room(block, WORDED_BYTES, WORDED_MEGABYTES)
        self.block = block
        self.today = today
        # Nothing remembered holds `self`: a block goes with the last who uses it, and is not left to the collector.
        reach = Remembered(lambda wish: Reach.of(candidates, wish), room=reaches)
        self.reach = reach
        self.worded = Remembered(lambda wish: _worded(block, wish), room=words)
        self.experience = Remembered(lambda wish: experience_factor(candidates, wish), room=factors)
        self.place = Remembered(lambda wish: place_factor(candidates, wish, reach(wish)), room=factors)
        self.pay = Remembered(lambda wish: pay_factor(candidates, wish), room=factors)
        self.recency = recency_factor(candidates, today)
        self.shortfall = Remembered(lambda wish: shortfall(candidates, wish), room=factors)
        self.pay_unknowns = Remembered(lambda wish: pay_unknowns(candidates, wish), room=masks)
        self.company_unknown = company_unknown(candidates)
        self._shift_unknown: Booleans | None = None
        self._masks = (
            Remembered(lambda wish: place_mask(wish, reach(wish)), room=masks),
            *(Remembered(_over(candidates, each), room=masks) for each in FILTERS),
        )
        self._readers = tuple((concerns, Reading(candidates, fits)) for concerns, fits in BY_READING)
        self._skills = _padded(block)
        self.skills_required = block.candidates.skills.counts()
        self._skill_worth: dict[str, Floats] = {}

    def mask(self, wish: Wish) -> Booleans:
        """What breaks none of the filters, but for those that read words; the caller's own array."""
        passing = self._masks[0](wish).copy()
        for each in self._masks[1:]:
            passing &= each(wish)
        return passing

    def read(self, wish: Wish, at: Integers) -> Booleans:
        """Whether the words of the postings at these positions break no filter."""
        passing = np.ones(len(at), dtype=np.bool_)
        for concerns, reading in self._readers:
            if concerns(wish):
                passing[passing] = reading(wish, at[passing])
        return passing

    def skills_worth(self, wish: Wish) -> Floats:
        """What the person's skills are worth for each of the postings', 0 to 1; one more at the end is nobody's."""
        listed = self.block.candidates.skills
        worth = np.zeros(len(listed.names) + 1)
        for skill in wish.skills:
            if skill not in self._skill_worth:
                self._skill_worth[skill] = np.append(skill_worth(listed, skill), 0.0)
            worth = np.maximum(worth, self._skill_worth[skill])
        return worth

    def skills_matched(self, wish: Wish, at: Integers) -> Floats:
        """The worth of the person's skills among those that the postings at these positions ask for."""
        return np.asarray(self.skills_worth(wish)[self._skills[at]].sum(axis=1))

    def optional(self, weights: Mapping[str, float], wish: Wish) -> dict[str, Floats]:
        """The factors that only some profiles weigh, of all postings of the block."""
        return optional_factors(weights, self.block.candidates, wish, self.worded(wish).wording.title)

    def unknowns(self, wish: Wish) -> dict[str, Booleans]:
        """Of `filters.unknowns` the labels that reasons speak of."""
        labels: dict[str, Booleans] = {}
        if wish.minimum is not None:
            labels |= self.pay_unknowns(wish)
        if wish.wanted_companies is not None:
            labels["company"] = self.company_unknown
        if wish.shifts:
            if self._shift_unknown is None:
                self._shift_unknown = shift_unknown(self.block.candidates)
            labels["shift"] = self._shift_unknown
        return labels


class Reading:
    """A filter that reads words, remembered posting by posting: only those are read that have passed all else.

    Which fields of the wish it looks at is seen as in `Remembered`.
    """

    def __init__(self, candidates: Candidates, fits: Callable[[Candidates, Wish, int], bool]) -> None:
        self._candidates = candidates
        self._fits = fits
        self._looked_at: frozenset[str] = frozenset()
        self._kept: dict[tuple[object, ...], NDArray[np.int8]] = {}

    def __call__(self, wish: Wish, at: Integers) -> Booleans:
        """Whether the postings at these positions fit."""
        while True:
            read = self._read_so_far(wish)
            noting = Noting(wish)
            for position in at[read[at] == UNREAD].tolist():
                read[position] = self._fits(self._candidates, cast("Wish", noting), position)
            if noting.read <= self._looked_at:
                return np.asarray(read[at] == FITS, dtype=np.bool_)
            self._looked_at |= noting.read
            self._kept.clear()

    def _read_so_far(self, wish: Wish) -> NDArray[np.int8]:
        key = key_of(wish, sorted(self._looked_at))
        if key not in self._kept:
            if len(self._kept) >= READINGS:
                self._kept.clear()
            self._kept[key] = np.full(len(self._candidates), UNREAD, dtype=np.int8)
        return self._kept[key]


def _room(block: Block, bytes_a_posting: int, megabytes: int) -> int:
    """How many answers of this size are kept."""
    return max(16, megabytes * 1_000_000 // (bytes_a_posting * max(1, len(block))))


def _worded(block: Block, wish: Wish) -> Worded:
    naming = block.naming(wish.roles)
    return Worded(Wording.of(naming, wish), naming)


def _over(candidates: Candidates, each: Callable[[Candidates, Wish], Booleans]) -> Callable[[Wish], Booleans]:
    return lambda wish: each(candidates, wish)


def _padded(block: Block) -> NDArray[np.int32]:
    """The skills' codes of each posting in a row, filled up with -1."""
    listed = block.candidates.skills
    counts = listed.counts()
    padded = np.full((len(block), max(1, int(counts.max(initial=0)))), -1, dtype=np.int32)
    within = np.arange(len(listed.codes)) - np.repeat(np.cumsum(counts) - counts, counts)
    padded[listed.owners, within] = listed.codes
    return padded
