from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from bot.web.app import create_app
from db.pool import Pool
from db.query import execute
from tests.conftest import TEMPLATE, _clone
from tests.web.visits import CountingBell, Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from settings import Settings

AWAY = "postgresql://postgres@127.0.0.1:1/away"
DEFAULTS = {"web_chat_enabled": True, "telegram_webhook_secret": "right", "admin_token": "let-me-in"}


@pytest.fixture(scope="session")
def web_pool(server_url: str) -> Iterator[Pool]:
    """One database for all tests of the web: they commit little, and emptying it is quicker than making another."""
    for url in _clone(server_url, TEMPLATE):
        with closing(Pool(url, size=6)) as pool:
            yield pool


@pytest.fixture
def pool(web_pool: Pool) -> Iterator[Pool]:
    """That database, empty again after the test."""
    yield web_pool
    with web_pool.transaction() as conn:
        for table in ("conversations", "users", "canonical_jobs", "suppressions"):
            execute(conn, f"DELETE FROM {table}")


@pytest.fixture
def bell() -> CountingBell:
    return CountingBell()


@pytest.fixture
def make_app(make_settings: Callable[..., Settings], bell: CountingBell) -> Callable[..., Flask]:
    """The application on a pool, with settings of the test's own."""

    def make(pool: Pool, **settings: Any) -> Flask:
        return create_app(make_settings(**(DEFAULTS | settings)), pool, bell)

    return make


@pytest.fixture
def app(make_app: Callable[..., Flask], pool: Pool) -> Flask:
    return make_app(pool)


@pytest.fixture
def app_without_database(make_app: Callable[..., Flask]) -> Flask:
    return make_app(Pool(AWAY, size=1, wait_seconds=0.1))


@pytest.fixture
def visit(app: Flask, pool: Pool) -> Callable[[], Visitor]:
    """A new visitor who has opened the page."""

    def visit() -> Visitor:
        browser = app.test_client()
        assert browser.get("/").status_code == 200
        return Visitor(browser, pool)

    return visit


@pytest.fixture
def visitor(visit: Callable[[], Visitor]) -> Visitor:
    return visit()
