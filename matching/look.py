"""One look for candidates: by title, skills, text, nearness and date, fused into one ranking."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from db.candidates import find_candidates
from db.open_jobs import Words, find_mentioning, find_newest, find_skilled, find_titled, week_of
from matching.candidates import Candidates
from matching.comparison import Comparison
from matching.fusion import fused
from matching.relevance import EITHER, ways_of
from matching.title_words import GENERIC, telling_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.open_jobs import Narrowing
    from db.pool import Connection
    from matching.ranker import Ranker
    from matching.relevance import Ways
    from matching.rules import MatchRules, Method
    from matching.search_index import SearchIndex
    from matching.wishes import Wish

MOST_SKILLS = 6  # looked for together, so that their combinations stay few
RECENT_WEEKS = 2  # this one and the last
READ_PER_ROOM = 5  # texts read for each place that titles leave free
SCORED_PER_WAY = 2  # of what all ways found, so many times the size of the look is scored


@dataclass(frozen=True, slots=True)
class Look:
    """One person's way of finding candidates. `language` is the one in which they name roles, beside English.

    `wider` is what decides on passing in place of the wish, where too little passes; `narrowing` is then by that.
    """

    user_id: int
    wish: Wish
    vector: np.ndarray | None
    model: str
    narrowing: Narrowing
    index: SearchIndex
    method: Method = "hybrid"
    language: str = "en"
    weights: Mapping[str, float] | None = None
    wider: Wish | None = None
    ranker: Ranker | None = None

    def compare(self, conn: Connection, size: int, rules: MatchRules) -> tuple[Comparison, bool]:
        """The comparison of what is found, `size` postings by each way, and whether more would be in vain."""
        if rules.exhaustive:
            everything = find_newest(conn, self.narrowing, limit=None)
            ways = ways_of(self.method, roles=bool(self.wish.roles), vector=self.vector is not None)
            return self._score(conn, everything, frozenset(), rules, ways), True
        titled, titles_end = self._by_title(conn, size)
        near, vectors_end = self._by_vector(size)
        others = [self._by_skills(conn, size), self._by_text(conn, size - len(titled)), self._by_date(conn, size)]
        ranked = fused([titled, near, *others])
        compared = self._score(conn, ranked[: SCORED_PER_WAY * size], frozenset(titled), rules)
        near_end = vectors_end or not compared.relevance.near_enough[np.isin(compared.candidates.ids, near)].all()
        dates_end = len(others[-1]) < size
        return compared, titles_end and near_end and dates_end and len(ranked) <= SCORED_PER_WAY * size

    def _score(
        self, conn: Connection, ids: list[int], titled: frozenset[int], rules: MatchRules, ways: Ways = EITHER
    ) -> Comparison:
        rows = find_candidates(
            conn,
            ids,
            titled=[job for job in ids if job in titled],
            user_id=self.user_id,
            vector=self.vector,
            model=self.model,
            words=self._roles(),
            with_description=self.wish.reads_descriptions,
        )
        return Comparison.of(
            Candidates.of(rows),
            self.wish,
            model=self.model,
            profile=rules.profile,
            today=self.narrowing.today,
            weights=self.weights,
            wider=self.wider,
            ranker=self.ranker,
            ways=ways,
        )

    def _roles(self) -> list[tuple[str, ...]]:
        return [telling_words(role) for role in self.wish.roles]

    def _by_title(self, conn: Connection, size: int) -> tuple[list[int], bool]:
        """Those with all words of a role, then with a telling one, then with any; and whether there are no more."""
        if self.method == "semantic" and self.vector is not None:
            return [], True
        found: dict[int, None] = {}
        for groups in self._steps():
            words = Words(groups, self.language)
            for weeks in self._ages():
                found |= dict.fromkeys(
                    find_titled(conn, self.narrowing, words, weeks=weeks, preferred=self.wish.skills, limit=size)
                )
                if len(found) >= size:
                    return list(found)[:size], False
        return list(found), True

    def _ages(self) -> tuple[list[int] | None, ...]:
        """The last weeks first, since of common roles there are more than can be ranked; then all."""
        this_week = week_of(self.narrowing.today)
        return [this_week - back for back in range(RECENT_WEEKS)], None

    def _steps(self) -> list[tuple[tuple[str, ...], ...]]:
        roles = tuple(filter(None, self._roles()))
        every = dict.fromkeys(word for role in roles for word in role)
        telling = tuple((word,) for word in every if word not in GENERIC)
        return list(dict.fromkeys(step for step in (roles, telling, tuple((word,) for word in every)) if step))

    def _by_vector(self, size: int) -> tuple[list[int], bool]:
        """The nearest, and whether no other posting has a vector."""
        if self.vector is None or self.method == "keyword":
            return [], True
        found = self.index.nearest(self.narrowing, self.vector, self.model, size)
        return list(found.ids), found.all_there_are

    def _by_skills(self, conn: Connection, size: int) -> list[int]:
        """Those that ask for all of the person's skills, or all but one and so on, down to half of them.

        One skill alone says little of whoever seeks a role.
        """
        skills = self.wish.skills[:MOST_SKILLS]
        if self.method == "semantic" and self.vector is not None:
            return []
        found: dict[int, None] = {}
        least = max((len(skills) + 1) // 2, 2 if self.wish.roles else 1)
        for together in range(len(skills), least - 1, -1):
            groups = list(combinations(skills, together))
            for weeks in self._ages():
                found |= dict.fromkeys(find_skilled(conn, self.narrowing, groups, weeks=weeks, limit=size))
                if len(found) >= size:
                    return list(found)[:size]
        return list(found)

    def _by_text(self, conn: Connection, room: int) -> list[int]:
        """Where titles leave room: those that name a role in their text, which counts for a tenth of a title."""
        if room <= 0 or (self.method == "semantic" and self.vector is not None):
            return []
        roles = Words(tuple(filter(None, self._roles())))
        return find_mentioning(conn, self.narrowing, roles, among=READ_PER_ROOM * room, limit=room)

    def _by_date(self, conn: Connection, size: int) -> list[int]:
        """Whoever seeks no role gets the newest."""
        return [] if any(self._roles()) else find_newest(conn, self.narrowing, limit=size)
