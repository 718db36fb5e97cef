"""One incoming event, start to end: lease the chat, decide, resolve what was asked for, commit everything at once."""

from __future__ import annotations

import logging
import random
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ai.language import build_language_model
from bot.arrived import with_arrived
from bot.asks import Resolver
from bot.changes import apply_change
from bot.conversation import flow
from bot.conversation.codec import dialogue_from_json, dialogue_to_json, reply_to_body
from bot.conversation.model import (
    DeletePerson,
    Dialogue,
    Incoming,
    JoinPerson,
    Phrase,
    Say,
    ShowJobs,
    State,
    Turn,
)
from bot.failure_trace import where
from bot.outcomes import close_chat
from bot.readers import person_of, reader_of, said_at
from bot.texts.words import is_stop
from bot.whatsapp.turns import (
    asks_for_held,
    flush,
    take_preference,
    understood,
    wants_no_answer,
    without_held,
)
from db.conversations import Lease, abandon_chat, forget_words, hold_chat, lease_chat, release_chat
from db.errors import LeaseLost, Unavailable
from db.inbox import WaitingEvent, claim_first_waiting, count_answered, mark_dead, mark_done, mark_retry
from db.outbox import add_outbox, is_reply
from db.preferences import Preferences, find_preferences
from db.users import (
    lock_user,
    mark_reachable,
    note_inbound,
)
from db.whatsapp_addresses import forward_events
from matching.retrieval import attach_to_message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ai.embeddings import Embedder
    from bot.conversation.model import Reply
    from db.pool import Connection, Pool
    from settings import Settings

log = logging.getLogger(__name__)

LEASE_SECONDS = 30.0
ATTEMPTS = 4
DELETED = "deleted"
NEXT_PAGE = "more"


@dataclass(frozen=True, slots=True)
class Work:
    """A leased event with the state it meets."""

    lease: Lease
    event: WaitingEvent
    state: State


