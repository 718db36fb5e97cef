"""From a posting in its source's words to one that can be matched: the parsers applied, with the fields first."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, repeat
from typing import TYPE_CHECKING, Literal, get_args

from db.canonical_jobs import NewJob
from db.text_hash import text_hash
from jobs.applying import listed_ways, ways_in
from jobs.parsing.benefits import find_benefits
from jobs.parsing.education import parse_education
from jobs.parsing.readable_text import readable_text
from jobs.parsing.summary import summarise
from jobs.parsing.titles import parse_employment_types, parse_level, parse_title
from jobs.parsing.warning_signs import warning_signs
from jobs.posting_text import posting_text
from jobs.stated_dates import Moment, StatedDates, stated_dates
from jobs.stated_demands import stated_experience, stated_skills
from jobs.stated_pay import pay_columns, stated_pay
from jobs.stated_place import FIELD_CHARACTERS, stated_places, stated_work_mode
from jobs.text_signature import signatures_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from db.job_signatures import TextSignature
    from db.places import StoredPlace
    from jobs.applying import WaysIn
    from jobs.parsing.experience import Experience
    from jobs.parsing.titles import Title
    from jobs.parsing.work_mode import WorkMode
    from jobs.sources.posting import SourcePosting
    from jobs.stated_pay import PayColumns

log = logging.getLogger(__name__)

DESCRIPTION_CHARACTERS = 20_000
TITLE_CHARACTERS = 300
READ_CHARACTERS = 6000  # of the description, by the parsers: what is asked and offered stands in the first pages
# Facts that can be left unread where nobody needs them: "shown" is what a card tells beside, how to apply included,
# "stored" the texts and hashes by which a posting is embedded and its copies are found.
Fact = Literal["skills", "pay", "shown", "stored"]
EVERY_FACT: frozenset[Fact] = frozenset(get_args(Fact))
NO_SKILLS: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
MISTAKES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)  # of parsers


@dataclass(frozen=True, slots=True)
class Misunderstood:
    """A posting on which a parser failed, which none should."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Said:
    """What a posting says, a field a parser."""

    title: Title
    dates: StatedDates
    places: tuple[StoredPlace, ...]
    mode: WorkMode
    experience: Experience | None
    skills: tuple[tuple[str, ...], tuple[str, ...]]
    warnings: tuple[str, ...]
    benefits: tuple[str, ...]
    education: str | None
    summary: str | None
    pay: PayColumns
    ways: WaysIn


def understand(posting: SourcePosting, moment: Moment) -> NewJob:
    """The posting with pay, experience, place, mode, skills, level, types and dates read; `content_hash` is left ""."""
    return _together([posting], moment, EVERY_FACT)[0]


def signatures(postings: Sequence[SourcePosting]) -> list[TextSignature]:
    """The signature that `understand` gives each posting, without the reading that this does not depend on."""
    return signatures_of([_to_compare(posting) for posting in postings])


def _to_compare(posting: SourcePosting) -> NewJob:
    """As much of a posting as a signature is made from."""
    title = _title(posting)
    description = _description(posting)
    places = stated_places(posting, title.title, description[:READ_CHARACTERS])
    experience = stated_experience(posting, description[:READ_CHARACTERS])
    return NewJob(
        source=posting.source,
        source_job_id=posting.source_job_id,
        title=_shown_title(posting, title),
        expires_on=date.max,
        company=posting.company[:FIELD_CHARACTERS] or None,
        description=description,
        location=posting.location[:FIELD_CHARACTERS] or None,
        places=places,
        countries=_countries(places),
        employment_types=parse_employment_types(posting.job_type) or _only(title.employment_type),
        experience_min_years=experience.min_years if experience else None,
        **_pay(posting, description, places),
    )


def understand_all(
    postings: Sequence[SourcePosting], moment: Moment, facts: frozenset[Fact] = EVERY_FACT
) -> list[NewJob | Misunderstood]:
    """Each posting understood, in order; one on which a parser fails does not stop the others.

    Of the facts in `Fact` only `facts` are read.
    """
    try:
        return [*_together(postings, moment, facts)]
    except MISTAKES:
        return [_understood(posting, moment, facts) for posting in postings]


def _understood(posting: SourcePosting, moment: Moment, facts: frozenset[Fact]) -> NewJob | Misunderstood:
    try:
        return _together([posting], moment, facts)[0]
    except MISTAKES as error:
        log.exception("a posting of %s could not be understood", posting.source)
        return Misunderstood(f"could not be understood ({type(error).__name__})")


