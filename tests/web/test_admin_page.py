"""The admin page: shut without the token, silent about what people wrote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from db.inbox import mark_dead
from db.query import execute, value
from db.reports import hold_if_reported
from tests.factories import add_job, add_user, insert
from tests.web.visits import CountingBell, Visitor, plain, put_reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from db.pool import Pool

BASIC = ("anybody", "let-me-in")
BEARER = {"Authorization": "Bearer let-me-in"}


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def dead(visitor: Visitor) -> tuple[int, int]:
    """A dead event and a dead message; their ids."""
    visitor.say("very personal words")
    message = put_reply(visitor.pool, visitor.chat, plain("very personal words"), sent_seconds_ago=None)
    with visitor.pool.transaction() as conn:
        event = int(value(conn, "SELECT id FROM inbox"))
        mark_dead(conn, event, error="ValueError at flow.py:33 step <b>")
        execute(conn, "UPDATE outbox SET status = 'dead', last_error = 'Forbidden' WHERE id = %s", (message,))
    return event, message


def statuses(pool: Pool) -> tuple[str, str]:
    with pool.transaction() as conn:
        return value(conn, "SELECT status FROM inbox"), value(conn, "SELECT status FROM outbox")


def form_of(browser: FlaskClient) -> str:
    found = re.search(r'name="form" value="([^"]+)"', browser.get("/admin", auth=BASIC).text)
    assert found
    return found[1]


def test_without_a_token_in_the_settings_there_is_no_admin_page(make_app: Callable[..., Flask], pool: Pool) -> None:
    browser = make_app(pool, admin_token=None).test_client()
    assert browser.get("/admin", auth=("x", "")).status_code == 404
    assert browser.post("/admin/replay", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize(
    "header",
    [None, "Bearer wrong", "Bearer ", "Basic !!!", "Basic YTp3cm9uZw==", "Digest x", "let-me-in", "Bearer lét-me-in"],
)
def test_without_the_right_token_it_is_shut(browser: FlaskClient, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    answers = [browser.get("/admin", headers=headers), browser.post("/admin/replay", headers=headers)]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert "Basic" in answers[0].headers["WWW-Authenticate"]
    assert "Dead letters" not in answers[0].text


def test_the_page_shows_the_report_and_dead_letters_without_their_content(
    browser: FlaskClient, dead: tuple[int, int]
) -> None:
    page = browser.get("/admin", auth=BASIC)
    assert page.status_code == 200
    assert "NEEDS ATTENTION" in page.text
    assert f"inbox&nbsp;{dead[0]}" in page.text
    assert f"outbox&nbsp;{dead[1]}" in page.text
    assert "ValueError at flow.py:33 step &lt;b&gt;" in page.text
    assert "personal" not in page.text


def test_one_dead_event_is_put_back_into_line(
    browser: FlaskClient, dead: tuple[int, int], pool: Pool, bell: CountingBell
) -> None:
    rings = bell.rings
    form = {"form": form_of(browser), "letter": f"inbox:{dead[0]}"}
    answer = browser.post("/admin/replay", data=form, auth=BASIC)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin?replayed=1")
    assert statuses(pool) == ("waiting", "dead")
    assert bell.rings == rings + 1


def test_all_are_put_back_by_a_program_with_the_bearer_token(
    browser: FlaskClient, dead: tuple[int, int], pool: Pool
) -> None:
    answer = browser.post("/admin/replay", data={"letter": "all"}, headers=BEARER)
    assert answer.headers["Location"] == "/admin?replayed=2"
    assert statuses(pool) == ("waiting", "waiting")


def test_replaying_twice_does_nothing_more(browser: FlaskClient, dead: tuple[int, int]) -> None:
    for replayed in (1, 0):
        answer = browser.post("/admin/replay", data={"letter": f"outbox:{dead[1]}"}, headers=BEARER)
        assert answer.headers["Location"] == f"/admin?replayed={replayed}"


@pytest.mark.parametrize("form", ["", "forged", None])
def test_another_sites_form_is_refused_although_the_browser_adds_the_password(
    browser: FlaskClient, dead: tuple[int, int], pool: Pool, form: str | None
) -> None:
    data = {"letter": "all"} | ({} if form is None else {"form": form})
    assert browser.post("/admin/replay", data=data, auth=BASIC).status_code == 403
    assert statuses(pool) == ("dead", "dead")


@pytest.mark.parametrize("letter", ["", "inbox:", "inbox:x", "users:1", "inbox:1;", "inbox:" + "9" * 30, "inbox:-1"])
def test_what_names_no_letter_is_400(browser: FlaskClient, letter: str) -> None:
    assert browser.post("/admin/replay", data={"letter": letter}, headers=BEARER).status_code == 400


@pytest.fixture
def held(pool: Pool) -> int:
    """A posting that one person's report holds back."""
    with pool.transaction() as conn:
        job = add_job(conn, title="<i>Easy money</i>", url="javascript:alert(1)")
        user = add_user(conn)
        insert(conn, "job_reports", {"user_id": user, "job_id": job, "reason": "scam"}, returning="job_id")
        assert hold_if_reported(conn, job, people=1)
    return job


def job_status(pool: Pool, job: int) -> tuple[str, bool]:
    with pool.transaction() as conn:
        status = value(conn, "SELECT status FROM canonical_jobs WHERE id = %s", (job,))
        return status, bool(value(conn, "SELECT held_at IS NOT NULL FROM canonical_jobs WHERE id = %s", (job,)))


def test_reported_postings_are_listed_escaped(browser: FlaskClient, held: int) -> None:
    page = browser.get("/admin", auth=BASIC).text
    assert "&lt;i&gt;Easy money&lt;/i&gt;" in page
    assert "javascript:" not in page
    assert f'value="release:{held}"' in page


@pytest.mark.parametrize(("verb", "after"), [("release", ("ACTIVE", False)), ("close", ("CLOSED", True))])
def test_a_reported_posting_is_released_or_closed(
    browser: FlaskClient, held: int, pool: Pool, verb: str, after: tuple[str, bool]
) -> None:
    form = {"form": form_of(browser), "posting": f"{verb}:{held}"}
    answer = browser.post("/admin/reports", data=form, auth=BASIC)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin?settled=1")
    assert job_status(pool, held) == after
    assert "Easy money" not in browser.get("/admin?settled=1", auth=BASIC).text


@pytest.mark.parametrize("form", ["", "forged", None])
def test_another_sites_form_settles_nothing(browser: FlaskClient, held: int, pool: Pool, form: str | None) -> None:
    data = {"posting": f"release:{held}"} | ({} if form is None else {"form": form})
    assert browser.post("/admin/reports", data=data, auth=BASIC).status_code == 403
    assert browser.post("/admin/reports", data=data).status_code == 401
    assert job_status(pool, held) == ("ACTIVE", True)


@pytest.mark.parametrize("posting", ["", "release", "open:1", "close:x", "close:²", "release:" + "9" * 30])
def test_what_names_no_posting_is_400(browser: FlaskClient, posting: str) -> None:
    assert browser.post("/admin/reports", data={"posting": posting}, headers=BEARER).status_code == 400


def test_without_the_database_it_is_a_page_that_says_so(app_without_database: Flask) -> None:
    page = app_without_database.test_client().get("/admin", auth=BASIC)
    assert page.status_code == 503
    assert page.headers["Retry-After"]
    assert "away" in page.text
    assert "Traceback" not in page.text
