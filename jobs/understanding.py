"""From a posting in its source's words to one that can be matched: the parsers applied, with the fields first."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from db.canonical_jobs import NewJob
from db.places import StoredPlace
from db.text_hash import text_hash
from jobs.applying import with_ways_in
from jobs.expiry import last_day
from jobs.parsing.benefits import find_benefits
from jobs.parsing.countries import country_code
from jobs.parsing.dates import parse_date
from jobs.parsing.deadlines import stated_deadline
from jobs.parsing.education import parse_education
from jobs.parsing.experience import Experience, parse_experience
from jobs.parsing.places import Place, parse_places
from jobs.parsing.readable_text import readable_text
from jobs.parsing.skill_sections import required_and_preferred
from jobs.parsing.skills import split_skills
from jobs.parsing.summary import summarise
from jobs.parsing.titles import parse_employment_types, parse_level, parse_title
from jobs.parsing.warning_signs import warning_signs
from jobs.parsing.work_mode import WorkMode, parse_work_mode
from jobs.passages import about_experience, about_work_mode
from jobs.posting_text import posting_text
from jobs.stated_pay import stated_pay
from jobs.text_signature import signature_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.job_signatures import TextSignature
    from jobs.parsing.warning_signs import WarningSign
    from jobs.sources.posting import SourcePosting

log = logging.getLogger(__name__)

DESCRIPTION_CHARACTERS = 20_000
TITLE_CHARACTERS = 300
FIELD_CHARACTERS = 1000
READ_CHARACTERS = 6000  # of the description, by the parsers: what is asked and offered stands in the first pages
MOST_YEARS = 50  # a larger figure in a feed's experience column is a mistake
KEPT_SKILLS = 40
LISTED_SKILLS_CHARACTERS = 4000
LISTED_CHARACTERS = 1000
KEPT_WORDS = 30
MOST_REGIONS = 60  # that one posting names as allowed for remote work


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


def understand(posting: SourcePosting, moment: Moment) -> NewJob:
    """The posting with pay, experience, place, mode, skills, level, types and dates read; `content_hash` is left ""."""
    description = _description(posting)
    read = description[:READ_CHARACTERS]
    job = _with_place(_named(posting, description, moment), posting, read)
    job = _with_demands(_with_pay(job, posting, description), posting, read)
    job = with_ways_in(_with_offer(job, read), posting)
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
    country = country_code(posting.country) if posting.country else None
    places = parse_places(posting.location[:FIELD_CHARACTERS], country=country) or _country_alone(country)
    return signature_of(
        NewJob(
            source=posting.source,
            source_job_id=posting.source_job_id,
            title=title.title or posting.title[:TITLE_CHARACTERS],
            expires_on=date.max,
            company=posting.company[:FIELD_CHARACTERS] or None,
            description=_description(posting),
            location=posting.location[:FIELD_CHARACTERS] or None,
            places=tuple(_stored(place) for place in places),
            employment_types=parse_employment_types(posting.job_type) or _only(title.employment_type),
        )
    )


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


def _named(posting: SourcePosting, description: str, moment: Moment) -> NewJob:
    """What needs little reading: who offers what, since when and until when."""
    title = parse_title(posting.title[:TITLE_CHARACTERS], company=posting.company[:TITLE_CHARACTERS])
    today = moment.now.date()
    posted_on, deadline_on = posted_day(posting, moment), _deadline(posting, description, moment)
    after_days = moment.expires_after_days
    expires_on = last_day(posted_on=posted_on, deadline_on=deadline_on, imported_on=today, after_days=after_days)
    return NewJob(
        source=posting.source,
        source_job_id=posting.source_job_id,
        title=title.title or posting.title[:TITLE_CHARACTERS],
        company=posting.company[:FIELD_CHARACTERS] or None,
        description=description,
        url=posting.url or None,
        posted_on=posted_on,
        deadline_on=deadline_on,
        expires_on=expires_on,
        status="ACTIVE" if expires_on >= today else "EXPIRED",
        level=parse_level(posting.level) or title.level,
        employment_types=parse_employment_types(posting.job_type) or _only(title.employment_type),
        function=posting.function[:FIELD_CHARACTERS] or title.function,
        industry=posting.industry[:FIELD_CHARACTERS] or None,
        keywords=_listed(posting.keywords),
        contacts=_listed(posting.contacts),
        attribution=posting.attribution or None,
    )


def _with_place(job: NewJob, posting: SourcePosting, description: str) -> NewJob:
    country = country_code(posting.country) if posting.country else None
    places = parse_places(posting.location[:FIELD_CHARACTERS], country=country) or _country_alone(country)
    mode = _work_mode(posting, description)
    return replace(
        job,
        location=posting.location[:FIELD_CHARACTERS] or None,
        places=tuple(_stored(place) for place in places),
        countries=tuple(dict.fromkeys(place.country for place in places if place.country)),
        work_mode=mode.mode,
        remote_in=mode.remote_in,
    )


def _with_pay(job: NewJob, posting: SourcePosting, description: str) -> NewJob:
    pay, doubt = stated_pay(posting, description, job.countries[0] if job.countries else None)
    if pay is None:
        return replace(job, salary_text=posting.salary[:FIELD_CHARACTERS] or None)
    annual_min, annual_max = pay.annual()
    return replace(
        job,
        salary_text=posting.salary[:FIELD_CHARACTERS] or None,
        salary_min=pay.min,
        salary_max=pay.max,
        salary_currency=pay.currency,
        salary_period=pay.period,
        salary_annual_min=annual_min,
        salary_annual_max=annual_max,
        salary_doubt=doubt,
    )


def _with_demands(job: NewJob, posting: SourcePosting, description: str) -> NewJob:
    experience = _experience(posting, description)
    required, preferred = _skills(posting, description)
    return replace(
        job,
        experience_text=posting.experience[:FIELD_CHARACTERS] or None,
        experience_min_years=experience.min_years if experience else None,
        experience_max_years=experience.max_years if experience else None,
        skills=required,
        preferred_skills=preferred,
        warnings=tuple(sign.code for sign in _warning_signs(posting, job)),
    )


def _with_offer(job: NewJob, description: str) -> NewJob:
    return replace(
        job,
        benefits=find_benefits(description),
        education=parse_education(description),
        summary=summarise(description),
    )


def _description(posting: SourcePosting) -> str:
    parts = [readable_text(posting.description[: 4 * DESCRIPTION_CHARACTERS])]
    if posting.requirements and posting.requirements not in posting.description:
        parts.append(f"Requirements:\n{readable_text(posting.requirements[:DESCRIPTION_CHARACTERS])}")
    for heading, said in (("Education", posting.education), ("Benefits", posting.benefits)):
        if said and said not in posting.description:
            parts.append(f"{heading}: {readable_text(said[:FIELD_CHARACTERS])}")
    return "\n\n".join(filter(None, parts))[:DESCRIPTION_CHARACTERS]


def _work_mode(posting: SourcePosting, description: str) -> WorkMode:
    """The fields first, then the description, then the source's flag: scrapers guess the flag from single words."""
    allowed = _allowed_in(posting.remote_in)
    if allowed and posting.work_mode.lower() == "remote":
        return WorkMode("remote", allowed)
    for text in (posting.work_mode, posting.location, posting.job_type, posting.title, about_work_mode(description)):
        found = parse_work_mode(text) if text else None
        if found is not None and found.mode is not None:
            return found
    return WorkMode("remote", ()) if posting.remote else WorkMode(None, ())


