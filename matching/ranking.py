"""Rank postings for wishes out of memory: the relevance of the product over one's own files, with no database.

The likenesses of matching/likeness.py are summed, and beside them count the factors of whatever else a wish speaks of.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from ai.embeddings import EmbeddingError
from db.candidates import CandidateRow
from db.canonical_jobs import NewJob
from jobs.stated_dates import Moment
from jobs.understanding import Misunderstood, understand_all
from matching.candidates import Candidates
from matching.filters import mask
from matching.likeness import PARTS, mix_for
from matching.optional_factors import optional_factors
from matching.reach import Reach
from matching.relevance import scale_of, title_likeness
from matching.scoring import PROFILES, Skills, score_factors, weighted_mean
from matching.spelling import Spellings
from matching.text_cover import TextCover
from matching.wishes import Wish

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from ai.embeddings import Embedder
    from db.preferences import Preferences
    from jobs.sources.posting import SourcePosting
    from jobs.understanding import Fact
    from matching.candidates import Booleans, Floats, Integers
    from matching.likeness import Mix, Part

TEXT_CHARACTERS = 600  # of title and description, that the vector is made from
AT_A_TIME = 64  # wishes, whose vectors are set against all postings' in one product
DIGITS = 4  # of a score: beyond, processors differ, and equal postings would not keep their order
NAME_WORDS = 8  # a description that is nothing but lines this short lists other names of the work
SHARED = (
    "title", "company", "places", "countries", "work_mode", "remote_in", "posted_on", "salary_min", "salary_max",
    "salary_currency", "salary_annual_min", "salary_annual_max", "experience_min_years", "experience_max_years",
    "skills", "preferred_skills", "level", "employment_types", "industry", "description",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RankedWish:
    """A wish and what it asks beside the work; `country` is where the person lives (ISO 3166 alpha-2)."""

    id: object
    preferences: Preferences
    country: str | None = None

    @property
    def roles(self) -> tuple[str, ...]:
        """The work sought, also in English."""
        return self.wish.roles

    @property
    def wish(self) -> Wish:
        """In comparable form."""
        return Wish.of(self.preferences, self.country)


@dataclass(frozen=True, slots=True)
class Distinct:
    """Texts of which many are the same: each once, and at which `place` each of them stands."""

    texts: tuple[str, ...]
    place: Integers

    @classmethod
    def of(cls, texts: Iterable[str]) -> Distinct:
        """From all of them, in their order."""
        index: dict[str, int] = {}
        place = [index.setdefault(text, len(index)) for text in texts]
        return cls(tuple(index), np.asarray(place, dtype=np.int64))


class Ranking:
    """Postings in memory and the wishes to rank them for; each costly part is made when it is first needed."""

    def __init__(
        self,
        postings: Sequence[SourcePosting],
        wishes: Sequence[RankedWish],
        embedder: Embedder,
        *,
        profile: str,
        now: datetime,
        part: Part | None = None,
    ) -> None:
        """`part` is the one likeness to rank by, None for the mix that was measured best."""
        self.postings = postings
        self.wishes = wishes
        self._embedder = embedder
        self._profile = profile
        self._now = now
        self._part = part

    def ranked(self, *, filtered: bool) -> Iterator[tuple[RankedWish, Integers, Floats]]:
        """For each wish the positions of all postings, or of those that break none of its filters, with their scores.

        The best first, equal ones in the order in which they came.
        """
        for wish, found in zip(self.wishes, self.likenesses(), strict=True):
            # About 0 to 100, and beyond for vectors that are nearer or farther than the model's scale.
            relevance = 100.0 * (found[self._part] if self._part else self.mix(wish.roles).of(found))
            scores = np.round(self._scores(wish, relevance), DIGITS)
            order = np.argsort(-scores, kind="stable")
            if filtered and asks_more(wish.wish):
                order = order[self._passing(wish.wish)[order]]
            yield wish, order, scores[order]

    def likenesses(self) -> Iterator[dict[Part, Floats]]:
        """For each wish each part of each posting, 0 to 1; vectors beyond it, nearer or farther than the model's scale.

        Of several roles the likest counts, of the vectors that of all roles together.
        """
        vectors = self._embed([", ".join(wish.roles) for wish in self.wishes])
        for first in range(0, len(self.wishes), AT_A_TIME):
            some = slice(first, first + AT_A_TIME)
            titles, texts = vectors[some] @ self._title_vectors.T, vectors[some] @ self._text_vectors.T
            for wish, title, text in zip(self.wishes[some], titles, texts, strict=True):
                yield self._parts(wish.roles, title, text[self._texts.place])

    def _parts(self, roles: Sequence[str], title: NDArray[np.float32], text: NDArray[np.float32]) -> dict[Part, Floats]:
        size, scale = len(self.postings), scale_of(self._embedder.name)
        if not size:
            return dict.fromkeys(PARTS, np.zeros(0))
        nothing = np.zeros(size)
        spelled = np.max([self._spellings.likeness(role) for role in roles], axis=0, initial=0.0)
        return {
            "letters": self._best(spelled) if roles else nothing,
            "full_text": np.max([nothing, *(self._covers.cover(role) for role in roles)], axis=0),
            "words": np.max([nothing, *(self._covers.found(role) for role in roles)], axis=0),
            "title_vector": scale.share(self._best(title)),
            "text_vector": scale.share(text),
        }

    def mix(self, roles: Sequence[str]) -> Mix:
        """What counts how much for these roles among these postings."""
        scale = scale_of(self._embedder.name)
        return mix_for(roles[0] if roles else "", knows_meaning=scale.knows_meaning, long_texts=self._covers.long_texts)

    def _scores(self, wish: RankedWish, relevance: Floats) -> Floats:
        """The relevance, and beside it the factors of whatever else the wish speaks of, weighted as in the product."""
        if not asks_more(wish.wish):
            return relevance
        asked = wish.wish
        reach, nothing = Reach.of(self.candidates, asked), np.full(len(self.postings), np.nan)
        factors = score_factors(
            self.candidates,
            asked,
            reach=reach,
            skills=Skills.of(self.candidates, asked),
            semantic=relevance,
            today=self._now.date(),
        ) | {"recency": nothing}
        weights = PROFILES[self._profile]
        factors |= optional_factors(weights, self.candidates, asked, title_likeness(self.candidates, asked)[0])
        if not asked.roles:
            factors["semantic"] = nothing
        if not asked.places and not asked.arrangements:
            factors["place"] = nothing
        if asked.minimum is None:
            factors["pay"] = nothing
        return weighted_mean(factors, weights)

    def _passing(self, wish: Wish) -> Booleans:
        return mask(self.candidates, wish)

    def _best(self, of_names: Floats | NDArray[np.float32]) -> Floats:
        """Of each posting's names the likest."""
        best: Floats = np.maximum.reduceat(of_names[self._names.place], self._starts)
        return best

    @cached_property
    def _lists(self) -> list[tuple[str, ...]]:
        return [names_of(posting) for posting in self.postings]

    @cached_property
    def _names(self) -> Distinct:
        return Distinct.of(chain.from_iterable(self._lists))

    @cached_property
    def _starts(self) -> Integers:
        return np.cumsum([0, *(len(names) for names in self._lists[:-1])])

    @cached_property
    def _texts(self) -> Distinct:
        return Distinct.of(map(text_of, self.postings))

    @cached_property
    def _spellings(self) -> Spellings:
        return Spellings.of(self._names.texts)

    @cached_property
    def _covers(self) -> TextCover:
        roles = [role for wish in self.wishes for role in wish.roles]
        titles = [posting.title for posting in self.postings]
        return TextCover.of(titles, [posting.description for posting in self.postings], roles)

    @cached_property
    def _title_vectors(self) -> NDArray[np.float32]:
        return self._embed(self._names.texts)

    @cached_property
    def _text_vectors(self) -> NDArray[np.float32]:
        return self._embed(self._texts.texts)

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row for each text; zeros where the model has none. Short ones are asked for first, and with their like."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        rows = np.zeros((len(texts), self._embedder.dimensions), dtype=np.float32)
        for at, vector in zip(order, self._embedder.embed([texts[at] for at in order]), strict=True):
            if not isinstance(vector, EmbeddingError):
                rows[at] = vector
        return rows

    @cached_property
    def candidates(self) -> Candidates:
        """The postings with all that is understood of them, as far as the wishes ask for it."""
        understood = understand_all(self.postings, Moment(self._now), facts_asked(wish.wish for wish in self.wishes))
        return Candidates.of([row_of(at, job) for at, job in enumerate(understood)])


