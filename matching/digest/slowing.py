"""Who opens and answers nothing for three weeks gets jobs once a week from then on, and is told so."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from db.outbox import add_outbox
from db.slowed_people import claim_silent, mark_slowed
from matching.digest.people import free_addresses

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from db.pool import Pool
    from matching.digest.rules import DigestRules

SILENT_FOR = timedelta(weeks=3)
LEAST_SENT = 3  # messages in that time; who got less has had little to answer
TOLD_WITHIN = timedelta(days=2)
PRIORITY = 1
SHARE = 500  # people


def slow_down(pool: Pool, *, now: datetime, rules: DigestRules, check: Callable[[], None]) -> int:
    """Slow people down and put up the message that says so; how many."""
    slowed = 0
    while True:
        check()
        with pool.transaction() as conn:
            people = claim_silent(conn, silent_since=now - SILENT_FOR, least_sent=LEAST_SENT, limit=SHARE)
            if not people:
                return slowed
            mark_slowed(conn, people, now)
            for user, address in free_addresses(conn, people, rules.secret_key).items():
                add_outbox(
                    conn,
                    conversation_id=address.conversation_id,
                    channel=address.channel,
                    chat=address.chat,
                    user_id=user,
                    body={"kind": "slowed"},
                    priority=PRIORITY,
                    expires_at=now + TOLD_WITHIN,
                )
        slowed += len(people)
