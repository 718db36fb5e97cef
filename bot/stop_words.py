"""The words that stop everything at once, whatever the conversation is about."""

from __future__ import annotations

STOP_WORDS = frozenset({"stop", "/stop", "stopall", "stop all", "unsubscribe", "end", "quit"})


def is_stop(text: str) -> bool:
    """Whether the whole message is a word that means stop (STOP, STOPALL, UNSUBSCRIBE, END, QUIT or /stop)."""
    return " ".join(text.lower().split()).strip(" .!") in STOP_WORDS
