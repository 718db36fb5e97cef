"""Our content in Telegram's layout: HTML messages with inline keyboards, inside its limits (Bot API 10.0)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.contents import CardView, Content

TEXT_LIMIT = 4096  # code points after entity parsing
RAW_BYTES = 32_768  # before it
CALLBACK_BYTES = 64
MOST_PARTS = 6
ADDRESSES = ("https://", "http://")
TAG = re.compile(r"<[^<>]*>")
SEAMS = ("\n\n", "\n", ". ", " ")

Keyboard = tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready to send. `document` (name, bytes) goes with the text as its caption.

    `edits` is the id of an earlier message, in whose place this one is put.
    """

    html: str
    keyboard: Keyboard = ()
    document: tuple[str, bytes] | None = None
    edits: str | None = None


def render(content: Content, _language: str) -> Rendered | list[Rendered]:
    """Our content as Telegram HTML: one message, or several where one cannot hold it."""
    if content.file is not None:
        name, inside = content.file
        caption = content.text.replace(inside, "").strip()
        return Rendered(escape(caption[:1000]), _fitting(content.buttons), document=(name, inside.encode()))
    if not content.cards:
        return _texts(content)
    for reasons in (3, 2, 1, 0):
        parts = [escape(content.text)] if content.text else []
        parts += [_card(view, reasons, linked=len(content.cards) > 1) for view in content.cards]
        html = "\n\n".join(parts)
        if fits(html):
            return Rendered(html, _keyboard(content.cards, content.buttons), edits=content.edits)
    return _several(content)


def fits(html: str) -> bool:
    """Whether the server takes it: it counts code points of what is shown, and bytes of what is sent."""
    return len(unescape(TAG.sub("", html))) <= TEXT_LIMIT and len(html.encode()) <= RAW_BYTES


def _texts(content: Content) -> Rendered | list[Rendered]:
    """A text, cut at paragraphs, lines, sentences or words where it is too long; a file where that is too much."""
    parts = split(content.text, TEXT_LIMIT)
    if len(parts) == 1:
        return Rendered(escape(content.text), _fitting(content.buttons), edits=content.edits)
    if len(parts) > MOST_PARTS:
        first = escape(content.text.split("\n", 1)[0][:200])
        return Rendered(first, _fitting(content.buttons), document=("jobherald.txt", content.text.encode()))
    *earlier, last = parts
    return [*(Rendered(escape(part)) for part in earlier), Rendered(escape(last), _fitting(content.buttons))]


def split(text: str, limit: int) -> list[str]:
    """The text in parts of at most so many characters, cut at the best seam in the last half of each."""
    parts = []
    while len(text) > limit:
        ends = (text.rfind(seam, limit // 2, limit) + len(seam.rstrip()) for seam in SEAMS)
        at = next((end for end, seam in zip(ends, SEAMS, strict=True) if end >= limit // 2 + len(seam.rstrip())), limit)
        parts.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*parts, text]


def _several(content: Content) -> list[Rendered]:
    """Cards that fill more than one message even without reasons: as many as fit in each."""
    groups: list[list[CardView]] = []
    head = escape(content.text)
    for view in content.cards:
        grown = [*groups[-1], view] if groups else [view]
        if groups and fits(_list(head if len(groups) == 1 else "", grown)):
            groups[-1] = grown
        else:
            groups.append([view])
    last = len(groups) - 1
    return [
        Rendered(
            _list(head if number == 0 else "", group),
            _keyboard(group, content.buttons if number == last else ()),
            edits=content.edits if number == 0 else None,
        )
        for number, group in enumerate(groups)
    ]


def _list(head: str, cards: Sequence[CardView]) -> str:
    return "\n\n".join([*([head] if head else []), *(_card(view, 0, linked=True) for view in cards)])


def _card(view: CardView, reasons: int, *, linked: bool) -> str:
    card = view.card
    fit = "" if card.score is None else f" · {card.score}% {escape(card.grade)}"
    head = f"<b>{view.number}. {escape(card.title[:160])}</b>{fit}"
    facts = [escape(" · ".join(part for part in (card.company, card.place) if part)[:200])]
    facts.append(escape(card.elsewhere[:200]))
    facts.append(escape(" · ".join(part for part in (card.pay, card.age, card.closes) if part)[:200]))
    why = [f"✓ {escape(reason)}" for reason in card.strengths[:reasons]]
    why += [f"✗ {escape(card.gap)}"] if card.gap and reasons else []
    why += [f"<i>? {escape(note)}</i>" for note in (card.doubt, *card.notes) if note and reasons]
    warning = [f"⚠ <b>{escape(card.warning)}</b>"] if card.warning else []
    link = f'<a href="{escape(card.url)}">{escape(view.open_label)}</a>' if card.url and linked else ""
    source = " · ".join(part for part in (link, escape(card.attribution[:80])) if part)
    copies = ", ".join(f'<a href="{escape(address)}">{escape(name[:40])}</a>' for name, address in card.copies)
    more = f"{escape(card.copies_said)}: {copies}" if copies and reasons else escape(card.copies_said)
    return "\n".join(line for line in (head, *facts, *why, *warning, source, more) if line)


def _keyboard(cards: Sequence[CardView], buttons: Keyboard) -> Keyboard:
    return _fitting((*(_rows_of_one(cards[0]) if len(cards) == 1 else _rows_of_list(cards)), *buttons))


def _fitting(rows: Sequence[Sequence[tuple[str, str]]]) -> Keyboard:
    """Without the buttons that the server would refuse."""
    fitting = (tuple((label[:60], action) for label, action in row if _fits(action)) for row in rows)
    return tuple(row for row in fitting if row)


def _rows_of_one(view: CardView) -> list[tuple[tuple[str, str], ...]]:
    """Apply on top, then the rest in pairs, so that the words can be read on a narrow screen."""
    pairs = [view.buttons[at : at + 2] for at in range(0, len(view.buttons), 2)]
    return [((view.open_label, view.card.url),), *pairs] if view.card.url.startswith(ADDRESSES) else list(pairs)


def _rows_of_list(cards: Sequence[CardView]) -> list[tuple[tuple[str, str], ...]]:
    """One row for each posting; what does not fit beside the rest is below "Why?"."""
    return [
        tuple((f"{view.number} · {label}", action) for label, action in view.buttons if not _is_similar(action))
        for view in cards
    ]


def _is_similar(action: str) -> bool:
    return action.startswith("similar:")


def _fits(action: str) -> bool:
    return action.startswith(ADDRESSES) or 0 < len(action.encode()) <= CALLBACK_BYTES
