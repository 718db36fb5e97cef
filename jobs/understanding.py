"""From a posting in its source's words to one that can be matched: the parsers applied, with the fields first."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from db.canonical_jobs import NewJob
from db.text_hash import text_hash
from jobs.applying import with_ways_in
from jobs.expiry import last_day
from jobs.parsing.benefits import find_benefits
from jobs.parsing.dates import parse_date
from jobs.parsing.deadlines import stated_deadline
from jobs.parsing.education import parse_education
from jobs.parsing.readable_text import readable_text
from jobs.parsing.summary import summarise
from jobs.parsing.titles import parse_employment_types, parse_level, parse_title
from jobs.parsing.warning_signs import warning_signs
from jobs.posting_text import posting_text
from jobs.stated_demands import stated_experience, stated_skills
from jobs.stated_pay import stated_pay
from jobs.stated_place import FIELD_CHARACTERS, stated_places, stated_work_mode
from jobs.text_signature import signature_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.job_signatures import TextSignature
    from db.places import StoredPlace
    from jobs.sources.posting import SourcePosting

log = logging.getLogger(__name__)

DESCRIPTION_CHARACTERS = 20_000
TITLE_CHARACTERS = 300
READ_CHARACTERS = 6000  # of the description, by the parsers: what is asked and offered stands in the first pages
LISTED_CHARACTERS = 1000
KEPT_WORDS = 30


@dataclass(frozen=True, slots=True)
class Moment:
    """When postings are read, and by which rules of time.

    Attributes:
        now: the time of the import.
        shift: added to every date of the file.
        expires_after_days: how long a posting stays open after posting and after import.
    """

    now: datetime
    shift: timedelta = timedelta(0)
    expires_after_days: int = 30


@dataclass(frozen=True, slots=True)
class Misunderstood:
    """A posting on which a parser failed, which none should."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Dates:
    posted_on: date | None
    deadline_on: date | None
    expires_on: date


def understand(posting: SourcePosting, moment: Moment) -> NewJob:
    """The posting with pay, experience, place, mode, skills, level, types and dates read; `content_hash` is left ""."""
    job = with_ways_in(_with_pay(_read(posting, moment), posting), posting)
    text = posting_text(job)
    seen = signature_of(job)
    return replace(
        job,
        cluster_key=seen.text_key,
        text_key=seen.text_key,
        signature=seen,
        embedding_text=text,
        embedding_hash=text_hash(text),
    )


def signature(posting: SourcePosting) -> TextSignature:
    """The signature that `understand` gives the posting, without the reading that this does not depend on."""
    title = parse_title(posting.title[:TITLE_CHARACTERS], company=posting.company[:TITLE_CHARACTERS])
    description, places = _description(posting), stated_places(posting)
    experience = stated_experience(posting, description[:READ_CHARACTERS])
    job = NewJob(
        source=posting.source,
        source_job_id=posting.source_job_id,
        title=title.title or posting.title[:TITLE_CHARACTERS],
        expires_on=date.max,
        company=posting.company[:FIELD_CHARACTERS] or None,
        description=description,
        location=posting.location[:FIELD_CHARACTERS] or None,
        places=places,
        countries=_countries(places),
        employment_types=parse_employment_types(posting.job_type) or _only(title.employment_type),
        experience_min_years=experience.min_years if experience else None,
    )
    return signature_of(_with_pay(job, posting))


def understand_all(postings: Sequence[SourcePosting], moment: Moment) -> list[NewJob | Misunderstood]:
    """Each posting understood, in order; one on which a parser fails does not stop the others."""
    return [_understood(posting, moment) for posting in postings]


def posted_day(posting: SourcePosting, moment: Moment) -> date | None:
    """The day of posting, shifted, never after today; None when the source does not say."""
    today = moment.now.date()
    if posting.posted_days_ago is not None:
        day: date | None = _days_from(today, -posting.posted_days_ago)
    else:
        day = _shifted(parse_date(posting.posted, moment.now), moment)
    return min(day, today) if day else None


def _understood(posting: SourcePosting, moment: Moment) -> NewJob | Misunderstood:
    try:
        return understand(posting, moment)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        log.exception("a posting of %s could not be understood", posting.source)
        return Misunderstood(f"could not be understood ({type(error).__name__})")


