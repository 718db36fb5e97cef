from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.health import report
from db.tasks import save_task
from tests.factories import add_model, insert

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812

NOW = datetime.now(UTC)


@pytest.fixture
def house(conn: Connection) -> Connection:
    add_model(conn, dimensions=2)
    save_task(conn, "feeds", schedule="every 5 minutes", description="", next_run_at=NOW + timedelta(minutes=1))
    return conn


def add_feed(conn: Connection, name: str, **given: Any) -> None:
    columns = {"name": name, "kind": "rss", "url": "https://x.example/?key=hush", "every_seconds": 3600}
    insert(conn, "feeds", columns | given)


def test_feeds_that_go_well_are_counted(house: Connection) -> None:
    add_feed(house, "a")
    add_feed(house, "b", enabled=False, failures=9, last_error="off")
    health = report(house, NOW)
    assert health.verdict == "EXCELLENT"
    assert "Feeds: 1, 0 failing" in health.lines()


def test_a_house_without_feeds_says_nothing_of_them(house: Connection) -> None:
    assert not any("eed" in line for line in report(house, NOW).lines() if not line.startswith("feeds ("))


def test_a_failing_feed_is_seen_with_what_to_do(house: Connection) -> None:
    due = NOW + timedelta(minutes=20, seconds=30)
    add_feed(house, "acme", failures=3, last_error="it answers HTTP 404: check its url", next_fetch_at=due)
    health = report(house, NOW)
    assert health.verdict == "NEEDS ATTENTION"
    assert health.reasons == ("feed acme failed 3 times in a row: it answers HTTP 404: check its url",)
    told = "feed acme: it answers HTTP 404: check its url (failures in a row: 3; next try in 20 min)"
    assert told in health.lines()
    assert "hush" not in "\n".join(health.lines())


def test_one_failure_is_shown_and_no_reason_to_worry_yet(house: Connection) -> None:
    add_feed(house, "acme", failures=1, last_error="no answer", next_fetch_at=NOW)
    health = report(house, NOW)
    assert health.verdict == "EXCELLENT"
    assert any("no answer" in line for line in health.lines())


def test_the_figures_hold_no_error_texts(house: Connection) -> None:
    add_feed(house, "acme", failures=2, last_error="hush", next_fetch_at=NOW)
    figures = report(house, NOW).figures()
    assert figures["feeds"]["failing"] == [{"name": "acme", "failures": 2, "next_fetch_at": NOW.isoformat()}]
    assert "hush" not in json.dumps(figures["feeds"])
