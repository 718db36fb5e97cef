"""Senders killed after WhatsApp took a message: its statuses tell of it, so it need not go twice."""

from __future__ import annotations

import json
import threading
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.channels import whatsapp
from bot.channels.whatsapp.client import WhatsAppClient
from bot.intake import take_in
from bot.statuses import StatusLoop
from bot.whatsapp.sender import sender_of
from db.pool import Pool
from db.redis import Bell
from settings import load_settings
from tests.faults.delivering import KEY, LEASES_END, Kill, KillAfter, Killed, drain, sending, wait_for_senders
from tests.many_digests import add_digests
from tests.product import whatsapp_settings
from tests.stubs.whatsapp import WhatsAppStub

if TYPE_CHECKING:
    from collections.abc import Sequence

    from settings import Settings

__all__ = ["Kill", "killed_after_whatsapp_took_it"]


def killed_after_whatsapp_took_it(
    url: str, *, messages: int, kills: int, seconds: float = 60, told: bool = True
) -> Killed:
    """As `killed_after_acceptance`; with `told` the statuses of what arrived come in, as they do within seconds."""
    kill = KillAfter(kills)
    with WhatsAppStub(window=False, per_second=1e6) as stub, closing(Pool(url, size=4)) as pool:
        settings = load_settings(
            secret_key=KEY, _env_file=None, **{name.lower(): text for name, text in whatsapp_settings(stub.url).items()}
        )
        stub.statuses = ("sent", "delivered") if told else ()
        stub.callbacks.tell = lambda bodies: receive(pool, settings, bodies)  # type: ignore[method-assign]
        with closing(WhatsAppClient.from_settings(settings)) as client:  # type: ignore[type-var]
            sender = replace(sender_of(client, settings), per_second=200.0)  # type: ignore[arg-type]
            stop = threading.Event()
            statuses = threading.Thread(target=StatusLoop(pool, [sender]).run, args=(stop, Bell(None, "statuses")))
            statuses.start()
            try:
                with sending(url, [replace(sender, send=kill(sender.send)) for _ in range(2)]):
                    wait_for_senders(pool, channel="whatsapp")
                    with pool.transaction() as conn:
                        chats = add_digests(conn, "whatsapp", messages, first=491_510_000_001)
                    drain(pool, seconds=seconds + messages / 20, hurry=LEASES_END)
            finally:
                stop.set()
                statuses.join(10)
        arrived = [sent.to for sent in stub.sent]
    return Killed(messages, kill.done, len(set(chats) & set(arrived)), len(arrived) - len(set(arrived)))


def receive(pool: Pool, settings: Settings, bodies: Sequence[dict[str, Any]]) -> None:
    """Take in what the stub tells, as our webhook does."""
    for body in bodies:
        events = whatsapp.parse(json.dumps(body).encode(), settings)
        with pool.transaction() as conn:
            take_in(conn, "whatsapp", events, settings)