def facts_asked(wishes: Iterable[Wish]) -> frozenset[Fact]:
    """What of a posting has to be read, since one of the wishes speaks of it."""
    facts: set[Fact] = set()
    for wish in wishes:
        if wish.skills or wish.excluded_skills or wish.languages:
            facts.add("skills")
        if wish.minimum is not None or not wish.pay_unknown_fine:
            facts.add("pay")
    return frozenset(facts)


def asks_more(wish: Wish) -> bool:
    """Whether a wish speaks of anything beside roles."""
    refused = (wish.excluded_companies, wish.excluded_roles, wish.excluded_industries, wish.wanted_companies)
    asked = (
        wish.skills,
        wish.places,
        wish.arrangements,
        wish.employment_types,
        wish.shifts,
        wish.industries,
        wish.level,
    )
    return (
        any((*asked, *refused, wish.languages, wish.excluded_skills, wish.excluded_places, wish.reads_descriptions))
        or wish.years is not None
        or wish.minimum is not None
        or not wish.pay_unknown_fine
    )


def names_of(posting: SourcePosting) -> tuple[str, ...]:
    """The title, and other names of the work where the description is a list of such and nothing else."""
    lines = [line.strip() for line in posting.description.splitlines() if line.strip()]
    listed = all(len(line.split()) <= NAME_WORDS and not line.endswith((".", "!", "?", ":")) for line in lines)
    return (posting.title, *(lines if listed and len(lines) > 1 else ()))


def text_of(posting: SourcePosting) -> str:
    """What a posting's vector is made from."""
    return f"{posting.title}\n{posting.description}"[:TEXT_CHARACTERS].strip()


def row_of(at: int, job: NewJob | Misunderstood) -> CandidateRow:
    """A posting as the filters see it; of one that could not be understood nothing is known."""
    known = job if isinstance(job, NewJob) else NewJob(source="", source_job_id="", title="", expires_on=date.max)
    return CandidateRow(
        id=at,
        cluster_key=str(at),
        nearness=None,
        titled=False,
        mentions=(),
        known=False,
        **{name: getattr(known, name) for name in SHARED},
    )
