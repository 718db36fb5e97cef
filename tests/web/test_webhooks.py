"""What Telegram posts, and what others pretend it did."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.channels.telegram import SECRET_HEADER
from db.query import value
from db.suppressions import address_hash, is_suppressed
from tests.web.visits import CountingBell, count

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.test import TestResponse

    from db.pool import Pool

SENDER = {"id": 7001, "is_bot": False, "first_name": "Mara", "language_code": "en"}
CHAT = {"id": 7001, "first_name": "Mara", "type": "private"}


def update(text: str = "hello", number: int = 500001) -> dict[str, Any]:
    message = {"message_id": 11, "from": SENDER, "chat": CHAT, "date": 1795000000, "text": text}
    return {"update_id": number, "message": message}


def post(app: Flask, body: bytes | dict[str, Any], secret: str | None = "right") -> TestResponse:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {} if secret is None else {SECRET_HEADER: secret}
    return app.test_client().post("/webhooks/telegram", data=data, headers=headers, content_type="application/json")


def test_a_message_is_committed_before_the_answer_and_the_workers_are_woken(
    app: Flask, pool: Pool, bell: CountingBell
) -> None:
    answer = post(app, update("nurse in Leeds"))
    assert answer.status_code == 200
    with pool.transaction() as conn:
        assert value(conn, "SELECT payload ->> 'text' FROM inbox") == "nurse in Leeds"
    assert bell.rings == 1


def test_a_repeated_update_is_taken_once_and_answered_200(app: Flask, pool: Pool, bell: CountingBell) -> None:
    assert [post(app, update()).status_code for _ in range(3)] == [200] * 3
    assert count(pool, "inbox") == 1
    assert bell.rings == 1


@pytest.mark.parametrize("secret", ["wrong", "", None, "right ", "rïght"])
def test_a_wrong_secret_is_refused_and_nothing_is_stored(app: Flask, pool: Pool, secret: str | None) -> None:
    assert post(app, update(), secret).status_code == 403
    assert count(pool, "inbox") == 0


def test_without_a_secret_of_our_own_everything_is_refused(make_app: Callable[..., Flask], pool: Pool) -> None:
    app = make_app(pool, telegram_webhook_secret=None)
    assert post(app, update(), None).status_code == 403
    assert post(app, update(), "").status_code == 403
    assert count(pool, "inbox") == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"message": {}}',
        b'{"update_id": "1"}',
    ],
)
def test_a_malformed_body_is_400_and_nothing_is_stored(app: Flask, pool: Pool, bell: CountingBell, body: bytes) -> None:
    answer = post(app, body)
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["error"]
    assert (count(pool, "inbox"), bell.rings) == (0, 0)


@pytest.mark.parametrize("body", [b'{"update_id": 1, "message": 5}', b'{"update_id": 1, "message": {"message_id": 1}}'])
def test_an_update_that_cannot_be_read_is_passed_over_and_blocks_no_chat(app: Flask, pool: Pool, body: bytes) -> None:
    assert post(app, body).status_code == 200
    assert count(pool, "inbox") == 0


def test_a_kind_of_update_that_is_not_for_us_is_200(app: Flask, pool: Pool) -> None:
    assert post(app, {"update_id": 9, "brand_new_thing": {"a": 1}}).status_code == 200
    assert count(pool, "inbox") == 0


def test_a_text_of_100_kb_is_taken_whole(app: Flask, pool: Pool) -> None:
    assert post(app, update("x" * 100_000)).status_code == 200
    with pool.transaction() as conn:
        assert value(conn, "SELECT length(payload ->> 'text') FROM inbox") == 100_000


def test_a_body_over_the_limit_is_413_in_json(make_app: Callable[..., Flask], pool: Pool) -> None:
    answer = post(make_app(pool, webhook_body_limit_bytes=10_000), update("x" * 10_000))
    assert (answer.status_code, answer.json) == (413, {"error": "The body is too large."})
    assert count(pool, "inbox") == 0


def test_characters_that_postgresql_cannot_keep_do_not_lose_the_message(app: Flask, pool: Pool) -> None:
    assert post(app, update("a\x00b\ud83dc")).status_code == 200
    with pool.transaction() as conn:
        assert value(conn, "SELECT payload ->> 'text' FROM inbox") == "ab?c"


def test_stop_takes_effect_with_the_message_itself(app: Flask, pool: Pool) -> None:
    assert post(app, update("  Stop! ")).status_code == 200
    with pool.transaction() as conn:
        assert is_suppressed(conn, "telegram", address_hash("x" * 32, "telegram", "7001"))


def test_without_the_database_it_is_503_so_that_telegram_tries_again(
    app_without_database: Flask, bell: CountingBell
) -> None:
    answer = post(app_without_database, update())
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json == {"error": "The database is away; try again shortly."}
    assert bell.rings == 0


def test_a_channel_that_is_not_there_is_404_in_json(app: Flask) -> None:
    answer = app.test_client().post("/webhooks/pigeon", data=b"{}")
    assert (answer.status_code, answer.json) == (404, {"error": "Not Found"})


def test_other_methods_are_refused(app: Flask) -> None:
    answer = app.test_client().get("/webhooks/telegram")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
