"""One person's digest at once: planned afresh when they write and one has waited for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.digest_people import find_due_people
from matching.digest.alone import choose_alone, seeker_of
from matching.digest.people import resting
from matching.digest.writing import write

if TYPE_CHECKING:
    from datetime import datetime

    from db.pool import Connection
    from matching.digest.rules import DigestRules


def plan_held(conn: Connection, digest_id: int, *, now: datetime, rules: DigestRules) -> str:
    """Plan a digest that waited, with what is new by now, to be sent now; planned, empty or skipped.

    All in the caller's transaction: the matches, the message, and the mark. What its former message would have shown
    has to be released before. Who has just written is awake: quiet hours and the daily cap do not count.
    """
    person = next(iter(find_due_people(conn, [digest_id])), None)
    if person is None:
        return "skipped"
    seeker = seeker_of(conn, person, now=now, rules=rules)
    obstacle = resting(person, now) or (None if seeker else "no search for this day, or no way to them")
    if seeker is None or obstacle:
        write(conn, [], left_out=[(person, obstacle or "")])
        return "skipped"
    choice = choose_alone(conn, seeker, now=now, rules=rules)
    write(conn, [choice])
    return choice.outcome
