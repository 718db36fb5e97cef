"""The menu of commands that Telegram shows beside the text field, in every language that it can be shown in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.texts.catalogue import text
from bot.texts.languages import LANGUAGES, SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.channels.telegram_client import TelegramClient

# In the order of the menu; those for admins are not shown.
COMMANDS = (
    *("jobs", "more", "search", "similar", "why", "saved", "applied", "prefs", "searches", "digest", "quiet", "cards"),
    *("pause", "snooze", "resume", "language", "timezone", "link", "privacy", "export", "delete", "stop", "help"),
    "start",
)
LANGUAGE_LETTERS = 2  # Telegram knows languages by ISO 639-1 only, so Pidgin has no menu of its own


def menus() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The commands with what each does, by language; "" is for everybody else."""
    for code in LANGUAGES:
        described = [(name, text(code, f"command_{name}")) for name in COMMANDS]
        if code == SOURCE:
            yield "", described
        elif len(code) == LANGUAGE_LETTERS:
            yield code, described


def set_menus(client: TelegramClient) -> int:
    """Set them at Telegram; how many.

    Raises:
        TelegramError: it refuses, or cannot be reached.
    """
    return sum(client.set_commands(described, language) for language, described in menus())
