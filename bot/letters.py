"""What waits to be sent, and what failed for good, for `python -m bot outbox`; never a word of what people wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.dead_letters import find_dead, replay_all, replay_inbox, replay_outbox
from db.outbox import count_by_status
from db.outbox_claims import find_pauses

if TYPE_CHECKING:
    from db.pool import Connection


class NoSuchLetter(Exception):
    """What was named is no dead letter."""


def list_letters(conn: Connection) -> list[str]:
    """How many messages each channel has in each status, which are paused, and the dead letters, the newest first."""
    lines = [
        f"{each.channel}: {each.status} {each.messages}" + (f", {each.parked} until they write" if each.parked else "")
        for each in count_by_status(conn)
    ]
    lines += [f"{pause.channel}: paused for {pause.seconds:.0f} s: {pause.reason}" for pause in find_pauses(conn)]
    letters = find_dead(conn)
    lines += [
        f"{letter.box}:{letter.id}  {letter.channel}  {letter.kind}  {letter.attempts} tries  {letter.error}"
        + ("" if letter.replayable else "  (its time is over)")
        for letter in letters
    ]
    again = ". Replay: python -m bot outbox replay inbox:ID, outbox:ID or all" if letters else ""
    return [*lines, f"{len(letters)} dead letters{again}"]


def replay(conn: Connection, name: str) -> str:
    """Put dead letters back into line: "inbox:ID", "outbox:ID" or "all"; what was done.

    Raises:
        NoSuchLetter: the name is none of these.
    """
    box, _, number = name.partition(":")
    if name == "all":
        return f"{replay_all(conn)} put back into line"
    if box not in ("inbox", "outbox") or not number.isdecimal():
        raise NoSuchLetter(f"{name!r} names no dead letter: say inbox:ID, outbox:ID or all.")
    replayed = {"inbox": replay_inbox, "outbox": replay_outbox}[box](conn, int(number))
    return f"{replayed} put back into line"
