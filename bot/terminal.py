"""The terminal chat: the same bot, through the same inbox and outbox, in a window of text."""

from __future__ import annotations

import threading
import time
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.prompt import Prompt

from bot.channels import console
from bot.contents import load_content
from bot.worker import run_worker
from db.chat_transcript import find_sent_after, is_working
from db.inbox import add_event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from bot.contents import Content
    from db.pool import Connection, Pool
    from settings import Settings

ANSWER_SECONDS = 20.0
LOOK_EVERY_SECONDS = 0.1


class Terminal:
    """Shows what the bot says to one chat, and passes on what is typed. A number stands for the button it names."""

    def __init__(self, pool: Pool, chat: str, screen: Console) -> None:
        self._pool = pool
        self._chat = chat
        self._screen = screen
        self._cursor = self._latest()
        self._actions: list[str] = []

    def talk(self) -> None:
        """Greet, then go on until end of input."""
        self.say("/start")
        while True:
            try:
                typed = Prompt.ask("[bold green]you[/]", console=self._screen)
            except (EOFError, KeyboardInterrupt):
                return
            if typed.strip():
                self.say(typed)

    def say(self, typed: str) -> None:
        """Send one line and show what comes back."""
        number = typed.strip().removeprefix("#")
        tapped = typed.strip().startswith("#") and number.isdigit() and 0 < int(number) <= len(self._actions)
        payload = (
            {"kind": "action", "text": self._actions[int(number) - 1]} if tapped else {"kind": "text", "text": typed}
        )
        with self._pool.transaction() as conn:
            add_event(
                conn, channel=console.NAME, event_id=uuid.uuid4().hex, chat=self._chat, kind="message", payload=payload
            )
        self._show_answer()

    def _show_answer(self) -> None:
        until = time.monotonic() + ANSWER_SECONDS
        with self._screen.status("…"):
            while time.monotonic() < until:
                time.sleep(LOOK_EVERY_SECONDS)
                with self._pool.transaction() as conn:
                    working = is_working(conn, console.NAME, self._chat)
                    contents = self._fetch(conn)
                for content in contents:
                    self._print(content)
                if not working:
                    return
        self._screen.print("[yellow]No answer yet. Is the database reachable? Type again to look.[/]")

    def _latest(self) -> int:
        with self._pool.transaction() as conn:
            rows = find_sent_after(conn, console.NAME, self._chat, 0)
        return rows[-1].id if rows else 0

    def _fetch(self, conn: Connection) -> list[Content]:
        rows = find_sent_after(conn, console.NAME, self._chat, self._cursor)
        self._cursor = rows[-1].id if rows else self._cursor
        return [load_content(conn, row.body, language=row.language, today=datetime.now(UTC).date()) for row in rows]

    def _print(self, content: Content) -> None:
        self._screen.print("\n[bold cyan]jobherald[/]")
        self._screen.print(console.render(content, ""), markup=False, highlight=False)
        labels = [
            (f"{label} {number}" if len(content.cards) > 1 else label, action)
            for number, view in enumerate(content.cards, 1)
            for label, action in view.buttons
        ]
        labels += [pair for row in content.buttons for pair in row]
        self._actions = [action for _, action in labels]
        if labels:
            self._screen.print(
                "  ".join(f"#{place} {label}" for place, (label, _) in enumerate(labels, 1)), style="dim", markup=False
            )


@contextmanager
def working(settings: Settings) -> Iterator[None]:
    """A worker of our own beside the chat, so that it answers also where nothing else runs."""
    stop = threading.Event()
    worker = threading.Thread(target=run_worker, args=(settings, stop), daemon=True)
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join(10)
