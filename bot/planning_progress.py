"""How far the planning of digests is, for the report on the whole house."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.digests import DigestProgress


def planning_lines(planning: DigestProgress) -> list[str]:
    """How many digests wait, and how long they will take at the present speed; nothing when none waits."""
    if not planning.due:
        return []
    began, ended = planning.since, planning.until
    seconds = (ended - began).total_seconds() if began and ended else 0.0
    if not seconds:
        return [f"Digests to be planned: {planning.due}"]
    rate = planning.planned / seconds
    left = timedelta(seconds=round(planning.due / rate))
    return [f"Digests to be planned: {planning.due}; {planning.planned} done at {rate:.0f} a second, {left} left"]
