"""The daily budget of paid calls: reserved before a call, settled after it, one for all workers, kept in PostgreSQL."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ai.language import Completion, LanguageError, LanguageModelMisconfigured, Usage, most_usage
from db.model_budget import add_reservation, delete_reservation, settle_reservation

if TYPE_CHECKING:
    from collections.abc import Callable

    from ai.language import LanguageModel, Prices, Prompt, Schema
    from db.pool import Pool

log = logging.getLogger(__name__)


class BudgetSpent(LanguageError):
    """What is left of today's budget (UTC) does not cover the call; nothing was asked or paid."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Budget:
    """So many US dollars a UTC day for everything in `model_costs`, embeddings included.

    Exact over any number of workers: what is reserved counts as spent until it is settled, and what a killed worker
    had reserved counts until its day is over, since it may have been paid.
    """

    def __init__(self, pool: Pool, daily_usd: float, clock: Callable[[], datetime] = _utc_now) -> None:
        self._pool = pool
        self._clock = clock
        self.daily_usd = daily_usd

    def reserve(self, purpose: str, model: str, cost_usd: float) -> int:
        """Set the most that a call may cost aside; the reservation's number.

        Raises:
            BudgetSpent: there is no room for it today.
        """
        with self._pool.transaction() as conn:
            reservation = add_reservation(conn, purpose, model, cost_usd, limit_usd=self.daily_usd, now=self._clock())
        if reservation is None:
            log.warning("the models' budget of $%.2f a day has no room for %s: it waits", self.daily_usd, purpose)
            raise BudgetSpent(f"the models' budget of ${self.daily_usd:.2f} a day is spent; it waits till tomorrow")
        return reservation

    def settle(self, reservation: int, *, tokens: int, cost_usd: float) -> None:
        """Put what the call cost in the place of what was reserved; a second time changes nothing."""
        with self._pool.transaction() as conn:
            if tokens:
                settle_reservation(conn, reservation, tokens=tokens, cost_usd=cost_usd)
            else:
                delete_reservation(conn, reservation)


class BudgetedModel:
    """A language model whose every call is reserved and settled."""

    def __init__(self, model: LanguageModel, budget: Budget, prices: Prices) -> None:
        self._model = model
        self._budget = budget
        self._prices = prices
        self.name = model.name

    def complete(self, prompt: Prompt, schema: Schema, *, max_tokens: int, purpose: str) -> Completion:
        """As the model itself. An error that nobody foresaw leaves the reservation standing: it may have been paid.

        Raises:
            BudgetSpent: today's budget does not cover the call; nothing was asked.
            LanguageError: there is no usable answer; what it cost is settled.
            LanguageModelMisconfigured: nothing can be asked until the settings are changed.
        """
        most = self._prices.cost_usd(most_usage(prompt, schema, max_tokens))
        reservation = self._budget.reserve(purpose, self.name, most)
        try:
            completion = self._model.complete(prompt, schema, max_tokens=max_tokens, purpose=purpose)
        except LanguageError as error:
            self._settle(reservation, error.usage)
            raise
        except LanguageModelMisconfigured:
            self._settle(reservation, Usage())
            raise
        self._settle(reservation, completion.usage)
        return completion

    def _settle(self, reservation: int, usage: Usage) -> None:
        self._budget.settle(reservation, tokens=usage.total, cost_usd=self._prices.cost_usd(usage))
