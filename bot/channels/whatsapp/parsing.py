"""WhatsApp's webhooks in our shape: every entry, change, message and status, each by itself. Shapes: Graph v25.0."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.channels.base import Event, Identity, MalformedBody
from bot.channels.whatsapp.errors import said
from bot.channels.whatsapp.messages import payload_of
from bot.channels.whatsapp.standing import standing_event
from bot.channels.whatsapp.statuses import status_payload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

log = logging.getLogger(__name__)

OBJECT = "whatsapp_business_account"
WISHES = {"stop": "stop", "resume": "resume", "signup": "resume"}
BSUID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
PHONE = re.compile(r"\d{4,20}")
WRONG_SHAPE = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError)


@dataclass(frozen=True, slots=True)
class Ours:
    """The number and the business account that we speak for; None for any. One app may be told of several."""

    number: str | None = None
    account: str | None = None


def parse(body: bytes, ours: Ours = Ours()) -> list[Event]:
    """The events of a body in their order; an item that is not understood is left out, and costs no other.

    Raises:
        MalformedBody: this is no notification of WhatsApp.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MalformedBody(f"not JSON: {error}") from error
    if not isinstance(document, dict) or document.get("object") != OBJECT:
        raise MalformedBody(f"a notification is a JSON object whose object is {OBJECT}")
    if not isinstance(document.get("entry"), list):
        raise MalformedBody("a notification has a list named entry")
    return [event for entry in document["entry"] for event in _of_entry(entry, ours)]


def _of_entry(entry: object, ours: Ours) -> Iterator[Event]:
    if not isinstance(entry, dict):
        return
    changes = entry.get("changes")
    for change in changes if isinstance(changes, list) else ():
        if not isinstance(change, dict) or not isinstance(change.get("value"), dict):
            _left_out("change", "no object with a value")
            continue
        name, value = str(change.get("field")), change["value"]
        if _is_of_another_number(value, ours) or (name not in ITEMS and _is_of_another_account(entry, value, ours)):
            _left_out(name, "of another number or account")
        else:
            yield from _of_change(name, value)


def _is_of_another_number(value: Mapping[str, Any], ours: Ours) -> bool:
    told = value.get("metadata")
    return ours.number is not None and isinstance(told, dict) and str(told.get("phone_number_id")) != ours.number


def _is_of_another_account(entry: Mapping[str, Any], value: Mapping[str, Any], ours: Ours) -> bool:
    told = value.get("waba_info")  # beside it, the entry's id is that of the portfolio
    account = told.get("waba_id") if isinstance(told, dict) else entry.get("id")
    return ours.account is not None and str(account) != ours.account


def _of_change(name: str, value: dict[str, Any]) -> Iterator[Event]:
    if name not in ITEMS:
        yield from _guarded(name, lambda: standing_event(name, value))
        return
    for key, read in ITEMS[name].items():
        items = value.get(key)
        for item in items if isinstance(items, list) else ():
            yield from _guarded(key, lambda item=item, read=read: read(item, value))  # type: ignore[misc]
    for error in _objects(value, "errors"):
        log.warning("WhatsApp tells of an error: %s", said(error))


def _guarded(what: str, read: Callable[[], Event | None]) -> Iterator[Event]:
    try:
        event = read()
    except WRONG_SHAPE as error:
        _left_out(what, type(error).__name__)
        return
    if event is not None:
        yield event


def _left_out(what: str, why: str) -> None:
    log.warning("left out of a WhatsApp notification: %s: %s", what[:40], why)


def _message(item: Mapping[str, Any], value: Mapping[str, Any]) -> Event | None:
    if item.get("group_id"):
        return None
    if item.get("type") == "system":
        return _moved_by_system(item)
    phone, lasting = _phone(item.get("from")), _bsuid(item.get("from_user_id"))
    identity = Identity(lasting or _own_id(value, phone), phone or _own_phone(item, value, lasting))
    if not _chat(identity):  # it would share a chat with everybody else whom nothing names
        raise ValueError("nobody sent it")
    payload = payload_of(item)
    payload |= {"at": _seconds(item["timestamp"]), "message_id": str(item["id"])}
    return Event(_digest(item["id"]), _chat(identity), "message", payload, identity)


def _own_id(value: Mapping[str, Any], phone: str) -> str:
    """The sender's lasting id where only the contact beside the message tells it."""
    told = (each.get("user_id") for each in _objects(value, "contacts") if phone and _phone(each.get("wa_id")) == phone)
    return next(filter(None, map(_bsuid, told)), "")


