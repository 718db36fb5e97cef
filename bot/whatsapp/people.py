"""Finds the one chat behind WhatsApp's addresses: ids that change, numbers that are hidden, revealed or given away.

A chat keeps the name it began with; every address leads to it. Runs in the webhook's transaction, so that an event
enters the inbox under the right chat at once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.joined_people import join
from db.channel_troubles import clear_trouble, save_trouble
from db.conversations import conversation_of
from db.suppressions import add_suppression, address_hash, is_suppressed
from db.users import save_user
from db.whatsapp_addresses import (
    KnownAddress,
    begin_anew,
    drop_account_of,
    find_chats_behind,
    forget_phone,
    lock_addresses,
    lock_chats,
    move_chat,
    save_whatsapp_address,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.channels.base import Event, Identity
    from db.pool import Connection
    from settings import Settings

CHANNEL = "whatsapp"
Known = dict[str, KnownAddress]


def settle(conn: Connection, events: Sequence[Event], settings: Settings) -> list[Event]:
    """The events under their people's chats; what Meta tells about our own account is noted, and no event any more."""
    for event in events:
        if event.kind == "account":
            note_standing(conn, event)
    wanted = [event for event in events if event.kind != "account"]
    asked = {each for event in wanted if event.identity for each in _addresses(event.identity)}
    known = find_chats_behind(conn, asked) if asked else {}
    if any(_tells_something_new(event.identity, known) for event in wanted if event.identity):
        lock_addresses(conn, asked)
        known = find_chats_behind(conn, asked)
    secret_key = settings.secret_key.get_secret_value()
    settled = (_settled(conn, event, known, secret_key) for event in wanted)
    return [event for event in settled if event is not None]


def _tells_something_new(who: Identity, known: Known) -> bool:
    """Whether anything is to be written: an address is not known, or two of them lead to two chats."""
    chats = {known[each].conversation_id if each in known else None for each in _addresses(who)}
    return bool(who.former) or None in chats or len(chats) > 1


def note_standing(conn: Connection, event: Event) -> None:
    """A template was refused, an account restricted, or all is well again."""
    subject, trouble = str(event.payload["subject"]), str(event.payload["trouble"])
    if trouble:
        save_trouble(conn, CHANNEL, subject, trouble)
    else:
        clear_trouble(conn, CHANNEL, subject)


def _settled(conn: Connection, event: Event, known: Known, secret_key: str) -> Event | None:
    identity = event.identity
    if identity is None:
        return event
    if identity.former:
        home = _moved(conn, identity, known, secret_key)
        return None if home is None else replace(event, chat=home.chat)
    home = _home(conn, event.chat, identity, known, secret_key)
    return replace(event, chat=home.chat)


def _home(conn: Connection, chat: str, who: Identity, known: Known, secret_key: str) -> KnownAddress:
    """The chat of somebody who wrote, with what this message tells of their addresses noted."""
    by_id, by_phone = known.get(who.lasting), known.get(who.phone)
    if by_phone is not None and who.lasting and by_phone.lasting_id not in (None, who.lasting) and by_phone != by_id:
        by_phone = None  # the number was given to somebody else, whose id this is
    if by_id is not None and by_phone is not None and by_id.conversation_id != by_phone.conversation_id:
        return _one_of_two(conn, by_id, by_phone, known, secret_key)
    home = by_id or by_phone or _begun(conn, chat)
    _note(conn, who, home, known)
    return home


def _begun(conn: Connection, chat: str) -> KnownAddress:
    conversation = conversation_of(conn, CHANNEL, chat)
    begin_anew(conn, conversation)
    return KnownAddress(chat, conversation, chat, None, None)


def _note(conn: Connection, who: Identity, home: KnownAddress, known: Known) -> None:
    """Both addresses lead to this chat; nothing is written where that is known."""
    for address in filter(None, (who.lasting, who.phone)):
        before = known.get(address)
        if before is None or before.conversation_id != home.conversation_id:
            save_whatsapp_address(conn, address, home.conversation_id, lasting=address == who.lasting)
            lasting_id = who.lasting or home.lasting_id
            known[address] = replace(home, address=address, lasting_id=lasting_id)


def _moved(conn: Connection, who: Identity, known: Known, secret_key: str) -> KnownAddress | None:
    """The chat of somebody whose number or id changed; None for nobody we know."""
    home = next((known[each] for each in who.former if each in known), None)
    if home is None:
        return None
    already = known.get(who.lasting) or known.get(who.phone)
    if already is not None and _may_be_same(already, home, who):  # they wrote before this was told
        home = _one_of_two(conn, home, already, known, secret_key)
    for address in filter(None, (who.lasting, who.phone)):
        save_whatsapp_address(conn, address, home.conversation_id, lasting=address == who.lasting)
        known[address] = replace(home, address=address, lasting_id=who.lasting or home.lasting_id)
    for former in who.former:
        if "." not in former:
            forget_phone(conn, former)
            known.pop(former, None)
    return home


def _may_be_same(already: KnownAddress, home: KnownAddress, who: Identity) -> bool:
    """Another chat under the new addresses is theirs too, unless it is reached by somebody else's id."""
    return already.conversation_id != home.conversation_id and already.lasting_id in (None, who.lasting)


def _one_of_two(
    conn: Connection, one: KnownAddress, other: KnownAddress, known: Known, secret_key: str
) -> KnownAddress:
    """Two chats are one person's: the one with a person, then the older one, stays.

    A turn that goes on may just be making the person of a chat: it is waited for, and both are looked at again.
    """
    lock_chats(conn, (one.conversation_id, other.conversation_id))
    now_known = find_chats_behind(conn, (one.address, other.address))
    one, other = now_known.get(one.address, one), now_known.get(other.address, other)
    kept, gone = sorted((one, other), key=lambda each: (each.user_id is None, each.conversation_id))
    drop_account_of(conn, gone.conversation_id)
    move_chat(conn, gone=gone.conversation_id, kept=kept.conversation_id)
    if gone.user_id is not None and kept.user_id is not None and gone.user_id != kept.user_id:
        join(conn, gone.user_id, kept.user_id)
    _stay_stopped(conn, gone, kept, secret_key)
    home = replace(kept, lasting_id=one.lasting_id or other.lasting_id)
    for address, each in known.items():
        if each.conversation_id in (gone.conversation_id, kept.conversation_id):
            known[address] = replace(home, address=address)
    return home


def _stay_stopped(conn: Connection, gone: KnownAddress, kept: KnownAddress, secret_key: str) -> None:
    """A stop said in the one chat holds for the person."""
    if is_suppressed(conn, CHANNEL, address_hash(secret_key, CHANNEL, gone.chat)):
        add_suppression(conn, CHANNEL, address_hash(secret_key, CHANNEL, kept.chat), "said stop")
        if kept.user_id is not None:
            save_user(conn, kept.user_id, {"status": "stopped"})


def _addresses(who: Identity) -> tuple[str, ...]:
    return tuple(filter(None, (who.lasting, who.phone, *who.former)))
