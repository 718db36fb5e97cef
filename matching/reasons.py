"""Why a posting fits and where it does not, as codes with arguments; the bot puts them into words.

Each reason rests on a fact of both sides. Arguments are JSON values. Years are numbers; money is in the person's
currency and period; countries are ISO alpha-2 codes, remote regions may be words such as EU.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jobs.parsing.kindred_skills import kindred
from jobs.parsing.salary import PERIODS_A_YEAR
from jobs.parsing.skills import canonical_skill
from matching.candidates import MODE_UNKNOWN, MODES
from matching.folded_texts import folded
from matching.reach import REMOTE, Level, Remote
from matching.reason_codes import ORDER, Reason, reason_of
from matching.relevance import TITLE_MATCHES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from db.places import StoredPlace
    from matching.comparison import Comparison

RECENT_DAYS = 7
RECOMMENDATIONS = ("recommended_strong", "recommended_good", "recommended_fair", "recommended_weak")
RECOMMENDED_FROM = (80, 70, 60)  # grades A, B and C
LIGHT_GAPS = frozenset({"skills_missing", "level_near"})  # of long lists nobody has all, and the score has counted them


def explain(compared: Comparison, at: int) -> tuple[Reason, ...]:
    """The reasons for the posting at this position: strengths, gaps, notes, each best first."""
    given = (reason for theme in THEMES for reason in theme(compared, at))
    return tuple(sorted(given, key=lambda reason: ORDER[reason.code]))


def advised(reasons: tuple[Reason, ...], score: int) -> tuple[Reason, ...]:
    """The reasons with one recommendation before them: by the grade, one step lower for a gap that weighs."""
    step = next((step for step, least in enumerate(RECOMMENDED_FROM) if score >= least), len(RECOMMENDED_FROM))
    weighs = any(reason.kind == "gap" and reason.code not in LIGHT_GAPS for reason in reasons)
    return (reason_of(RECOMMENDATIONS[min(step + weighs, len(RECOMMENDATIONS) - 1)]), *reasons)


def _role(compared: Comparison, at: int) -> Iterator[Reason]:
    roles, relevance = compared.wish.roles, compared.relevance
    if roles and relevance.title[at] >= TITLE_MATCHES:
        yield reason_of("title_matches", role=roles[relevance.role[at]], title=compared.candidates.titles[at])
        return
    mentioned = [role for role, said in zip(roles, compared.candidates.mentions[:, at], strict=True) if said]
    if mentioned:
        yield reason_of("role_mentioned", role=mentioned[0])


def _skills(compared: Comparison, at: int) -> Iterator[Reason]:
    if not compared.wish.skills:
        return
    matched, near, missing = compared.skills_at(at)
    required = len(matched) + len(near) + len(missing)
    if not required:
        yield reason_of("skills_unknown")
    if matched:
        yield reason_of("skills_matched", skills=list(matched), matched=len(matched), required=required)
    if near:
        yield reason_of("skills_kindred", skills=list(near), own=_kindred_own(compared.wish.skills, near))
    if missing:
        yield reason_of("skills_missing", skills=list(missing), required=required)


def _kindred_own(own: Iterable[str], asked: Iterable[str]) -> list[str]:
    """Which of the person's skills are wider or narrower than one that is asked for, by their usual names."""
    wanted = frozenset(map(folded, asked))
    found = (canonical_skill(skill) or skill for skill in own if not wanted.isdisjoint(kindred(skill)))
    return list(dict.fromkeys(found))


def _place(compared: Comparison, at: int) -> Iterator[Reason]:
    if compared.reach.is_remote[at]:
        yield from _remote(compared, at)
    elif compared.wish.places:
        yield from _on_site(compared, at)


def _remote(compared: Comparison, at: int) -> Iterator[Reason]:
    candidates, wish, remote = compared.candidates, compared.wish, compared.reach.remote[at]
    if remote == Remote.OPEN:
        open_to = wish.remote_countries & frozenset(candidates.remote_scope.names_of(at))
        own = min(open_to or wish.remote_countries, default=None)
        yield reason_of("remote_fits", country=own)
    elif remote == Remote.UNKNOWN:
        yield reason_of("remote_country_unknown")
    elif remote == Remote.LIMITED and not wish.remote_countries:
        yield reason_of("remote_limited", countries=list(candidates.remote_scope.names_of(at)))
    elif remote == Remote.LIMITED:
        yield reason_of("relocation_needed", place=_spelled(candidates.places.stored[candidates.places.starts[at]]))


def _on_site(compared: Comparison, at: int) -> Iterator[Reason]:
    beyond = compared.beyond
    farther = beyond is not None and bool(beyond.place[at])
    reach = beyond.reach if beyond is not None and farther else compared.reach
    level = reach.level[at]
    there = compared.candidates.places.stored[reach.place[at]]
    wished = compared.wish.places[reach.wished[at]]
    if level == Level.CITY:
        yield reason_of("place_city", city=there.city)
    elif level == Level.NEAR:
        code = "place_little_farther" if farther else "place_near"
        yield reason_of(code, city=_spelled(there), near=wished.city, km=round(float(reach.distance_km[at])))
    elif level == Level.REGION:
        yield reason_of("place_region", region=there.region)
    elif level == Level.COUNTRY:
        yield reason_of("place_country", country=there.country)
    elif level == Level.UNKNOWN:
        yield reason_of("place_unknown", country=there.country)
    else:
        yield reason_of("relocation_needed", place=_spelled(there))


