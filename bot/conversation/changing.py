"""Whether words at another question are a change of wishes: "also Abuja", "not Lagos", "remote or Lagos"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.reader.answers import read
from bot.conversation.reader.clauses import clauses
from bot.conversation.reader.wording import language_of, working_words

if TYPE_CHECKING:
    from bot.conversation.model import Person
    from db.preferences import Preferences


def changes_wishes(text: str, wishes: Preferences, person: Person) -> bool:
    """Whether a text adds, refuses or removes, or says more than a mere place."""
    reading = read(text, wishes, country=person.country, language=person.language)
    worked = working_words(text, language_of(text, person.language))
    return any(clause.tone != "set" for clause in clauses(worked)) or bool({*reading.touched} - {"place"})
