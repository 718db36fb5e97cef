"""Somebody new: the welcome, what they are told is stored, and what they came with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.conversation.account import WHATSAPP, opt_in
from bot.conversation.cards import phrase
from bot.conversation.commands import run_command
from bot.conversation.hearing import take
from bot.conversation.model import GiveConsent, Unsuppress
from bot.conversation.progress import ask
from bot.conversation.tongue import language_named_in, offer_language, settle_language
from bot.texts.catalogue import text as words_of

if TYPE_CHECKING:
    from bot.conversation.draft import Draft


def welcome(draft: Draft, text: str) -> None:
    """Greet somebody new, say what is stored, and take a wish that they came with."""
    draft.note(consent="told")
    settle_language(draft)
    place = draft.mark()
    if text and take(draft, text):
        draft.insert(place, *_greeting(draft, "welcome_with_wish"))
        offer_language(draft, text)
        return
    draft.insert(place, *_greeting(draft, "welcome"))
    draft.go("roles", back_to="ready")
    ask(draft)
    offer_language(draft, text)


def first_command(draft: Draft, name: str, argument: str) -> None:
    """Somebody new begins with a command: it is done after the welcome, which comes in the language asked for."""
    if name == "language" and (code := language_named_in(argument)):
        draft.save_person(language=code)
        name = "start"
    if name in ("start", "unknown", "cards", "undo"):
        welcome(draft, "")
        return
    greet(draft)
    run_command(draft, name, argument)
    if name != "search":
        ask_first(draft)


def greet(draft: Draft) -> None:
    """Welcome somebody new, who is at the first question from here on; it is not put yet."""
    draft.note(consent="told")
    settle_language(draft)
    draft.insert(draft.mark(), *_greeting(draft, "welcome"))
    draft.go("roles", back_to="ready")


def ask_first(draft: Draft) -> None:
    """Put the first question, unless that was done."""
    if draft.dialogue.step == "roles" and not draft.dialogue.asked:
        ask(draft)


def _greeting(draft: Draft, key: str) -> tuple[str, dict[str, Any]]:
    """The welcome; on WhatsApp with what somebody agrees to who goes on."""
    if draft.person.channel != WHATSAPP:
        return key, {}
    return "welcome_opt_in", {"welcome": phrase(key), "opt_in": phrase("whatsapp_opt_in")}


def note_consent(draft: Draft) -> None:
    """They were told what is stored, and went on."""
    if draft.dialogue.consent == "told":
        draft.note(consent="given")
        draft.change(Unsuppress())  # whoever said stop long ago and begins anew
        draft.change(GiveConsent("job alerts", words_of(draft.person.language, "consent_wording")))
        opt_in(draft, "whatsapp_opt_in")
