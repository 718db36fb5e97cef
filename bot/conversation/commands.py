"""Commands: with a slash, as plain words, and as actions of buttons. Each works from any step."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.account import cards, delete, digest, export, pause, resume, snooze, stop, timezone
from bot.conversation.cards import phrase
from bot.conversation.codec import restored_wishes
from bot.conversation.joining import link
from bot.conversation.postings import (
    applied,
    explain,
    hide,
    save,
    search_once,
    show_jobs,
    show_more,
    show_saved,
    similar,
)
from bot.conversation.progress import ask, current_rows, go_on, has_question, in_setup
from bot.conversation.questions import (
    CONTINUE,
    EDIT_FIELDS,
    JOBS_AND_PREFS,
    SETUP,
    UNDO,
    button,
)
from bot.conversation.requests import CountUsage, ListReports, ReportHealth
from bot.conversation.searches import show_searches
from bot.conversation.sending import quiet
from bot.conversation.tongue import language
from bot.texts.words import meaning
from db.preferences import Preferences

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.draft import Draft

RESET_ASKED = "?reset"  # pending while it is asked whether to forget all wishes
SAID = ("hour", "zone", "tongue")


def start(draft: Draft, _argument: str = "") -> None:
    """Greet: with the open question, else with what is remembered."""
    if draft.dialogue.step == "delete" or draft.dialogue.editing:
        go = draft.dialogue.back_to if draft.dialogue.back_to in (*SETUP, "summary") else "ready"
        draft.go(go, back_to="ready")
    if has_question(draft):
        draft.say("welcome_back_setup")
        ask(draft, wanted=True)
    else:
        draft.say("welcome_back", JOBS_AND_PREFS, card=draft.card())


def show_prefs(draft: Draft, _argument: str = "") -> None:
    """The card of wishes, with a button for each field."""
    rows = (*EDIT_FIELDS, *CONTINUE) if has_question(draft) else EDIT_FIELDS
    draft.say("prefs", rows, card=draft.card())


def show_help(draft: Draft, _argument: str = "") -> None:
    """What the bot can do."""
    draft.say("help", current_rows(draft))


def privacy(draft: Draft, _argument: str = "") -> None:
    """What is stored and who sees it."""
    contact = draft.state.privacy_contact or phrase("privacy_operator")
    openai = phrase("privacy_openai") if draft.state.openai_used else ""
    channel = draft.person.channel
    address, service = phrase(f"privacy_address_{channel}"), phrase(f"privacy_service_{channel}")
    draft.say("privacy", current_rows(draft), address=address, service=service, contact=contact, openai=openai)


def health(draft: Draft, argument: str = "") -> None:
    """The operator's report; for anybody else this command does not exist."""
    if draft.person.is_admin:
        draft.ask_for(ReportHealth())
    else:
        unknown(draft, argument)


def reports(draft: Draft, argument: str = "") -> None:
    """The postings that reports hold back, for an admin; for anybody else this command does not exist."""
    if draft.person.is_admin:
        draft.ask_for(ListReports())
    else:
        unknown(draft, argument)


def stats(draft: Draft, argument: str = "") -> None:
    """How the bot is used, for an admin; for anybody else this command does not exist."""
    if draft.person.is_admin:
        draft.ask_for(CountUsage())
    else:
        unknown(draft, argument)


def unknown(draft: Draft, _argument: str = "") -> None:
    """No such command."""
    draft.say("unknown_command", current_rows(draft))


def undo(draft: Draft, _argument: str = "") -> None:
    """Put back exactly what the last change replaced, and go back to the question it answered."""
    kept = draft.dialogue.undo or {}
    draft.note(undo=None)
    try:
        wishes = restored_wishes(draft.wishes, kept.get("wishes"))
    except ValueError:
        draft.say("nothing_to_undo", current_rows(draft))
        return
    draft.save_wishes(wishes)
    draft.save_person(**_owned(kept.get("person")))
    said = kept.get("said")
    draft.note(said=tuple(filter(SAID.__contains__, said)) if isinstance(said, list) else ())
    _go_back_to(draft, str(kept.get("step")), editing=kept.get("editing") is True)


def _owned(kept: object) -> dict[str, object]:
    """The columns of the person that a kept undo may put back."""
    columns = kept if isinstance(kept, dict) else {}
    types = {"time_zone": str, "country": str | None, "digest_hour": int}
    return {name: columns[name] for name, kind in types.items() if name in columns and isinstance(columns[name], kind)}


def _go_back_to(draft: Draft, step: str, *, editing: bool) -> None:
    restart = in_setup(draft) or draft.dialogue.step == "summary"
    draft.say("undone", () if restart else JOBS_AND_PREFS, card=draft.card())
    if in_setup(draft):
        first = SETUP[0] if step == "new" else step
        go_on(draft, first if first in SETUP and not editing else draft.dialogue.step)
    elif draft.dialogue.step == "summary":
        go_on(draft, "summary")


