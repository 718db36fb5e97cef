"""The wide group of occupations that a posting belongs to, such as health or transport."""

from __future__ import annotations

from jobs.parsing.fields_of_work import field_of_work

LONGEST_FIELD = 300  # characters


def category_of(title: str, *fields: str) -> str | None:
    """The category of `data/functions.tsv` that the title tells, else the first of the source's own fields that does.

    Words of rank ("officer") count only where neither title nor fields hold a telling word.
    """
    found = [work for text in (title, *fields) if text and (work := field_of_work(text[:LONGEST_FIELD]))]
    telling = (work.category for work in found if work.telling)
    return next(telling, found[0].category if found else None)
