"""One report on the whole house, shown by /health in the chat, /readyz and the admin page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from bot.model_health import ModelHealth, get_model_health
from bot.planning_progress import planning_lines
from db.channel_troubles import Trouble, find_troubles
from db.digests import DigestProgress, get_digest_progress
from db.embedding_models import find_active_model
from db.enrichments import count_given_up
from db.health import (
    Depth,
    FailingFeed,
    FeedFigures,
    TaskFigures,
    count_workers,
    find_task_figures,
    get_feed_figures,
    get_inbox_depth,
    get_outbox_depth,
)
from db.job_embeddings import Coverage, get_job_coverage
from db.model_budget import DaySpending, get_day_spending
from db.template_messages import TemplateFigures, get_template_figures
from db.user_embeddings import get_people_coverage

if TYPE_CHECKING:
    from db.pool import Connection

Verdict = Literal["EXCELLENT", "GOOD", "NEEDS ATTENTION"]

EXCELLENT_SHARE = 0.80
GOOD_SHARE = 0.60
LONGEST_WAIT_SECONDS = 60.0
CLOCK_SILENT = timedelta(minutes=3)
RUN_WAITING = timedelta(minutes=5)
LEASE_OVER = timedelta(minutes=2)
WORKER_SILENT_SECONDS = 60.0
JOB_MAX_AGE_DAYS = 60
DAILY_BUDGET_USD = 10.0
FEED_FAILURES = 2
EMBEDDING_TAKES_TURNS = timedelta(minutes=75)  # an edited search may wait its hour, and for the clock
MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Health:
    """The verdict, why it is not better (plain words, empty when EXCELLENT), and the figures behind it."""

    verdict: Verdict
    reasons: tuple[str, ...]
    users: Coverage
    jobs: Coverage
    inbox: Depth
    replies: Depth
    digests: Depth
    planning: DigestProgress
    tasks: tuple[TaskFigures, ...]
    workers: int
    feeds: FeedFigures
    models: DaySpending
    budget_usd: float
    unenriched: int
    embedding: ModelHealth
    troubles: tuple[Trouble, ...]
    templates: TemplateFigures
    reported_at: datetime

    def lines(self) -> list[str]:
        """The report as text, for a chat or a terminal."""
        return [
            f"Health: {self.verdict}",
            *(f"- {reason}" for reason in self.reasons),
            f"Vectors: people {_covered(self.users)}, recent postings {_covered(self.jobs)}",
            f"Inbox: {_queue(self.inbox)}",
            f"Outbox: replies {_queue(self.replies)}; digests {_queue(self.digests)}",
            *planning_lines(self.planning),
            f"Clock: {self._clock()}; workers for its tasks: {self.workers}",
            *(_task(task, self.reported_at) for task in self.tasks),
            *_feeds(self.feeds, self.reported_at),
            *self.embedding.lines(self.reported_at),
            _spending(self.models, self.budget_usd, self.unenriched),
            *_templates(self.templates),
        ]

    def figures(self) -> dict[str, Any]:
        """The report as JSON, without error texts: times in ISO 8601, ages in seconds, shares from 0 to 1."""
        plain = _jsonable(asdict(self))
        for task in plain["tasks"]:
            del task["closed_error"]
        for words in ("stopped", "unasked"):
            del plain["embedding"][words]
        for feed in plain["feeds"]["failing"]:
            del feed["last_error"]
        for trouble in plain["troubles"]:
            del trouble["trouble"]
        for name, coverage in (("users", self.users), ("jobs", self.jobs)):
            plain[name]["share"] = round(_share(coverage), 4)
        return dict(plain)

    def _clock(self) -> str:
        seen = max((task.seen_at for task in self.tasks), default=None)
        return "never started" if seen is None else f"seen {_ago(self.reported_at - seen)}"


def report(
    conn: Connection,
    now: datetime,
    *,
    max_age_days: int = JOB_MAX_AGE_DAYS,
    daily_budget_usd: float = DAILY_BUDGET_USD,
) -> Health:
    """Look at everything; a few indexed counts, no lock."""
    users, jobs = _coverage(conn, (now - timedelta(days=max_age_days)).date(), now - EMBEDDING_TAKES_TURNS)
    inbox = get_inbox_depth(conn, now=now)
    replies, digests = (get_outbox_depth(conn, now=now, priority=priority) for priority in (0, 1))
    tasks = tuple(find_task_figures(conn))
    feeds, models = get_feed_figures(conn), get_day_spending(conn, now)
    embedding = get_model_health(conn, now)
    troubles = tuple(find_troubles(conn, now))
    faults = (
        *(f"{each.channel}: {each.subject}: {each.trouble}" for each in troubles),
        *_queue_faults(inbox, replies, digests),
        *_clock_faults(tasks, now),
        *_task_faults(tasks, now),
        *_feed_faults(feeds),
        *_budget_faults(models, daily_budget_usd),
        *embedding.faults(daily_budget_usd),
    )
    verdict, shortfalls = _judge(users, jobs, faults)
    workers = count_workers(conn, now=now, silent_seconds=WORKER_SILENT_SECONDS)
    return Health(
        verdict=verdict,
        reasons=(*faults, *shortfalls),
        users=users,
        jobs=jobs,
        inbox=inbox,
        replies=replies,
        digests=digests,
        planning=get_digest_progress(conn, now),
        tasks=tasks,
        workers=workers,
        feeds=feeds,
        models=models,
        budget_usd=daily_budget_usd,
        unenriched=count_given_up(conn),
        embedding=embedding,
        troubles=troubles,
        templates=get_template_figures(conn, now),
        reported_at=now,
    )


def _coverage(conn: Connection, oldest: date, settled_before: datetime) -> tuple[Coverage, Coverage]:
    """Of people's searches and of recent postings, by the model in use; nothing is covered when there is none."""
    model = find_active_model(conn)
    name = "" if model is None else model.name
    people = get_people_coverage(conn, name, settled_before=settled_before)
    return people, get_job_coverage(conn, name, oldest, settled_before=settled_before)


