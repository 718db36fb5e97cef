"""Writes what was chosen: matches, one message for each person, and the mark that the digest is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from db.digests import mark_digests
from db.planned_digests import (
    NewMatch,
    NewMessage,
    add_matches,
    add_messages,
    save_bodies,
    take_match_ids,
    take_message_ids,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.digest_people import DuePerson
    from db.pool import Connection
    from matching.digest.choice import Choice
    from matching.digest.people import Seeker


def write(
    conn: Connection,
    choices: Sequence[Choice],
    told: Sequence[tuple[Seeker, dict[str, Any]]] = (),
    left_out: Sequence[tuple[DuePerson, str]] = (),
) -> None:
    """In the caller's transaction: choices with something in them, what others are told instead, and all marks.

    `told` has who is told that there is nothing, with the body of that; `left_out` who gets nothing, and why.
    """
    full = [choice for choice in choices if choice.items]
    messages = take_message_ids(conn, len(full) + len(told))
    bodies = _planned_bodies(conn, full, messages)
    for message, (seeker, body) in zip(messages[len(full) :], told, strict=True):
        bodies.append(_message(message, seeker, body))
    add_messages(conn, bodies)
    _write_matches(conn, full, bodies)
    outcomes: list[tuple[int, str, str | None]] = [
        (choice.seeker.person.digest_id, choice.outcome, None) for choice in choices
    ]
    outcomes += [(person.digest_id, "skipped", reason) for person, reason in left_out]
    mark_digests(conn, outcomes)


def _planned_bodies(conn: Connection, full: Sequence[Choice], messages: Sequence[int]) -> list[NewMessage]:
    matches = iter(take_match_ids(conn, sum(len(choice.items) for choice in full)))
    return [
        _message(message, choice.seeker, body_of(choice, [next(matches) for _ in choice.items]))
        for choice, message in zip(full, messages, strict=False)
    ]


def body_of(choice: Choice, match_ids: Sequence[int]) -> dict[str, Any]:
    """The outbox body of a digest: which postings, by which matches, and how many more there are."""
    items = [
        {"job_id": match.job_id, "match_id": match_id}
        for (_, match), match_id in zip(choice.items, match_ids, strict=True)
    ]
    person = choice.seeker.person
    return {"kind": "digest", "digest_id": person.digest_id, "items": items, "more": choice.more, "of": person.kind}


def new_matches(choice: Choice, body: dict[str, Any], outbox_id: int) -> list[NewMatch]:
    """The matches of a choice, with the ids that its body names."""
    person = choice.seeker.person
    return [
        NewMatch(int(item["match_id"]), person.user_id, search.id, outbox_id, person.digest_id, match)
        for item, (search, match) in zip(body["items"], choice.items, strict=True)
    ]


def _write_matches(conn: Connection, full: Sequence[Choice], messages: Sequence[NewMessage]) -> None:
    planned = [
        match
        for choice, message in zip(full, messages, strict=False)
        for match in new_matches(choice, message.body, message.id)
    ]
    kept = add_matches(conn, planned)
    if kept:  # planned before, so their messages have to speak of the ids that they have
        save_bodies(conn, [(message.id, with_ids(message.body, kept)) for message in messages])


def with_ids(body: dict[str, Any], kept: dict[int, int]) -> dict[str, Any]:
    """The body with other ids of matches."""
    items = body.get("items", ())
    return body | {"items": [item | {"match_id": kept.get(item["match_id"], item["match_id"])} for item in items]}


def _message(message: int, seeker: Seeker, body: dict[str, Any]) -> NewMessage:
    address, person = seeker.address, seeker.person
    return NewMessage(
        message,
        address.conversation_id,
        address.channel,
        address.chat,
        person.user_id,
        body,
        seeker.send_at,
        seeker.expires_at,
    )
