"""What a browser is told of its chat: both sides' messages in order of time, and whether an answer is on its way."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.channels import web
from bot.contents import load_content
from db.chat_transcript import Said, Sent, find_said_after, find_sent_after, is_working
from db.failure_trace import where

if TYPE_CHECKING:
    from bot.apply_links import ApplyLinks
    from db.pool import Connection

log = logging.getLogger(__name__)

SHOWN_CHARACTERS = 2000  # of one's own words: the bot reads no more of them either
OVERLAP_SECONDS = 2.0  # far longer than two sendings of one chat can pass each other
MOST_KNOWN = 20
CURSOR = re.compile(r"\d{1,18}(\.\d{1,18}){0,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a browser has read: the message sent last, and what else it knows of the time just before."""

    last: int = 0
    known: tuple[int, ...] = ()

    @classmethod
    def read(cls, text: str) -> Cursor:
        """From an address.

        Raises:
            ValueError: it is none of ours.
        """
        if not CURSOR.fullmatch(text):
            raise ValueError("not a cursor of an earlier answer")
        last, *known = map(int, text.split("."))
        return cls(last, tuple(known))

    def __str__(self) -> str:
        return ".".join(map(str, (self.last, *self.known)))

    def past(self, sent: list[Sent]) -> Cursor:
        """The cursor once these were read as well."""
        if not sent:
            return self
        since = sent[-1].sent_at - timedelta(seconds=OVERLAP_SECONDS)
        beside = [one.id for one in sent[:-1] if one.sent_at > since]
        earlier = (self.last, *self.known) if self.last else ()
        return Cursor(sent[-1].id, (*beside[::-1], *earlier)[:MOST_KNOWN])


def load_transcript(conn: Connection, chat: str, after: Cursor, links: ApplyLinks | None = None) -> dict[str, Any]:
    """`{messages, working, cursor}` of what came after the cursor of an earlier answer, or of everything.

    One's own words of the two seconds before the cursor are told again; the browser knows by id what it has.
    """
    # Looked at first: when nothing is on its way any more, all that was on its way is in what is read after it.
    working = is_working(conn, web.NAME, chat)
    sent = find_sent_after(conn, web.NAME, chat, after.last, overlap_seconds=OVERLAP_SECONDS, known=after.known)
    said = find_said_after(conn, web.NAME, chat, after.last, overlap_seconds=OVERLAP_SECONDS)
    messages = [*(_own(one) for one in said), *(shown for one in sent if (shown := _bots(conn, one, links)))]
    return {
        "messages": sorted(messages, key=lambda message: str(message["at"])),
        "working": working,
        "cursor": str(after.past(sent)),
    }


def _own(said: Said) -> dict[str, Any]:
    words = str(said.payload.get("text", ""))
    return {
        "from": "you",
        "event": web.given_id(said.event_id),
        "at": _instant(said.received_at),
        "kind": said.payload["kind"],
        "text": words if len(words) <= SHOWN_CHARACTERS else words[:SHOWN_CHARACTERS] + "…",
    }


def _bots(conn: Connection, sent: Sent, links: ApplyLinks | None) -> dict[str, Any] | None:
    """A message as the browser shows it; one that cannot be put into words is passed over, not the whole chat."""
    try:
        content = load_content(
            conn,
            sent.body,
            language=sent.language,
            today=datetime.now(UTC).date(),
            links=links,
            user_id=sent.user_id,
        )
    except (KeyError, TypeError, ValueError) as error:
        log.error("message %s: %s", sent.id, where(error))  # noqa: TRY400 - the message may be personal
        return None
    return {"from": "bot", "id": sent.id, "at": _instant(sent.sent_at)} | web.render(content, sent.language)


def _instant(at: datetime) -> str:
    """Always with microseconds, so that the texts sort as the instants do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
