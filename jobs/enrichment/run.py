"""Fills with a language model what the parsers left empty: asked once a text, checked against the text, in batches.

Texts are claimed in a short transaction, asked about outside any, and answer and postings written in another. A killed
run leaves its claims, which end by themselves; what it had paid for is kept except for the calls under way.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ai.budget import BudgetSpent
from ai.language import (
    LanguageError,
    LanguageModelAway,
    LanguageModelBroke,
    LanguageModelMisconfigured,
    Usage,
)
from db import enrichments
from db.enrichments import Answer
from jobs.enrichment.answers import read_results
from jobs.enrichment.checks import filled
from jobs.enrichment.texts import Content, find_contents, find_pages, packed, question_about, stored_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from ai.language import LanguageModel
    from db.canonical_jobs import Job
    from db.enrichments import Candidate
    from db.pool import Pool

log = logging.getLogger(__name__)

CALLS_AT_ONCE = 4
LEASE_SECONDS = 3600.0  # longer than any batch takes with all its tries and halves
MOST_FAILURES_IN_A_ROW = 3  # then the service is left alone until the next run
PURPOSE = "enrichment"


@dataclass(frozen=True, slots=True)
class EnrichReport:
    """What a run came to.

    `postings` were filled or found to tell no more, `cached` of them from answers paid for before; `failed` texts are
    tried again, `given_up` never. `filled` counts the facts that postings gained. `stopped` says why it ended early.
    """

    postings: int = 0
    cached: int = 0
    failed: int = 0
    given_up: int = 0
    usage: Usage = field(default_factory=Usage)
    filled: Mapping[str, int] = field(default_factory=dict)
    stopped: str | None = None

    def plus(self, other: EnrichReport) -> EnrichReport:
        """Both together."""
        return EnrichReport(
            postings=self.postings + other.postings,
            cached=self.cached + other.cached,
            failed=self.failed + other.failed,
            given_up=self.given_up + other.given_up,
            usage=self.usage.plus(other.usage),
            filled=Counter(self.filled) + Counter(other.filled),
            stopped=self.stopped or other.stopped,
        )


@dataclass(slots=True)
class _Outcome:
    """What became of some texts: answered, failed (with the reason) or given back unasked."""

    answers: dict[str, Answer] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    released: list[str] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)

    def plus(self, other: _Outcome) -> _Outcome:
        return _Outcome(
            self.answers | other.answers,
            self.errors | other.errors,
            self.released + other.released,
            self.usage.plus(other.usage),
        )


def _unwatched(_done: int) -> None:
    """A progress that nobody looks at."""


def enrich(
    pool: Pool,
    model: LanguageModel,
    *,
    limit: int | None = None,
    max_age_days: int,
    now: datetime,
    progress: Callable[[int], None] = _unwatched,
) -> EnrichReport:
    """Ask about open postings of the last `max_age_days` with facts left empty; `progress` gets postings done.

    Ends early when the service is away or the budget spent; the rest is found again by the next run.

    Raises:
        LanguageModelMisconfigured: nothing can be asked until the settings are changed.
    """
    run = _Run(pool, model, now)
    with pool.transaction() as conn:
        report = EnrichReport(given_up=enrichments.mark_worn_out(conn, now))
    with ThreadPoolExecutor(CALLS_AT_ONCE, "enrich") as threads:
        for page in find_pages(pool, run.stored_name, limit=limit, max_age_days=max_age_days, now=now):
            report = report.plus(run.enrich_page(page, threads))
            progress(report.postings + report.failed)
            if run.misconfigured:
                raise run.misconfigured
            if run.stopped:
                log.warning("enrichment stops early: %s", run.stopped)
                break
    return report.plus(EnrichReport(stopped=run.stopped))


class _Run:
    """One run of one worker: what stops it is seen by all its threads."""

    def __init__(self, pool: Pool, model: LanguageModel, now: datetime) -> None:
        self._pool = pool
        self._model = model
        self._began = (now, time.monotonic())
        self._lock = threading.Lock()
        self._failures_in_a_row = 0
        self.stored_name = stored_name(model.name)
        self.stopped: str | None = None
        self.misconfigured: LanguageModelMisconfigured | None = None

    def enrich_page(self, page: Sequence[Candidate], threads: ThreadPoolExecutor) -> EnrichReport:
        """Use what was paid for before, and ask for the rest, several requests at a time."""
        attempts = self._claim(find_contents(self._pool, self.stored_name, page))
        # Read again: between the look and the claim another worker may have had the answer.
        contents = find_contents(self._pool, self.stored_name, page)
        known = [content for content in contents if not content.needed]
        answered = [content.content_hash for content in known if content.content_hash in attempts]
        report = self._write(known, _Outcome())
        report = report.plus(EnrichReport(cached=report.postings))
        with self._pool.transaction() as conn:
            enrichments.release_contents(conn, self.stored_name, answered)
        claimed = [content for content in contents if content.needed and content.content_hash in attempts]
        for done in threads.map(self._enrich_batch, packed(claimed, attempts)):
            report = report.plus(done)
        return report

    def _claim(self, contents: Sequence[Content]) -> dict[str, int]:
        """Take those with something left to ask; hash to attempts."""
        asked = [content.content_hash for content in contents if content.needed]
        with self._pool.transaction() as conn:
            return enrichments.claim_contents(
                conn, self.stored_name, asked, now=self._now(), lease_seconds=LEASE_SECONDS
            )

    def _now(self) -> datetime:
        """The time: what was given, and what has gone by since."""
        given, began = self._began
        return given + timedelta(seconds=time.monotonic() - began)

    def _enrich_batch(self, batch: Sequence[Content]) -> EnrichReport:
        return self._write(batch, self._ask(batch))

    def _ask(self, batch: Sequence[Content]) -> _Outcome:
        """One request; where the answer as a whole is of no use, halves of it, down to the text at fault."""
        hashes = [content.content_hash for content in batch]
        if self.stopped or self.misconfigured:
            return _Outcome(released=hashes)
        try:
            return self._request(batch)
        except (BudgetSpent, LanguageModelAway) as error:
            self._stop(str(error))
            return _Outcome(released=hashes, usage=error.usage)
        except LanguageModelMisconfigured as error:
            self.misconfigured = error
            return _Outcome(released=hashes)
        except LanguageError as error:
            self._count_failure(error)
            failed = _Outcome(errors=dict.fromkeys(hashes, str(error)), usage=error.usage)
            if len(batch) == 1 or isinstance(error, LanguageModelBroke):
                return failed
            middle = len(batch) // 2
            halves = self._ask(batch[:middle]).plus(self._ask(batch[middle:]))
            return _Outcome(usage=error.usage).plus(halves)

    def _request(self, batch: Sequence[Content]) -> _Outcome:
        question = question_about(batch)
        completion = self._model.complete(
            question.prompt, question.schema, max_tokens=question.max_tokens, purpose=PURPOSE
        )
        self._failures_in_a_row = 0
        by_id = question.by_id
        told, untold = read_results(completion.answer, {each: content.needed for each, content in by_id.items()})
        answers = [Answer(by_id[each].content_hash, by_id[each].needed, values) for each, values in told.items()]
        return _Outcome(
            answers={answer.content_hash: answer for answer in answers},
            errors={by_id[each].content_hash: reason for each, reason in untold.items()},
            usage=completion.usage,
        )

    def _count_failure(self, error: LanguageError) -> None:
        """A service that breaks again and again is left alone; a text it cannot answer is no reason to."""
        with self._lock:
            self._failures_in_a_row += isinstance(error, LanguageModelBroke)
            if self._failures_in_a_row >= MOST_FAILURES_IN_A_ROW:
                self.stopped = self.stopped or str(error)

    def _stop(self, why: str) -> None:
        with self._lock:
            self.stopped = self.stopped or why

    def _write(self, contents: Sequence[Content], outcome: _Outcome) -> EnrichReport:
        """Answers, failures and the postings that gained by them, in one transaction."""
        better = [
            (job, content.content_hash, facts)
            for content in contents
            if content.content_hash not in outcome.errors and content.content_hash not in outcome.released
            for job, facts in _filled(content, outcome.answers.get(content.content_hash))
        ]
        counts: Counter[str] = Counter()
        with self._pool.transaction() as conn:
            enrichments.save_answers(conn, self.stored_name, list(outcome.answers.values()))
            given_up = enrichments.mark_failed(conn, self.stored_name, outcome.errors, self._now())
            enrichments.release_contents(conn, self.stored_name, outcome.released)
            written = 0
            for job, content_hash, facts in better:
                if enrichments.save_enriched_job(conn, job, self._model.name, content_hash, self._now()):
                    written += 1
                    counts.update(facts)
        return EnrichReport(
            postings=written,
            failed=len(outcome.errors) - given_up,
            given_up=given_up,
            usage=outcome.usage,
            filled=counts,
        )


def _filled(content: Content, answer: Answer | None) -> list[tuple[Job, tuple[str, ...]]]:
    values = dict(content.known) | dict(answer.values if answer else {})
    return [_checked(job, wanted, values) for job, wanted in content.jobs]


def _checked(job: Job, wanted: tuple[str, ...], values: Mapping[str, Any]) -> tuple[Job, tuple[str, ...]]:
    """A check that a model's values break costs one posting its facts, not the others of the request theirs."""
    try:
        return filled(job, wanted, values)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        log.exception("what the model said of posting %d could not be checked", job.id)
        return job, ()
