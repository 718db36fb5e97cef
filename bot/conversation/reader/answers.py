"""Reads what people write into changes of their wishes: whole sentences, answers, additions and removals.

No words are guessed at silently: what is read is named in `touched` and said back; what may be a role but is not clear
is given in `pending` to be asked about.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.reader.background import languages_named, only_languages
from bot.conversation.reader.counted import with_figures
from bot.conversation.reader.forms import form_lines
from bot.conversation.reader.reading import CLEARED, Reading
from bot.conversation.reader.revisions import LONGEST_RADIUS
from bot.conversation.reader.role_words import means_any, small_talk
from bot.conversation.reader.sentences import Reader
from bot.conversation.reader.side_remarks import apart, asks_or_orders, reach_said, without_side_remarks
from bot.conversation.reader.start_dates import start_said
from bot.conversation.reader.withdrawn import restated
from bot.conversation.reader.wording import language_of, working_words
from jobs.parsing.figures import words_to_digits

if TYPE_CHECKING:
    from datetime import date

    from db.preferences import Preferences

_NO_YEARS = re.compile(r"(?:none|no|nothing|nil|zero|not yet|never|0)[\s.!]*", re.IGNORECASE)

_ASKS = re.compile(
    r"(?:how (?:much|many|long|do|does|can|is)|why|when|who|whose|what (?:is|are|does|do|can)|cu[aá]nto|"
    r"cu[aá]ntos|por qu[eé]|"
    r"qu[eé] es|combien|pourquoi|qu'est-ce|quanto|quantos|por que|o que [eé]|ngapi|kwa nini|nini|wetin be|"
    r"how e take|why e)\b"
    r"(?!.*\b(?:looking|busco|cherche|procuro|natafuta)\b)",
    re.IGNORECASE,
)


_INTRODUCTION = re.compile(
    r"\b(?:(?i:my name is|i am called|call me|je m'appelle|moi c'est|me llamo|mi nombre es|meu nome [eé]|"
    r"me chamo|jina langu ni|"
    r"naitwa|my name na)|[Ii](?:'m| am)(?= [A-Z][a-z]+(?:\s[A-Z][a-z]+)?,))\s+[A-Z][\w'-]+(?:\s[A-Z][\w'-]+)?"
)


def read(
    text: str,
    wishes: Preferences,
    *,
    question: str = "",
    editing: bool = False,
    country: str | None = None,
    language: str | None = None,
    today: date | None = None,
) -> Reading:
    """What a cleaned text changes in the wishes.

    `question` is the field asked about, "" for none; `editing` says that the answer stands for the whole field;
    `country` is where the person lives, for currencies and namesakes of places; `language` the one they chose; without
    `today` no day to start on is read.
    """
    if question == "experience" and _NO_YEARS.fullmatch(text):
        return Reading(replace(wishes, years_of_experience=0.0), ("experience",))
    if question in CLEARED and means_any(text):
        return Reading(CLEARED[question](wishes), (), (question,))
    if not question and _ASKS.match(text):  # somebody who wants to know something wishes for nothing
        return Reading(wishes)
    spoken = language_of(text, language)
    day, text = start_said(text, today) if today else (None, text)
    text = apart(restated(text, wishes.job_roles))
    if question in ("skills", "excluded") and asks_or_orders(text):
        return Reading(wishes)
    answers, rest = form_lines(_INTRODUCTION.sub(" , ", text))
    reader = Reader(wishes, country, spoken)
    for field, value in answers.items():
        reader.answer(_as_answer(field, _worked(value, spoken)), field, editing=True)
    reach = reach_said(_in_working_words(rest, spoken))
    rest = _worked(rest, spoken)
    if rest and not (answers and small_talk(rest)):
        reader.answer(rest, question, editing=editing)
    return _with_start(_with_reach(reader.reading(), reach), day)


def _with_start(reading: Reading, day: date | None) -> Reading:
    if day is None:
        return reading
    return replace(
        reading, preferences=replace(reading.preferences, available_on=day), touched=(*reading.touched, "starts")
    )


def _with_reach(reading: Reading, km: int | None) -> Reading:
    if km is None or not 0 < km <= LONGEST_RADIUS or km == reading.preferences.radius_km:
        return reading
    wishes = replace(reading.preferences, radius_km=km)
    return replace(reading, preferences=wishes, touched=(*reading.touched, "radius"))


def _worked(text: str, language: str) -> str:
    return without_side_remarks(_in_working_words(text, language)).strip(" ;")


def _in_working_words(text: str, language: str) -> str:
    return words_to_digits(working_words(with_figures(text, language), language))


def _as_answer(field: str, value: str) -> str:
    """The value of a form's line with its label, where the reader finds it by the words before."""
    if field == "languages" or (not field and only_languages(value)):
        return f"languages: {', '.join(languages_named(value)) or value}"
    if field == "relocate":
        return f"relocate: {'no' if value.lower().startswith('n') else 'yes'}"
    return f"{value} level" if field == "level" and "level" not in value else value
