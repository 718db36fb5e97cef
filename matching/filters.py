"""The hard filters: what a posting must not break. One definition, for one person and many postings at once.

What a posting does not say never excludes it: it stays, and `unknowns` labels it. The database narrows by a coarse
superset of these masks; a test proves that it drops nothing they would keep.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matching.candidates import MODES, Booleans, Candidates, Floats
from matching.demands import LEVEL_UNKNOWN, LEVELS
from matching.folded_texts import folded
from matching.reach import REMOTE, Level, Reach, Remote, arrangement_unknown, lies_in
from matching.shifts import named_shifts
from matching.title_words import telling_words
from matching.wishes import exchange_rate

if TYPE_CHECKING:
    from collections.abc import Callable

    from matching.wishes import Wish

PAY_TOLERANCE = 0.15  # the top of the range may be this far under the minimum
YEARS_SHORT = 1.0
YEARS_OVER = 2.0
LEVELS_APART = 1
ROUNDING = 1e-9  # an offer of exactly 85 % passes whatever the last bit says


def mask(candidates: Candidates, wish: Wish, reach: Reach | None = None, among: Booleans | None = None) -> Booleans:
    """Which postings (of those `among` which one looks) break none of the filters.

    `Candidates.descriptions` have to be there where `Wish.reads_descriptions`.
    """
    reach = reach or Reach.of(candidates, wish)
    passing = place_mask(wish, reach)
    if among is not None:
        passing &= among
    for each in FILTERS:
        passing &= each(candidates, wish)
    for concerns, fits in BY_READING:
        if concerns(wish):  # which is slow, so only those that pass so far
            passing[passing] = [fits(candidates, wish, int(at)) for at in np.flatnonzero(passing)]
    return passing


def place_mask(wish: Wish, reach: Reach) -> Booleans:
    """Where the work can be done: in a place asked for, after moving, or remotely from the person's country."""
    on_site = (reach.level >= Level.UNKNOWN) | wish.relocates | (not wish.places)
    remote = reach.remote >= Remote.UNKNOWN
    return np.asarray(np.where(reach.is_remote, remote, on_site), dtype=np.bool_)


def arrangement_mask(candidates: Candidates, wish: Wish) -> Booleans:
    """On site, hybrid or remote as asked."""
    if not wish.arrangements:
        return _all(candidates)
    wanted = np.asarray([mode in wish.arrangements for mode in MODES] + [True])  # the last is for an unknown mode
    return np.asarray(wanted[candidates.mode], dtype=np.bool_)


def pay_mask(candidates: Candidates, wish: Wish) -> Booleans:
    """The top of the posting's range is at most 15 % under the minimum; pay without a rate is not compared.

    A posting that names no pay stays, unless the person said that this is not fine.
    """
    named = _pay_named(candidates) | wish.pay_unknown_fine
    least = least_pay(wish)
    if least is None:
        return named
    return named & ~(candidates.pay_top * exchange(candidates, wish) < least)  # NaN is not less


def least_pay(wish: Wish) -> float | None:
    """The least that the top of a range may be, a year; None where no pay is asked or not known in which currency."""
    return (
        None if wish.minimum is None or wish.currency is None else wish.minimum * (1 - PAY_TOLERANCE) * (1 - ROUNDING)
    )


def experience_mask(candidates: Candidates, wish: Wish) -> Booleans:
    """At most one year short of the posting's minimum, at most two over its maximum."""
    if wish.years is None:
        return _all(candidates)
    short = candidates.years_min - wish.years > YEARS_SHORT + wish.grace
    over = wish.years - candidates.years_max > YEARS_OVER + wish.grace
    return ~(short | over)


def level_mask(candidates: Candidates, wish: Wish) -> Booleans:
    """At most one level above or below the one that the person named."""
    if not wish.level:
        return _all(candidates)
    apart = np.abs(candidates.level - LEVELS[wish.level])
    return np.asarray((apart <= LEVELS_APART + wish.grace) | (candidates.level == LEVEL_UNKNOWN), dtype=np.bool_)


