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

    from numpy.typing import NDArray

    from matching.candidates import Booleans, Candidates, Floats, Integers
    from matching.rules import Method
    from matching.wishes import Wish


@dataclass(frozen=True, slots=True)
class Scale:
    """How to read one model's inner products of unit vectors.

    `low` and `high` count as 0 and as 100. From `floor` (on that scale) a posting is relevant by meaning alone; above
    100 it never is. `words_share` is how much of the semantic factor the words make up: the more, the less the model
    knows beyond letters.
    """

    low: float
    high: float
    floor: float
    words_share: float = 0.5

    @property
    def knows_meaning(self) -> bool:
        """Whether the model knows more than letters."""
        return self.floor <= HIGHEST

    def share(self, near: NDArray[np.floating]) -> Floats:
        """Inner products on the scale, 0 at `low` and 1 at `high`, not cut off."""
        return np.asarray((near - self.low) / (self.high - self.low), dtype=np.float64)

    def perhaps_near(self, near: NDArray[np.float32]) -> Booleans:
        """Which inner products may be near enough, before rounding is looked at: all that are, and hardly any more."""
        if not self.knows_meaning:
            return np.zeros(near.shape, dtype=np.bool_)
        return np.asarray(near >= self.low + self.floor / 100.0 * (self.high - self.low) - ROUNDING, dtype=np.bool_)

    def semantic(self, words: Floats, near: Floats) -> tuple[Floats, Booleans]:
        """The semantic factor from likeness by words (0 to 100) and inner products, and what is near enough by these.

        NaN is for what is not known; of both, the factor is NaN.
        """
        near = np.clip(100.0 * self.share(near), 0.0, 100.0)
        share = np.where(np.isnan(words), 0.0, np.where(np.isnan(near), 1.0, self.words_share))
        mixed = share * np.where(np.isnan(words), 0.0, words) + (1.0 - share) * np.where(share < 1.0, near, 0.0)
        return mixed, near >= self.floor


SCALES: Mapping[str, Scale] = {
    "hashing-v3": Scale(0.05, 0.55, floor=101.0, words_share=0.7),
    "all-MiniLM-L6-v2": Scale(0.15, 0.75, floor=70.0),  # by titles of 785 vacancies against 3,039 occupations
    "all-MiniLM-L6-v2-int8": Scale(0.15, 0.75, floor=70.0),
    "text-embedding-3-small": Scale(0.15, 0.65, floor=60.0),
    "text-embedding-3-large": Scale(0.15, 0.65, floor=60.0),
    "text-embedding-ada-002": Scale(0.70, 0.90, floor=60.0),
}
HIGHEST = 100.0  # on every scale
ROUNDING = 1e-4  # of inner products of single precision
UNKNOWN_SCALE = Scale(0.0, 1.0, floor=60.0)

SAME_WORD = 84.0  # "engineer" and "engineering", "analyst" and "analist" are one; "account" and "accountant" are not
GENERIC_WEIGHT = 0.5
UNCOVERED_SHARE = 0.15  # what a title loses at most for words that the role does not have
SAME_TITLE = 88.0  # written in one word or with a slip: "backend developer", "Backenddeveloper"

TITLE_MATCHES = 80.0  # "the title is the role sought"
TITLE_FLOOR = 50.0  # relevant by title alone: it shares what is special about the role
TITLE_HINT = 25.0  # relevant with the role named in the text
SAID_SHARE = 0.6  # how much of what the title lacks a text makes up that names the role


@dataclass(frozen=True, slots=True)
class Ways:
    """By what a posting may be relevant: its words, its nearness, or either."""

    words: bool = True
    nearness: bool = True


EITHER = Ways()


def ways_of(method: Method, *, roles: bool, vector: bool) -> Ways:
    """Those of a method; where there are no roles or no vector, words decide all the same."""
    return Ways(words=method != "semantic" or not (roles and vector), nearness=method != "keyword")


@dataclass(frozen=True, slots=True)
class Wording:
    """What the postings' words say of the roles sought: the title's likeness, to which role, and named in the text.

    As `Relevance` has them; the same for all people who seek the same roles. `words` is all of it in one, 0 to 100,
    NaN without roles; `relevant` marks those that are by their words alone, all of them without roles.
    """

    title: Floats
    role: Integers
    words: Floats
    relevant: Booleans

    @classmethod
    def of(cls, candidates: Candidates, wish: Wish) -> Wording:
        """Compare with the roles sought."""
        title, role = title_likeness(candidates, wish)
        if not wish.roles:
            size = len(candidates)
            return cls(title, role, np.full(size, np.nan), np.ones(size, dtype=np.bool_))
        mentioned: Booleans = np.logical_or.reduce(candidates.mentions, axis=0)
        spelled = np.max([candidates.spellings.likeness(each) for each in wish.roles], axis=0)
        relevant: Booleans = (title >= TITLE_FLOOR) | (mentioned & (title >= TITLE_HINT))
        return cls(title, role, worded(title, 100.0 * spelled, mentioned), relevant)


@dataclass(frozen=True, slots=True)
class Relevance:
    """For each posting the likeness, 0 to 100, of its title to the nearest role, and of its content.

    `role` is the position of that role in `Wish.roles`, -1 without any. `semantic` is NaN where there is nothing to
    compare by; without a vector of the same model on both sides it comes from title and words. `near_enough` marks
    those that are relevant by meaning alone, `relevant` those that are by a way that counts.
    """

    title: Floats
    role: Integers
    semantic: Floats
    near_enough: Booleans
    relevant: Booleans

    @classmethod
    def of(cls, candidates: Candidates, wish: Wish, model: str, ways: Ways = EITHER) -> Relevance:
        """Compare with the roles sought and, through the model's own scale, with the person's vector."""
        wording, scale = Wording.of(candidates, wish), scale_of(model)
        semantic, near_enough = scale.semantic(wording.words, candidates.near)
        relevant = (wording.relevant & ways.words) | (near_enough & ways.nearness)
        return cls(wording.title, wording.role, semantic, near_enough, relevant)


def worded(title: Floats, spelled: Floats, said: Floats | Booleans) -> Floats:
    """What titles and texts say together, 0 to 100: the mean of both likenesses of the title, raised by the text.

    `said` is how much of the role the text names, 0 to 1.
    """
    of_title = (title + spelled) / 2.0
    return of_title + (100.0 - of_title) * SAID_SHARE * said


def scale_of(model: str) -> Scale:
    """The scale of a model; "name/512" has vectors of another length, "name@host" is that model at another server."""
    return SCALES.get(model.partition("@")[0].partition("/")[0], UNKNOWN_SCALE)


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
