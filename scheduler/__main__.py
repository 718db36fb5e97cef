"""python -m scheduler run | work | once TASK | list | history [TASK]."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import threading
from collections import Counter
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from db.errors import StorageError, Unavailable, explain_absence
from db.logs import set_up_logging
from db.pool import Pool
from db.task_runs import TaskRun, add_runs, find_history, find_last_runs
from db.tasks import find_tasks
from scheduler.clock import Clock
from scheduler.engine import TaskQueue, work
from scheduler.ledger import Interrupted, TaskBusy, TaskFailed
from scheduler.schedule import SCHEDULE, for_trial
from settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CLOCK_CONNECTIONS = 3
SLACK = timedelta(minutes=1)  # between two machines' clocks
SPARE_CONNECTIONS = 6  # leases, and the lock that a run of embedding holds beside its work
DEFAULT_THREADS = 8  # six tasks may take long, each one run at a time: a thread is always left for the digests


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; the exit code is 1 when the command failed."""
    options = _parser().parse_args(arguments)
    try:
        settings = load_settings()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    set_up_logging(settings.log_level)
    command: Callable[[Settings, argparse.Namespace], int] = options.command
    try:
        return command(settings, options)
    except Unavailable as error:
        print(explain_absence(error) if settings.database_url is None else error, file=sys.stderr)
    except (StorageError, TaskBusy, TaskFailed) as error:
        print(error, file=sys.stderr)
    return 1


