"""Which language we speak: /language, its buttons, and "English please" in the middle of anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.model import Button, Phrase
from bot.conversation.progress import ask, current_rows, has_question
from bot.conversation.reader.wording import PIDGIN, language_of, tokens, wording
from bot.texts.languages import LANGUAGES, SOURCE, spoken
from bot.texts.words import language_asked_for

if TYPE_CHECKING:
    from bot.conversation.draft import Draft, Rows

OFFERED = "tongue"  # among what was said: another language has been offered
FEWEST_WORDS, FEWEST_SIGNS = 3, 2
LANGUAGE_ROWS: Rows = tuple(
    tuple(Button(Phrase("plain", {"text": {"language": code}}), f"language:{code}") for code in pair)
    for pair in (("en", "fr"), ("pt", "es"), ("sw", "pcm"))
)


def language(draft: Draft, argument: str = "") -> None:
    """Ask which language, or change to the one that is named."""
    code = language_named_in(argument)
    if code:
        speak(draft, code)
    elif argument:
        _hint(draft)
    else:
        draft.say("language_choose", LANGUAGE_ROWS)


def language_named_in(argument: str) -> str:
    """The language of ours that a name or a code means; "" for none."""
    return spoken(argument) or language_asked_for(argument, bare=True)


def offer_language(draft: Draft, text: str) -> None:
    """Offer, once, to go on in the language that somebody clearly writes."""
    own = draft.person.language
    code = language_of(text, own)
    if OFFERED in draft.dialogue.said or code == own or not _is_clear(text, code):
        return
    draft.note(said=(*draft.dialogue.said, OFFERED))
    name = Button(Phrase("plain", {"text": {"language": code}}), f"language:{code}")
    draft.say("plain", ((name,), *current_rows(draft)), text={"key": "language_offer", "in": code})


def _is_clear(text: str, code: str) -> bool:
    """Enough words to tell: several, and for Pidgin two that only it has."""
    said = [token.word for token in tokens(text) if token.word.isalpha()]
    signs = wording(PIDGIN).signs
    return len(said) >= FEWEST_WORDS and (code != PIDGIN or sum(word in signs for word in said) >= FEWEST_SIGNS)


def asks_for_language(draft: Draft, text: str) -> bool:
    """Change the language if that is all that a message asks for; whether it did."""
    code = language_asked_for(text, bare=not has_question(draft))
    if code:
        speak(draft, code)
    return bool(code)


def speak(draft: Draft, code: str) -> None:
    """Speak this language from here on, and put the open question again in it."""
    draft.save_person(language=code)
    if has_question(draft):
        draft.say("language_set")
        ask(draft, wanted=True)
    else:
        draft.say("language_set", current_rows(draft))


def settle_language(draft: Draft) -> None:
    """Somebody new whose phone or browser speaks a language that we do not: English, with a list of what there is."""
    code = spoken(draft.person.language)
    if code is None:
        draft.save_person(language=SOURCE)
        _hint(draft)
    else:
        draft.save_person(language=code)


def _hint(draft: Draft) -> None:
    draft.say("language_hint", LANGUAGE_ROWS, languages=[{"language": code} for code in LANGUAGES])
