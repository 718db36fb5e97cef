"""A visitor of the web application, and what they find there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.chat_transcript import find_said_after
from db.conversations import conversation_of
from db.outbox import add_outbox
from db.query import execute, value
from db.redis import Bell

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from db.pool import Pool

OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}
SAY = {"kind": "say", "key": "thanks", "args": {}, "buttons": []}


class CountingBell(Bell):
    """A bell that only counts."""

    def __init__(self) -> None:
        super().__init__(None, "inbox")
        self.rings = 0

    def ring(self) -> None:
        self.rings += 1


@dataclass
class Visitor:
    """Somebody with a browser of their own."""

    browser: FlaskClient
    pool: Pool

    def say(self, text: str, event: str = "event-000001", kind: str = "text") -> TestResponse:
        body = {"event_id": event, "kind": kind, "text": text}
        return self.browser.post("/chat/messages", json=body, headers=OWN_PAGE)

    def read(self, after: int | str = 0) -> dict[str, Any]:
        answer = self.browser.get(f"/chat/messages?after={after}")
        assert answer.status_code == 200, answer.text
        return dict(json.loads(answer.data))

    def told(self, after: int | str = 0) -> list[str]:
        return [one["text"] for one in self.read(after)["messages"]]

    @property
    def chat(self) -> str:
        """The address of the chat that this visitor has begun."""
        with self.pool.transaction() as conn:
            return str(value(conn, "SELECT chat FROM conversations WHERE channel = 'web' ORDER BY id DESC LIMIT 1"))


def put_reply(
    pool: Pool, chat: str, body: dict[str, Any] | None = None, *, sent_seconds_ago: float | None = 0.0, **columns: Any
) -> int:
    """A message of the bot; not sent yet when `sent_seconds_ago` is None."""
    with pool.transaction() as conn:
        message = add_outbox(
            conn,
            conversation_id=conversation_of(conn, "web", chat),
            channel="web",
            chat=chat,
            user_id=None,
            body=body or SAY,
            **columns,
        )
        if sent_seconds_ago is not None:
            execute(
                conn,
                """UPDATE outbox SET status = 'sent', sent_at = clock_timestamp() - make_interval(secs => %s)
                   WHERE id = %s""",
                (sent_seconds_ago, message),
            )
    return message


def plain(words: str) -> dict[str, Any]:
    """The body of a message with these words."""
    return {"kind": "say", "key": "plain", "args": {"text": words}, "buttons": []}


def payloads(pool: Pool, chat: str) -> list[dict[str, Any]]:
    with pool.transaction() as conn:
        return [one.payload for one in find_said_after(conn, "web", chat, 0)]


def count(pool: Pool, table: str) -> int:
    with pool.transaction() as conn:
        return int(value(conn, f"SELECT count(*) FROM {table}"))