def run_clock(settings: Settings, options: argparse.Namespace) -> int:
    """Lead, or wait to lead, until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    schedule = for_trial(options.every) if options.every else SCHEDULE
    url = settings.postgres_url
    with closing(Pool(url, size=CLOCK_CONNECTIONS)) as pool, closing(TaskQueue(url)) as queue:
        queue.open()
        Clock(url, pool, queue, schedule=schedule).run(stop)
    return 0


def run_worker(settings: Settings, options: argparse.Namespace) -> int:
    """Do queued runs until SIGTERM or SIGINT; the runs in hand stop at their next step and go back to the queue."""
    # These load the models' code, which the clock can do without.
    from matching.digest.planning import collect_seldom
    from scheduler.digest_tasks import help_with_digests
    from scheduler.embedding_wakes import listening
    from scheduler.tasks import run_once
    from scheduler.workplace import workplace

    stopping = threading.Event()
    collect_seldom()

    async def until_stopped() -> None:
        stop = asyncio.Event()

        def end() -> None:
            stopping.set()
            stop.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, end)

        def run(task: str, slot: str) -> None:
            run_once(place, task, datetime.fromisoformat(slot), stopping)

        def help_out() -> None:
            with suppress(Interrupted):
                help_with_digests(place, stopping)

        await work(settings.postgres_url, run, stop, threads=options.threads, help_out=help_out)

    connections = options.threads + SPARE_CONNECTIONS
    with closing(TaskQueue(settings.postgres_url)) as queue:
        queue.open()
        with (
            workplace(settings, connections=connections, call_helpers=queue.call_helpers) as place,
            listening(
                settings.postgres_url, place.pool, lambda task, slot: run_once(place, task, slot, stopping), stopping
            ),
        ):
            asyncio.run(until_stopped())
    return 0


def run_task_now(settings: Settings, options: argparse.Namespace) -> int:
    """Do one task here and now, with its line in the ledger, and print its summary."""
    from scheduler.tasks import run_once  # as in run_worker
    from scheduler.workplace import workplace

    if options.dry_run:
        return rehearse_digests(settings, options)
    if options.at is not None and options.at > datetime.now(UTC) + SLACK:
        print(
            "A run for a time to come would do today what is due then. Digests can be rehearsed for it: --dry-run",
            file=sys.stderr,
        )
        return 1
    slot = datetime.now(UTC).replace(microsecond=0)
    with workplace(settings, connections=1 + SPARE_CONNECTIONS) as place:
        with place.pool.transaction() as conn:
            add_runs(conn, options.task, [slot])
        summary = run_once(place, options.task, slot, threading.Event(), now=options.at)
    print(f"{options.task}: {_in_words(summary)}")
    return 0


def rehearse_digests(settings: Settings, options: argparse.Namespace) -> int:
    """Print who would get which postings, and undo it; people and postings by their numbers only."""
    from matching.digest.planning import rehearse  # as in run_worker
    from matching.digest.rules import DigestRules

    if options.task != "digests":
        print("--dry-run is for the digests alone", file=sys.stderr)
        return 1
    rules, now = DigestRules.from_settings(settings), options.at or datetime.now(UTC)
    counts: Counter[str] = Counter()
    with closing(Pool(settings.postgres_url, size=1)) as pool:
        for one in rehearse(pool, now=now, rules=rules):
            jobs = " ".join(f"{job}:{score}" for job, score in one.jobs)
            more = f" and {one.more} more" if one.more else ""
            to = f"person {one.user_id} {one.channel}".rstrip()
            print(f"{one.slot:%Y-%m-%d %H:%M} UTC {to}: {one.outcome} {jobs}{more}".rstrip())
            counts[one.outcome if one.channel else "skipped"] += 1
    print(f"Rehearsed, nothing kept: {_in_words(dict(counts)) or 'nobody is due'}")
    return 0


def print_schedule(settings: Settings, options: argparse.Namespace) -> int:  # noqa: ARG001 - one signature for all commands
    """Print each task, when it is next due, and how it last went."""
    with closing(Pool(settings.postgres_url, size=1)) as pool, pool.transaction() as conn:
        known = {line.name: line for line in find_tasks(conn)}
        last = {run.task: run for run in find_last_runs(conn)}
    now = datetime.now(UTC)
    for task in SCHEDULE:
        line = known.get(task.name)
        due = (line.next_run_at if line else None) or task.when.following(now)
        print(f"{task.name:14} {line.schedule if line else task.when!s:18} {task.description}")
        print(f"{'':14} next {due:%Y-%m-%d %H:%M:%S} UTC; last {_outcome(last.get(task.name))}")
    seen = max((line.seen_at for line in known.values()), default=None)
    said = "has never run" if seen is None else f"was last seen {(now - seen).total_seconds():.0f} s ago"
    print(f"The clock {said}.")
    return 0


def print_history(settings: Settings, options: argparse.Namespace) -> int:
    """Print the newest runs."""
    with closing(Pool(settings.postgres_url, size=1)) as pool, pool.transaction() as conn:
        runs = find_history(conn, task=options.task, limit=options.limit)
    for run in runs:
        print(f"{run.task:14} {_outcome(run)}")
    return 0


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 2026-03-12T08:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _outcome(run: TaskRun | None) -> str:
    if run is None:
        return "never"
    seconds = (run.finished_at - run.started_at).total_seconds() if run.finished_at and run.started_at else None
    took = "" if seconds is None else f" in {seconds:.1f} s"
    tries = f", attempt {run.attempts}" if run.attempts > 1 else ""
    said = run.error or _in_words(run.summary)
    return f"{run.slot:%Y-%m-%d %H:%M:%S} UTC {run.status}{took}{tries}{f': {said}' if said else ''}"


def _in_words(summary: object) -> str:
    return ", ".join(f"{name} {value}" for name, value in summary.items()) if isinstance(summary, dict) else ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scheduler", description=__doc__)
    commands = parser.add_subparsers(required=True)
    names = [task.name for task in SCHEDULE]

    run = commands.add_parser("run", help="the clock: several may run, one leads")
    run.add_argument("--every", type=float, metavar="SECONDS", help="for trials: all tasks are due so often")
    run.set_defaults(command=run_clock)

    worker = commands.add_parser("work", help="a worker that does what the clock queues: as many as you like")
    worker.add_argument("--threads", type=int, default=DEFAULT_THREADS, help="runs at once (%(default)s)")
    worker.set_defaults(command=run_worker)

    once = commands.add_parser("once", help="do one task here and now")
    once.add_argument("task", choices=names)
    once.add_argument(
        "--at",
        type=_moment,
        metavar="TIME",
        help="as if it were then: 2026-03-12T08:00 (UTC); not in the future, but for --dry-run",
    )
    once.add_argument("--dry-run", action="store_true", help="digests only: print who would get what; nothing is kept")
    once.set_defaults(command=run_task_now)

    commands.add_parser("list", help="what runs when, and how it last went").set_defaults(command=print_schedule)

    history = commands.add_parser("history", help="the newest runs")
    history.add_argument("task", choices=names, nargs="?")
    history.add_argument("--limit", type=int, default=20)
    history.set_defaults(command=print_history)
    return parser


if __name__ == "__main__":
    sys.exit(main())
