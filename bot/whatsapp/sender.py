"""WhatsApp for a worker: its Sender with the rules bound, and the marks that a message was read."""

from __future__ import annotations

from contextlib import closing, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from bot.channels import whatsapp
from bot.channels.base import Sender
from bot.channels.whatsapp.client import WhatsAppClient
from bot.channels.whatsapp.seen import SeenMarks
from bot.whatsapp.rules import WhatsAppRules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from db.inbox import WaitingEvent
    from settings import Settings

# To one person: Meta's pair rate, with the burst that it allows to be sent ahead of it.
PAIR_SECONDS = 6.0
PAIR_BURST = 45
LATE_SECONDS = 0.006  # half of what 78.2 a second may be late by, and never be more than 80
UNKNOWN_SECONDS = 120.0  # a status names the row of a message that arrived, and comes within seconds


@contextmanager
def whatsapp_senders(settings: Settings) -> Iterator[list[Sender]]:
    """The configured number as a Sender; none where there is none."""
    client = WhatsAppClient.from_settings(settings)
    if client is None:
        yield []
        return
    with closing(client):
        yield [sender_of(client, settings)]


def sender_of(client: WhatsAppClient, settings: Settings) -> Sender:
    """Sends through this client, by the rules as set."""
    rules = WhatsAppRules(settings)
    return Sender(
        whatsapp.NAME,
        settings.whatsapp_messages_per_second,
        PAIR_SECONDS,
        whatsapp.render,
        partial(whatsapp.send, client),
        whatsapp.classify_error,
        permit=rules.permit,
        call_back=rules.call_back,
        settled=rules.settled,
        burst_per_chat=PAIR_BURST,
        unknown_seconds=UNKNOWN_SECONDS,
        late_seconds=LATE_SECONDS,
    )


@contextmanager
def seen_marks(settings: Settings) -> Iterator[Callable[[str, WaitingEvent], None]]:
    """What tells people that their message was read: nothing, on a channel that has no such sign."""
    client = WhatsAppClient.from_settings(settings)
    if client is None:
        yield lambda _channel, _event: None
        return
    with closing(client), SeenMarks(client) as marks:
        yield lambda channel, event: marks.mark(event) if channel == whatsapp.NAME else None
