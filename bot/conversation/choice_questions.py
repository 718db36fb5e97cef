"""The questions of the further wishes, with their options as buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.conversation.cards import phrase
from bot.conversation.model import Button, Phrase
from bot.conversation.more_wishes import CHOICES, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.draft import Draft, Rows
    from db.preferences import Preferences

IN_A_ROW = 3


def put_choice(draft: Draft) -> None:
    """Put the question of the wish that is being edited."""
    field = draft.dialogue.step
    value = value_of(draft.wishes, field)
    now = phrase("now_is", value=value) if value is not None else ""
    draft.say(f"edit_{field}", choice_rows(draft.wishes, field), now=now)


def choice_rows(wishes: Preferences, field: str) -> Rows:
    """The options as buttons, those that hold marked, and the way out."""
    last = ((_button("button_any", "clear"), _button("button_cancel", "cancel")),)
    return (*(option_rows(wishes, field) if field in CHOICES else ()), *last)


def option_rows(wishes: Preferences, field: str) -> Rows:
    """The options alone; of several that may hold, those that do are marked."""
    choice = CHOICES[field]
    held = getattr(wishes, choice.column) if choice.many else ()
    taps = [
        _button("button_chosen", f"set:{field}:{option}", option=phrase(f"{choice.labels}{option}"))
        if option in held
        else _button(f"{choice.labels}{option}", f"set:{field}:{option}")
        for option in choice.options
    ]
    return in_rows(taps, IN_A_ROW)


def in_rows(taps: Sequence[Button], width: int) -> Rows:
    """Buttons in rows of so many."""
    return tuple(tuple(taps[at : at + width]) for at in range(0, len(taps), width))


def _button(key: str, action: str, **args: Any) -> Button:  # noqa: ANN401 - JSON values
    return Button(Phrase(key, args), action)
