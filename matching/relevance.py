"""Whether a posting is about the work sought at all: by its title, by meaning, or by its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from matching.title_words import GENERIC, telling_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matching.candidates import Booleans, Candidates, Floats, Integers
    from matching.wishes import Wish


@dataclass(frozen=True, slots=True)
class Scale:
    """How to read one model's inner products of unit vectors.

    `low` and `high` count as 0 and as 100. From `floor` (on that scale) a posting is relevant by meaning alone; above
    100 it never is. `title_share` is how much of the semantic factor the title's likeness makes up: for a model that
    knows letters only, and takes two postings in one city for alike.
    """

    low: float
    high: float
    floor: float
    title_share: float = 0.0


SCALES: Mapping[str, Scale] = {
    "hashing-v1": Scale(0.02, 0.40, floor=101.0, title_share=0.7),
    "text-embedding-3-small": Scale(0.15, 0.65, floor=60.0),
    "text-embedding-3-large": Scale(0.15, 0.65, floor=60.0),
    "text-embedding-ada-002": Scale(0.70, 0.90, floor=60.0),
}
UNKNOWN_SCALE = Scale(0.0, 1.0, floor=60.0)

SAME_WORD = 84.0  # "engineer" and "engineering", "analyst" and "analist" are one; "account" and "accountant" are not
GENERIC_WEIGHT = 0.5
UNCOVERED_SHARE = 0.15  # what a title loses at most for words that the role does not have
SAME_TITLE = 88.0  # written in one word or with a slip: "backend developer", "Backenddeveloper"

TITLE_MATCHES = 80.0  # "the title is the role sought"
TITLE_FLOOR = 50.0  # relevant by title alone: it shares what is special about the role
TITLE_HINT = 25.0  # relevant with the role named in the text
MENTIONED = 60.0  # the likeness of a posting that names the role in its text


@dataclass(frozen=True, slots=True)
class Wording:
    """What the postings' words say of the roles sought: the title's likeness, to which role, and named in the text.

    As `Relevance` has them; the same for all people who seek the same roles.
    """

    title: Floats
    role: Integers
    mentioned: Booleans

    @classmethod
    def of(cls, candidates: Candidates, wish: Wish) -> Wording:
        """Compare with the roles sought."""
        title, role = title_likeness(candidates, wish)
        mentioned: Booleans = np.zeros(len(candidates), dtype=np.bool_)
        if wish.roles:
            mentioned = np.logical_or.reduce(candidates.mentions, axis=0)
        return cls(title, role, mentioned)


@dataclass(frozen=True, slots=True)
class Relevance:
    """For each posting the likeness, 0 to 100, of its title to the nearest role, and of its content.

    `role` is the position of that role in `Wish.roles`, -1 without any. `semantic` is NaN where there is nothing to
    compare by; without a vector of the same model on both sides it comes from title and words. `near_enough` marks
    those that are relevant by meaning alone, `relevant` those that are by any way.
    """

    title: Floats
    role: Integers
    semantic: Floats
    near_enough: Booleans
    relevant: Booleans

    @classmethod
    def of(cls, candidates: Candidates, wish: Wish, model: str) -> Relevance:
        """Compare with the roles sought and, through the model's own scale, with the person's vector."""
        return cls.joined(Wording.of(candidates, wish), candidates.near, wish, model)

    @classmethod
    def joined(cls, wording: Wording, near: Floats, wish: Wish, model: str) -> Relevance:
        """Words and nearness of the same postings together, posting by posting."""
        scale, title = scale_of(model), wording.title
        near = np.clip(100.0 * (near - scale.low) / (scale.high - scale.low), 0.0, 100.0)
        near_enough = near >= scale.floor
        relevant = (title >= TITLE_FLOOR) | near_enough | (wording.mentioned & (title >= TITLE_HINT)) | (not wish.roles)
        by_words = np.maximum(title, MENTIONED * wording.mentioned) if wish.roles else np.full(len(title), np.nan)
        share = scale.title_share if wish.roles else 0.0
        by_vector = (1.0 - share) * near + (share * by_words if share else 0.0)
        return cls(title, wording.role, np.where(np.isnan(near), by_words, by_vector), near_enough, relevant)


def scale_of(model: str) -> Scale:
    """The scale of a model; "name/512" is the model of that name with vectors of another length."""
    return SCALES.get(model.partition("/")[0], UNKNOWN_SCALE)


def title_likeness(candidates: Candidates, wish: Wish) -> tuple[Floats, Integers]:
    """How much of a role each title covers, for the nearest role, and which that is.

    Words common to many kinds of work weigh half. A title in one word that is spelled like the whole role is as good.
    """
    size = len(candidates)
    if not wish.roles or not size:
        return np.zeros(size), np.full(size, -1, dtype=np.int64)
    listed = candidates.title_words
    likeness = np.stack([_one_role(candidates, telling_words(role)) for role in wish.roles])
    likeness[:, listed.counts() == 0] = 0.0
    return likeness.max(axis=0), likeness.argmax(axis=0)


def _one_role(candidates: Candidates, words: tuple[str, ...]) -> Floats:
    listed, size = candidates.title_words, len(candidates)
    if not words:
        return np.zeros(size)
    alike = cdist(words, listed.names, scorer=fuzz.ratio, score_cutoff=SAME_WORD, workers=1) > 0
    weights = np.asarray([GENERIC_WEIGHT if word in GENERIC else 1.0 for word in words])
    found = np.stack([listed.counts_of(each) > 0 for each in alike])
    covered = (weights[:, None] * found).sum(axis=0) / weights.sum()
    any_word: np.ndarray = np.logical_or.reduce(alike, axis=0)
    own = listed.counts_of(any_word) / np.maximum(listed.counts(), 1)
    by_words = 100.0 * covered * (1.0 - UNCOVERED_SHARE * (1.0 - own))
    whole = "".join(words)
    in_one = cdist([whole], candidates.joined_titles, scorer=fuzz.ratio, score_cutoff=SAME_TITLE, workers=1)[0]
    best: Floats = np.maximum(by_words, in_one)
    return best