def _share(coverage: Coverage) -> float:
    """From 0 to 1; nothing to cover counts as covered."""
    return coverage.covered / coverage.total if coverage.total else 1.0


def _judge(users: Coverage, jobs: Coverage, faults: tuple[str, ...]) -> tuple[Verdict, tuple[str, ...]]:
    """Requirements: at least 80 % of both EXCELLENT, at least 60 % GOOD; and any fault needs attention."""
    named = (("people's searches", users), ("recent postings", jobs))
    low = tuple(
        f"only {_share(coverage):.0%} of {name} have a vector ({coverage.covered} of {coverage.total})"
        for name, coverage in named
        if _share(coverage) < EXCELLENT_SHARE
    )
    worst = min(_share(users), _share(jobs))
    if faults or worst < GOOD_SHARE:
        return "NEEDS ATTENTION", low
    return ("GOOD" if low else "EXCELLENT"), low


def _queue_faults(inbox: Depth, replies: Depth, digests: Depth) -> list[str]:
    faults = [
        f"{what} has waited {_age(depth.oldest_seconds)}"
        for what, depth in (("an incoming message", inbox), ("a reply", replies))
        if depth.oldest_seconds is not None and depth.oldest_seconds > LONGEST_WAIT_SECONDS
    ]
    if inbox.dead_last_day:
        faults.append(f"incoming messages given up in the last day: {inbox.dead_last_day}")
    if unsent := replies.dead_last_day + digests.dead_last_day:
        faults.append(f"messages that could not be sent in the last day: {unsent}")
    return faults


def _clock_faults(tasks: tuple[TaskFigures, ...], now: datetime) -> list[str]:
    if not tasks:
        return ["the clock has never been started: python -m scheduler run"]
    silent = now - max(task.seen_at for task in tasks)
    return [f"the clock was last seen {_ago(silent)}: is it running?"] if silent > CLOCK_SILENT else []