def languages_mask(candidates: Candidates, wish: Wish) -> Booleans:
    """Every language demanded is one of those that the person named."""
    if not wish.languages:
        return _all(candidates)
    demanded = candidates.languages
    spoken = demanded.counts_of(demanded.wanted(wish.languages))
    return np.asarray(spoken == demanded.counts(), dtype=np.bool_)


def employment_mask(candidates: Candidates, wish: Wish) -> Booleans:
    """One of the employment types asked for."""
    if not wish.employment_types:
        return _all(candidates)
    types = candidates.employment_types
    passing: Booleans = types.any_of(wish.employment_types) | (types.counts() == 0)
    return passing


def company_fits(candidates: Candidates, wish: Wish, at: int) -> bool:
    """None of the companies excluded, and one of those wanted; a company that is not named may be one."""
    excluded, wanted = wish.excluded_companies, wish.wanted_companies
    name = folded(candidates.companies[at])
    return not (excluded and excluded.search(name)) and (not (wanted and name) or bool(wanted.search(name)))


def title_fits(candidates: Candidates, wish: Wish, at: int) -> bool:
    """A title that names none of the roles excluded."""
    return not (wish.excluded_roles and wish.excluded_roles.search(folded(candidates.titles[at])))


def industry_fits(candidates: Candidates, wish: Wish, at: int) -> bool:
    """None of the industries excluded."""
    return not (wish.excluded_industries and wish.excluded_industries.search(folded(candidates.industries[at])))


def not_hidden(candidates: Candidates, wish: Wish, at: int) -> bool:
    """Neither a title nor a company that the person hid."""
    if wish.hidden_titles and telling_words(candidates.titles[at]) in wish.hidden_titles:
        return False
    return not wish.hidden_companies or folded(candidates.companies[at]) not in wish.hidden_companies


def skills_mask(candidates: Candidates, wish: Wish) -> Booleans:
    """None of the skills excluded is asked for."""
    return ~candidates.skills.any_of(wish.excluded_skills) if wish.excluded_skills else _all(candidates)


def excluded_places_mask(candidates: Candidates, wish: Wish) -> Booleans:
    """On site or hybrid, the work can be done somewhere outside the places excluded; remote work is nowhere."""
    if not wish.excluded_places or not len(candidates):
        return _all(candidates)
    inside = np.zeros(len(candidates.places.city), dtype=np.bool_)
    for place in wish.excluded_places:
        inside |= lies_in(candidates.places, place)
    elsewhere = np.logical_or.reduceat(~inside, candidates.places.starts)
    return np.asarray(elsewhere | (candidates.mode == REMOTE), dtype=np.bool_)


FILTERS: tuple[Callable[[Candidates, Wish], Booleans], ...] = (
    arrangement_mask,
    pay_mask,
    experience_mask,
    level_mask,
    languages_mask,
    employment_mask,
    skills_mask,
    excluded_places_mask,
)


def unknowns(candidates: Candidates, wish: Wish, reach: Reach | None = None) -> dict[str, Booleans]:
    """For each filter the person uses, the postings that stay only because they do not say.

    Keys: place, remote, remote_limited (open to some countries, and the person's is not known), arrangement, pay,
    pay_unclear (an amount without currency or period, or with no upper end), pay_currency (another one, and no rate
    for it), experience, level, languages, employment_type, company, shift.
    """
    reach = reach or Reach.of(candidates, wish)
    labels = {
        "remote": reach.is_remote & (reach.remote == Remote.UNKNOWN),
        "remote_limited": reach.is_remote & (reach.remote == Remote.LIMITED) & (not wish.remote_countries),
    }
    if wish.places:
        labels["place"] = ~reach.is_remote & (reach.level == Level.UNKNOWN)
    if wish.arrangements:
        labels["arrangement"] = arrangement_unknown(candidates)
    if wish.minimum is not None:
        labels |= pay_unknowns(candidates, wish)
    if wish.years is not None:
        labels["experience"] = np.isnan(candidates.years_min) & np.isnan(candidates.years_max)
    if wish.level:
        labels["level"] = candidates.level == LEVEL_UNKNOWN
    if wish.languages:
        labels["languages"] = candidates.languages.counts() == 0
    if wish.employment_types:
        labels["employment_type"] = candidates.employment_types.counts() == 0
    if wish.wanted_companies is not None:
        labels["company"] = company_unknown(candidates)
    if wish.shifts:
        labels["shift"] = shift_unknown(candidates)
    return labels