def _own_phone(item: Mapping[str, Any], value: Mapping[str, Any], lasting: str) -> str:
    """The sender's number where only the contact beside the message, or a number they were asked for, tells it."""
    told = [each.get("wa_id") for each in _objects(value, "contacts") if lasting and each.get("user_id") == lasting]
    for card in _objects(item, "contacts"):
        if "contact_request" in (item.get("origin"), card.get("origin")):
            told += [each.get("wa_id") for each in _objects(card, "phones")]
    return next(filter(None, map(_phone, told)), "")


def _objects(whole: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of a list that may be missing, or no list at all: nobody's message is lost for it."""
    listed = whole.get(name)
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _moved_by_system(item: Mapping[str, Any]) -> Event | None:
    """A number or an id that was changed, in each of the shapes that this was ever told in."""
    system = item["system"]
    if system.get("type") not in ("user_changed_number", "customer_changed_number", "user_changed_user_id"):
        return None
    new = Identity(_bsuid(system.get("user_id")), _phone(system.get("wa_id") or system.get("new_wa_id")))
    sentence = re.search(r"from (\S+) to", str(system.get("body", "")))
    old = (item.get("from"), item.get("from_user_id"), system.get("customer"), sentence[1] if sentence else None)
    return _moved(new, old, _digest(item["id"]), item["timestamp"])


def _moved_id(item: Mapping[str, Any], value: Mapping[str, Any]) -> Event | None:
    """The field `user_id_update`."""
    ids = item["user_id"]
    beside = next((each.get("wa_id") for each in _objects(value, "contacts")), "")
    new = Identity(_bsuid(ids["current"]), _phone(item.get("wa_id") or beside))
    event_id = _digest(f"{ids.get('previous')}>{ids['current']}:{item.get('timestamp')}")
    return _moved(new, (ids.get("previous"),), event_id, item.get("timestamp") or 0)


def _moved(new: Identity, old: tuple[object, ...], event_id: str, at: object) -> Event | None:
    known = (_bsuid(each) or _phone(each) for each in old)
    former = tuple(dict.fromkeys(each for each in known if each and each not in (new.lasting, new.phone)))
    if not former or not _chat(new):
        return None
    identity = Identity(new.lasting, new.phone, former)
    return Event(event_id, _chat(identity), "member", {"kind": "moved", "at": _seconds(at)}, identity)


def _status(item: Mapping[str, Any], _value: Mapping[str, Any]) -> Event | None:
    payload = status_payload(item)
    if payload is None:
        return None
    payload["at"] = _seconds(item["timestamp"])
    chat = _bsuid(item.get("recipient_user_id")) or _phone(item.get("recipient_id"))
    return Event(_digest(f"{item['id']}:{payload['status']}"), chat, "status", payload)


def _preference(item: Mapping[str, Any], _value: Mapping[str, Any]) -> Event | None:
    """Somebody stopped or resumed marketing messages in WhatsApp's own menu."""
    identity = Identity(_bsuid(item.get("user_id")), _phone(item.get("wa_id")))
    wanted = WISHES.get(str(item["value"]))
    if item.get("category", "marketing_messages") != "marketing_messages" or not _chat(identity) or wanted is None:
        return None
    event_id = _digest(f"{_chat(identity)}:{wanted}:{item['timestamp']}")
    payload = {"kind": "preference", "marketing": wanted, "at": _seconds(item["timestamp"])}
    return Event(event_id, _chat(identity), "preference", payload, identity)


def _chat(identity: Identity) -> str:
    return identity.lasting or identity.phone


def _bsuid(given: object) -> str:
    return given if isinstance(given, str) and BSUID.fullmatch(given) else ""


def _phone(given: object) -> str:
    digits = given.removeprefix("+") if isinstance(given, str) else ""
    return digits if PHONE.fullmatch(digits) and digits.isascii() else ""


def _seconds(given: object) -> int:
    seconds = int(str(given))
    if not 0 <= seconds < 2**33:
        raise ValueError("not a time")
    return seconds


def _digest(given: object) -> str:
    """Event ids outlive a deleted chat, and WhatsApp's own hold the phone number."""
    if not isinstance(given, str) or not given:
        raise ValueError("no id")
    return hashlib.sha256(given.encode("utf-8", "replace")).hexdigest()[:40]


ITEMS: dict[str, dict[str, Callable[[dict[str, Any], dict[str, Any]], Event | None]]] = {
    "messages": {"messages": _message, "statuses": _status},
    "user_preferences": {"user_preferences": _preference},
    "user_id_update": {"user_id_update": _moved_id},
}
