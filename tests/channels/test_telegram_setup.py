"""Connecting a Telegram bot: what the commands do at Telegram, and what they tell."""

from collections.abc import Callable, Iterator

import pytest

from bot.telegram_setup import SetupFailed, delete_webhook, describe, set_webhook
from settings import Settings
from tests.stubs.telegram import TOKEN, TelegramStub

ADDRESS = "https://bot.example.com/webhooks/telegram"


@pytest.fixture
def stub() -> Iterator[TelegramStub]:
    with TelegramStub() as stub:
        yield stub


@pytest.fixture
def settings(make_settings: Callable[..., Settings], stub: TelegramStub) -> Settings:
    return make_settings(
        telegram_bot_token=TOKEN,
        telegram_base_url=stub.url,
        telegram_timeout_seconds=2,
        telegram_webhook_secret="s3cret",
        public_url="https://bot.example.com",
    )


def test_the_webhook_is_set_with_secret_kinds_of_updates_and_menus(stub: TelegramStub, settings: Settings) -> None:
    lines = set_webhook(settings)
    assert (stub.webhook, stub.webhook_secret) == (ADDRESS, "s3cret")
    assert set(stub.allowed_updates) == {"message", "callback_query", "my_chat_member"}
    assert set(stub.menus) == {"", "fr", "pt", "es", "sw"}
    assert lines == [f"@stub_bot posts its updates to {ADDRESS}", "5 menus of commands set"]


def test_what_is_wrong_is_told_with_its_remedy(stub: TelegramStub, settings: Settings) -> None:
    assert describe(settings)[-1].startswith("- no webhook is set")
    set_webhook(settings)
    assert describe(settings) == ["Bot: @stub_bot", f"Webhook: {ADDRESS}; 0 updates wait"]
    stub.webhook = "https://old.example.com/x"
    stub.webhook_error = "Wrong response from the webhook: 403 Forbidden"
    stub.allowed_updates = ["message"]
    told = "\n".join(describe(settings))
    for said in (f"should be {ADDRESS}", "callback_query, my_chat_member are not asked for", "TELEGRAM_WEBHOOK_SECRET"):
        assert said in told


def test_the_webhook_is_removed(stub: TelegramStub, settings: Settings) -> None:
    set_webhook(settings)
    delete_webhook(settings)
    assert stub.webhook == ""


def test_what_is_missing_or_refused_is_said(
    make_settings: Callable[..., Settings], stub: TelegramStub, settings: Settings
) -> None:
    with pytest.raises(SetupFailed, match="PUBLIC_URL"):
        set_webhook(make_settings(telegram_bot_token=TOKEN))
    with pytest.raises(SetupFailed, match="BotFather"):
        describe(make_settings())
    with pytest.raises(SetupFailed, match="https"):
        set_webhook(settings.model_copy(update={"public_url": "http://bot.example.com"}))
    wrong = make_settings(telegram_bot_token="9001:another_token_ABCDEFGHIJKLMNOPQRSTUV", telegram_base_url=stub.url)
    with pytest.raises(SetupFailed, match="refuses the token"):
        describe(wrong)
