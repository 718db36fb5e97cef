"""The tasks that keep vectors current, and the ear for texts that were just written."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from ai.upkeep import Upkeep
from db.model_budget import NEARLY_SPENT, get_day_spending

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from ai.pipeline import EmbedReport
    from scheduler.ledger import Watch
    from scheduler.workplace import Workplace

log = logging.getLogger(__name__)


def make_job_vectors(place: Workplace, watch: Watch, now: datetime) -> Mapping[str, Any]:
    """Vectors for new and changed postings."""
    return _in_figures(place, _upkeep(place).jobs(now, progress=_checking(watch)), now)


def make_people_vectors(place: Workplace, watch: Watch, now: datetime) -> Mapping[str, Any]:
    """Vectors for people's searches: new ones at once, edited ones at most once an hour."""
    return _in_figures(place, _upkeep(place).people(now, every_edit=False, progress=_checking(watch)), now)


def renew_vectors(place: Workplace, watch: Watch, now: datetime) -> Mapping[str, Any]:
    """Vectors that are old or of another model or text, and an end to those of former models."""
    return _in_figures(place, _upkeep(place).refresh(now, progress=_checking(watch)), now)


def _upkeep(place: Workplace) -> Upkeep:
    return Upkeep(place.pool, place.settings, place.embedder, url=place.settings.postgres_url)


def _in_figures(place: Workplace, made: EmbedReport, now: datetime) -> Mapping[str, Any]:
    with place.pool.transaction() as conn:
        spent = get_day_spending(conn, now).paid_usd
    budget = place.settings.daily_budget_usd
    if made.done and spent > NEARLY_SPENT * budget:
        log.warning("models have cost $%.2f of today's $%.2f", spent, budget)
    reused = {"reused": made.reused} if made.reused else {}
    stopped = {"stopped": made.stopped} if made.stopped else {}
    return {"done": made.done, "failed": made.failed} | reused | stopped


def _checking(watch: Watch) -> Callable[..., None]:
    """A progress report that stops the work when the watch says so."""
    return lambda *_: watch.check()
