"""What the tasks about digests do: plan those that are due, help with that, send at once, slow silent people down."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ai.embeddings import EmbedderMisconfigured
from ai.upkeep import Upkeep
from db.digest_people import count_instant
from matching.digest.instant import run_instant
from matching.digest.planning import SHARE, Planner, run_digests
from matching.digest.rules import DigestRules
from matching.digest.slowing import slow_down
from scheduler.ledger import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scheduler.workplace import Workplace

VECTORS_SECONDS = 60.0  # of a run for instant searches, so that a large import does not make them wait
HELP_LIMIT = timedelta(minutes=10)
_planning = threading.Lock()  # a process plans one share at a time: for its memory, and since more would not be quicker


@contextmanager
def _alone(watch: Watch) -> Iterator[None]:
    while not _planning.acquire(timeout=1.0):
        watch.check()
    try:
        yield
    finally:
        _planning.release()


def send_digests(place: Workplace, watch: Watch, now: datetime) -> Mapping[str, Any]:
    """Digests of the people whose hour has come; where there are many, other workers take shares of them."""
    rules = DigestRules.from_settings(place.settings)
    with _alone(watch):
        report = run_digests(
            place.pool,
            now=now,
            rules=rules,
            check=watch.check,
            announce=lambda due: place.call_helpers(max(0, -(-due // SHARE) - 1)),
        )
    if report.planned:
        place.outbox_bell.ring()
    return asdict(report)


def help_with_digests(place: Workplace, stopping: threading.Event) -> None:
    """Plan shares of what is due until nothing is left: whoever called is at it too."""
    watch = Watch(HELP_LIMIT, stopping)
    rules = DigestRules.from_settings(place.settings)
    with _alone(watch):
        planner = Planner(place.pool, now=datetime.now(UTC), rules=rules, check=watch.check)
        if planner.plan_all()["planned"]:
            place.outbox_bell.ring()


def send_instantly(place: Workplace, watch: Watch, now: datetime) -> Mapping[str, Any]:
    """New postings for searches that want them at once; first they get their vectors, as far as a minute goes."""
    make_some_vectors(place, watch, now)
    rules = DigestRules.from_settings(place.settings)
    report = run_instant(place.pool, now=now, rules=rules, check=watch.check)
    if report.planned:
        place.outbox_bell.ring()
    return asdict(report)


def make_some_vectors(place: Workplace, watch: Watch, now: datetime) -> None:
    """Vectors for the newest postings where somebody wants them at once; without one, words decide."""
    with place.pool.transaction() as conn:
        if not count_instant(conn):
            return
    until = time.monotonic() + VECTORS_SECONDS

    def go_on(*_: object) -> None:
        watch.check()
        if time.monotonic() > until:
            raise _Enough

    with suppress(_Enough, EmbedderMisconfigured):
        Upkeep(place.pool, place.settings, place.embedder).jobs(now, progress=go_on)


class _Enough(Exception):
    """The time for vectors is over; those made are kept."""


def slow_silent_people(place: Workplace, watch: Watch, now: datetime) -> Mapping[str, Any]:
    """People who open and answer nothing."""
    rules = DigestRules.from_settings(place.settings)
    return {"slowed": slow_down(place.pool, now=now, rules=rules, check=watch.check)}
