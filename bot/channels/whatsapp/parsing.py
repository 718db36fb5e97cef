"""WhatsApp's webhooks in our shape: every entry, change, message and status, each by itself. Shapes: Graph v25.0."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from typing import TYPE_CHECKING, Any

from bot.channels.base import Event, Identity, MalformedBody
from bot.channels.whatsapp.messages import payload_of
from bot.channels.whatsapp.standing import standing_event
from bot.channels.whatsapp.statuses import status_payload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

log = logging.getLogger(__name__)

OBJECT = "whatsapp_business_account"
BSUID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
PHONE = re.compile(r"\d{4,20}")
WRONG_SHAPE = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError)


def parse(body: bytes, phone_number_id: str | None = None) -> list[Event]:
    """The events of a body in their order; an item that is not understood is left out, and costs no other.

    Changes of another number than `phone_number_id` (None for any) are not ours.

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
    return [event for entry in document["entry"] for event in _of_entry(entry, phone_number_id)]


def _of_entry(entry: object, ours: str | None) -> Iterator[Event]:
    changes = entry.get("changes") if isinstance(entry, dict) else None
    for change in changes if isinstance(changes, list) else ():
        if isinstance(change, dict) and isinstance(change.get("value"), dict):
            yield from _of_change(str(change.get("field")), change["value"], ours)
        else:
            _left_out("change", "no object with a value")


def _of_change(name: str, value: dict[str, Any], ours: str | None) -> Iterator[Event]:
    metadata = value.get("metadata")
    if ours and isinstance(metadata, dict) and str(metadata.get("phone_number_id")) != ours:
        _left_out(name, "of another number")
        return
    if name in ITEMS:
        for key, read in ITEMS[name].items():
            items = value.get(key)
            for item in items if isinstance(items, list) else ():
                yield from _guarded(key, lambda item=item, read=read: read(item, value))  # type: ignore[misc]
    else:
        yield from _guarded(name, lambda: standing_event(name, value))


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
    identity = Identity(lasting, phone or _own_phone(item, value, lasting))
    if not _chat(identity):  # it would share a chat with everybody else whom nothing names
        raise ValueError("nobody sent it")
    payload = payload_of(item)
    payload |= {"at": _seconds(item["timestamp"]), "message_id": str(item["id"])}
    return Event(_digest(item["id"]), _chat(identity), "message", payload, identity)


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
    said = re.search(r"from (\S+) to", str(system.get("body", "")))
    old = (item.get("from"), item.get("from_user_id"), system.get("customer"), said[1] if said else None)
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
    if item.get("category", "marketing_messages") != "marketing_messages" or not _chat(identity):
        return None
    wanted = "stop" if item["value"] == "stop" else "resume"
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
