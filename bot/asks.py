"""Resolves what a turn asks for, outside the turn's transaction; each with a time limit and an answer in reserve."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import secrets
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot import health
from bot.conversation.model import Shown
from bot.conversation.requests import (
    AppliedFound,
    Ask,
    CodeFound,
    CodeMade,
    CollectData,
    CountUsage,
    DataCollected,
    Explain,
    Explained,
    FindJobs,
    FindSimilar,
    HealthFound,
    Interpret,
    JobsFound,
    ListApplied,
    ListReports,
    ListSaved,
    LookUp,
    MakeCode,
    NoAnswer,
    PostingFound,
    ReportedItem,
    ReportHealth,
    ReportsFound,
    Result,
    SavedFound,
    SavedItem,
    UsageFound,
    UseCode,
)
from bot.digest_pages import next_page
from bot.failure_trace import where
from bot.finding import Finder, Seeker
from bot.understanding.extraction import interpret
from db.applied_jobs import find_applied
from db.canonical_jobs import find_jobs
from db.errors import StorageError
from db.link_codes import add_link_code, find_linked_by
from db.matches import find_match_of
from db.personal_data import collect_person
from db.reports import find_held
from db.saved_jobs import find_saved
from db.usage import get_usage
from matching.digest.rules import DigestRules
from matching.feedback import record_explained
from matching.lessons import find_lessons
from matching.rerank import build_judge
from matching.rules import MatchRules

if TYPE_CHECKING:
    from ai.embeddings import Embedder
    from ai.language import LanguageModel
    from bot.conversation.model import Turn
    from db.pool import Pool
    from db.preferences import Preferences
    from settings import Settings

log = logging.getLogger(__name__)

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that look alike
CODE_LENGTH = 8
CODE_MINUTES = 15


class Resolver:
    """Reads the database and, for a changed profile, rents a vector."""

    def __init__(
        self, pool: Pool, embedder: Embedder, settings: Settings, language: LanguageModel | None = None
    ) -> None:
        self._pool = pool
        self._language = language
        self._finder = Finder(pool, embedder, settings, build_judge(settings, pool))
        self._rules = MatchRules.from_settings(settings)
        self._digest_rules = DigestRules.from_settings(settings)
        self._budget_usd = settings.daily_budget_usd
        self._secret_key = settings.secret_key.get_secret_value()

    def resolve(self, ask: Ask, turn: Turn) -> Result:  # noqa: C901, PLR0911, PLR0912 - one line for each kind there is
        """The answer, or NoAnswer when it cannot be had now."""
        try:
            match ask:
                case FindJobs(limit, instead=instead, digest=digest):
                    page = self._next_page(turn, digest, limit) if digest else None
                    return page or self._find_jobs(
                        turn, limit, instead or turn.state.preferences, widen=instead is None
                    )
                case FindSimilar(job_id, limit):
                    return self._find_similar(turn, job_id, limit)
                case Explain(job_id):
                    return self._explain(turn, job_id)
                case LookUp(job_id):
                    return self._look_up(job_id)
                case ListSaved():
                    return self._list_saved(turn)
                case ListApplied():
                    return self._list_applied(turn)
                case CountUsage():
                    return self._count_usage()
                case MakeCode():
                    return self._make_code(turn)
                case UseCode(code):
                    return self._use_code(code)
                case ListReports():
                    return self._list_reports()
                case ReportHealth():
                    return self._report_health()
                case CollectData():
                    return self._collect(turn)
                case Interpret(text, question):
                    return NoAnswer() if self._language is None else interpret(self._language, text, question)
        except StorageError as error:
            log.warning("%s could not be answered: %s", type(ask).__name__, where(error))
        return NoAnswer()

    def _find_jobs(
        self, turn: Turn, limit: int, wanted: Preferences, *, leaving_out: int = 0, widen: bool = False
    ) -> JobsFound:
        seeker = Seeker(turn.state.person.user_id, turn.state.person.country, turn.state.person.language)
        found = self._finder.find(seeker, wanted, limit=limit, kind="chat", leaving_out=leaving_out, widen=widen)
        items = tuple(
            Shown(match.job_id, found.planned[match.job_id]) for match in found.matches if match.job_id in found.planned
        )
        return JobsFound(items, passing=found.passing, any_open=found.any_open)

    def _next_page(self, turn: Turn, digest_id: int, limit: int) -> JobsFound | None:
        user, now = turn.state.person.user_id, datetime.now(UTC)
        with self._pool.transaction() as conn:
            return next_page(conn, digest_id, user_id=user, limit=limit, now=now, rules=self._digest_rules)

    def _find_similar(self, turn: Turn, job_id: int, limit: int) -> JobsFound:
        wanted = self._finder.wishes_like(turn.state.preferences, job_id)
        if wanted is None:
            return JobsFound((), passing=0, any_open=True)
        return self._find_jobs(turn, limit, wanted, leaving_out=job_id)

    def _explain(self, turn: Turn, job_id: int) -> Explained:
        user = turn.state.person.user_id
        with self._pool.transaction() as conn:
            match = find_match_of(conn, user, job_id)
            jobs = find_jobs(conn, [job_id])
            if match is None:
                return Explained(found=False)
            title, company = (jobs[0].title, jobs[0].company) if jobs else ("", None)
            now = datetime.now(UTC)
            learnt = find_lessons(conn, user, title, company or "", profile=self._rules.profile, now=now)
            record_explained(conn, user, job_id)
        return Explained(
            found=True,
            title=title,
            company=company,
            score=match.score,
            grade=match.grade,
            reasons=(*match.reasons, *map(asdict, learnt)),
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

    def _list_applied(self, turn: Turn) -> AppliedFound:
        with self._pool.transaction() as conn:
            applied = find_applied(conn, turn.state.person.user_id)
        return AppliedFound(tuple(SavedItem(job.title, job.company, job.url) for job in applied))

    def _count_usage(self) -> UsageFound:
        with self._pool.transaction() as conn:
            return UsageFound(asdict(get_usage(conn)))

    def _make_code(self, turn: Turn) -> CodeMade:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        with self._pool.transaction() as conn:
            add_link_code(conn, turn.state.person.user_id, self._code_hash(code), minutes=CODE_MINUTES)
        return CodeMade(code, CODE_MINUTES)

    def _use_code(self, code: str) -> CodeFound:
        with self._pool.transaction() as conn:
            return CodeFound(find_linked_by(conn, self._code_hash(code)))

    def _code_hash(self, code: str) -> bytes:
        return hmac.new(self._secret_key.encode(), f"link:{code}".encode(), hashlib.sha256).digest()

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