def _task_faults(tasks: tuple[TaskFigures, ...], now: datetime) -> list[str]:
    found = ((task.name, "failed" if task.closed_status == "failed" else _lateness(task, now)) for task in tasks)
    return [f"task {name} {fault}" for name, fault in found if fault is not None]


def _feed_faults(feeds: FeedFigures) -> list[str]:
    """A feed that failed once is tried again in minutes; one that failed again needs a look."""
    return [
        f"feed {feed.name} failed {feed.failures} times in a row: {feed.last_error}"
        for feed in feeds.failing
        if feed.failures >= FEED_FAILURES
    ]


def _lateness(task: TaskFigures, now: datetime) -> str | None:
    """Why a task is late; runs that wait behind a live one of the same task are not."""
    if task.leased_until is not None:
        overdue = now - task.leased_until
        return f"lost its worker {_ago(overdue)} and was not taken up" if overdue > LEASE_OVER else None
    if task.waiting_slot is not None and now - task.waiting_slot > RUN_WAITING:
        return f"is late: a run has waited {_age((now - task.waiting_slot).total_seconds())} for a worker"
    if task.next_run_at is not None and now - task.next_run_at > CLOCK_SILENT:
        return f"is late: it was due {_ago(now - task.next_run_at)}"
    return None


def _budget_faults(models: DaySpending, budget_usd: float) -> list[str]:
    if models.paid_usd > budget_usd:
        return [f"models have cost ${models.paid_usd:.2f} today, over the budget of ${budget_usd:.2f}"]
    if models.refused:
        return [
            f"the models' budget of ${budget_usd:.2f} is spent: enrichment and new vectors wait till tomorrow (UTC)"
        ]
    return []


def _spending(models: DaySpending, budget_usd: float, given_up: int) -> str:
    failed = f"; texts given up by enrichment: {given_up}" if given_up else ""
    return f"Models: ${models.paid_usd:.2f} of ${budget_usd:.2f} today{failed}"


def _templates(templates: TemplateFigures) -> list[str]:
    """Nothing where none went out."""
    return [f"WhatsApp templates: {templates.sent} today for ${templates.usd:.2f}"] if templates.sent else []


def _covered(coverage: Coverage) -> str:
    return f"{_share(coverage):.0%} ({coverage.covered} of {coverage.total})"


def _queue(depth: Depth) -> str:
    oldest = "" if depth.oldest_seconds is None else f", oldest {_age(depth.oldest_seconds)}"
    dead = f", {depth.dead} dead" if depth.dead else ""
    return f"{depth.waiting} waiting{oldest}{dead}"


def _task(task: TaskFigures, now: datetime) -> str:
    last = "never ran" if task.last_slot is None else f"{task.last_status} {_ago(now - task.last_slot)}"
    late = _lateness(task, now)
    error = task.closed_error if task.closed_status == "failed" else None
    return f"{task.name} ({task.schedule}): {last}" + "".join(f", {said}" for said in (error, late) if said)


def _feeds(feeds: FeedFigures, now: datetime) -> list[str]:
    """Nothing where there are no feeds."""
    if not feeds.enabled:
        return []
    return [f"Feeds: {feeds.enabled}, {len(feeds.failing)} failing", *(_failing(feed, now) for feed in feeds.failing)]


def _failing(feed: FailingFeed, now: datetime) -> str:
    next_try = _age((feed.next_fetch_at - now).total_seconds())
    return f"feed {feed.name}: {feed.last_error} (failures in a row: {feed.failures}; next try in {next_try})"


def _ago(age: timedelta) -> str:
    return f"{_age(age.total_seconds())} ago"


def _age(seconds: float | None) -> str:
    whole = max(0, int(seconds or 0))
    for size, name in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if whole >= size:
            return f"{whole // size} {name}"
    return f"{whole} s"


def _jsonable(value: Any) -> Any:  # noqa: ANN401 - any part of the report
    if isinstance(value, dict):
        return {key: _jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value
