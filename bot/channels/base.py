"""What a channel module offers. A channel carries; it decides nothing.

The five functions, by the same names in each module:

    verify(body, headers, settings) -> bool     is this webhook really from the channel? Constant time, fails closed
    parse(body, settings) -> list[Event]        the events in it, in our shape; MalformedBody when it is none
    render(content, language) -> Rendered       our content in the channel's layout, inside its limits
    send(client, chat, rendered) -> str         hand it over; the channel's id of the message
    classify_error(error) -> Failure            what a failed send means for us
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.contents import Content
    from db.outbox_claims import Claimed
    from db.pool import Connection


class MalformedBody(Exception):
    """A webhook body that is not what the channel sends; the message says where it went wrong."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is behind a chat, on a channel that knows people by more than one address, each "" where unknown.

    `lasting` stays theirs (WhatsApp: the business-scoped user id), `phone` has digits only. `former` are addresses that
    were theirs until this event (a new number, a new id).
    """

    lasting: str = ""
    phone: str = ""
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One incoming event. `event_id` is the same when the channel repeats it.

    The payload is `{"kind": "text"|"action"|"other"|"blocked"|"unblocked"|"group", "text": …}` with, where known,
    `language` (as in ISO 639: "pt", "pcm"), of a tap `callback_id` (to be answered at once) and `message`
    (the channel's id of the message that was tapped), `at` (when the person sent it, in Unix seconds) and nothing else
    that is personal.

    A "status" has the payload `{"status": "sent"|"delivered"|"read"|"failed", "message": the channel's id of it,
    "outbox": the outbox row's id where the channel gave it back, "at": Unix seconds}`, with `"free"` where it tells
    that the message costs nothing, and when it failed `"failure"`, the fields of a `Failure`. Its `chat` may be "".

    An "account" event (no chat) tells of the channel's own standing and never enters the inbox.
    """

    event_id: str
    chat: str
    kind: Literal["message", "status", "member", "preference", "account"]
    payload: dict[str, Any]
    identity: Identity | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """What a failed send means.

    `action`: "retry" later (after `retry_after_seconds` when the channel says so), "unknown" when it may have arrived,
    "gone" when this chat cannot be reached any more, "drop" when this message can never be sent, "halt" when nothing
    can be sent on this channel (a dead token), "hold" when it may go only after the person wrote again. `code` is the
    channel's own.
    """

    action: Literal["retry", "unknown", "gone", "drop", "halt", "hold"]
    reason: str
    retry_after_seconds: float | None = None
    whole_channel: bool = field(default=False)
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Permit:
    """What a channel's own rules allow for a claimed message at the moment of sending.

    "as_is": send it. "call_back": only a template may go, which is to be paid for, so the sender's `call_back` decides.
    "template": `body` goes out in its stead, in the same row, which keeps it; what the row would have shown has been
    released. "hold": it is parked (waiting, `send_at` infinity) until the person writes. "cancel": it is not sent, for
    this reason, and what it would have shown is released. `to` is what `send` takes in place of the chat, where a
    message needs more to be addressed by (other addresses, the row's id to be given back in statuses).
    """

    action: Literal["as_is", "call_back", "template", "hold", "cancel"]
    reason: str = ""
    body: dict[str, Any] | None = None
    to: Any = None


@dataclass(frozen=True, slots=True)
class Sender:
    """A channel ready to send: its pace, and its functions bound to its client.

    `render` gives what `send` takes, or a list of these: then each goes as a message of its own, in its own place.
    `fetched` channels hand nothing over: their reader comes for the row, so it is only marked. `permit` judges each
    claimed message by the channel's own rules just before the send, and only reads; where it says "call_back", the
    function of that name decides in a transaction, and may write. `settled` is told of every failure, also of one that
    a status brings, in the transaction that marks it, and notes what only this channel knows of (opt-outs, refused
    templates). `burst_per_chat` messages may go to a chat at once before its pace holds. A message whose answer was
    lost is sent again after `unknown_seconds`, unless a status has told of it by then. What begins more than
    `late_seconds` after its place in time takes up a second place, which stays empty.
    """

    name: str
    per_second: float
    seconds_per_chat: float
    render: Callable[[Content, str], Any]
    send: Callable[[Any, Any], str]
    classify_error: Callable[[Exception], Failure]
    fetched: bool = False
    permit: Callable[[Connection, Claimed, datetime], Permit] | None = None
    call_back: Callable[[Connection, Claimed, Permit], Permit] | None = None
    settled: Callable[[Connection, Claimed, Failure, datetime], None] | None = None
    burst_per_chat: int = 1
    unknown_seconds: float = 60.0
    late_seconds: float = 0.02
