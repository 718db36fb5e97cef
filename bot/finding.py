"""Searches for people: the vector of what they want, the search, what is planned to be shown, and the note of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ai.query_vectors import QueryVectors
from bot.changes import with_profile
from db.canonical_jobs import find_jobs
from db.matches import add_planned
from db.preferences import get_preferences
from db.query_cache import QueryCache
from db.redis import connect_redis
from db.searches import add_search
from db.user_embeddings import save_person_vector
from matching.kept_signs import KeptSigns
from matching.profiles import profile_text
from matching.qdrant_index import build_beside
from matching.rerank import JUDGED
from matching.retrieval import NO_MODEL, Match, find_beside, find_query_vector, search
from matching.rules import MatchRules
from matching.widening import ENOUGH

if TYPE_CHECKING:
    from datetime import date

    from ai.embeddings import Embedder
    from db.candidates import QueryVector
    from db.pool import Connection, Pool
    from db.preferences import Preferences
    from matching.rerank import Judge
    from matching.retrieval import SearchResult
    from matching.search_index import Nearest
    from settings import Settings


@dataclass(frozen=True, slots=True)
class Seeker:
    """For whom is searched: 0 for nobody known, the country they live in, the language they write."""

    user_id: int
    country: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Found:
    """The matches, and the rows planned for them by posting; counts as in `SearchResult`."""

    matches: tuple[Match, ...]
    planned: dict[int, int]
    passing: int
    any_open: bool
    semantic: bool


class Finder:
    """Searches one person at a time; nothing but the statements of the search itself is done inside its transaction."""

    def __init__(self, pool: Pool, embedder: Embedder, settings: Settings, judge: Judge | None = None) -> None:
        self._pool = pool
        self._judge = judge
        self._queries = QueryVectors(pool, settings, embedder, QueryCache(connect_redis(settings.redis_address)))
        self._rules = MatchRules.from_settings(settings)
        self._beside = build_beside(settings)
        self._signs = KeptSigns.from_settings(settings, pool)

    def find(
        self,
        seeker: Seeker,
        wanted: Preferences,
        *,
        limit: int,
        kind: str,
        leaving_out: int = 0,
        fresh_days: int | None = None,
        plan: bool = True,
        widen: bool = False,
    ) -> Found:
        """The best `limit` postings but the one to leave out; planned to be shown, if asked, and noted as `kind`.

        `widen` lets a little more pass where fewer than three postings do.
        """
        began = time.perf_counter()
        wishes = with_profile(replace(wanted, user_id=seeker.user_id))
        now = datetime.now(UTC)
        query, today = self._vector(wishes, now), now.date()
        rules = replace(self._rules, fresh_days=fresh_days, widen_below=ENOUGH if widen else 0)
        near = self._near(seeker, wishes, query, rules, today)
        signs = self._signs.of(query.model) if self._signs is not None and query is not None else None
        with self._pool.transaction() as conn:
            result = search(
                conn,
                wishes,
                None if query is None else query.embedding,
                user_id=seeker.user_id,
                model=NO_MODEL if query is None else query.model,
                home_country=seeker.country,
                today=today,
                rules=rules,
                limit=(limit if self._judge is None else max(limit, JUDGED)) + bool(leaving_out),
                language=seeker.language,
                near=near,
                signs=signs,
            )
        matches = tuple(match for match in result.matches if match.job_id != leaving_out)
        if self._judge is not None:
            matches = self._judge.rerank(matches, profile_text(wishes), passing=result.passing)
        with self._pool.transaction() as conn:
            planned = add_planned(conn, seeker.user_id, wishes.id or None, matches[:limit]) if plan else {}
            self._note(conn, seeker, wishes, result, query, kind, (time.perf_counter() - began) * 1000)
        return Found(matches[:limit], planned, result.passing, result.any_open, result.semantic)

    def wishes_like(self, preferences: Preferences, job_id: int) -> Preferences | None:
        """The search for postings like one, by its title; where the work is, for how much and with whom not, holds.

        None where there is no such posting.
        """
        with self._pool.transaction() as conn:
            job = next(iter(find_jobs(conn, [job_id])), None)
        if job is None:
            return None
        return replace(preferences, id=0, job_roles=(job.title,), job_categories=(), user_job_input="")

    def _near(
        self, seeker: Seeker, wishes: Preferences, query: QueryVector | None, rules: MatchRules, today: date
    ) -> Nearest | None:
        """From the engine beside the database, where one is set and answers."""
        if self._beside is None or query is None:
            return None
        return find_beside(
            self._pool,
            self._beside,
            wishes,
            query.embedding,
            model=query.model,
            home_country=seeker.country,
            today=today,
            rules=rules,
        )

    def _note(
        self,
        conn: Connection,
        seeker: Seeker,
        wishes: Preferences,
        result: SearchResult,
        query: QueryVector | None,
        kind: str,
        took_ms: float,
    ) -> None:
        add_search(
            conn,
            user_id=seeker.user_id or None,
            kind=kind,
            model=query.model if query is not None and result.semantic else None,
            filters=filters_in_use(wishes),
            results=result.passing,
            latency_ms=took_ms,
            method=result.arm.method,
            experiment=result.arm.experiment,
            words=", ".join((*wishes.job_roles, *wishes.technical_skills)),
        )

    def _vector(self, wishes: Preferences, now: datetime) -> QueryVector | None:
        """The stored vector while it is of this very text, else a new one; kept if the row has that text already."""
        with self._pool.transaction() as conn:
            row = get_preferences(conn, wishes.id) if wishes.id else None
            saved = row is not None and row.embedding_hash == wishes.embedding_hash
            stored = find_query_vector(conn, wishes.id) if saved else None
        if stored is not None:
            return stored
        found = self._queries.find(wishes.embedding_text, now)
        if found is not None and saved:
            with self._pool.transaction() as conn:
                save_person_vector(conn, wishes.id, wishes.embedding_hash, found.model, found.embedding)
        return found


def filters_in_use(wishes: Preferences) -> dict[str, bool]:
    """Which wishes narrow the search: names only, for the log of searches."""
    return {
        "place": bool(wishes.preferred_locations),
        "arrangement": bool(wishes.work_arrangements),
        "pay": wishes.salary_min is not None,
        "experience": wishes.years_of_experience is not None,
        "exclusions": bool(wishes.excluded_companies or wishes.excluded_words),
    }
