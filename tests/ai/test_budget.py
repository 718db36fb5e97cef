from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ai.budget import Budget, BudgetedModel, BudgetSpent
from ai.language import LanguageModelAway, LanguageModelBroke, Prices, Prompt, Schema, Usage, most_usage
from db.model_budget import delete_past_days, get_day_spending
from tests.stored import add_cost
from tests.stubs.language import FakeLanguageModel

if TYPE_CHECKING:
    from db.model_budget import DaySpending
    from db.pool import Pool

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
PROMPT = Prompt("Say yes.", "please")
SCHEMA = Schema("yes", {"type": "object", "properties": {}, "required": [], "additionalProperties": False})
PRICES = Prices(1000.0, 2000.0)
MOST = PRICES.cost_usd(most_usage(PROMPT, SCHEMA, 100))


class House:
    """A budget with a clock that the test turns."""

    def __init__(self, pool: Pool, daily_usd: float) -> None:
        self.pool = pool
        self.now = NOON
        self.budget = Budget(pool, daily_usd, lambda: self.now)

    def spending(self) -> DaySpending:
        with self.pool.transaction() as conn:
            return get_day_spending(conn, self.now)

    def ask(self, answer: Any, purpose: str = "test") -> Any:
        model = BudgetedModel(FakeLanguageModel(lambda _: answer), self.budget, PRICES)
        return model.complete(PROMPT, SCHEMA, max_tokens=100, purpose=purpose)


@pytest.fixture
def house(pool: Pool) -> House:
    return House(pool, 1.0)


def test_true_cost_takes_the_place_of_the_reserved(house: House) -> None:
    found = house.ask({})
    spent = house.spending()
    assert spent.paid_usd == pytest.approx(PRICES.cost_usd(found.usage), abs=1e-6)
    assert 0 < spent.paid_usd < MOST
    assert (spent.reserved_usd, spent.refused) == (0, False)


def test_nothing_is_asked_that_could_exceed_the_budget(house: House, pool: Pool) -> None:
    house.budget = Budget(pool, MOST - 0.001, lambda: house.now)
    with pytest.raises(BudgetSpent, match="tomorrow"):
        house.ask(AssertionError("it must not be asked"))
    assert house.spending().refused
    house.now += timedelta(days=1)
    assert not house.spending().refused


def test_embeddings_are_paid_from_the_same_budget(house: House) -> None:
    with house.pool.transaction() as conn:
        add_cost(conn, "embedding", "text-embedding-3-small", 50, 0.9999)
        conn.cursor().execute("UPDATE model_costs SET created_at = %s", (NOON,))
    with pytest.raises(BudgetSpent):
        house.ask({})


def test_a_new_day_has_a_budget_of_its_own(house: House) -> None:
    house.budget.reserve("test", "m", 1.0)
    with pytest.raises(BudgetSpent):
        house.budget.reserve("test", "m", 0.01)
    house.now = NOON.replace(hour=0) + timedelta(days=1)
    house.budget.reserve("test", "m", 1.0)


def test_cost_is_booked_on_the_day_of_its_reservation(house: House) -> None:
    reservation = house.budget.reserve("test", "m", 0.5)
    house.now += timedelta(days=1)
    house.budget.settle(reservation, tokens=10, cost_usd=0.4)
    assert house.spending().paid_usd == 0
    house.now = NOON
    assert house.spending().paid_usd == pytest.approx(0.4)


def test_settling_twice_pays_once(house: House) -> None:
    reservation = house.budget.reserve("test", "m", 0.5)
    for _ in range(2):
        house.budget.settle(reservation, tokens=10, cost_usd=0.2)
    assert house.spending().paid_usd == pytest.approx(0.2)


def test_what_a_killed_worker_reserved_counts_until_the_day_is_over(house: House) -> None:
    house.budget.reserve("test", "m", 0.9)
    assert house.spending().reserved_usd == pytest.approx(0.9)
    with pytest.raises(BudgetSpent):
        house.budget.reserve("test", "m", 0.2)


def test_exact_under_concurrency(house: House) -> None:
    def take(_: int) -> bool:
        try:
            house.budget.reserve("test", "m", 0.03)
        except BudgetSpent:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        taken = sum(threads.map(take, range(80)))
    assert taken == 33
    assert house.spending().reserved_usd == pytest.approx(0.99)


def test_a_budget_of_nothing_still_lets_free_models_answer(house: House, pool: Pool) -> None:
    free = Budget(pool, 0.0, lambda: NOON)
    assert (
        BudgetedModel(FakeLanguageModel(), free, Prices(0, 0))
        .complete(PROMPT, SCHEMA, max_tokens=10, purpose="test")
        .answer
        == {}
    )
    with pytest.raises(BudgetSpent):
        free.reserve("test", "m", 1e-8)


@pytest.mark.parametrize(
    ("error", "paid"),
    [(LanguageModelAway("busy"), 0.0), (LanguageModelBroke("late", Usage(10, 20)), PRICES.cost_usd(Usage(10, 20)))],
)
def test_failed_calls_cost_what_they_may_have_cost(house: House, error: Exception, paid: float) -> None:
    with pytest.raises(type(error)):
        house.ask(error)
    spent = house.spending()
    assert (spent.paid_usd, spent.reserved_usd) == (pytest.approx(paid), 0)


def test_a_call_that_ended_in_an_unforeseen_way_stays_reserved(house: House) -> None:
    with pytest.raises(KeyError):
        house.ask(KeyError("unforeseen"))
    assert house.spending().reserved_usd == pytest.approx(MOST, abs=1e-6)


def test_costs_are_booked_by_purpose(house: House) -> None:
    house.ask({}, "enrichment")
    with house.pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute("SELECT purpose, model, tokens > 0 FROM model_costs")
        assert cursor.fetchall() == [("enrichment", "fake-1", True)]


def test_old_reservations_are_dropped(house: House) -> None:
    house.budget.reserve("test", "m", 0.9)
    with house.pool.transaction() as conn:
        assert delete_past_days(conn, NOON + timedelta(days=30)) == 0
        assert delete_past_days(conn, NOON + timedelta(days=61)) == 2
