"""When "cancel" backs out of something; the web process asks it too, so it needs nothing."""

from __future__ import annotations

LEFT_BY_CANCEL = frozenset({"search_name", "delete", "period"})


def backs_out(*, step: object, editing: object, pending: object) -> bool:
    """Whether a dialogue stands at an edit, a name, a deletion or a question in between."""
    return editing is True or bool(pending) or step in LEFT_BY_CANCEL
