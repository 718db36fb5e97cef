"""How embedding goes and what models cost, for the health report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from db.embedding_failures import count_given_up, count_waiting
from db.embedding_models import find_models
from db.embedding_runs import RunFigures, find_last_stop, find_live_runs, get_attempts
from db.model_budget import NEARLY_SPENT
from db.model_costs import Costs, get_costs
from db.query_cache_days import get_cache_use

if TYPE_CHECKING:
    from datetime import datetime

    from db.pool import Connection

FAILURE_ALERT = 0.05
FEW = 20  # so many attempts say nothing about a rate
ALIVE = timedelta(minutes=2)
BUSY = timedelta(seconds=30)  # a batch may take so long


@dataclass(frozen=True, slots=True)
class ModelHealth:
    """The model in use, those to come and what keeps them, runs under way, failures of the last day, cache and costs.

    Rates are from 0 to 1, costs in US dollars. `unasked`: why the model in use cannot be asked.
    """

    model: str | None
    coming: tuple[str, ...]
    runs: tuple[RunFigures, ...]
    failure_rate: float
    attempts: int
    waiting: int
    given_up: int
    stopped: str | None
    cache_hit_rate: float | None
    costs: Costs
    unasked: str | None

    def faults(self, budget_usd: float) -> list[str]:
        """What an admin should look at."""
        faults = []
        if self.unasked is not None:
            faults.append(f"new searches go by words: the embedding model in use cannot be asked: {self.unasked}")
        if self.attempts >= FEW and self.failure_rate > FAILURE_ALERT:
            faults.append(f"{self.failure_rate:.0%} of the texts embedded in the last day failed")
        if self.given_up:
            faults.append(f"texts given up by embedding: {self.given_up} (see /admin)")
        if NEARLY_SPENT * budget_usd < self.costs.today_usd <= budget_usd:
            faults.append(f"models have cost {self.costs.today_usd / budget_usd:.0%} of today's ${budget_usd:.2f}")
        return faults

    def lines(self, now: datetime) -> list[str]:
        """As text, for a chat."""
        costs = self.costs
        return [
            (
                f"Embedding: {self.model or 'no model yet'}{''.join(f', coming: {name}' for name in self.coming)}; "
                f"failures in a day {self.failure_rate:.1%}, waiting for another try {self.waiting}"
            ),
            *(
                f"embedding {run.kind}s with {run.model}: {run.done} done, {run.in_hand} in hand"
                f"{_silence(now - run.seen_at)}"
                for run in self.runs
            ),
            *([f"The last run stopped early: {self.stopped}"] if self.stopped else []),
            *([] if self.cache_hit_rate is None else [f"Query vectors known already: {self.cache_hit_rate:.0%}"]),
            f"Models: this week ${costs.week_usd:.2f}, this month ${costs.month_usd:.2f}",
        ]


def get_model_health(conn: Connection, now: datetime) -> ModelHealth:
    """Look; a few indexed counts."""
    models = find_models(conn)
    active = next((model for model in models if model.active), None)
    name = "" if active is None else active.name
    attempts = get_attempts(conn, now - timedelta(days=1))
    return ModelHealth(
        model=name or None,
        coming=tuple(f"{each.name}{f' ({each.trouble})' if each.trouble else ''}" for each in models if each.coming),
        runs=tuple(find_live_runs(conn, now - ALIVE)),
        failure_rate=attempts.failure_rate,
        attempts=attempts.done + attempts.failed,
        waiting=count_waiting(conn, name),
        given_up=count_given_up(conn, name),
        stopped=find_last_stop(conn),
        cache_hit_rate=get_cache_use(conn, (now - timedelta(days=1)).date()).hit_rate,
        costs=get_costs(conn, now),
        unasked=active.trouble if active else None,
    )


def _silence(since: timedelta) -> str:
    return f", not heard of for {since.total_seconds():.0f} s" if since > BUSY else ""
