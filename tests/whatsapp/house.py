"""The house with WhatsApp for a door: signed bodies in, turns, delivery to the stub, its statuses back in, in
one process."""

from __future__ import annotations

import json
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ai.embeddings import build_embedder
from bot.channels import whatsapp
from bot.channels.whatsapp.client import WhatsAppClient
from bot.delivery import Delivery
from bot.intake import take_in
from bot.statuses import StatusLoop
from bot.turns import Turns
from bot.whatsapp.sender import sender_of
from db.matches import add_planned, attach_outbox
from db.outbox import add_outbox
from db.outbox_claims import ensure_pace
from db.query import execute, value
from matching.retrieval import Match
from tests.factories import add_job, insert
from tests.stubs.whatsapp import APP_SECRET, NUMBER_ID, TOKEN, VERIFY_TOKEN, WhatsAppStub
from tests.stubs.whatsapp_callbacks import ACCOUNT_ID, signature

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from db.pool import Pool
    from settings import Settings
    from tests.stubs.whatsapp_people import Sent

PHONE, BSUID = "491519990001", "DE.10020030040050060"
SETTINGS = {
    "whatsapp_access_token": TOKEN,
    "whatsapp_phone_number_id": NUMBER_ID,
    "whatsapp_business_account_id": ACCOUNT_ID,
    "whatsapp_app_secret": APP_SECRET,
    "whatsapp_verify_token": VERIFY_TOKEN,
}


@dataclass
class House:
    """Everything that a person on WhatsApp meets."""

    pool: Pool
    settings: Settings
    stub: WhatsAppStub
    client: WhatsAppClient
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sender = sender_of(self.client, self.settings)
        self.turns = Turns(
            self.pool,
            build_embedder(self.settings),
            self.settings,
            lambda _channel: None,
            lambda _channel, event: self.seen.append(event.payload.get("message_id", "")),
        )
        key = self.settings.secret_key.get_secret_value()
        self.delivery = Delivery(self.pool, self.sender, secret_key=key, threads=2)
        self.statuses = StatusLoop(self.pool, [self.sender])
        self.stub.callbacks.tell = self.receive  # type: ignore[method-assign]
        with self.pool.transaction() as conn:
            ensure_pace(conn, "whatsapp")

    def receive(self, bodies: Sequence[dict[str, Any]]) -> int:
        """Bodies as Meta delivers them; how many events were new."""
        new = 0
        for body in bodies:
            raw = json.dumps(body).encode()
            headers = {whatsapp.SIGNATURE_HEADER: signature(APP_SECRET, raw)}
            assert whatsapp.verify(raw, headers, self.settings)
            with self.pool.transaction() as conn:
                new += take_in(conn, "whatsapp", whatsapp.parse(raw, self.settings), self.settings)
        return new

    def work(self) -> list[Sent]:
        """Work everything off; what went out meanwhile."""
        before = len(self.stub.sent)
        busy = True
        while busy:
            busy = False
            while (lease := self.turns.lease()) is not None:
                self.turns.handle(lease)
                busy = True
            for message in self.delivery.claim(20):
                self.delivery.deliver(message)
                busy = True
            busy = self.statuses.apply() > 0 or busy
        return self.stub.sent[before:]

    def say(self, text: str, who: str = PHONE) -> list[Sent]:
        """Somebody writes; what they are sent."""
        self.stub.say(who, text)
        return self.work()

    def tap(self, action: str, who: str = PHONE) -> list[Sent]:
        """Somebody taps; what they are sent."""
        self.stub.tap(who, action)
        return self.work()

    def set_up(self, who: str = PHONE) -> int:
        """Somebody who said what they want and went on; their id."""
        self.say("data engineer in Amsterdam", who)
        self.say("skip", who)
        self.run("UPDATE user_preferences SET frequency = 'daily'")
        return int(self.query("SELECT max(id) FROM users"))

    def a_day_later(self, hours: float = 25.0) -> None:
        """As if nobody had written for so long."""
        for name in self.stub.inbound:
            self.stub.inbound[name] -= hours * 3600
        for column in ("last_inbound_at", "window_refused_at"):
            self.run(f"UPDATE channel_accounts SET {column} = {column} - interval '{hours} hours'")
        self.run(f"UPDATE template_messages SET sent_at = sent_at - interval '{hours} hours'")
        self.run(f"UPDATE outbox SET sent_at = sent_at - interval '{hours} hours'")
        self.run("DELETE FROM chat_pace")

    def digest(self, user: int, chat: str = PHONE) -> int:
        """A planned digest of one new posting; its outbox row."""
        with self.pool.transaction() as conn:
            job = add_open_job(conn)
            slot = datetime.now(UTC) + timedelta(microseconds=job)
            digest = insert(conn, "digests", {"user_id": user, "slot": slot, "status": "planned"})
            match = Match(job, f"key-{job}", 80, "A", {}, (), (), ())
            (match_id,) = add_planned(conn, user, None, [match], digest_id=digest).values()
            message = add_outbox(
                conn,
                conversation_id=value(conn, "SELECT id FROM conversations WHERE chat = %s", (chat,)),
                channel="whatsapp",
                chat=chat,
                user_id=user,
                body={"kind": "digest", "digest_id": digest, "items": [{"job_id": job, "match_id": match_id}]},
                priority=1,
                expires_at=datetime.now(UTC) + timedelta(hours=12),
            )
            attach_outbox(conn, [match_id], message)
            return message

    def query(self, statement: str, *parameters: Any) -> Any:
        with self.pool.transaction() as conn:
            return value(conn, statement, parameters)

    def run(self, statement: str) -> None:
        with self.pool.transaction() as conn:
            execute(conn, statement)


def add_open_job(conn: Any) -> int:
    """A posting of today for data engineers in Amsterdam."""
    dates = {"posted_on": value(conn, "SELECT current_date"), "expires_on": value(conn, "SELECT current_date + 20")}
    place = {"city": "Amsterdam", "region": "North Holland", "country": "NL"}
    return add_job(conn, title="Data Engineer", places=[place], **dates)


TABLES = (
    *("conversations", "users", "canonical_jobs", "suppressions", "channel_pace", "chat_pace"),
    *("template_messages", "template_spending", "channel_troubles", "deliveries"),
)


def empty(pool: Pool) -> None:
    """The database as it was before: making another takes longer."""
    with pool.transaction() as conn:
        for table in TABLES:
            execute(conn, f"DELETE FROM {table}")
        execute(conn, "DELETE FROM inbox WHERE conversation_id IS NULL")


@contextmanager
def house(pool: Pool, settings: Settings) -> Iterator[House]:
    """A house whose WhatsApp is a stub, with three open postings."""
    with pool.transaction() as conn:
        for _ in range(3):
            add_open_job(conn)
    with WhatsAppStub() as server:
        reached = settings.model_copy(update={"whatsapp_base_url": server.url})
        client = WhatsAppClient.from_settings(reached)
        assert client is not None
        with closing(client):
            yield House(pool, reached, server, client)
