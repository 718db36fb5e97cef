"""Reading in the web chat: everything once, in order, the same after a reload."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from psycopg2.extras import Json

from db.inbox import mark_done
from db.query import execute, value
from tests.factories import TODAY, add_job, add_user, insert
from tests.web.visits import Visitor, count, plain, put_reply

if TYPE_CHECKING:
    from collections.abc import Callable


def read_on(visitor: Visitor, known: dict[Any, dict[str, Any]], cursor: str) -> str:
    """Poll as the browser does: what is known already is not taken twice."""
    answer = visitor.read(cursor)
    for message in answer["messages"]:
        known.setdefault(message.get("id") or message["event"], message)
    return str(answer["cursor"])


def test_a_new_visitor_finds_nothing(visitor: Visitor) -> None:
    assert visitor.read() == {"messages": [], "working": False, "cursor": "0"}


def test_both_sides_are_shown_in_order_of_time_and_the_same_after_a_reload(visitor: Visitor) -> None:
    visitor.say("nurse in Leeds", "event-000001")
    put_reply(visitor.pool, visitor.chat, plain("Got it"))
    visitor.say("skip", "event-000002", kind="action")
    put_reply(visitor.pool, visitor.chat, plain("And now?"))
    first = visitor.read()
    assert [(one["from"], one["text"]) for one in first["messages"]] == [
        ("you", "nurse in Leeds"),
        ("bot", "Got it"),
        ("you", "skip"),
        ("bot", "And now?"),
    ]
    assert [one.get("kind") for one in first["messages"]] == ["text", None, "action", None]
    visitor.browser.get("/")
    assert visitor.read() == first


def test_polling_by_cursor_brings_each_message_once_and_all_of_them(visitor: Visitor) -> None:
    visitor.say("hello")
    known: dict[Any, dict[str, Any]] = {}
    cursor = read_on(visitor, known, "0")
    for number in range(5):
        put_reply(visitor.pool, visitor.chat, plain(f"answer {number}"))
        visitor.say(f"more {number}", f"event-more-{number}")
        cursor = read_on(visitor, known, cursor)
    assert list(known.values()) == visitor.read()["messages"]
    assert len(known) == 11


def test_what_was_seen_long_ago_is_not_sent_again(visitor: Visitor) -> None:
    visitor.say("hello")
    old = put_reply(visitor.pool, visitor.chat, plain("old"), sent_seconds_ago=60)
    last = put_reply(visitor.pool, visitor.chat, plain("last"), sent_seconds_ago=30)
    with visitor.pool.transaction() as conn:
        execute(conn, "UPDATE inbox SET received_at = now() - interval '90 seconds'")
    assert visitor.read(last)["messages"] == []
    assert visitor.read(last)["cursor"] == str(last)
    assert visitor.told(old) == ["last"]


def test_a_digest_that_a_reply_overtook_is_not_missed(visitor: Visitor) -> None:
    visitor.say("hello")
    with visitor.pool.transaction() as conn:
        execute(conn, "UPDATE inbox SET received_at = now() - interval '90 seconds'")
    digest = put_reply(visitor.pool, visitor.chat, plain("digest"), sent_seconds_ago=None, priority=1)
    reply = put_reply(visitor.pool, visitor.chat, plain("reply"), sent_seconds_ago=20)
    cursor = visitor.read()["cursor"]
    assert cursor == str(reply)
    with visitor.pool.transaction() as conn:
        execute(conn, "UPDATE outbox SET status = 'sent', sent_at = now() WHERE id = %s", (digest,))
    answer = visitor.read(cursor)
    assert [one["text"] for one in answer["messages"]] == ["digest"]
    assert answer["cursor"] == f"{digest}.{reply}"
    assert visitor.told(answer["cursor"]) == []


def test_sendings_that_become_visible_in_the_wrong_order_are_both_read_and_once(visitor: Visitor) -> None:
    visitor.say("hello")
    late = put_reply(visitor.pool, visitor.chat, plain("late"), sent_seconds_ago=None)
    early = put_reply(visitor.pool, visitor.chat, plain("early"), sent_seconds_ago=20)
    cursor = visitor.read()["cursor"]
    with visitor.pool.transaction() as conn:
        execute(
            conn,
            """UPDATE outbox SET status = 'sent', sent_at = (SELECT sent_at FROM outbox WHERE id = %s)
                                                            - interval '1 millisecond' WHERE id = %s""",
            (early, late),
        )
    answer = visitor.read(cursor)
    assert [one["id"] for one in answer["messages"] if one["from"] == "bot"] == [late]
    assert not [one for one in visitor.read(answer["cursor"])["messages"] if one["from"] == "bot"]


def test_a_cursor_whose_message_was_dropped_still_works(visitor: Visitor) -> None:
    visitor.say("hello")
    gone = put_reply(visitor.pool, visitor.chat, plain("gone"))
    put_reply(visitor.pool, visitor.chat, plain("later"))
    with visitor.pool.transaction() as conn:
        execute(conn, "DELETE FROM outbox WHERE id = %s", (gone,))
        execute(conn, "UPDATE inbox SET payload = NULL")
    assert visitor.told(gone) == ["later"]


def test_what_is_not_sent_yet_is_not_shown_but_announced(visitor: Visitor) -> None:
    visitor.say("hello")
    assert visitor.read()["working"]
    with visitor.pool.transaction() as conn:
        mark_done(conn, int(value(conn, "SELECT id FROM inbox")))
    assert not visitor.read()["working"]
    put_reply(visitor.pool, visitor.chat, plain("soon"), sent_seconds_ago=None)
    answer = visitor.read()
    assert answer["working"]
    assert [one["text"] for one in answer["messages"]] == ["hello"]


def test_a_planned_digest_is_not_announced(visitor: Visitor) -> None:
    visitor.say("hello")
    with visitor.pool.transaction() as conn:
        mark_done(conn, int(value(conn, "SELECT id FROM inbox")))
    put_reply(visitor.pool, visitor.chat, plain("digest"), sent_seconds_ago=None, priority=1)
    assert not visitor.read()["working"]


def test_nobody_sees_anybody_elses_chat(visit: Callable[[], Visitor]) -> None:
    mara, noor = visit(), visit()
    mara.say("secret of Mara")
    put_reply(mara.pool, mara.chat, plain("only for Mara"))
    assert noor.told() == []
    assert mara.told() == ["secret of Mara", "only for Mara"]


def test_another_chats_message_as_cursor_hides_nothing_of_ones_own(visit: Callable[[], Visitor]) -> None:
    mara = visit()
    mara.say("hello")
    foreign = put_reply(mara.pool, mara.chat)
    noor = visit()
    noor.say("mine")
    put_reply(noor.pool, noor.chat, plain("reply"))
    assert noor.told(foreign) == ["mine", "reply"]


@pytest.mark.parametrize("after", ["-1", "9" * 30, "x", "", "1.", "1,2", "1" + ".1" * 21, "\u0661"])
def test_a_cursor_that_cannot_be_is_400(visitor: Visitor, after: str) -> None:
    assert visitor.browser.get(f"/chat/messages?after={after}").status_code == 400


def test_a_message_that_cannot_be_put_into_words_does_not_hide_the_others(visitor: Visitor) -> None:
    visitor.say("hello")
    put_reply(visitor.pool, visitor.chat, {"kind": "unheard-of"})
    last = put_reply(visitor.pool, visitor.chat, plain("fine"))
    answer = visitor.read()
    assert [one["text"] for one in answer["messages"]] == ["hello", "fine"]
    assert answer["cursor"].split(".")[0] == str(last)


def test_markup_in_a_message_stays_text(visitor: Visitor) -> None:
    words = "<img src=x onerror=alert(1)>"
    visitor.say(words)
    put_reply(visitor.pool, visitor.chat, plain(words))
    answer = visitor.browser.get("/chat/messages")
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert visitor.told() == [words, words]


def jobs_body(job: int, match: int = 0) -> dict[str, Any]:
    return {
        "kind": "jobs",
        "intro": {"key": "jobs_intro_one", "args": {}},
        "items": [{"job_id": job, "match_id": match}],
        "buttons": [[{"key": "button_more", "args": {}, "action": "more"}]],
    }


def test_a_posting_is_shown_as_a_card_with_its_reasons(visitor: Visitor) -> None:
    visitor.say("hello")
    with visitor.pool.transaction() as conn:
        job = add_job(
            conn,
            title="<b>Nurse</b>",
            company="Care",
            url="https://example.com/1",
            posted_on=TODAY,
            warnings=["fee"],
            attribution="Remotive",
        )
        reasons = [
            {"code": "place_city", "kind": "strength", "args": {"city": "Leeds"}},
            {"code": "skills_missing", "kind": "gap", "args": {"skills": ["Excel"]}},
            {"code": "pay_unknown", "kind": "note", "args": {}},
        ]
        match = {"user_id": add_user(conn), "job_id": job, "cluster_key": "c", "score": 87, "grade": "A"}
        match_id = insert(conn, "matches", match | {"factors": Json({}), "reasons": Json(reasons)})
    put_reply(visitor.pool, visitor.chat, jobs_body(job, match_id))
    shown = visitor.read()["messages"][-1]
    (card,) = shown["cards"]
    assert (card["title"], card["company"], card["score"], card["grade"]) == ("<b>Nurse</b>", "Care", 87, "A")
    assert card["strengths"] == ["It is in Leeds"]
    assert card["gap"] == "It also asks for: Excel"
    assert (card["notes"], card["attribution"]) == (["The pay is not named"], "via Remotive")
    assert "Never pay" in card["warning"]
    assert card["url"] == "https://example.com/1"
    verbs = ("save", "hide", "similar", "why")
    assert [button["action"] for button in card["buttons"]] == [f"{verb}:{job}" for verb in verbs]
    assert shown["buttons"] == [[{"label": "More jobs", "action": "more"}]]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", " javascript:alert(1)", "//example.com"])
def test_a_link_that_is_no_web_address_is_dropped(visitor: Visitor, url: str) -> None:
    visitor.say("hello")
    with visitor.pool.transaction() as conn:
        job = add_job(conn, url=url)
    put_reply(visitor.pool, visitor.chat, jobs_body(job))
    assert visitor.read()["messages"][-1]["cards"][0]["url"] == ""


def test_words_that_retention_dropped_are_left_out(visitor: Visitor) -> None:
    visitor.say("old words")
    with visitor.pool.transaction() as conn:
        execute(conn, "UPDATE inbox SET payload = NULL")
    put_reply(visitor.pool, visitor.chat, plain("still here"))
    assert visitor.told() == ["still here"]


def test_reading_writes_nothing(visitor: Visitor) -> None:
    visitor.read()
    assert count(visitor.pool, "conversations") == 0


def test_everything_about_oneself_comes_as_a_file_beside_one_line(visitor: Visitor) -> None:
    document = '{"person": {"language": "en"}}'
    visitor.say("hello")
    put_reply(
        visitor.pool, visitor.chat, {"kind": "say", "key": "export", "args": {"document": document}, "buttons": []}
    )
    message = visitor.read()["messages"][-1]
    assert message["file"] == {"name": "jobherald.json", "content": document}
    assert message["text"] == "Everything I have stored about you:"