def _allowed_in(listed: str) -> tuple[str, ...]:
    """The countries and regions that a field for them lists; each is read alone, as the field may be long."""
    names = [name.strip() for name in listed[:FIELD_CHARACTERS].replace(";", ",").split(",") if name.strip()]
    found = (parse_work_mode(f"Remote ({name})").remote_in for name in names[:MOST_REGIONS])
    return tuple(dict.fromkeys(area for areas in found for area in areas))


def _experience(posting: SourcePosting, description: str) -> Experience | None:
    low, high = (
        years if years is not None and 0 <= years <= MOST_YEARS else None
        for years in (posting.experience_min, posting.experience_max)
    )
    if low is not None or high is not None:
        return Experience(low, high if high is None or low is None else max(low, high))
    if posting.experience and (said := parse_experience(posting.experience, bare_numbers=True)):
        return said
    return parse_experience(posting.requirements) or parse_experience(about_experience(description))


def _skills(posting: SourcePosting, description: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Required and preferred; the source's list is required, and only without one the description is asked."""
    if posting.skills:
        return split_skills(posting.skills[:LISTED_SKILLS_CHARACTERS])[:KEPT_SKILLS], ()
    required, preferred = required_and_preferred(f"{posting.title}\n{description}")
    return required[:KEPT_SKILLS], preferred[:KEPT_SKILLS]


def _warning_signs(posting: SourcePosting, job: NewJob) -> tuple[WarningSign, ...]:
    text = f"{posting.title}\n{job.description[:READ_CHARACTERS]}"
    return warning_signs(text, company=posting.company, link=posting.url)


def _country_alone(country: str | None) -> tuple[Place, ...]:
    return parse_places(country) if country else ()


def _listed(text: str) -> tuple[str, ...]:
    """The parts of a list by commas, each once."""
    parts = (part.strip() for part in text[:LISTED_CHARACTERS].split(","))
    return tuple(dict.fromkeys(filter(None, parts)))[:KEPT_WORDS]


def _deadline(posting: SourcePosting, description: str, moment: Moment) -> date | None:
    if posting.expires_in_days is not None:
        return _days_from(moment.now.date(), posting.expires_in_days)
    stated = parse_date(posting.deadline, moment.now) or stated_deadline(description, moment.now)
    return _shifted(stated, moment)


def _shifted(day: date | None, moment: Moment) -> date | None:
    return day + moment.shift if day else None


def _days_from(today: date, days: float) -> date:
    return today + timedelta(days=max(-36_500, min(36_500, round(days))))


def _stored(place: Place) -> StoredPlace:
    return StoredPlace(place.city, place.region, place.country, place.latitude, place.longitude)


def _only(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()
