"""Texts kept in Redis for a time, and what happens while it is away."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import redis

from db.kept_values import KeptValues
from db.redis import connect_redis

if TYPE_CHECKING:
    import pytest


class Away(redis.Redis):
    """A server that is away, and how often it was asked."""

    asked = 0

    def execute_command(self, *_args: object, **_options: object) -> object:
        self.asked += 1
        raise redis.ConnectionError("away")


def kept(client: redis.Redis | None, kind: str = "test") -> KeptValues:
    return KeptValues(client, kind, seconds=60, loss="made anew")


def test_a_text_is_found_under_its_kind_for_its_time(redis_url: str) -> None:
    client = connect_redis(redis_url)
    kept(client).keep("a", "ሰላም")
    found = [kept(client).find("a", str), kept(client, "other").find("a", str), kept(client).find("b", str)]
    assert found == ["ሰላም", None, None]
    assert 0 < int(str(client.ttl("jobherald:test:a"))) <= 60


def test_what_cannot_be_read_is_as_if_it_were_not_there(redis_url: str) -> None:
    values = kept(connect_redis(redis_url))
    values.keep("a", "{garbage")
    assert values.find("a", json.loads) is None


def test_a_server_that_is_away_is_left_alone_for_a_while(caplog: pytest.LogCaptureFixture) -> None:
    client = Away()
    values = kept(client)
    assert values.find("a", str) is None
    values.keep("a", "x")
    assert values.find("a", str) is None
    assert client.asked == 1
    assert [record.getMessage() for record in caplog.records] == ["Redis is away (ConnectionError): made anew"]


def test_without_redis_nothing_is_kept_and_nothing_fails() -> None:
    values = kept(None)
    values.keep("a", "x")
    assert values.find("a", str) is None
