"""What is let pass when fewer than three postings do: a little beyond what was asked for, never what was refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from matching.filters import arrangement_mask, experience_mask, level_mask, pay_mask, place_mask
from matching.reach import NEAR_KM, Reach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from matching.candidates import Booleans, Candidates
    from matching.wishes import Wish

ENOUGH = 3  # postings that pass: with so many nothing is widened
PAY_LESS = 0.10
TIMES_AS_FAR = 2
FURTHER_STEPS = 1  # a year of experience, a level
NEXT_TO: Mapping[str, frozenset[str]] = {
    "onsite": frozenset({"hybrid"}),
    "hybrid": frozenset({"onsite", "remote"}),
    "remote": frozenset({"hybrid"}),
}


def widenings(wish: Wish) -> Iterator[Wish]:
    """The wish with one more thing let pass each time, in the order of STEPS; what makes no difference is left out."""
    for step in STEPS:
        wider = step(wish)
        if wider != wish:
            yield wider
        wish = wider


def _lower_pay(wish: Wish) -> Wish:
    if wish.minimum is None or wish.currency is None:
        return wish
    return replace(wish, minimum=wish.minimum * (1 - PAY_LESS))


def _farther(wish: Wish) -> Wish:
    """Around towns only: a region or a country has no radius."""
    if wish.relocates or not any(place.city and place.latitude is not None for place in wish.places):
        return wish
    return replace(wish, radius_km=TIMES_AS_FAR * (wish.radius_km or NEAR_KM))


def _further_step(wish: Wish) -> Wish:
    return replace(wish, grace=wish.grace + FURTHER_STEPS) if wish.years is not None or wish.level else wish


def _next_arrangement(wish: Wish) -> Wish:
    """Hybrid for remote and the like; where no place is named, it would be work on site anywhere in the world."""
    if not wish.arrangements or not wish.places or wish.relocates:
        return wish
    return replace(wish, arrangements=wish.arrangements.union(*(NEXT_TO[each] for each in wish.arrangements)))


STEPS: tuple[Callable[[Wish], Wish], ...] = (_lower_pay, _farther, _further_step, _next_arrangement)


@dataclass(frozen=True, slots=True)
class Beyond:
    """In what each posting is beyond the wish as it was said. `reach` is that of the wider wish."""

    pay: Booleans
    place: Booleans
    experience: Booleans
    level: Booleans
    arrangement: Booleans
    reach: Reach

    @classmethod
    def of(cls, candidates: Candidates, wish: Wish, reach: Reach, wider: Wish) -> Beyond:
        """By the filters themselves, as they are without any widening; `reach` is that of the wish."""
        return cls(
            pay=~pay_mask(candidates, wish),
            place=~place_mask(wish, reach),
            experience=~experience_mask(candidates, wish),
            level=~level_mask(candidates, wish),
            arrangement=~arrangement_mask(candidates, wish),
            reach=Reach.of(candidates, wider),
        )
