"""Signed short addresses: they lead to postings and nowhere else, and note who opened what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.apply_links import ApplyLinks, Opening, read_token, token_of
from db.query import execute, value
from tests.factories import add_job, add_user, insert

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from db.pool import Pool

KEY = "k" * 32


@given(job=st.integers(0, 2**63 - 1), user=st.integers(0, 2**63 - 1))
def test_a_token_stands_for_its_posting_and_person_only(job: int, user: int) -> None:
    token = token_of(KEY, Opening(job, user))
    assert read_token(KEY, token) == Opening(job, user)
    assert read_token("another key", token) is None
    assert len(token) <= 44


@given(st.text(max_size=60) | st.from_regex(r"[0-9a-z]{1,13}\.[0-9a-z]{1,13}\.[A-Za-z0-9_-]{16}", fullmatch=True))
def test_no_other_text_is_a_token(text: str) -> None:
    assert read_token(KEY, text) is None


@pytest.mark.parametrize(
    ("base", "user", "url", "led"),
    [
        ("https://bot.example", 5, "https://jobs.example/1", "https://bot.example/j/"),
        ("", 5, "https://jobs.example/1", "/j/"),
        (None, 5, "https://jobs.example/1", "https://jobs.example/1"),
        ("", None, "https://jobs.example/1", "https://jobs.example/1"),
        ("", 5, "javascript:alert(1)", "javascript:alert(1)"),
        ("", 5, "", ""),
    ],
)
def test_only_a_web_page_of_a_known_person_gets_an_address_of_ours(
    base: str | None, user: int | None, url: str, led: str
) -> None:
    address = ApplyLinks(KEY, base).address(9, user, url)
    assert address.startswith(led)
    assert ("/j/" in address) == ("/j/" in led)


@pytest.fixture
def opened(pool: Pool) -> tuple[int, int]:
    with pool.transaction() as conn:
        job, user = add_job(conn, url="https://jobs.example/1?a=b"), add_user(conn)
        match = {"user_id": user, "job_id": job, "cluster_key": "c", "score": 80, "grade": "A"}
        insert(conn, "matches", match | {"factors": "{}", "reasons": "[]"})
    return job, user


def token_for(app: Flask, job: int, user: int, make_settings: Callable[..., Any]) -> str:
    return token_of(make_settings().secret_key.get_secret_value(), Opening(job, user))


def test_an_opening_is_noted_and_leads_to_the_posting(
    app: Flask, pool: Pool, opened: tuple[int, int], make_settings: Callable[..., Any]
) -> None:
    job, user = opened
    answer = app.test_client().get(f"/j/{token_for(app, job, user, make_settings)}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://jobs.example/1?a=b")
    assert answer.headers["Cache-Control"] == "no-store"
    with pool.transaction() as conn:
        assert value(conn, "SELECT status FROM matches") == "VIEWED"
        assert value(conn, "SELECT kind FROM feedback WHERE user_id = %s AND job_id = %s", (user, job)) == "viewed"


def test_a_preview_is_no_opening(
    app: Flask, pool: Pool, opened: tuple[int, int], make_settings: Callable[..., Any]
) -> None:
    answer = app.test_client().head(f"/j/{token_for(app, *opened, make_settings)}")
    assert answer.status_code == 302
    with pool.transaction() as conn:
        assert value(conn, "SELECT count(*) FROM feedback") == 0


def test_a_person_who_left_is_still_led_there(
    app: Flask, pool: Pool, opened: tuple[int, int], make_settings: Callable[..., Any]
) -> None:
    job, user = opened
    with pool.transaction() as conn:
        execute(conn, "DELETE FROM users")
    assert app.test_client().get(f"/j/{token_for(app, job, user, make_settings)}").status_code == 302


@pytest.mark.parametrize("url", [None, "javascript:alert(1)", "//evil.example", "ftp://jobs.example/1", "mailto:a@b.c"])
def test_what_is_no_web_page_is_not_led_to(
    app: Flask, pool: Pool, make_settings: Callable[..., Any], url: str | None
) -> None:
    with pool.transaction() as conn:
        job, user = add_job(conn, url=url), add_user(conn)
    answer = app.test_client().get(f"/j/{token_for(app, job, user, make_settings)}")
    assert answer.status_code == 404
    assert "taken down" in answer.text


@pytest.mark.parametrize("token", ["x", "1.1.AAAAAAAAAAAAAAAA", "https:evil.example", "%00", "1.1." + "é" * 16])
def test_an_unknown_link_gets_a_kind_page(app: Flask, token: str) -> None:
    answer = app.test_client().get(f"/j/{token}")
    assert answer.status_code == 404
    assert "open it again from the chat" in answer.text
    assert "Location" not in answer.headers