def _spelled(place: StoredPlace) -> str:
    return place.city or place.region or place.country or ""


def _pay(compared: Comparison, at: int) -> Iterator[Reason]:
    wish, candidates = compared.wish, compared.candidates
    if wish.minimum is None:
        return
    per = PERIODS_A_YEAR[wish.period]
    top, low = candidates.pay_top[at], candidates.pay_low[at]
    currency = str(candidates.pay_currency[at])
    amount = (low if np.isnan(top) else top) * wish.exchange(currency)
    money = {
        "amount": float(amount / per),
        "minimum": wish.minimum / per,
        "currency": wish.currency,
        "period": wish.period,
    }
    share = compared.shortfall[at]
    if share <= 0:
        yield reason_of("pay_meets_minimum", **money)
    elif share > 0:
        code = "pay_little_below" if compared.beyond is not None and compared.beyond.pay[at] else "pay_below"
        yield reason_of(code, **money, percent=max(1, round(100 * float(share))))
    elif compared.unknown("pay", at):
        yield reason_of("pay_unknown")
    elif compared.unknown("pay_currency", at):
        yield reason_of("pay_currency_differs", currency=candidates.pay_currency[at], wanted=wish.currency)
    elif compared.unknown("pay_unclear", at):
        yield reason_of("pay_unclear")
    if not np.isnan(share) and currency != wish.currency:
        yield reason_of("pay_converted", currency=currency, wanted=wish.currency)


def _experience(compared: Comparison, at: int) -> Iterator[Reason]:
    years = compared.wish.years
    if years is None:
        return
    least, most = _known(compared.candidates.years_min[at]), _known(compared.candidates.years_max[at])
    kind = "experience_little" if compared.beyond is not None and compared.beyond.experience[at] else "experience"
    if least is None and most is None:
        yield reason_of("experience_unknown")
    elif least is not None and years < least:
        yield reason_of(f"{kind}_short", years=years, min_years=least, short_by=round(least - years, 2))
    elif most is not None and years > most:
        yield reason_of(f"{kind}_over", years=years, max_years=most, over_by=round(years - most, 2))
    else:
        yield reason_of("experience_fits", years=years, min_years=least, max_years=most)


def _demands(compared: Comparison, at: int) -> Iterator[Reason]:
    wish, candidates = compared.wish, compared.candidates
    level = str(candidates.levels[at])
    if wish.level and not level:
        yield reason_of("level_unknown")
    elif wish.level == level != "":
        yield reason_of("level_fits", level=level)
    elif wish.level:
        beyond = compared.beyond is not None and compared.beyond.level[at]
        yield reason_of("level_little_off" if beyond else "level_near", level=level, asked=wish.level)
    if wish.languages:
        demanded = list(candidates.languages.names_of(at))
        yield reason_of("languages_fit", languages=demanded) if demanded else reason_of("languages_unknown")


def _known(number: float) -> float | None:
    return None if np.isnan(number) else float(number)


def _arrangement(compared: Comparison, at: int) -> Iterator[Reason]:
    wish, mode = compared.wish, compared.candidates.mode[at]
    if compared.beyond is not None and compared.beyond.arrangement[at]:
        yield reason_of("arrangement_close", arrangement=MODES[mode])
        return
    if not wish.arrangements or mode == REMOTE:  # remote work is spoken of with the place
        return
    if mode == MODE_UNKNOWN:
        yield reason_of("arrangement_unknown")
    elif MODES[mode] in wish.arrangements:
        yield reason_of("arrangement_fits", arrangement=MODES[mode])


def _terms(compared: Comparison, at: int) -> Iterator[Reason]:
    wish, candidates = compared.wish, compared.candidates
    offered = candidates.employment_types.names_of(at)
    if wish.employment_types and not offered:
        yield reason_of("employment_type_unknown")
    for kind in offered:
        if kind in wish.employment_types:
            yield reason_of("employment_type_fits", employment_type=kind)
            break
    for label in ("company", "shift"):
        if compared.unknown(label, at):
            yield reason_of(f"{label}_unknown")
    industry = candidates.industries[at]
    if industry and folded(industry) in wish.industries:
        yield reason_of("industry_fits", industry=industry)


def _date(compared: Comparison, at: int) -> Iterator[Reason]:
    posted = compared.candidates.posted[at]
    if np.isnan(posted):
        yield reason_of("date_unknown")
        return
    days = compared.today.toordinal() - int(posted)
    if days <= 0:
        yield reason_of("posted_today")
    elif days <= RECENT_DAYS:
        yield reason_of("posted_recently", days=days)


THEMES = (_role, _skills, _place, _pay, _experience, _demands, _arrangement, _terms, _date)
