"""Reads what people write into changes of their wishes: whole sentences, answers, additions and removals.

No words are guessed at silently: what is read is named in `touched` and said back; what may be a role but is not clear
is given in `pending` to be asked about.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.clauses import form_lines
from bot.conversation.reader import Reader
from bot.conversation.reading import CLEARED, Reading
from bot.conversation.role_words import means_any, small_talk
from jobs.parsing.figures import words_to_digits

if TYPE_CHECKING:
    from db.preferences import Preferences

_NO_YEARS = re.compile(r"(?:none|no|nothing|nil|zero|not yet|never|0)[\s.!]*", re.IGNORECASE)


def read(
    text: str, wishes: Preferences, *, question: str = "", editing: bool = False, country: str | None = None
) -> Reading:
    """What a cleaned text changes in the wishes.

    `question` is the field asked about, "" for none; `editing` says that the answer stands for the whole field;
    `country` is where the person lives, for currencies and namesakes of places.
    """
    if question == "experience" and _NO_YEARS.fullmatch(text):
        return Reading(replace(wishes, years_of_experience=0.0), ("experience",))
    if question in CLEARED and means_any(text):
        return Reading(CLEARED[question](wishes), (), (question,))
    answers, rest = form_lines(words_to_digits(text))
    reader = Reader(wishes, country)
    for field, value in answers.items():
        reader.answer(value, field, editing=True)
    if rest and not (answers and small_talk(rest)):
        reader.answer(rest, question, editing=editing)
    return reader.reading()