def company_unknown(candidates: Candidates) -> Booleans:
    """Where the company is not named."""
    return np.asarray(candidates.companies == "", dtype=np.bool_)


def shift_unknown(candidates: Candidates) -> Booleans:
    """Where the posting's words name no shift."""
    return _each(candidates, lambda at: not named_shifts(_words(candidates, at)))


def exchange(candidates: Candidates, wish: Wish) -> Floats:
    """What one unit of each posting's currency is in the person's; NaN where that is not known."""
    own, rates_of = wish.currency, wish.rates
    known = np.asarray([exchange_rate(each, own, rates_of) for each in candidates.currencies], dtype=np.float64)
    rates: Floats = known[candidates.currency]
    return rates


def pay_unknowns(candidates: Candidates, wish: Wish) -> dict[str, Booleans]:
    """The labels pay, pay_currency and pay_unclear of `unknowns`."""
    annual = ~(np.isnan(candidates.pay_low) & np.isnan(candidates.pay_top))
    named = _pay_named(candidates)
    currency_named = np.asarray([name != "" for name in candidates.currencies], dtype=np.bool_)[candidates.currency]
    other = np.asarray([name != wish.currency for name in candidates.currencies], dtype=np.bool_)[candidates.currency]
    differs = named & currency_named & other
    # Where the person's own currency is not known, nothing is compared and nothing differs.
    differs &= wish.currency is not None
    rate = exchange(candidates, wish)
    differs &= ~annual | np.isnan(rate)
    open_ended = annual & np.isnan(candidates.pay_top) & (candidates.pay_low * rate < (wish.minimum or 0.0))
    unclear = named & ~differs & (~annual | ~currency_named | open_ended)
    return {"pay": ~named, "pay_currency": differs, "pay_unclear": unclear}


def _pay_named(candidates: Candidates) -> Booleans:
    named: Booleans = candidates.pay_named | ~(np.isnan(candidates.pay_low) & np.isnan(candidates.pay_top))
    return named


def words_fit(candidates: Candidates, wish: Wish, at: int) -> bool:
    """No excluded word, one of the wanted ones, and, where shifts are named, one that is wanted."""
    text = _words(candidates, at)
    if wish.excluded_words is not None and wish.excluded_words.search(text):
        return False
    if wish.wanted_words is not None and not wish.wanted_words.search(text):
        return False
    shifts = named_shifts(text) if wish.shifts else frozenset[str]()
    return not shifts or bool(shifts & wish.shifts)


def _words(candidates: Candidates, at: int) -> str:
    named = folded(f"{candidates.titles[at]}\n{candidates.companies[at]}")
    return f"{named} {candidates.descriptions[at]}".strip()


# Filters that read one posting's words, each with the wishes that it concerns.
BY_READING: tuple[tuple[Callable[[Wish], bool], Callable[[Candidates, Wish, int], bool]], ...] = (
    (lambda wish: bool(wish.excluded_companies or wish.wanted_companies), company_fits),
    (lambda wish: wish.excluded_roles is not None, title_fits),
    (lambda wish: wish.excluded_industries is not None, industry_fits),
    (lambda wish: bool(wish.hidden_titles or wish.hidden_companies), not_hidden),
    (lambda wish: wish.reads_descriptions, words_fit),
)


def _each(candidates: Candidates, keeps: Callable[[int], bool]) -> Booleans:
    return np.fromiter((keeps(at) for at in range(len(candidates))), dtype=np.bool_, count=len(candidates))


def _all(candidates: Candidates) -> Booleans:
    return np.ones(len(candidates), dtype=np.bool_)