def _together(postings: Sequence[SourcePosting], moment: Moment, facts: frozenset[Fact]) -> list[NewJob]:
    """All postings read by one parser before the next begins.

    The tables of one parser fit the processor's cache, those of all do not: each posting for itself takes a third more.
    """
    descriptions = [_description(posting) for posting in postings]
    read = zip(postings, descriptions, _said(postings, descriptions, moment, facts), strict=True)
    jobs = [_job(posting, description, said, moment) for posting, description, said in read]
    return list(map(_signed, jobs, signatures_of(jobs))) if "stored" in facts else jobs


def _said(
    postings: Sequence[SourcePosting], descriptions: Sequence[str], moment: Moment, facts: frozenset[Fact]
) -> Iterator[_Said]:
    """What the fields and the first pages of each description say; the whole of it what the pay is and how to apply."""
    pages = [description[:READ_CHARACTERS] for description in descriptions]
    fields_and_pages = list(zip(postings, pages, strict=True))
    in_full = list(zip(postings, descriptions, strict=True))
    shown = "shown" in facts
    titles = [_title(posting) for posting in postings]
    places = list(map(stated_places, postings, [title.title for title in titles], pages))
    skills = [stated_skills(*each) if "skills" in facts else NO_SKILLS for each in fields_and_pages]
    return map(
        _Said,
        titles,
        [stated_dates(posting, text, moment) for posting, text in in_full],
        places,
        [stated_work_mode(posting, text) for posting, text in fields_and_pages],
        [stated_experience(posting, text) for posting, text in fields_and_pages],
        skills,
        [_warnings(*each) for each in fields_and_pages] if shown else repeat(()),
        [find_benefits(text) for text in pages] if shown else repeat(()),
        [parse_education(text) for text in pages] if shown else repeat(None),
        [summarise(text) for text in pages] if shown else repeat(None),
        [_pay(*each, where) for each, where in zip(in_full, places, strict=True)] if "pay" in facts else repeat({}),
        [
            ways_in(posting, _shown_title(posting, title), text, chain(*known)) if shown else listed_ways(posting)
            for (posting, text), title, known in zip(in_full, titles, skills, strict=True)
        ],
    )


def _job(posting: SourcePosting, description: str, said: _Said, moment: Moment) -> NewJob:
    return NewJob(
        source=posting.source,
        source_job_id=posting.source_job_id,
        title=_shown_title(posting, said.title),
        company=posting.company[:FIELD_CHARACTERS] or None,
        description=description,
        url=posting.url or None,
        posted_on=said.dates.posted_on,
        deadline_on=said.dates.deadline_on,
        expires_on=said.dates.expires_on,
        status="ACTIVE" if said.dates.expires_on >= moment.now.date() else "EXPIRED",
        location=posting.location[:FIELD_CHARACTERS] or None,
        places=said.places,
        countries=_countries(said.places),
        work_mode=said.mode.mode,
        remote_in=said.mode.remote_in,
        level=parse_level(posting.level) or said.title.level,
        employment_types=parse_employment_types(posting.job_type) or _only(said.title.employment_type),
        function=posting.function[:FIELD_CHARACTERS] or said.title.function,
        industry=posting.industry[:FIELD_CHARACTERS] or None,
        salary_text=posting.salary[:FIELD_CHARACTERS] or None,
        experience_text=posting.experience[:FIELD_CHARACTERS] or None,
        experience_min_years=said.experience.min_years if said.experience else None,
        experience_max_years=said.experience.max_years if said.experience else None,
        skills=said.skills[0],
        preferred_skills=said.skills[1],
        category=said.ways.category,
        keywords=said.ways.keywords,
        contacts=said.ways.contacts,
        apply_url=said.ways.apply_url,
        attribution=posting.attribution or None,
        warnings=said.warnings,
        benefits=said.benefits,
        education=said.education,
        summary=said.summary,
        **said.pay,
    )


def _signed(job: NewJob, seen: TextSignature) -> NewJob:
    """With the texts and hashes by which it is embedded and its copies are found."""
    text = posting_text(job)
    return replace(
        job,
        cluster_key=seen.text_key,
        text_key=seen.text_key,
        signature=seen,
        embedding_text=text,
        embedding_hash=text_hash(text),
    )


def _title(posting: SourcePosting) -> Title:
    return parse_title(posting.title[:TITLE_CHARACTERS], company=posting.company[:TITLE_CHARACTERS])


def _shown_title(posting: SourcePosting, title: Title) -> str:
    return title.title or posting.title[:TITLE_CHARACTERS]


def _pay(posting: SourcePosting, description: str, places: Sequence[StoredPlace]) -> PayColumns:
    pay, doubt = stated_pay(posting, description, next(iter(_countries(places)), None))
    return {**pay_columns(pay), "salary_doubt": doubt} if pay else {}


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
    signs = warning_signs(pages, title=posting.title, company=posting.company, link=posting.url)
    return tuple(sign.code for sign in signs)


def _only(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()
