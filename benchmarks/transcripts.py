"""Writes docs/conversation.md: talks held with the real engine over the example postings.

    python -m benchmarks.transcripts [--out docs/conversation.md]

The words are those of the catalogue, the postings those of examples/jobs.jsonl with their dates moved to today.
"""

from __future__ import annotations

import argparse
import itertools
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ai.embeddings import build_embedder
from benchmarks.engines import running_product
from bot.channels import console
from bot.channels.base import Event
from bot.contents import load_content
from bot.intake import take_in
from bot.turns import Turns
from db.pool import Pool
from db.query import many, value
from settings import Settings
from tests.product import ROOT

TALKS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Set up in one message",
        "A whole sentence is enough: what is read is said back with Undo, and postings come at once.",
        ("data engineer in Amsterdam, python, 4 years, at least 60k a year", "tap:That's all", "tap:Yes, that's right"),
    ),
    (
        "Set up by taps",
        "Six questions with quick replies, Skip, Back and That's all. Postings come as soon as the work is known.",
        ("/start", "tap:Accountant", "tap:Skip", "tap:3 years", "Lagos or remote", "tap:Back", "tap:That's all"),
    ),
    (
        "Change anything by saying it",
        "Additions, removals and amounts change what is kept; one word takes the last change back.",
        (
            "accountant in Lagos, 5 years",
            "tap:That's all",
            "tap:Yes, that's right",
            "also Abuja",
            "no banks",
            "undo",
            "/prefs",
        ),
    ),
    (
        "Further wishes",
        "Everything on the card can be tapped or said; of several options each tap adds or takes away one.",
        (
            "nurse in Nairobi",
            "tap:That's all",
            "tap:Yes, that's right",
            "/prefs",
            "tap:More wishes",
            "tap:Shifts",
            "tap:by day",
            "tap:at weekends",
            "action:edit:pay_unknown",
            "no",
            "/prefs",
        ),
    ),
    (
        "Why, similar, not for me, applied",
        "Numbers refer to the list last shown.",
        (
            "driver in Nairobi",
            "tap:That's all",
            "tap:Yes, that's right",
            "why 1",
            "similar 1",
            "hide 1",
            "tap:Pay",
            "I applied to 2",
            "/applied",
        ),
    ),
    (
        "Three searches by name",
        "What is written changes the search talked about, and the answer says which.",
        (
            "teacher in Kampala",
            "tap:That's all",
            "tap:Yes, that's right",
            "/searches weekend driver",
            "driver",
            "/digest weekly",
            "my searches",
            "switch to teacher",
            "also Entebbe",
        ),
    ),
    (
        "When and how postings come",
        "",
        (
            "customer support, remote",
            "tap:That's all",
            "tap:Yes, that's right",
            "/digest 7 mon wed fri",
            "/timezone Nairobi",
            "/cards one",
            "/snooze",
            "tap:7 days",
            "/resume",
        ),
    ),
    (
        "A pin, a photo, an insult, a stop",
        "Whatever is sent gets a kind, true answer, and nothing is a dead end.",
        (
            "/start",
            "tap:Nurse",
            "other:location:0.3163,32.5822",
            "other:photo",
            "you are stupid",
            "STOP",
            "hello?",
            "START",
        ),
    ),
)
HEAD = """# Conversation

Talks held with the real engine; `python -m benchmarks.transcripts` writes this page anew. **You** are the person; what
stands in [ ] are buttons. The same words come on every channel; a channel only lays them out.

- One message, or six taps at most, lead to the first posting that fits.
- Every question has a way on: Skip, Back, That's all, Cancel, or simply saying something else. None is put thrice.
- /help, /jobs, /stop and the word stop work from anywhere; undo puts back exactly what was there.
- A chat that sends more than 30 messages a minute (TURNS_PER_MINUTE) is asked once to wait; stop always counts.
"""
PICTURES = """
## In the browser

| Set-up | Cards | Changing | Why |
|---|---|---|---|
| ![](conversation-setup.png) | ![](conversation-cards.png) | ![](conversation-edit.png) | ![](conversation-why.png) |
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "conversation.md")
    options = parser.parse_args()
    with running_product() as (product, _), tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "jobs", "import", "examples/jobs.jsonl", "--shift-dates"]
        subprocess.run(command, cwd=ROOT, env=product.environment, check=True, capture_output=True)
        settings = Settings(
            database_url=product.environment["DATABASE_URL"], secret_key="k" * 32, data_dir=Path(folder)
        )
        with closing(Pool(settings.postgres_url, size=4)) as pool:
            turns = Turns(pool, build_embedder(settings), settings, lambda _: None)
            talks = [Talk(pool, turns, settings, number).held(*talk) for number, talk in enumerate(TALKS)]
    options.out.write_text("\n".join([HEAD, *talks, PICTURES]))
    print(f"{len(talks)} talks written to {options.out}")


class Talk:
    """One person's chat, written down."""

    def __init__(self, pool: Pool, turns: Turns, settings: Settings, chat: int) -> None:
        self._pool, self._turns, self._settings = pool, turns, settings
        self._chat = f"reader-{chat}"
        self._events = itertools.count()
        self._actions: dict[str, str] = {}

    def held(self, title: str, about: str, said: tuple[str, ...]) -> str:
        """The talk as Markdown."""
        parts = [f"## {title}\n", *([f"{about}\n"] if about else []), "```text"]
        for words in said:
            payload, shown = self._payload(words)
            parts += [f"You: {shown}\n", *self._answers(payload)]
        return "\n".join([*parts, "```\n"])

    def _payload(self, words: str) -> tuple[dict[str, Any], str]:
        kind, _, rest = words.partition(":")
        if kind == "tap":
            return {"kind": "action", "text": self._actions[rest]}, f"[ {rest} ]"
        if kind == "action":
            label = next(label for label, action in self._actions.items() if action == rest)
            return {"kind": "action", "text": rest}, f"[ {label} ]"
        if kind == "other":
            return {"kind": "other", "text": rest}, f"({'a pin on the map' if rest.startswith('location') else rest})"
        return {"kind": "text", "text": words}, words

    def _answers(self, payload: dict[str, Any]) -> list[str]:
        with self._pool.transaction() as conn:
            before = int(value(conn, "SELECT coalesce(max(id), 0) FROM outbox"))
            event = Event(f"{self._chat}-{next(self._events)}", self._chat, "message", payload)
            take_in(conn, "web", [event], self._settings)
        while (lease := self._turns.lease()) is not None:
            self._turns.handle(lease)
        with self._pool.transaction() as conn:
            bodies = many(conn, "SELECT body FROM outbox WHERE id > %s ORDER BY id", (before,), lambda body: body)
            conn.cursor().execute("UPDATE matches SET shown_at = now() WHERE shown_at IS NULL")
            return [self._written(conn, body) for body in bodies]

    def _written(self, conn: Any, body: dict[str, Any]) -> str:  # noqa: ANN401
        content = load_content(conn, body, language="en", today=datetime.now(UTC).date())
        buttons = [pair for view in content.cards for pair in view.buttons]
        buttons += [pair for row in content.buttons for pair in row]
        self._actions |= dict(buttons)
        below = ["  ".join(f"[ {label} ]" for label, _ in row) for row in content.buttons]
        lines = [*console.render(content, "en").splitlines(), *below]
        return "Bot: " + "\n     ".join(line.rstrip() for line in lines) + "\n"


if __name__ == "__main__":
    main()
