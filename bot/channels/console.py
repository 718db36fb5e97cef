"""The terminal: messages are marked as sent and read from the outbox by `python -m bot chat`, as the web chat does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels.base import Failure

if TYPE_CHECKING:
    from bot.contents import Content

NAME = "console"


def render(content: Content, _language: str) -> str:
    """Our content as lines of text, with buttons in brackets."""
    parts = [content.text] if content.text else []
    for view in content.cards:
        card = view.card
        lines = [f"{view.number}. {card.title}" + ("" if card.score is None else f"  [{card.score}% {card.grade}]")]
        lines += [
            "   " + " · ".join(part for part in pair if part)
            for pair in ((card.company, card.place), (card.elsewhere,), (card.pay, card.age, card.closes))
        ]
        lines += [f"   ✓ {reason}" for reason in card.strengths]
        lines += [f"   ✗ {card.gap}"] if card.gap else []
        lines += [f"   ? {note}" for note in (card.doubt, *card.notes) if note]
        lines += [f"   ⚠ {card.warning}"] if card.warning else []
        lines += ["   " + "  ".join(part for part in (card.url, card.attribution) if part)]
        lines += [f"   {card.copies_said}: " + "  ".join(address for _, address in card.copies)] if card.copies else []
        parts.append("\n".join(line for line in lines if line.strip()))
    return "\n\n".join(parts)


def send(_client: None, _chat: str, _rendered: str) -> str:
    """Nothing to hand over: the reader comes for it."""
    return ""


def classify_error(error: Exception) -> Failure:
    """Nothing can fail here but our own code."""
    return Failure("drop", f"{type(error).__name__}: {error}")