class Turns:
    """Works through the inbox, one event of a chat at a time, whoever else works beside it.

    `ring` is told the channel whenever something was put up to be sent, `seen` every event whose turn begins.
    """

    def __init__(
        self,
        pool: Pool,
        embedder: Embedder,
        settings: Settings,
        ring: Callable[[str], None],
        seen: Callable[[str, WaitingEvent], None] = lambda _channel, _event: None,
    ) -> None:
        self._pool = pool
        self._settings = settings
        self._ring = ring
        self._seen = seen
        self._language = build_language_model(settings, pool, tries_again=False)
        self._resolver = Resolver(pool, embedder, settings, self._language)

    def lease(self) -> Lease | None:
        """Take the next chat that has something to do."""
        with self._pool.transaction(single=True) as conn:
            return lease_chat(conn, LEASE_SECONDS)

    def handle(self, lease: Lease) -> None:
        """Handle the oldest event of a leased chat; whatever happens, the event is not lost."""
        event = None
        try:
            with self._pool.transaction() as conn:
                hold_chat(conn, lease)
                event = claim_first_waiting(conn, lease.conversation_id)
                work = self._begin(conn, lease, event)
                if work is None:
                    abandon_chat(conn, lease)
            if event is None or (asks_for_held(event) and self._flush(lease, event, instead=True)):
                return
            if work is not None:
                self._seen(lease.channel, event)
                self._decide(work)
            self._flush(lease, event)
        except LeaseLost:
            log.warning("conversation %s was taken over by another worker", lease.conversation_id)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - any bug must leave the event for another try, and the worker alive
            self._set_back(lease, event, where(error))

    def _begin(self, conn: Connection, lease: Lease, event: WaitingEvent | None) -> Work | None:
        if event is None:
            return None
        if lease.moved_to is not None:
            forward_events(conn, moved=lease.conversation_id, to=lease.moved_to)
            return None
        if event.attempts > ATTEMPTS:  # the earlier ones left no word: their workers died, or the leases ran out
            self._give_up(conn, lease, event, "no attempt came to an end")
            return None
        if self._floods(conn, lease, event):
            return None
        return self._load(conn, lease, event)

    def _flush(self, lease: Lease, event: WaitingEvent, *, instead: bool = False) -> bool:
        put_up = flush(self._pool, lease, event, self._settings, instead=instead)
        if put_up:
            self._ring(lease.channel)
        return put_up

    def _floods(self, conn: Connection, lease: Lease, event: WaitingEvent) -> bool:
        """Whether the chat writes faster than is answered; it is told so once. A word that means stop always counts."""
        limit = self._settings.turns_per_minute
        if event.kind != "message" or is_stop(str(event.payload.get("text", ""))):
            return False
        lately = count_answered(conn, lease.conversation_id, event.id, seconds=60, most=limit + 1)
        if lately < limit:
            return False
        if lately == limit:
            self._answer(conn, lease, event, (Say(Phrase("flood")),), user_id=lease.user_id)
        mark_done(conn, event.id)
        return True

    def _load(self, conn: Connection, lease: Lease, event: WaitingEvent) -> Work | None:
        if event.kind == "member":
            self._note_membership(conn, lease, event)
            return None
        if event.payload.get("kind") == "group":
            self._refuse_group(conn, lease, event)
            return None
        if event.kind == "preference":
            take_preference(conn, lease, event)
            mark_done(conn, event.id)
            return None
        user = reader_of(conn, lease, event, self._settings)
        note_inbound(conn, lease.channel, lease.chat, at=said_at(event))
        if wants_no_answer(conn, lease, event, user):
            mark_done(conn, event.id)
            return None
        stored = {} if lease.state.get("step") == DELETED else lease.state
        dialogue = with_arrived(conn, lease.conversation_id, dialogue_from_json(stored)) if stored else Dialogue()
        searches = tuple(find_preferences(conn, user.id))
        talked_about = (each for each in searches if each.slot == dialogue.search)
        state = State(
            dialogue=dialogue,
            person=person_of(conn, user, lease, self._settings),
            preferences=next(talked_about, searches[0] if searches else Preferences(user_id=user.id)),
            searches=searches,
            openai_used=self._settings.provider == "openai",
            privacy_contact=self._settings.privacy_contact,
            language_model=self._language is not None,
        )
        return Work(lease, understood(conn, lease, event, user.language), state)

    def _note_membership(self, conn: Connection, lease: Lease, event: WaitingEvent) -> None:
        if event.payload.get("kind") == "blocked":
            close_chat(conn, lease.channel, lease.chat, "blocked the bot")
        else:
            mark_reachable(conn, lease.channel, lease.chat)
        mark_done(conn, event.id)

    def _refuse_group(self, conn: Connection, lease: Lease, event: WaitingEvent) -> None:
        self._answer(conn, lease, event, (Say(Phrase("private_chats_only")),), user_id=None)
        mark_done(conn, event.id)

    def _decide(self, work: Work) -> None:
        turn = flow.step(work.state, without_held(_incoming(work.event.payload)), datetime.now(UTC))
        if turn.asks:
            turn = flow.finish(turn, tuple(self._resolver.resolve(ask, turn) for ask in turn.asks))
        with self._pool.transaction() as conn:
            hold_chat(conn, work.lease)
            self._commit(conn, work, turn)
        self._ring(work.lease.channel)

    def _commit(self, conn: Connection, work: Work, turn: Turn) -> None:
        person: int | None = work.state.person.user_id
        if not lock_user(conn, work.state.person.user_id):
            person = None
        for change in turn.changes:
            apply_change(conn, change, work.state, work.lease, self._settings)
        mark_done(conn, work.event.id)
        stored: dict[str, Any] = dialogue_to_json(turn.state.dialogue)
        if any(isinstance(change, DeletePerson) for change in turn.changes):
            forget_words(conn, work.lease.conversation_id)
            person, stored = None, {"step": DELETED}
        for change in turn.changes:
            if isinstance(change, JoinPerson) and lock_user(conn, change.user_id):
                person, stored = change.user_id, dialogue_to_json(Dialogue(step="ready", consent="given"))
        self._answer(conn, work.lease, work.event, turn.replies, user_id=person)
        release_chat(conn, work.lease, state=stored, user_id=person)

    def _answer(
        self, conn: Connection, lease: Lease, event: WaitingEvent, replies: Iterable[Reply], *, user_id: int | None
    ) -> None:
        for reply in replies:
            body = reply_to_body(reply) | _place(conn, lease, event.payload, reply)
            message = add_outbox(
                conn,
                conversation_id=lease.conversation_id,
                channel=lease.channel,
                chat=lease.chat,
                user_id=user_id,
                body=body,
                inbox_id=event.id,
            )
            attach_to_message(conn, body, message)

    def _set_back(self, lease: Lease, event: WaitingEvent | None, reason: str) -> None:
        """Try again later; after the last try say so, and let the next event have its turn."""
        log.error("conversation %s: a turn failed: %s", lease.conversation_id, reason)
        with suppress(LeaseLost), self._pool.transaction() as conn:
            hold_chat(conn, lease)
            abandon_chat(conn, lease)
            if event is not None and event.attempts < ATTEMPTS:
                pause = 2.0 ** (event.attempts - 1) * random.uniform(0.5, 1.5)  # noqa: S311 - jitter
                mark_retry(conn, event.id, error=reason, after_seconds=pause)
            elif event is not None:
                self._give_up(conn, lease, event, reason)
        self._ring(lease.channel)

    def _give_up(self, conn: Connection, lease: Lease, event: WaitingEvent, reason: str) -> None:
        mark_dead(conn, event.id, error=reason)
        self._answer(conn, lease, event, (Say(Phrase("turn_failed")),), user_id=lease.user_id)


def _place(conn: Connection, lease: Lease, payload: dict[str, Any], reply: Reply) -> dict[str, str]:
    """The next page of a list takes the place of the one tapped, where the channel names it; a digest stays."""
    tapped = str(payload.get("message", ""))
    if not tapped or not _asks_for_next(payload) or not isinstance(reply, ShowJobs) or not reply.items:
        return {}
    return {"edits": tapped} if is_reply(conn, lease.conversation_id, tapped) else {}


def _asks_for_next(payload: dict[str, Any]) -> bool:
    return str(payload.get("text", "")).partition(":")[0] == NEXT_PAGE


def _incoming(payload: dict[str, Any]) -> Incoming:
    text = str(payload.get("text", "")).replace("\x00", "")
    match payload.get("kind"):
        case "text":
            return Incoming("text", text)
        case "action":
            return Incoming("action", text)
        case _:
            return Incoming("other", text)
