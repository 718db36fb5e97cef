"""How to apply to a posting and by which words it is found: contacts, link, category and keywords."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jobs.parsing.categories import category_of
from jobs.parsing.contacts import find_apply_link, find_contacts, safe_link
from jobs.parsing.keywords import MOST_KEYWORDS, find_keywords

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jobs.sources.posting import SourcePosting

MOST_CONTACTS = 8
LISTED_CHARACTERS = 1000
KEPT_WORDS = 30


@dataclass(frozen=True, slots=True)
class WaysIn:
    """How a posting is found and applied to; as in `NewJob`."""

    category: str | None
    keywords: tuple[str, ...]
    contacts: tuple[str, ...]
    apply_url: str | None


def listed_ways(posting: SourcePosting) -> WaysIn:
    """What the source's fields list of these."""
    return WaysIn(None, _listed(posting.keywords), _listed(posting.contacts), None)


def ways_in(posting: SourcePosting, title: str, description: str, skills: Iterable[str]) -> WaysIn:
    """What the source's fields say of these, then what the description does."""
    listed = listed_ways(posting)
    contacts = dict.fromkeys((*listed.contacts, *find_contacts(description)))
    keywords = dict.fromkeys((*listed.keywords, *find_keywords(description, known=(title, *skills))))
    return WaysIn(
        category=category_of(title, posting.function, posting.category, posting.industry),
        keywords=tuple(keywords)[:MOST_KEYWORDS],
        contacts=tuple(contacts)[:MOST_CONTACTS],
        apply_url=safe_link(posting.apply_url) or find_apply_link(description),
    )


def _listed(text: str) -> tuple[str, ...]:
    """The parts of a list by commas, each once."""
    parts = (part.strip() for part in text[:LISTED_CHARACTERS].split(","))
    return tuple(dict.fromkeys(filter(None, parts)))[:KEPT_WORDS]
