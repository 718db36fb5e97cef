"""Pays for embedding calls out of the daily budget: reserved before a call, settled after it, each call one row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ai.budget import Budget, BudgetSpent
from ai.embeddings import EmbedderAway

if TYPE_CHECKING:
    from db.pool import Pool
    from settings import Settings

USD_PER_MILLION_TOKENS = {
    "text-embedding-3-small": 0.02,
    "text-embedding-3-large": 0.13,
    "text-embedding-ada-002": 0.10,
}
USUAL_PRICE = 0.02
MILLION = 1_000_000


class EmbeddingBudgetSpent(EmbedderAway):
    """What is left of today's budget does not cover the call; nothing was asked. Matching goes on by words."""


class Till(Protocol):
    """Where calls are paid."""

    def reserve(self, tokens: int) -> int:
        """Set the price of so many tokens aside; raises EmbeddingBudgetSpent when there is no room for it today."""
        ...

    def settle(self, reservation: int, tokens: int) -> None:
        """Book what the call took; 0 tokens: it cost nothing."""
        ...


class BudgetTill:
    """The till of one model and purpose, on the budget that all workers and all models share."""

    def __init__(self, budget: Budget, model: str, purpose: str, usd_per_million_tokens: float) -> None:
        self._budget = budget
        self._model = model
        self._purpose = purpose
        self._price = usd_per_million_tokens / MILLION

    @classmethod
    def from_settings(cls, settings: Settings, pool: Pool, model: str, purpose: str) -> BudgetTill:
        """As the settings say."""
        return cls(Budget(pool, settings.daily_budget_usd), model, purpose, price_of(settings, model))

    def reserve(self, tokens: int) -> int:
        """See Till."""
        try:
            return self._budget.reserve(self._purpose, self._model, tokens * self._price)
        except BudgetSpent as error:
            raise EmbeddingBudgetSpent(str(error)) from error

    def settle(self, reservation: int, tokens: int) -> None:
        """See Till."""
        self._budget.settle(reservation, tokens=tokens, cost_usd=tokens * self._price)


def price_of(settings: Settings, model: str) -> float:
    """US dollars for a million tokens: as set for the model of the settings, else as published, else the usual."""
    if settings.embedding_price_per_million_tokens is not None and model == settings.model:
        return settings.embedding_price_per_million_tokens
    return USD_PER_MILLION_TOKENS.get(model, USUAL_PRICE)
