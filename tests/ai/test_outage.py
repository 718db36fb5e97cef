"""The embedding service is down for an hour, by a clock that the test turns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from ai.budget import Budget
from ai.openai_embeddings import OpenAIEmbedder
from ai.openai_endpoint import OpenAIEndpoint
from ai.openai_requests import OpenAIRequests
from ai.pace import Pace
from ai.query_vectors import QueryVectors
from ai.till import BudgetTill
from ai.upkeep import Upkeep
from db.embedding_failures import count_waiting
from db.embedding_models import ModelIdentity
from db.job_embeddings import get_job_coverage
from db.model_budget import get_day_spending
from db.query_cache import QueryCache
from tests.stubs.openai import OpenAIStub, openai_stub
from tests.texts_to_embed import add_jobs, new_job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from db.pool import Pool
    from settings import Settings

NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
MODEL = "text-embedding-3-small/8"


class Hour:
    """A service, a clock, and what is embedded by them."""

    def __init__(self, pool: Pool, settings: Settings, stub: OpenAIStub, daily_usd: float) -> None:
        self.pool, self.stub, self.seconds = pool, stub, 0.0
        self.endpoint = OpenAIEndpoint(stub.url, stub.key, timeout_seconds=20, whole_seconds=20)
        till = BudgetTill(Budget(pool, daily_usd, lambda: self.now), "text-embedding-3-small", "embedding", 100.0)
        self.pace = Pace(lambda: self.seconds)
        self.upkeep = Upkeep(pool, settings, self._embedder(till, tries=3))
        self.queries = QueryVectors(pool, settings, self._embedder(till, tries=1), QueryCache(None))

    @property
    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds)

    def _embedder(self, till: BudgetTill, *, tries: int) -> OpenAIEmbedder:
        requests = OpenAIRequests(self.endpoint, "text-embedding-3-small", 8, till, pace=self.pace, sleep=self.sleep)
        return OpenAIEmbedder(requests, ModelIdentity("openai", "stub", "text-embedding-3-small", 8), tries=tries)

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def covered(self) -> int:
        with self.pool.transaction() as conn:
            return get_job_coverage(conn, MODEL, NOON.date() - timedelta(days=60)).covered

    def spent(self) -> float:
        with self.pool.transaction() as conn:
            spending = get_day_spending(conn, self.now)
        return spending.paid_usd + spending.reserved_usd


@pytest.fixture
def make_hour(pool: Pool, make_settings: Callable[..., Settings]) -> Iterator[Callable[[float], Hour]]:
    with openai_stub() as stub:
        made: list[Hour] = []

        def make(daily_usd: float) -> Hour:
            made.append(Hour(pool, make_settings(openai_api_key=stub.key, embedding_dimensions=8), stub, daily_usd))
            return made[0]

        yield make
        for hour in made:
            hour.endpoint.close()


def test_saving_and_searching_go_on_and_the_backlog_drains_by_itself(make_hour: Callable[[float], Hour]) -> None:
    hour = make_hour(1.0)
    hour.stub.moods = [503] * 1000
    for number in range(12):
        add_jobs(hour.pool, new_job(number, posted_on=NOON.date()))
        assert hour.upkeep.jobs(hour.now).stopped is not None
        asked = len(hour.stub.requests)
        for _ in range(20):
            assert hour.queries.find("nurse", hour.now) is None
        assert len(hour.stub.requests) == asked  # whoever waits is not kept waiting for a service that just failed
        hour.seconds += 300
    assert len(hour.stub.requests) <= 12 * 4  # three tries, and a harmless text
    assert hour.spent() == 0
    hour.stub.moods = []
    report = hour.upkeep.jobs(hour.now)
    assert (report.done, report.stopped, hour.covered()) == (12, None, 12)
    with hour.pool.transaction() as conn:
        assert count_waiting(conn, MODEL) == 0
    assert hour.queries.find("nurse", hour.now) is not None


def test_calls_that_got_no_answer_are_paid_from_the_same_cap(make_hour: Callable[[float], Hour]) -> None:
    hour = make_hour(0.002)  # three or four calls at $100 a million tokens
    hour.stub.moods = ["drop"] * 1000
    add_jobs(hour.pool, new_job(1, posted_on=NOON.date()))
    for _ in range(12):
        hour.upkeep.jobs(hour.now)
        hour.seconds += 300
    assert len(hour.stub.requests) <= 4
    assert 0 < hour.spent() <= 0.002
    hour.stub.moods = []
    assert hour.upkeep.jobs(hour.now).stopped is not None  # the cap holds till tomorrow
    hour.seconds += 24 * 3600
    assert hour.upkeep.jobs(hour.now).done == 1