def _read(posting: SourcePosting, moment: Moment) -> NewJob:
    """All but pay and ways in, of the fields and of the first pages of the description."""
    description = _description(posting)
    pages = description[:READ_CHARACTERS]
    title = parse_title(posting.title[:TITLE_CHARACTERS], company=posting.company[:TITLE_CHARACTERS])
    dates = _dates(posting, description, moment)
    places = stated_places(posting)
    mode = stated_work_mode(posting, pages)
    experience = stated_experience(posting, pages)
    required, preferred = stated_skills(posting, pages)
    return NewJob(
        source=posting.source,
        source_job_id=posting.source_job_id,
        title=title.title or posting.title[:TITLE_CHARACTERS],
        company=posting.company[:FIELD_CHARACTERS] or None,
        description=description,
        url=posting.url or None,
        posted_on=dates.posted_on,
        deadline_on=dates.deadline_on,
        expires_on=dates.expires_on,
        status="ACTIVE" if dates.expires_on >= moment.now.date() else "EXPIRED",
        location=posting.location[:FIELD_CHARACTERS] or None,
        places=places,
        countries=_countries(places),
        work_mode=mode.mode,
        remote_in=mode.remote_in,
        level=parse_level(posting.level) or title.level,
        employment_types=parse_employment_types(posting.job_type) or _only(title.employment_type),
        function=posting.function[:FIELD_CHARACTERS] or title.function,
        industry=posting.industry[:FIELD_CHARACTERS] or None,
        salary_text=posting.salary[:FIELD_CHARACTERS] or None,
        experience_text=posting.experience[:FIELD_CHARACTERS] or None,
        experience_min_years=experience.min_years if experience else None,
        experience_max_years=experience.max_years if experience else None,
        skills=required,
        preferred_skills=preferred,
        keywords=_listed(posting.keywords),
        contacts=_listed(posting.contacts),
        attribution=posting.attribution or None,
        warnings=_warnings(posting, pages),
        benefits=find_benefits(pages),
        education=parse_education(pages),
        summary=summarise(pages),
    )


def _with_pay(job: NewJob, posting: SourcePosting) -> NewJob:
    pay, doubt = stated_pay(posting, job.description, job.countries[0] if job.countries else None)
    if pay is None:
        return job
    annual_min, annual_max = pay.annual()
    return replace(
        job,
        salary_min=pay.min,
        salary_max=pay.max,
        salary_currency=pay.currency,
        salary_period=pay.period,
        salary_annual_min=annual_min,
        salary_annual_max=annual_max,
        salary_doubt=doubt,
    )


def _countries(places: Sequence[StoredPlace]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.country for place in places if place.country))


def _description(posting: SourcePosting) -> str:
    parts = [readable_text(posting.description[: 4 * DESCRIPTION_CHARACTERS])]
    if posting.requirements and posting.requirements not in posting.description:
        parts.append(f"Requirements:\n{readable_text(posting.requirements[:DESCRIPTION_CHARACTERS])}")
    for heading, said in (("Education", posting.education), ("Benefits", posting.benefits)):
        if said and said not in posting.description:
            parts.append(f"{heading}: {readable_text(said[:FIELD_CHARACTERS])}")
    return "\n\n".join(filter(None, parts))[:DESCRIPTION_CHARACTERS]


def _warnings(posting: SourcePosting, pages: str) -> tuple[str, ...]:
    signs = warning_signs(f"{posting.title}\n{pages}", company=posting.company, link=posting.url)
    return tuple(sign.code for sign in signs)


def _listed(text: str) -> tuple[str, ...]:
    """The parts of a list by commas, each once."""
    parts = (part.strip() for part in text[:LISTED_CHARACTERS].split(","))
    return tuple(dict.fromkeys(filter(None, parts)))[:KEPT_WORDS]


def _dates(posting: SourcePosting, description: str, moment: Moment) -> _Dates:
    posted_on, deadline_on = posted_day(posting, moment), _deadline(posting, description, moment)
    expires_on = last_day(
        posted_on=posted_on,
        deadline_on=deadline_on,
        imported_on=moment.now.date(),
        after_days=moment.expires_after_days,
    )
    return _Dates(posted_on, deadline_on, expires_on)


def _deadline(posting: SourcePosting, description: str, moment: Moment) -> date | None:
    if posting.expires_in_days is not None:
        return _days_from(moment.now.date(), posting.expires_in_days)
    stated = parse_date(posting.deadline, moment.now) or stated_deadline(description, moment.now)
    return _shifted(stated, moment)


def _shifted(day: date | None, moment: Moment) -> date | None:
    return day + moment.shift if day else None


def _days_from(today: date, days: float) -> date:
    return today + timedelta(days=max(-36_500, min(36_500, round(days))))


def _only(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()
