"""What people say that is no wish: enough of us, work found, too far, a button's words."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from bot.conversation.account import pause_rows, stop
from bot.conversation.choices import set_choice
from bot.conversation.commands import RESET_ASKED, reset, run_command, show_help, show_prefs
from bot.conversation.hearing import hear
from bot.conversation.postings import hide, save, show_one
from bot.conversation.progress import LIST_SIZE, ask, current_rows, edit, has_question
from bot.conversation.questions import button
from bot.conversation.reader.set_phrases import remark_in
from bot.conversation.reader.withdrawn import has_found_work
from bot.conversation.requests import FindJobs
from bot.texts.catalogue import text as words_of
from bot.texts.languages import LANGUAGES
from bot.texts.stop_sentences import may_ask_to_stop
from bot.texts.words import folded, meaning

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.draft import Draft

STOP_ASKED = "?stop"  # pending while that question is open
STOP_ALL = button("button_stop_all", "say:STOP")
# What buttons say, typed as words; labels of fields only count where no question is open.
_LABELS = {
    "button_prefs_more": "wishes",
    "button_saved": "saved",
    "button_searches": "searches",
    "button_hide": "hide",
    "button_applied_list": "applied",
    "button_similar": "similar",
    "button_save": "save",
    "button_why": "why",
    "button_cards_list": "cards:list",
    "button_cards_single": "cards:single",
    "button_confirm": "confirm",
    "button_weekly": "digest:weekly",
    "button_every_day": "digest:every day",
    "button_weekdays": "digest:weekdays",
    "button_digest_off": "digest:off",
}
_FIELD_LABELS = {f"label_{field}": f"edit:{field}" for field in ("roles", "place", "pay", "skills", "experience")}
_FIELDS_BY_OTHER_NAMES = {"location": "place", "locations": "place", "salary": "pay", "companies": "companies"}
_ORDINALS = {
    1: "1st first premier premiere primeiro primeira primero primera primer kwanza",
    2: "2nd second deuxieme seconde segundo segunda pili two",
    3: "3rd third troisieme terceiro terceira tercero tercera tatu three",
    4: "4th fourth quatrieme quarto quarta cuarto cuarta nne four",
    5: "5th fifth cinquieme quinto quinta tano five",
}
_VERBS = {
    "show": (
        "show|show me|see|open|tell me about|tell me more about|more about|apply to|apply for|i want to apply for|"
        "montre moi|montrez moi|voir|mostra|mostre|me mostra|me mostre|ver|muestrame|onyesha|nionyeshe|make i see"
    ),
    "save": "save|keep|garde|gardez|guarda|guarde|salva|salve|hifadhi",
    "hide": "hide|remove|not|masque|masquez|cache|esconde|oculta|ficha",
}
_SAID_FIRST = "|".join(sorted("|".join(_VERBS.values()).split("|"), key=len, reverse=True))
_POINTED = re.compile(
    rf"(?:please |abeg )?(?P<verb>{_SAID_FIRST}) "
    r"(?:the |job |number |no |la |le |l |el |o |a |kazi |ya |numero |namba |offre |vaga |empleo |posting )*"
    r"(?P<which>\w+)(?: one| job| posting| offre| vaga| oferta| please| abeg)*"
)
_WHICH = re.compile(r"\d{1,3}(?:st|nd|rd|th)?")


def hears_remark(draft: Draft, text: str) -> bool:
    """Take in such a text; whether it was one."""
    plain = folded(text)
    if draft.person.is_admin and plain in _FOR_ADMINS:
        run_command(draft, plain, "")
        return True
    if _confirmed_reset(draft, text) or _pointed_at(draft, plain) or _remarked(draft, plain):
        return True
    if may_ask_to_stop(plain):
        draft.note(pending=STOP_ASKED)
        draft.say("stop_ask", ((STOP_ALL, button("button_no", "pending:no")),))
    elif has_found_work(text):
        draft.say("work_found", (*pause_rows(), (STOP_ALL,)))
    else:
        return False
    return True


def action_labelled(draft: Draft, text: str) -> str:
    """The action of our button with these words, in the person's language or English; "" when there is none."""
    plain = folded(text)
    action = _labels(draft.person.language).get(plain, "")
    if not action and not has_question(draft):
        field = _FIELDS_BY_OTHER_NAMES.get(plain)
        action = _field_labels(draft.person.language).get(plain, "") or (f"edit:{field}" if field else "")
    return action


def _confirmed_reset(draft: Draft, text: str) -> bool:
    pending, agreed = draft.dialogue.pending, meaning(text) == "yes"
    if pending == RESET_ASKED and agreed:
        reset(draft, "yes")
    elif pending == STOP_ASKED and agreed:
        stop(draft)
    else:
        return False
    return True


def _pointed_at(draft: Draft, plain: str) -> bool:
    """Like "show me number 2", "save the first one": a posting of the last list."""
    said = _POINTED.fullmatch(plain) if draft.dialogue.shown else None
    number = _number(said["which"]) if said else ""
    if said is None or not number:
        return False
    verb = next(name for name, verbs in _VERBS.items() if said["verb"] in verbs.split("|"))
    {"show": show_one, "save": save, "hide": hide}[verb](draft, number)
    return True


def _number(which: str) -> str:
    if _WHICH.fullmatch(which):
        return re.sub(r"\D", "", which)
    return next((str(number) for number, names in _ORDINALS.items() if which in names.split()), "")


def _remarked(draft: Draft, plain: str) -> bool:
    """Like "too far", "not interested", "can I send my CV?"."""
    remark = remark_in(plain)
    handler = _REMARKS.get(remark)
    if handler is None or (remark in _ONLY_AT_REST and has_question(draft)):
        return False
    if remark in _OF_POSTINGS and not draft.dialogue.shown:
        return False
    handler(draft)
    return True


def _saying(key: str) -> Callable[[Draft], None]:
    return lambda draft: draft.say(key, current_rows(draft))


def _find_more(draft: Draft) -> None:
    if draft.wishes.job_roles:
        draft.ask_for(FindJobs(limit=LIST_SIZE))
    else:
        ask(draft)


_REMARKS: dict[str, Callable[[Draft], None]] = {
    "far": lambda draft: edit(draft, "radius"),
    "pay_low": lambda draft: edit(draft, "pay"),
    "not_for_me": hide,
    "new_jobs": _find_more,
    "wishes": show_prefs,
    "change": show_prefs,
    "about_us": show_help,
    "other_work": lambda draft: edit(draft, "roles"),
    "cv": _saying("cv"),
    "number_given": _saying("sent_contact"),
    "needs_pay": lambda draft: set_choice(draft, "pay_unknown:no"),
    "any_pay": lambda draft: hear(draft, "any pay"),
    "crisis": _saying("crisis"),
}
_FOR_ADMINS = frozenset({"health", "stats", "reports"})
_ONLY_AT_REST = frozenset({"change", "new_jobs", "other_work", "far", "pay_low"})
_OF_POSTINGS = frozenset({"not_for_me"})


@functools.cache
def _labels(language: str) -> dict[str, str]:
    return _by_words(language, _LABELS)


@functools.cache
def _field_labels(language: str) -> dict[str, str]:
    return _by_words(language, _FIELD_LABELS)


def _by_words(language: str, keys: dict[str, str]) -> dict[str, str]:
    spoken = [code for code in ("en", language) if code in LANGUAGES]
    return {folded(words_of(code, key)): action for code in spoken for key, action in keys.items()}
