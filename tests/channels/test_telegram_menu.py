"""The menu of commands at Telegram: every command there is does something, and every language has its words."""

from __future__ import annotations

from contextlib import closing

from bot.channels.telegram_client import TelegramClient
from bot.conversation.commands import COMMANDS
from bot.telegram_menu import COMMANDS as LISTED
from bot.telegram_menu import set_menus
from bot.texts.en import MESSAGES
from tests.stubs.telegram import TOKEN, TelegramStub


def test_the_menu_lists_commands_that_exist_with_their_words() -> None:
    assert set(LISTED) <= COMMANDS.keys()
    assert COMMANDS.keys() - set(LISTED) == {"health", "stats", "reports", "undo", "reset", "save", "hide"}
    assert {f"command_{name}" for name in LISTED} <= MESSAGES.keys()


def test_a_menu_is_set_for_everybody_and_for_each_language_telegram_knows() -> None:
    with TelegramStub() as stub, closing(TelegramClient(TOKEN, stub.url, 2.0)) as client:
        assert set_menus(client) == len(stub.menus)
        assert {"", "fr", "pt", "es", "sw"} == set(stub.menus)
        assert [each["command"] for each in stub.menus[""]] == list(LISTED)
