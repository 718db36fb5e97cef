"""The education that a posting asks for."""

from __future__ import annotations

import functools

from jobs.parsing.cues import lowered
from jobs.parsing.phrases import Found, PhraseList
from jobs.parsing.repeats import remembered

# From the least to the most.
EDUCATIONS = ("none", "secondary", "vocational", "diploma", "bachelor", "master", "doctorate")
REACH = 100  # characters around a mention that can belong to its sentence
_NOT_ASKED = (
    "prefer", "a plus", "an advantage", "added advantage", "desirable", "nice to have", "nice-to-have", "a bonus",
    "ideally", "is een pré", "is een pre", "een plus", "wünschenswert", "von vorteil", "un plus", "valorable",
    "voordeel",
)  # fmt: skip
_ENDS = ("\n", ". ", "; ", "! ", "? ", "•")
_OTHER_MASTERS = ("scrum ", "web", "head", "quarter", "station ", "harbour ")


@functools.cache
def _educations() -> PhraseList:
    return PhraseList.from_table("education.tsv")


@remembered
def parse_education(text: str) -> str | None:
    """The least education that a text accepts, one of EDUCATIONS; None where it asks for none in particular.

    What is only preferred does not count: "Diploma. A degree is a plus." asks for a diploma.
    """
    lower = lowered(text)
    named = _educations().find(lower)
    asked = (
        education
        for education in EDUCATIONS
        if any(found.name == education and _is_asked(lower, found) for found in named)
    )
    return next(asked, None)


def names_education(text: str) -> bool:
    """Whether a text names any education, asked or preferred."""
    return bool(_educations().find(lowered(text)))


def _is_asked(lower: str, found: Found) -> bool:
    before, after = lower[max(0, found.start - REACH) : found.start], lower[found.end : found.end + REACH]
    if found.name == "master" and before.endswith(_OTHER_MASTERS):
        return False
    start = max(before.rfind(end) for end in _ENDS)
    ends = [position for end in _ENDS if (position := after.find(end)) >= 0]
    sentence = before[start + 1 :] + after[: min(ends, default=REACH)]
    return not any(word in sentence for word in _NOT_ASKED)
