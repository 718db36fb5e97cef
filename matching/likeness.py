"""In what ways a posting may be like the role sought, and how much each way counts.

The weights were chosen on one half of the wishes of two sets of postings (benchmarks/RESULTS.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from matching.text_cover import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matching.candidates import Floats

# How alike title and role are spelled; how full the text is of the role's words; how many of them are there at all;
# how near the vectors of title and text are.
Part = Literal["letters", "full_text", "words", "title_vector", "text_vector"]
PARTS: tuple[Part, ...] = get_args(Part)
KEYWORDS_MOST = 2  # so many words are keywords, to be found as they stand; more say what is meant


@dataclass(frozen=True, slots=True)
class Mix:
    """How much each part counts against the others."""

    letters: float
    full_text: float
    words: float
    title_vector: float
    text_vector: float

    def of(self, parts: Mapping[Part, Floats]) -> Floats:
        """The weighted mean of the parts."""
        weights = np.asarray([getattr(self, part) for part in PARTS])
        return np.average([parts[part] for part in PARTS], axis=0, weights=weights)


# Keywords: who has them all comes first, and the other parts tell those apart.
KEYWORDS = Mix(letters=0.15, full_text=0.5, words=1.0, title_vector=0.01, text_vector=0.005)
BY_LETTERS = Mix(letters=1.0, full_text=0.7, words=0.0, title_vector=0.5, text_vector=0.5)
BY_MEANING = Mix(letters=0.8, full_text=0.4, words=0.0, title_vector=0.9, text_vector=0.6)


def mix_for(role: str, *, knows_meaning: bool, long_texts: bool) -> Mix:
    """The mix measured best, by the length of role and texts, and by whether the model knows more than letters."""
    if long_texts and len(words_of(role)) <= KEYWORDS_MOST:
        return KEYWORDS
    return BY_MEANING if knows_meaning else BY_LETTERS
