"""What a posting demands: its fields first, then its description."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobs.parsing.experience import Experience, parse_experience
from jobs.parsing.language_choices import without_choices
from jobs.parsing.repeats import remembered
from jobs.parsing.skill_sections import required_and_preferred
from jobs.parsing.skills import split_skills

if TYPE_CHECKING:
    from jobs.sources.posting import SourcePosting

MOST_YEARS = 50  # a larger figure in a feed's experience column is a mistake
KEPT_SKILLS = 40
LISTED_SKILLS_CHARACTERS = 4000


def stated_experience(posting: SourcePosting, description: str) -> Experience | None:
    """The years asked for: of the columns, else of the field's words, the requirements or the description."""
    low, high = (
        years if years is not None and 0 <= years <= MOST_YEARS else None
        for years in (posting.experience_min, posting.experience_max)
    )
    if low is not None or high is not None:
        return Experience(low, high if high is None or low is None else max(low, high))
    if posting.experience and (said := parse_experience(posting.experience, bare_numbers=True)):
        return said
    return parse_experience(posting.requirements) or _of_prose(description)


@remembered
def _of_prose(description: str) -> Experience | None:
    return parse_experience(description)


def stated_skills(posting: SourcePosting, description: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Required and preferred; the source's list is required, and only without one the description is asked.

    Languages of which one is enough are no more than preferred.
    """
    if posting.skills:
        return split_skills(posting.skills[:LISTED_SKILLS_CHARACTERS])[:KEPT_SKILLS], ()
    text = f"{posting.title}\n{description}"
    required, preferred = required_and_preferred(text)
    required, either = without_choices(text, required)
    return required[:KEPT_SKILLS], (*either, *preferred)[:KEPT_SKILLS]
