"""The next page of a digest: what it counted as more, over all the searches that it was of."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bot.conversation.model import Shown
from bot.conversation.requests import JobsFound
from db.matches import add_planned
from matching.digest.alone import rest_of

if TYPE_CHECKING:
    from datetime import datetime

    from db.pool import Connection
    from matching.digest.choice import Choice
    from matching.digest.rules import DigestRules
    from matching.retrieval import Match


def next_page(
    conn: Connection, digest_id: int, *, user_id: int, limit: int, now: datetime, rules: DigestRules
) -> JobsFound | None:
    """The best of what is left, planned to be shown; None where nothing is."""
    choice = rest_of(conn, digest_id, user_id=user_id, now=now, rules=rules, limit=limit)
    if choice is None or not choice.items:
        return None
    planned = _planned(conn, user_id, choice)
    items = tuple(Shown(match.job_id, planned[match.job_id]) for _, match in choice.items)
    return JobsFound(items, passing=len(items) + choice.more, any_open=True, left=choice.more)


def _planned(conn: Connection, user_id: int, choice: Choice) -> dict[int, int]:
    """Each search's postings planned; the id of each match by its posting's."""
    of_search: dict[int, list[Match]] = defaultdict(list)
    for search, match in choice.items:
        of_search[search.id].append(match)
    planned: dict[int, int] = {}
    for preference_id, matches in of_search.items():
        planned |= add_planned(conn, user_id, preference_id, matches)
    return planned