def reset(draft: Draft, argument: str = "") -> None:
    """Forget all wishes of this search and begin the questions anew, after having asked."""
    if argument != "yes":
        draft.note(pending=RESET_ASKED)
        draft.say("reset_ask", ((button("button_yes", "reset:yes"), button("button_no", "pending:no")),))
        return
    kept = draft.wishes
    empty = Preferences(id=kept.id, user_id=kept.user_id, slot=kept.slot, name=kept.name, frequency=kept.frequency)
    draft.save_wishes(empty)
    changed = draft.remember_for_undo()
    draft.note(shown=(), query="", digest=0)
    draft.say("cleared", ((UNDO,),) if changed else ())
    draft.go(SETUP[0], back_to="ready")
    ask(draft)


COMMANDS: dict[str, Callable[[Draft, str], None]] = {
    "start": start,
    "jobs": show_jobs,
    "more": show_more,
    "search": search_once,
    "similar": similar,
    "applied": applied,
    "searches": show_searches,
    "cards": cards,
    "snooze": snooze,
    "timezone": timezone,
    "link": link,
    "prefs": show_prefs,
    "pause": pause,
    "resume": resume,
    "digest": digest,
    "quiet": quiet,
    "why": explain,
    "save": save,
    "saved": show_saved,
    "hide": hide,
    "export": export,
    "delete": delete,
    "stop": stop,
    "help": show_help,
    "privacy": privacy,
    "health": health,
    "stats": stats,
    "reports": reports,
    "undo": undo,
    "reset": reset,
    "language": language,
}
# What may be asked of us by somebody new or gone, without becoming a reader (again).
ANSWERED_TO_ANYONE = frozenset({"stop", "delete", "export", "privacy", "help", "health", "stats", "reports", "saved"})
_SLASH = re.compile(r"/(?P<name>[^\W\d_]\w{0,31})(?:@\w+)?(?:\s+(?P<argument>.*))?", re.DOTALL)
_WORDED = re.compile(
    r"(?P<name>why|save|hide|similar|applied|pause|snooze|digest)\s+(?P<argument>(?:#|job |number |for )?\d{1,4}"
    r"(?: ?(?:am|pm|days?|weeks?|months?|d|w))?|on|off)[.!?]?",
    re.IGNORECASE,
)
_PAUSE = re.compile(
    r"(?:pause|snooze|rest|stop|en pause|mettre en pause|faire une pause|pausa|pausar|pumzisha|pumzika)\s+(?:me\s+)?"
    r"(?P<time>(?:for|pendant|pour|por|durante|kwa|until|till|jusqu'?[àa]|até|ate|hasta|hadi)\s+(?:[^\W_]+\s*){1,2})[.!?]?",
    re.IGNORECASE,
)
_DIGEST = re.compile(
    r"(?:please )?(?:(?:only )?send (?:me )?(?:new )?jobs?|make it|messages?|alerts?)(?: only)? "
    r"(?P<when>weekly|daily|once a week|(?:on )?week ?days|(?:on |every )?(?:mon|tues|wednes|thurs|fri|satur|sun)days?|"
    r"every (?:day|week))(?: only)?(?: please)?[.!?]?",
    re.IGNORECASE,
)
_SAVED = re.compile(
    r"(?:(?:please )?(?:show|list|see|view|open|get)(?: me)? )?(?:all )?(?:my |the )?saved "
    r"(?:jobs?|list|ones|postings?)(?: please)?",
    re.IGNORECASE,
)
_APPLIED = re.compile(
    r"i(?:'ve| have)? applied (?:to |for )?(?:#|job |number )?(?P<number>\d{1,4})[.!]?", re.IGNORECASE
)
_SEARCH = re.compile(r"search(?:\s+for|:)?\s+(?P<words>(?!(?:is|was|to|called)\b).+)", re.IGNORECASE | re.DOTALL)
LONGEST_ARGUMENT = 100  # characters
NOTHING = ("", "")


def command_in(text: str) -> tuple[str, str]:  # noqa: PLR0911 - one for each way to say one
    """The command that the text is, as (name, argument): ("", "") when it is none, "unknown" for an unknown one."""
    slashed = _SLASH.fullmatch(text.strip())
    if slashed:
        name = slashed["name"].lower()
        return (name if name in COMMANDS else "unknown", (slashed["argument"] or "").strip()[:LONGEST_ARGUMENT])
    worded = _WORDED.fullmatch(text.strip())
    if worded:
        return worded["name"].lower(), worded["argument"]
    if applied_to := _APPLIED.fullmatch(text.strip()):
        return "applied", applied_to["number"]
    if paused := _PAUSE.fullmatch(text.strip()):
        return "pause", paused["time"].strip()
    if regular := _DIGEST.fullmatch(text.strip().replace("jobs only", "jobs")):
        return "digest", regular["when"]
    if sought := _SEARCH.fullmatch(text.strip()):
        return "search", sought["words"].strip()[:LONGEST_ARGUMENT]
    plain = " ".join(text.lower().split()).strip(" .!?")
    if _SAVED.fullmatch(plain):
        return "saved", ""
    meant = meaning(text)
    return (meant, "") if meant in COMMANDS else NOTHING


def run_command(draft: Draft, name: str, argument: str) -> None:
    """Do what a command says."""
    COMMANDS.get(name, unknown)(draft, argument)
