"""Resolves what a turn asks for, outside the turn's transaction; each with a time limit and an answer in reserve."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ai.embeddings import embed_text
from bot import health
from bot.changes import with_profile
from bot.conversation.model import Shown
from bot.conversation.requests import (
    Ask,
    CollectData,
    DataCollected,
    Explain,
    Explained,
    FindJobs,
    HealthFound,
    JobsFound,
    ListReports,
    ListSaved,
    LookUp,
    NoAnswer,
    PostingFound,
    ReportedItem,
    ReportHealth,
    ReportsFound,
    Result,
    SavedFound,
    SavedItem,
)
from bot.failure_trace import where
from db.canonical_jobs import find_jobs
from db.errors import StorageError
from db.matches import add_planned, find_match_of
from db.personal_data import collect_person
from db.preferences import get_preferences
from db.reports import find_held
from db.saved_jobs import find_saved
from db.searches import add_search
from db.user_embeddings import save_person_vector
from matching.feedback import record_explained
from matching.retrieval import MatchRules, find_query_vector, search

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ai.embeddings import Embedder
    from bot.conversation.model import Turn
    from db.pool import Pool
    from db.preferences import Preferences
    from settings import Settings

log = logging.getLogger(__name__)


class Resolver:
    """Reads the database and, for a changed profile, rents a vector."""

    def __init__(self, pool: Pool, embedder: Embedder, settings: Settings) -> None:
        self._pool = pool
        self._embedder = embedder
        self._rules = MatchRules.from_settings(settings)
        self._budget_usd = settings.daily_budget_usd

    def resolve(self, ask: Ask, turn: Turn) -> Result:  # noqa: PLR0911 - one line for each kind there is
        """The answer, or NoAnswer when it cannot be had now."""
        try:
            match ask:
                case FindJobs(limit):
                    return self._find_jobs(turn, limit)
                case Explain(job_id):
                    return self._explain(turn, job_id)
                case LookUp(job_id):
                    return self._look_up(job_id)
                case ListSaved():
                    return self._list_saved(turn)
                case ListReports():
                    return self._list_reports()
                case ReportHealth():
                    return self._report_health()
                case CollectData():
                    return self._collect(turn)
        except StorageError as error:
            log.warning("%s could not be answered: %s", type(ask).__name__, where(error))
        return NoAnswer()

    def _find_jobs(self, turn: Turn, limit: int) -> JobsFound:
        began = time.perf_counter()
        person = turn.state.person
        wishes = with_profile(replace(turn.state.preferences, user_id=person.user_id))
        vector = self._vector(wishes)
        with self._pool.transaction() as conn:
            found = search(
                conn,
                wishes,
                vector,
                user_id=person.user_id,
                model=self._embedder.name,
                home_country=person.country,
                today=datetime.now(UTC).date(),
                rules=self._rules,
                limit=limit,
            )
            ids = add_planned(conn, person.user_id, wishes.id or None, found.matches)
            add_search(
                conn,
                user_id=person.user_id,
                kind="chat",
                model=self._embedder.name if found.semantic else None,
                filters=filters_in_use(wishes),
                results=found.passing,
                latency_ms=(time.perf_counter() - began) * 1000,
            )
        items = tuple(Shown(match.job_id, ids[match.job_id]) for match in found.matches if match.job_id in ids)
        return JobsFound(items, passing=found.passing, any_open=found.any_open)

    def _vector(self, wishes: Preferences) -> NDArray[np.float32] | None:
        """The stored vector while it is of this very text, else a new one; kept if the row has that text already."""
        with self._pool.transaction() as conn:
            row = get_preferences(conn, wishes.id) if wishes.id else None
            saved = row is not None and row.embedding_hash == wishes.embedding_hash
            stored = find_query_vector(conn, wishes.id) if saved else None
        if stored is not None and stored.model == self._embedder.name:
            return stored.embedding
        vector = embed_text(self._embedder, wishes.embedding_text)
        if vector is not None and saved:
            with self._pool.transaction() as conn:
                save_person_vector(conn, wishes.id, wishes.embedding_hash, self._embedder.name, vector)
        return vector

    def _explain(self, turn: Turn, job_id: int) -> Explained:
        user = turn.state.person.user_id
        with self._pool.transaction() as conn:
            match = find_match_of(conn, user, job_id)
            jobs = find_jobs(conn, [job_id])
            if match is None:
                return Explained(found=False)
            record_explained(conn, user, job_id)
        return Explained(
            found=True,
            title=jobs[0].title if jobs else "",
            company=jobs[0].company if jobs else None,
            score=match.score,
            grade=match.grade,
            reasons=tuple(match.reasons),
            matched_skills=tuple(match.matched_skills),
            missing_skills=tuple(match.missing_skills),
            factors=match.factors,
        )

    def _look_up(self, job_id: int) -> PostingFound:
        with self._pool.transaction() as conn:
            job = next(iter(find_jobs(conn, [job_id])), None)
        return PostingFound(found=False) if job is None else PostingFound(True, job.title, job.company)  # noqa: FBT003

    def _list_saved(self, turn: Turn) -> SavedFound:
        with self._pool.transaction() as conn:
            saved = find_saved(conn, turn.state.person.user_id)
        return SavedFound(tuple(SavedItem(job.title, job.company, job.url) for job in saved))

    def _list_reports(self) -> ReportsFound:
        with self._pool.transaction() as conn:
            held = find_held(conn)
        return ReportsFound(
            tuple(ReportedItem(job.job_id, job.title, job.company, job.url, job.scam, job.dead) for job in held)
        )

    def _report_health(self) -> HealthFound:
        with self._pool.transaction() as conn:
            report = health.report(
                conn,
                datetime.now(UTC),
                max_age_days=self._rules.max_age_days,
                daily_budget_usd=self._budget_usd,
            )
        return HealthFound(report.verdict, tuple(report.lines()))

    def _collect(self, turn: Turn) -> DataCollected:
        with self._pool.transaction() as conn:
            stored = collect_person(conn, turn.state.person.user_id)
        return DataCollected(json.dumps(stored, indent=2, ensure_ascii=False, default=str))


def filters_in_use(wishes: Preferences) -> dict[str, bool]:
    """Which wishes narrow the search: names only, for the log of searches."""
    return {
        "place": bool(wishes.preferred_locations),
        "arrangement": bool(wishes.work_arrangements),
        "pay": wishes.salary_min is not None,
        "experience": wishes.years_of_experience is not None,
        "exclusions": bool(wishes.excluded_companies or wishes.excluded_words),
    }
