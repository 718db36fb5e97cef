"""What people see of a posting, in words; channels lay it out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.conversation.cards import phrase, reason_phrase
from bot.texts.catalogue import text
from bot.texts.formats import CURRENCY_NAMES, country_name
from jobs.parsing.warning_signs import CODES as WARNING_CODES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from db.canonical_jobs import Job
    from db.job_clusters import ClusterPlace
    from db.matches import CardMatch
    from db.places import StoredPlace

BEST_REASONS = 2
MOST_NOTES = 2
MOST_COPIES = 3
MOST_PLACES = 4
CLOSES_SOON_DAYS = 7
LONGEST_PLACE = 60  # characters that fit in a line
_CODE = re.compile(r"\b[A-Z]{3}\b")


@dataclass(frozen=True, slots=True)
class JobCard:
    """A posting in words; "" and () where nothing is known.

    `strengths` are the two best reasons, `gap` the first gap, `notes` the first two things that the person asked for
    and the posting does not say. `doubt` says why the pay may be wrong, `warning` names the signs of a scam with
    advice, `attribution` the board it came from, `closes` a deadline that is near. `elsewhere` names the other places
    of its copies, `copies` their links as (name, address), `copies_said` how many there are. Without a match `score` is
    0 and `grade` "".
    """

    title: str
    company: str
    place: str
    pay: str
    age: str
    score: int
    grade: str
    strengths: tuple[str, ...]
    gap: str
    url: str
    notes: tuple[str, ...] = ()
    doubt: str = ""
    warning: str = ""
    attribution: str = ""
    closes: str = ""
    elsewhere: str = ""
    copies: tuple[tuple[str, str], ...] = ()
    copies_said: str = ""


def job_card(
    job: Job, match: CardMatch | None, language: str, today: date, copies: Sequence[ClusterPlace] = ()
) -> JobCard:
    """A posting and why it fits, in the person's language."""
    reasons = match.reasons if match else []
    links = _links(job, copies)
    return JobCard(
        title=job.title,
        company=job.company or "",
        place=_posting_place(job, language),
        pay=_posting_pay(job, language),
        age=_age(job.posted_on, today, language),
        score=match.score if match else 0,
        grade=match.grade if match else "",
        strengths=_reasons(reasons, "strength", language)[:BEST_REASONS],
        gap=next(iter(_reasons(reasons, "gap", language)), ""),
        url=job.url or "",
        notes=_reasons(reasons, "note", language)[:MOST_NOTES],
        doubt=_doubt(job, language),
        warning=_warning(job.warnings, language),
        attribution=text(language, "posting_via", name=job.attribution) if job.attribution else "",
        closes=_closes(job.deadline_on, today, language),
        elsewhere=_elsewhere(job, copies, language),
        copies=links[:MOST_COPIES],
        copies_said=_counted(len(links), language),
    )


def _reasons(reasons: Iterable[Mapping[str, Any]], kind: str, language: str) -> tuple[str, ...]:
    return tuple(
        text(language, said["key"], **said["args"])
        for said in (reason_phrase(reason) for reason in reasons if reason.get("kind") == kind)
    )


def _doubt(job: Job, language: str) -> str:
    """Why the pay is not as the source gave it."""
    if job.salary_doubt == "amount":
        return text(language, "doubt_amount")
    if job.salary_doubt != "currency" or not job.salary_currency:
        return ""
    likely = {"currency": job.salary_currency}
    codes = (code for code in _CODE.findall(job.salary_text or "") if code in CURRENCY_NAMES)
    said = next((code for code in codes if code != job.salary_currency), None)
    if said is None:
        return text(language, "doubt_currency", likely=likely)
    return text(language, "doubt_currency_said", said=said, likely=likely)


def _warning(codes: Collection[str], language: str) -> str:
    """One line: the signs of a scam, and what never to do."""
    signs = [phrase(f"warning_{code}") for code in WARNING_CODES if code in codes]
    return text(language, "warning", signs=signs) if signs else ""


def _closes(deadline: date | None, today: date, language: str) -> str:
    days = -1 if deadline is None else (deadline - today).days
    if not 0 <= days <= CLOSES_SOON_DAYS:
        return ""
    keys = {0: "closes_today", 1: "closes_tomorrow"}
    return text(language, keys[days]) if days in keys else text(language, "closes_days", days=days)


def _elsewhere(job: Job, copies: Iterable[ClusterPlace], language: str) -> str:
    """The places of the copies, and of the posting itself, that its own line does not name."""
    first = _located(job, language)
    known = {"", first, *first.split(", ")}
    own = [_place_name(place, language) for place in job.places[1:]]
    others = [
        name
        for copy in copies
        for name in ([_place_name(place, language) for place in copy.places] or [copy.location or ""])
    ]
    fresh = [name for name in dict.fromkeys((*own, *others)) if name and name not in known]
    if not fresh:
        return ""
    named = [*fresh[:MOST_PLACES], *(["…"] if len(fresh) > MOST_PLACES else [])]
    return text(language, "posting_also_in", places=named)


def _place_name(place: StoredPlace, language: str) -> str:
    return place.city or place.region or (country_name(place.country, language) if place.country else "")


def _links(job: Job, copies: Iterable[ClusterPlace]) -> tuple[tuple[str, str], ...]:
    """Where else it can be found, each address once, named by the board or the site."""
    addresses = {copy.url: copy.attribution or _site(copy.url) for copy in copies if copy.url and _site(copy.url)}
    return tuple((name, address) for address, name in addresses.items() if address != job.url)


def _site(address: str) -> str:
    """The host of a web address; "" for anything else."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "").removeprefix("www.") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _counted(links: int, language: str) -> str:
    return text(language, "more_links", count=links) if links else ""


def _posting_place(job: Job, language: str) -> str:
    mode = text(language, f"arrangement_{job.work_mode}") if job.work_mode else ""
    place = _located(job, language)
    if place and mode:
        return text(language, "posting_place_mode", place=place, mode=mode)
    return place or mode


def _located(job: Job, language: str) -> str:
    """The place as the posting says it, or as understood where its own words are long or missing."""
    if job.places:
        first = job.places[0]
        country = country_name(first.country, language) if first.country else ""
        return ", ".join(part for part in (first.city or first.region, country) if part)
    if job.location and len(job.location) <= LONGEST_PLACE:
        return job.location
    return ", ".join(country_name(code, language) for code in job.countries[:3])


def _posting_pay(job: Job, language: str) -> str:
    low, high = job.salary_min, job.salary_max
    if low is None and high is None:
        return ""
    amount = {"money": [low, high, job.salary_currency, job.salary_period]}
    if low is None:
        return text(language, "value_up_to", amount=amount)
    return text(language, "posting_from", amount=amount) if high is None else text(language, "plain", text=amount)


def _age(posted_on: date | None, today: date, language: str) -> str:
    if posted_on is None:
        return ""
    days = (today - posted_on).days
    if days <= 0:
        return text(language, "age_today")
    return text(language, "age_yesterday") if days == 1 else text(language, "age_days", days=days)
