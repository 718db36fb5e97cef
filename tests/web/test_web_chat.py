"""Sending in the web chat, and who may."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from bot.web.chat import MOST_WAITING
from db.query import value
from db.suppressions import address_hash, is_suppressed
from tests.web.visits import OWN_PAGE, CountingBell, Visitor, count, payloads

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from db.pool import Pool

MESSAGE = {"event_id": "event-000001", "kind": "text", "text": "hello"}


def test_without_the_setting_there_is_no_chat(make_app: Callable[..., Flask], pool: Pool) -> None:
    browser = make_app(pool, web_chat_enabled=False).test_client()
    page = browser.get("/")
    assert page.status_code == 200
    assert "Jobherald" in page.text
    assert "Set-Cookie" not in page.headers
    assert "<script" not in page.text
    assert browser.get("/chat/messages").status_code == 404
    assert browser.post("/chat/messages", json=MESSAGE, headers=OWN_PAGE).status_code == 404


def test_the_page_shows_also_without_the_database(app_without_database: Flask) -> None:
    assert app_without_database.test_client().get("/").status_code == 200


def test_the_page_has_nothing_inline(visitor: Visitor) -> None:
    page = visitor.browser.get("/").text
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)


def test_the_cookie_is_signed_hidden_from_scripts_and_kept_over_visits(visitor: Visitor) -> None:
    first = visitor.browser.get("/").headers["Set-Cookie"]
    second = visitor.browser.get("/").headers["Set-Cookie"]
    assert "HttpOnly" in first
    assert "SameSite=Lax" in first
    assert "Secure" not in first
    assert first.split(";")[0] == second.split(";")[0]


def test_the_cookie_is_for_https_only_where_the_site_is(make_app: Callable[..., Flask], pool: Pool) -> None:
    page = make_app(pool, public_url="https://bot.example.com").test_client().get("/")
    assert "Secure" in page.headers["Set-Cookie"]


def test_a_message_is_taken_in_and_the_workers_are_woken(visitor: Visitor, bell: CountingBell) -> None:
    answer = visitor.say("nurse in Leeds")
    assert (answer.status_code, answer.json) == (202, {"accepted": True, "event": "event-000001"})
    assert payloads(visitor.pool, visitor.chat) == [{"kind": "text", "text": "nurse in Leeds", "language": "en"}]
    assert bell.rings == 1


def test_the_same_event_sent_again_is_accepted_and_kept_once(visitor: Visitor) -> None:
    assert [visitor.say("hello").status_code for _ in range(3)] == [202] * 3
    assert count(visitor.pool, "inbox") == 1


def test_two_visitors_may_choose_the_same_event_id(visit: Callable[[], Visitor]) -> None:
    mara, noor = visit(), visit()
    assert mara.say("from Mara").status_code == noor.say("from Noor").status_code == 202
    assert (mara.told(), noor.told()) == (["from Mara"], ["from Noor"])


def test_the_address_is_no_part_of_what_outlives_a_deleted_chat(visitor: Visitor) -> None:
    visitor.say("hello")
    with visitor.pool.transaction() as conn:
        event_id = str(value(conn, "SELECT event_id FROM inbox"))
    assert visitor.chat not in event_id
    assert re.fullmatch(r"[0-9a-f]{64}", visitor.chat)


def test_without_a_cookie_nothing_is_taken_or_shown(app: Flask, pool: Pool) -> None:
    browser = app.test_client()
    assert browser.post("/chat/messages", json=MESSAGE, headers=OWN_PAGE).status_code == 401
    assert browser.get("/chat/messages").status_code == 401
    assert count(pool, "inbox") == 0


@pytest.mark.parametrize("cookie", ["", "x", "forged.signature", '"a".b', "\u00e9"])
def test_a_forged_cookie_is_refused(app: Flask, cookie: str) -> None:
    browser = app.test_client()
    browser.set_cookie("jobherald_chat", cookie)
    assert browser.get("/chat/messages").status_code == 401


def test_a_cookie_signed_with_another_key_is_refused(
    make_app: Callable[..., Flask], visitor: Visitor, pool: Pool
) -> None:
    cookie = visitor.browser.get_cookie("jobherald_chat")
    assert cookie is not None
    stranger = make_app(pool, secret_key="y" * 32).test_client()
    stranger.set_cookie("jobherald_chat", cookie.value)
    assert stranger.get("/chat/messages").status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
    ],
)
def test_another_sites_page_cannot_send(visitor: Visitor, headers: dict[str, str]) -> None:
    assert visitor.browser.post("/chat/messages", json=MESSAGE, headers=headers).status_code == 403
    assert count(visitor.pool, "inbox") == 0


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_a_plain_form_could_send_is_refused(visitor: Visitor, kind: str) -> None:
    body = b'{"event_id":"event-000001","kind":"text","text":"hello"}'
    answer = visitor.browser.post("/chat/messages", data=body, content_type=kind, headers=OWN_PAGE)
    assert answer.status_code == 403
    assert count(visitor.pool, "inbox") == 0


def test_our_own_origin_will_do_where_the_browser_says_no_more(visitor: Visitor) -> None:
    headers = {"Origin": "http://localhost"}
    assert visitor.browser.post("/chat/messages", json=MESSAGE, headers=headers).status_code == 202


@pytest.mark.parametrize(
    "body",
    [
        "hello",
        [],
        {},
        MESSAGE | {"event_id": "short"},
        MESSAGE | {"event_id": "with.point.in.it"},
        MESSAGE | {"event_id": 12345678},
        MESSAGE | {"kind": "blocked"},
        MESSAGE | {"text": "   "},
        MESSAGE | {"text": ["hello"]},
        MESSAGE | {"kind": "action", "text": "x" * 65},
        MESSAGE | {"kind": "action", "text": "\ud800" * 65},
    ],
)
def test_a_malformed_message_is_400_and_nothing_is_stored(visitor: Visitor, body: Any) -> None:
    answer = visitor.browser.post("/chat/messages", json=body, headers=OWN_PAGE)
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["error"]
    assert count(visitor.pool, "inbox") == 0


@pytest.mark.parametrize("data", [b"", b"{", b"null", b"[" * 200_000, b"\xff"])
def test_what_is_no_json_is_400(visitor: Visitor, data: bytes) -> None:
    answer = visitor.browser.post("/chat/messages", data=data, content_type="application/json", headers=OWN_PAGE)
    assert answer.status_code == 400


def test_a_text_of_100_kb_is_kept_whole_and_shown_shortened(visitor: Visitor) -> None:
    assert visitor.say("x" * 100_000).status_code == 202
    assert len(payloads(visitor.pool, visitor.chat)[0]["text"]) == 100_000
    assert visitor.told() == ["x" * 2000 + "…"]


def test_a_message_that_is_far_too_large_is_413(visitor: Visitor) -> None:
    assert visitor.say("x" * 600_000).status_code == 413
    assert count(visitor.pool, "inbox") == 0


def test_characters_that_postgresql_cannot_keep_do_not_lose_the_message(visitor: Visitor) -> None:
    assert visitor.say("a\x00b\ud83dc").status_code == 202
    assert visitor.told() == ["ab?c"]


def test_who_sends_faster_than_is_answered_is_asked_to_wait(visitor: Visitor, visit: Callable[[], Visitor]) -> None:
    for number in range(MOST_WAITING):
        assert visitor.say("hello", f"event-{number:06}").status_code == 202
    refused = visitor.say("once more", "event-999999")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert count(visitor.pool, "inbox") == MOST_WAITING
    assert visit().say("somebody else").status_code == 202


def test_stop_takes_effect_with_the_message_itself(visitor: Visitor) -> None:
    visitor.say("STOP")
    with visitor.pool.transaction() as conn:
        assert is_suppressed(conn, "web", address_hash("x" * 32, "web", visitor.chat))


def test_without_the_database_it_is_503_and_says_when_to_try_again(app_without_database: Flask) -> None:
    browser = app_without_database.test_client()
    browser.get("/")
    for answer in (
        browser.post("/chat/messages", json=MESSAGE, headers=OWN_PAGE),
        browser.get("/chat/messages"),
    ):
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.json == {"error": "The database is away; try again shortly."}
