"""What can be tapped or typed below a WhatsApp message: which layout carries it, and which choice a typed answer means.

Reading and rendering go by the same rules, so that a typed "3" is the third choice exactly where numbers were shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from bot.channels.whatsapp import limits
from bot.channels.whatsapp.limits import shortened, units
from bot.channels.whatsapp.plain import plain_line
from bot.texts.words import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.contents import CardView, Content

NAMELESS = "…"
ADDRESSES = ("https://", "http://")
VERBS_IN_ORDER = ("save", "hide", "why", "similar")  # the most used first; "why" leads to the others
Layout = Literal["buttons", "list", "numbered", "none"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A label with the action that comes back; `note` stands below it in a list, `card` is the posting's number."""

    label: str
    action: str
    note: str = ""
    card: int | None = None

    @property
    def is_link(self) -> bool:
        """Whether it opens an address instead of coming back."""
        return self.action.startswith(ADDRESSES)


def choices_of(content: Content) -> list[Choice]:
    """Everything that can be chosen below this content: the postings' own buttons, then those of the message."""
    fitting = (pair for row in content.buttons for pair in row if units(pair[1]) <= limits.ROW_ID)
    below = list({action: Choice(plain_line(label) or NAMELESS, action) for label, action in fitting}.values())
    taps = sum(not choice.is_link for choice in below)
    all_of_them = [*_of_cards(content.cards, limits.LIST_ROWS - taps), *below]
    return list({choice.action: choice for choice in reversed(all_of_them)}.values())[::-1]  # each action once


def _of_cards(cards: Sequence[CardView], room: int) -> list[Choice]:
    """As many buttons of each posting as there is room for; with none, the numbers of the cards can still be typed."""
    each = room // len(cards) if cards else 0
    if each <= 0:
        return []
    if len(cards) == 1:
        return _single(cards[0], each)
    if each == 1:
        return [_leading_on(view) for view in cards]
    return [
        Choice(f"{view.number} · {label}", action, _titled(view), view.number)
        for view in cards
        for label, action in _ordered(view)[:each]
    ]


def _single(view: CardView, room: int) -> list[Choice]:
    return [Choice(label, action, card=view.number) for label, action in _ordered(view)[:room]]


def _leading_on(view: CardView) -> Choice:
    """One row for a posting: "Why?", below which everything else can be done."""
    label, action = next((pair for pair in view.buttons if pair[1].startswith("why:")), view.buttons[0])
    return Choice(f"{view.number} · {_titled(view)}", action, label, view.number)


def _ordered(view: CardView) -> list[tuple[str, str]]:
    def place(pair: tuple[str, str]) -> int:
        verb = pair[1].partition(":")[0]
        return VERBS_IN_ORDER.index(verb) if verb in VERBS_IN_ORDER else len(VERBS_IN_ORDER)

    return sorted(view.buttons, key=place)


def _titled(view: CardView) -> str:
    return plain_line(view.card.title)


def layout_of(taps: Sequence[Choice], *, length: int) -> Layout:
    """What carries these choices below a text of `length` units: what is quicker to tap goes before what holds more."""
    if not taps:
        return "none"
    if is_numbered(taps):
        return "numbered"
    labels = {tap.label for tap in taps}
    if (
        len(taps) <= limits.REPLY_BUTTONS
        and len(labels) == len(taps)
        and length <= limits.INTERACTIVE_BODY
        and all(units(label) <= limits.BUTTON_TITLE for label in labels)
    ):
        return "buttons"
    return "list"


def is_numbered(taps: Sequence[Choice]) -> bool:
    """Whether there are more choices than a list takes, so that they stand in the text with numbers."""
    return len(taps) > limits.LIST_ROWS


def row_choices(taps: Sequence[Choice]) -> list[Choice]:
    """The choices as rows of a list: titles that would be the same are told apart by a number."""
    titles = [shortened(tap.label, limits.ROW_TITLE) for tap in taps]
    return [
        replace(tap, label=f"{number}. {tap.label}") if titles.count(titles[number - 1]) > 1 else tap
        for number, tap in enumerate(taps, 1)
    ]


def typed_choice(text: str, content: Content) -> str:
    """The action of the choice that a typed number or label means below this content; "" when it is none of them."""
    taps = [choice for choice in choices_of(content) if not choice.is_link]
    plain = folded(text)
    if not plain:
        return ""
    if plain.isdigit() and is_numbered(taps):
        number = int(plain) if len(plain) < 3 else 0  # noqa: PLR2004 - there are never a hundred
        return taps[number - 1].action if 0 < number <= len(taps) else ""
    named = {tap.action for tap in taps if plain in (folded(tap.label), folded(shortened(tap.label, limits.ROW_TITLE)))}
    return named.pop() if len(named) == 1 else ""
