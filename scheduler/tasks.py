"""What each task does; the schedule says when, the ledger that it is done once."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from db.host_pace import delete_free_hosts
from db.import_batches import mark_broken_off
from db.job_signatures import delete_unused_texts
from db.model_budget import delete_past_days
from db.retention import (
    delete_chat_pace,
    delete_deliveries,
    delete_enrichments,
    delete_imports,
    delete_inbox,
    delete_jobs,
    delete_outbox,
    delete_searches,
    delete_task_runs,
    forget_inbox_payloads,
    forget_search_words,
)
from jobs.duplicates.clusters import compare_pending
from jobs.enrichment.run import enrich
from jobs.expiry import expire
from jobs.feeds.feeds_file import FeedsFileError
from jobs.feeds.one_fetch import FeedWork
from jobs.feeds.rounds import fetch_due, sync_with_file
from scheduler.digest_tasks import send_digests, send_instantly, slow_silent_people
from scheduler.embedding_tasks import make_job_vectors, make_people_vectors, renew_vectors
from scheduler.index_task import keep_index
from scheduler.ledger import run_slot
from scheduler.schedule import get_task

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Mapping

    from db.pool import Connection, Pool
    from scheduler.ledger import Watch
    from scheduler.workplace import Workplace

log = logging.getLogger(__name__)

ROWS_AT_A_TIME = 2000
FINISHED_ROWS_KEPT = timedelta(days=60)
SEARCHES_KEPT = timedelta(days=90)
TEXTS_KEPT = timedelta(days=365)  # so long a repost finds its cluster again
PACE_KEPT = timedelta(days=1)


def run_once(
    place: Workplace, name: str, slot: datetime, stopping: threading.Event, *, now: datetime | None = None
) -> Mapping[str, Any] | None:
    """Do one run of the ledger, as if it were `now`; its summary, or None when it was done before.

    Errors as those of `run_slot`.
    """
    task = get_task(name)
    return run_slot(
        place.pool,
        name,
        slot,
        lambda watch: BODIES[name](place, watch, now or datetime.now(UTC)),
        time_limit=task.time_limit,
        stopping=stopping,
    )


def enrich_postings(place: Workplace, watch: Watch, now: datetime) -> Mapping[str, Any]:
    """What the parsers left empty, from the language model where one is set."""
    if place.language is None:
        return {}
    age = place.settings.job_max_age_days
    done = enrich(place.pool, place.language, max_age_days=age, now=now, progress=_checking(watch))
    stopped = {"stopped": done.stopped} if done.stopped else {}
    figures = {"postings": done.postings, "cached": done.cached, "failed": done.failed, "given_up": done.given_up}
    return figures | {"tokens": done.usage.total} | stopped


def join_copies(place: Workplace, watch: Watch, now: datetime) -> Mapping[str, Any]:  # noqa: ARG001 - as every body
    """Postings not compared yet, and those that have a vector by now."""
    return asdict(compare_pending(place.pool, check=watch.check))


def fetch_feeds(place: Workplace, watch: Watch, now: datetime) -> Mapping[str, Any]:  # noqa: ARG001 - one signature
    """Feeds that are due; a wrong feeds file fails the run, but only after the sound ones were fetched."""
    problem: FeedsFileError | None = None
    try:
        sync_with_file(place.pool, place.settings)
    except FeedsFileError as error:
        log.error("%s", error)  # noqa: TRY400 - the message is for the operator, the place of it tells nothing
        problem = error
    results = list(fetch_due(FeedWork.from_settings(place.settings, place.pool, watch.check)))
    if problem is not None:
        raise problem
    outcomes = Counter(result.outcome for result in results)
    new = sum(result.report.new for result in results if result.report)
    return {
        "fetched": outcomes["fetched"] + outcomes["unchanged"],
        "failed": outcomes["failed"],
        "new": new,
        "gone": sum(result.closed for result in results),
    }


def expire_postings(place: Workplace, watch: Watch, now: datetime) -> Mapping[str, Any]:
    """Postings whose time is over."""
    watch.check()
    with place.pool.transaction() as conn:
        return {"expired": expire(conn, now.date())}


def forget(place: Workplace, watch: Watch, now: datetime) -> Mapping[str, Any]:
    """What was written by both sides, finished rows and old postings.

    The outbox goes before the inbox that it points to, postings before the answers that they use.
    """
    postings_before = now - timedelta(days=place.settings.job_retention_days)
    words_before = now - timedelta(days=place.settings.inbox_retention_days)
    sought_before = now - timedelta(days=place.settings.search_text_retention_days)
    rows_before = now - FINISHED_ROWS_KEPT
    steps: dict[str, Callable[[Connection], int]] = {
        "payloads": lambda conn: forget_inbox_payloads(conn, finished_before=words_before, limit=ROWS_AT_A_TIME),
        "outbox": lambda conn: delete_outbox(conn, created_before=words_before, limit=ROWS_AT_A_TIME),
        "inbox": lambda conn: delete_inbox(conn, finished_before=rows_before, limit=ROWS_AT_A_TIME),
        "statuses": lambda conn: delete_deliveries(conn, received_before=rows_before, limit=ROWS_AT_A_TIME),
        "runs": lambda conn: delete_task_runs(conn, slot_before=rows_before, limit=ROWS_AT_A_TIME),
        "words": lambda conn: forget_search_words(conn, created_before=sought_before, limit=ROWS_AT_A_TIME),
        "searches": lambda conn: delete_searches(conn, created_before=now - SEARCHES_KEPT, limit=ROWS_AT_A_TIME),
        "postings": lambda conn: delete_jobs(conn, over_before=postings_before, limit=ROWS_AT_A_TIME),
        "imports": lambda conn: delete_imports(conn, started_before=postings_before, limit=ROWS_AT_A_TIME),
        "answers": lambda conn: delete_enrichments(conn, asked_before=postings_before, limit=ROWS_AT_A_TIME),
        "texts": lambda conn: delete_unused_texts(conn, seen_before=now - TEXTS_KEPT, limit=ROWS_AT_A_TIME),
        "pace": lambda conn: delete_chat_pace(conn, free_before=now - PACE_KEPT, limit=ROWS_AT_A_TIME),
        "hosts": lambda conn: delete_free_hosts(conn, free_before=now - PACE_KEPT, limit=ROWS_AT_A_TIME),
    }
    with place.pool.transaction() as conn:
        mark_broken_off(conn)
    gone = {name: _until_none_left(place.pool, watch, step) for name, step in steps.items()}
    with place.pool.transaction() as conn:
        return gone | {"budget days": delete_past_days(conn, now)}


def _until_none_left(pool: Pool, watch: Watch, step: Callable[[Connection], int]) -> int:
    total = 0
    while True:
        watch.check()
        with pool.transaction() as conn:
            gone = step(conn)
        total += gone
        if gone < ROWS_AT_A_TIME:
            return total


def _checking(watch: Watch) -> Callable[..., None]:
    """A progress report that stops the work when the watch says so."""
    return lambda *_: watch.check()


BODIES: dict[str, Callable[[Workplace, Watch, datetime], Mapping[str, Any]]] = {
    "digests": send_digests,
    "instant": send_instantly,
    "slow-down": slow_silent_people,
    "enrich": enrich_postings,
    "embed-jobs": make_job_vectors,
    "feeds": fetch_feeds,
    "duplicates": join_copies,
    "embed-people": make_people_vectors,
    "refresh-stale": renew_vectors,
    "search-index": keep_index,
    "expire": expire_postings,
    "retention": forget,
}
