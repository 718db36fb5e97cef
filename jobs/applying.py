"""How to apply to a posting and by which words it is found: contacts, link, category and keywords."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jobs.parsing.categories import category_of
from jobs.parsing.contacts import find_apply_link, find_contacts, safe_link
from jobs.parsing.keywords import MOST_KEYWORDS, find_keywords

if TYPE_CHECKING:
    from db.canonical_jobs import NewJob
    from jobs.sources.posting import SourcePosting

MOST_CONTACTS = 8


def with_ways_in(job: NewJob, posting: SourcePosting) -> NewJob:
    """The posting with what its source's fields say of these, then what its description does."""
    contacts = dict.fromkeys((*job.contacts, *find_contacts(job.description)))
    known = (job.title, *job.skills, *job.preferred_skills)
    keywords = dict.fromkeys((*job.keywords, *find_keywords(job.description, known=known)))
    return replace(
        job,
        category=category_of(job.title, posting.function, posting.category, posting.industry),
        keywords=tuple(keywords)[:MOST_KEYWORDS],
        contacts=tuple(contacts)[:MOST_CONTACTS],
        apply_url=safe_link(posting.apply_url) or find_apply_link(job.description),
    )
