"""What a channel module offers. A channel carries; it decides nothing.

The five functions, by the same names in each module:

    verify(body, headers, settings) -> bool     is this webhook really from the channel? Constant time, fails closed
    parse(body) -> list[Event]                  the events in it, in our shape; MalformedBody when it is none
    render(content, language) -> Rendered       our content in the channel's layout, inside its limits
    send(client, chat, rendered) -> str         hand it over; the channel's id of the message
    classify_error(error) -> Failure            what a failed send means for us
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal


class MalformedBody(Exception):
    """A webhook body that is not what the channel sends; the message says where it went wrong."""


@dataclass(frozen=True, slots=True)
class Event:
    """One incoming event. `event_id` is the same when the channel repeats it.

    The payload is `{"kind": "text"|"action"|"other"|"blocked"|"unblocked"|"group", "text": …}` with, where known,
    `language` (as in ISO 639: "pt", "pcm"), `callback_id` (to be answered) and nothing else that is personal.
    """

    event_id: str
    chat: str
    kind: Literal["message", "status", "member", "preference"]
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Failure:
    """What a failed send means.

    `action`: "retry" later (after `retry_after_seconds` when the channel says so), "unknown" when it may have arrived,
    "gone" when this chat cannot be reached any more, "drop" when this message can never be sent, "halt" when nothing
    can be sent on this channel (a dead token).
    """

    action: Literal["retry", "unknown", "gone", "drop", "halt"]
    reason: str
    retry_after_seconds: float | None = None
    whole_channel: bool = field(default=False)
