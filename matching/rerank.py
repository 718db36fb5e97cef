"""A language model's second look at the best ten postings found: optional, cached, in time and inside the budget.

Each posting is asked about by itself, so that none can speak for or against another. Whatever goes wrong, the rules'
own score and order stay.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ai.language import LanguageError, LanguageModelMisconfigured, build_language_model
from db.canonical_jobs import find_jobs
from db.errors import StorageError
from db.judgement_days import JudgementUse, add_judgement_use
from db.judgements import JudgementCache
from db.redis import connect_redis
from jobs.enrichment.questions import tries_to_steer
from matching.judgement import MOST_TOKENS, SCHEMA, Judgement, prompt_about, read_judgement
from matching.reason_codes import ORDER, Reason
from matching.scoring import grade

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ai.language import LanguageModel
    from db.canonical_jobs import Job
    from db.pool import Pool
    from matching.retrieval import Match
    from settings import Settings

log = logging.getLogger(__name__)

JUDGED = 10  # the best so many
AMONG = 50  # postings that would be judged without the rules
PURPOSE = "rerank"


@dataclass(slots=True)
class _Asked:
    """One posting being asked about; `judgement` stays None where there is no usable answer."""

    job: Job
    key: str
    judgement: Judgement | None = None
    done: threading.Event = field(default_factory=threading.Event)


class Judge:
    """Judges the best of what was found for a person, outside any transaction."""

    def __init__(self, pool: Pool, model: LanguageModel, cache: JudgementCache, *, seconds: float) -> None:
        self._pool = pool
        self._model = model
        self._cache = cache
        self._seconds = seconds

    def rerank(self, matches: Sequence[Match], wanted: str, *, passing: int) -> tuple[Match, ...]:
        """The first ten in their new order, with what was said of each, then the others; `wanted` is the wish's text.

        A judged posting's score is the mean of the rules' and the model's. `passing` is how many were found.
        """
        best = matches[:JUDGED]
        judged, use = self._judge([match.job_id for match in best], wanted, min(passing, AMONG))
        with self._pool.transaction() as conn:
            add_judgement_use(conn, datetime.now(UTC).date(), use)
        told = [_with(match, judged.get(match.job_id)) for match in best]
        return (*sorted(told, key=lambda match: -match.score), *matches[JUDGED:])

    def _judge(self, job_ids: Sequence[int], wanted: str, found: int) -> tuple[dict[int, Judgement], JudgementUse]:
        until = time.monotonic() + self._seconds
        with self._pool.transaction() as conn:
            jobs = [job for job in find_jobs(conn, job_ids) if not tries_to_steer(job)]
        judged: dict[int, Judgement] = {}
        asked = []
        for job in jobs:
            key = self._key(job, wanted)
            kept = self._cache.find(key)
            if kept is None:
                asked.append(_Asked(job, key))
            else:
                judged[job.id] = _read(kept)
        cached = len(judged)
        judged |= self._ask_all(asked, wanted, until)
        return judged, JudgementUse(found, len(asked), cached, len(job_ids) - len(judged))

    def _ask_all(self, asked: Sequence[_Asked], wanted: str, until: float) -> dict[int, Judgement]:
        """All at once; who is not back in time is not waited for, but kept for the next search."""
        for each in asked:
            threading.Thread(target=self._ask, args=(each, wanted), name="judge", daemon=True).start()
        late = sum(not each.done.wait(max(0.0, until - time.monotonic())) for each in asked)
        if late:
            log.warning("the language model had not judged %d of %d postings in time", late, len(asked))
        return {each.job.id: each.judgement for each in asked if each.judgement is not None}

    def _ask(self, asked: _Asked, wanted: str) -> None:
        try:
            prompt = prompt_about(asked.job, wanted)
            answer = self._model.complete(prompt, SCHEMA, max_tokens=MOST_TOKENS, purpose=PURPOSE).answer
            asked.judgement = read_judgement(answer, asked.job, wanted)
            if asked.judgement is not None:
                self._cache.keep(asked.key, asdict(asked.judgement))
        except (LanguageError, LanguageModelMisconfigured, StorageError) as error:
            log.warning("a posting could not be judged by the language model: %s", type(error).__name__)
        finally:
            asked.done.set()

    def _key(self, job: Job, wanted: str) -> str:
        """Of everything that the judgement rests on."""
        parts = (self._model.name, wanted, str(job.id), job.embedding_hash, job.content_hash)
        return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def build_judge(settings: Settings, pool: Pool) -> Judge | None:
    """The judge, where RERANK and a language model are set."""
    if not settings.rerank:
        return None
    hurried = settings.model_copy(update={"language_timeout_seconds": settings.rerank_timeout_seconds})
    model = build_language_model(hurried, pool, tries_again=False)
    if model is None:
        return None
    cache = JudgementCache(connect_redis(settings.redis_address))
    return Judge(pool, model, cache, seconds=settings.rerank_timeout_seconds)


def _with(match: Match, judgement: Judgement | None) -> Match:
    if judgement is None:
        return match
    score = (match.score + judgement.score + 1) // 2
    reasons = sorted((*match.reasons, *judgement.reasons), key=lambda reason: ORDER[reason.code])
    return replace(match, score=score, grade=grade(score), reasons=tuple(reasons))


def _read(kept: Mapping[str, Any]) -> Judgement:
    return Judgement(int(kept["score"]), tuple(Reason(**each) for each in kept["reasons"]))
