"""python -m tests.stubs telegram | whatsapp | openai --port N: a stub to try the bot with, without any account."""

from __future__ import annotations

import argparse
import threading
from contextlib import suppress

from tests.stubs import openai, telegram, whatsapp
from tests.stubs.whatsapp_callbacks import ACCOUNT_ID, NUMBER_ID


def main() -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m tests.stubs", description=__doc__)
    parser.add_argument("which", choices=("telegram", "whatsapp", "openai"))
    parser.add_argument("--port", type=int, default=0, help="where to listen on this machine (default: any free one)")
    parser.add_argument("--webhook", metavar="URL", help="where to send what people write (whatsapp)")
    options = parser.parse_args()
    with suppress(KeyboardInterrupt):
        {"telegram": serve_telegram, "whatsapp": serve_whatsapp, "openai": serve_openai}[options.which](options)


def serve_telegram(options: argparse.Namespace) -> None:
    with telegram.TelegramStub(port=options.port, limited=True) as stub:
        tell(TELEGRAM_BASE_URL=stub.url, TELEGRAM_BOT_TOKEN=telegram.TOKEN)


def serve_whatsapp(options: argparse.Namespace) -> None:
    webhook = options.webhook or "http://127.0.0.1:8080/webhooks/whatsapp"
    with whatsapp.WhatsAppStub(port=options.port, webhook=webhook) as stub:
        print(f"# Open {stub.url}/ to write to the bot as a phone would; it is told at {webhook}")
        tell(
            WHATSAPP_BASE_URL=stub.url,
            WHATSAPP_ACCESS_TOKEN=whatsapp.TOKEN,
            WHATSAPP_PHONE_NUMBER_ID=NUMBER_ID,
            WHATSAPP_BUSINESS_ACCOUNT_ID=ACCOUNT_ID,
            WHATSAPP_APP_SECRET=whatsapp.APP_SECRET,
            WHATSAPP_VERIFY_TOKEN=whatsapp.VERIFY_TOKEN,
        )


def serve_openai(options: argparse.Namespace) -> None:
    with openai.openai_stub(port=options.port) as stub:
        tell(OPENAI_BASE_URL=stub.url, OPENAI_API_KEY=stub.key)


def tell(**settings: str) -> None:
    """Say what to put into .env, and wait."""
    print("# In .env:", *(f"{name}={value}" for name, value in settings.items()), sep="\n", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
