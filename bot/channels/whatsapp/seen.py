"""Shows people on WhatsApp that their message was read and an answer is being written, beside the turn."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Self

from bot.channels.whatsapp.errors import Refused, said
from bot.channels.wire import WireError

if TYPE_CHECKING:
    from bot.channels.whatsapp.client import WhatsAppClient
    from db.inbox import WaitingEvent

log = logging.getLogger(__name__)

THREADS = 4
MOST_WAITING = 64  # more would be marked after their answers are there


class SeenMarks:
    """Marks messages as read, each once and without anybody waiting for it; a mark that fails is no matter."""

    def __init__(self, client: WhatsAppClient) -> None:
        self._client = client
        self._places = BoundedSemaphore(MOST_WAITING)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="seen")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(cancel_futures=True)

    def mark(self, event: WaitingEvent) -> None:
        """Mark the message of this event; left out when too many wait."""
        message = event.payload.get("message_id")
        if isinstance(message, str) and self._places.acquire(blocking=False):
            self._threads.submit(self._mark, message)

    def _mark(self, message: str) -> None:
        try:
            self._client.mark_read(message)
        except Refused as refusal:
            log.info("a message could not be marked as read: %s", said(refusal.error) or refusal.status)
        except WireError as error:
            log.info("a message could not be marked as read: %s", type(error).__name__)
        finally:
            self._places.release()
