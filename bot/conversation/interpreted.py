"""What a language model made of words that the reader could not take: checked against the words, asked about, kept.

It comes back as the lines of a form, which the reader reads like any other: nothing enters the wishes that its rules do
not accept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.conversation.cards import card_lines, preferences_card
from bot.conversation.draft import LABELS
from bot.conversation.looked_up import Found
from bot.conversation.model import Phrase, Say
from bot.conversation.questions import button
from bot.conversation.reader.answers import read
from bot.conversation.reader.counted import with_figures
from bot.conversation.reader.wording import language_of, working_words
from jobs.parsing.amounts import amounts
from jobs.parsing.figures import words_to_digits
from jobs.parsing.folding import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.conversation.model import State
    from bot.conversation.requests import Interpreted

MARK = "="  # what is pending begins so when it is a form, not the name of a role
LONGEST_FORM = 190  # characters, so that the dialogue keeps it
LEAST_WORDS = 2  # shorter messages say too little to be worth a call
PERIODS = ("hour", "day", "week", "month", "year")
MODES = {"onsite": "on-site", "hybrid": "hybrid", "remote": "remote"}
TYPES = {
    "full_time": "full time",
    "part_time": "part time",
    "contract": "contract work",
    "temporary": "temporary",
    "internship": "internship",
    "volunteer": "volunteering",
}


def worth_asking(text: str) -> bool:
    """Whether a message has enough words for a model to make something of it."""
    return len(folded(text).split()) >= LEAST_WORDS


def form_of(found: Mapping[str, Any], said: str) -> str:
    """The lines of a form for what a model found, without whatever the message does not say itself.

    A role, a place, a skill and an exclusion must be named in the message, an amount and the years must occur in it;
    ways of working and kinds of job must be ones that there are. "" when nothing is left.
    """
    language = language_of(said, None)
    plain = f" {folded(said)} "
    figures = {
        round(amount.value * factor, 2)
        for amount in amounts(words_to_digits(working_words(with_figures(said, language), language)))
        for factor in (1, amount.factor or 1)
    } | {float(word) for word in plain.split() if word.isdecimal()}
    lines = {
        "Role": ", ".join(_named(found.get("roles"), plain)),
        "Location": ", ".join(_named(found.get("places"), plain)),
        "Skills": ", ".join(_named(found.get("skills"), plain)),
        "Experience": _years(found.get("years"), figures),
        "Salary": _pay(found, figures),
        "Mode": ", ".join(MODES[mode] for mode in _listed(found.get("modes")) if mode in MODES),
        "Type": ", ".join(TYPES[kind] for kind in _listed(found.get("types")) if kind in TYPES),
        "Avoid": ", ".join(_named(found.get("excluded"), plain)),
    }
    form = ""
    for label, value in lines.items():
        line = f"{label}: {value}\n"
        if value and len(form) + len(line) <= LONGEST_FORM:
            form += line
    return form.strip()


def asked_about(result: Interpreted, state: State) -> Found:
    """The question whether this is meant; with nothing found, what the rules had to say stands."""
    if result.stalled:
        return Found((Say(Phrase("model_stalled")),), first=True)
    reading = read(result.form, state.preferences, country=state.person.country, language="en")
    if not result.form or reading.preferences == state.preferences:
        return Found(())
    wanted = {label for field in reading.touched for label in LABELS.get(field, ())}
    rows = [row for row in preferences_card(reading.preferences, state.person) if row[0] in wanted]
    buttons = ((button("button_yes", "pending:replace"), button("button_no", "pending:no")),)
    said = Say(Phrase("model_understood", {"card": card_lines(rows)}), buttons)
    return Found((said,), pending=f"{MARK}{result.form}")


def _listed(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _named(value: object, plain: str) -> Iterable[str]:
    """The names whose words all stand in the message."""
    for name in _listed(value):
        words = folded(name).split()
        if words and all(f" {word} " in plain for word in words):
            yield " ".join(name.replace(",", " ").replace(":", " ").split())


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 else None


def _years(value: object, figures: set[float]) -> str:
    years = _number(value)
    return f"{years:g} years" if years is not None and years in figures else ""


def _pay(found: Mapping[str, Any], figures: set[float]) -> str:
    pay, currency, period = _number(found.get("pay")), found.get("currency"), found.get("period")
    if pay is None or pay not in figures:
        return ""
    code = currency if isinstance(currency, str) and len(currency) == len("USD") and currency.isalpha() else ""
    each = f"per {period}" if period in PERIODS else ""
    return f"{code.upper()} {pay:.0f} {each}".strip()
