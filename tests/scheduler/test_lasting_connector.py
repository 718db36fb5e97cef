"""A note that a run has ended outlives the connection on which it was made."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from procrastinate.exceptions import ConnectorException

from scheduler import lasting_connector
from scheduler.lasting_connector import AGAIN_AFTER_SECONDS, LastingConnector

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[LastingConnector]:
    connector = LastingConnector(conninfo=url, min_size=1, max_size=1)
    await connector.open_async()
    try:
        yield connector
    finally:
        await connector.close_async()


def test_a_note_is_made_again_where_its_connection_is_lost_in_it(fresh_database_url: str) -> None:
    async def tries() -> list[int]:
        async with connected(fresh_database_url) as connector:
            await connector.execute_query_async("CREATE SEQUENCE tries")  # counts on when a transaction is lost
            await connector.execute_query_async(
                "SELECT CASE nextval('tries') WHEN 1 THEN pg_terminate_backend(pg_backend_pid()) END"
            )
            return [
                row["last_value"] for row in await connector.execute_query_all_async("SELECT last_value FROM tries")
            ]

    assert asyncio.run(tries()) == [2]


def test_a_database_that_stays_away_is_told(fresh_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lasting_connector, "AGAIN_AFTER_SECONDS", (0.0, 0.0))

    async def lose_each_time() -> None:
        async with connected(fresh_database_url) as connector:
            with pytest.raises(ConnectorException):
                await connector.execute_query_async("SELECT pg_terminate_backend(pg_backend_pid())")

    asyncio.run(lose_each_time())


def test_what_is_refused_is_not_tried_again(fresh_database_url: str) -> None:
    async def refused() -> float:
        async with connected(fresh_database_url) as connector:
            began = time.monotonic()
            with pytest.raises(ConnectorException):
                await connector.execute_query_async("SELECT 1 / 0")
            return time.monotonic() - began

    assert asyncio.run(refused()) < sum(AGAIN_AFTER_SECONDS) / 2
