"""Dialogues and replies as JSON, and back. Reading forgives: what is rubbish becomes the nearest sensible thing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from bot.conversation.model import Button, Dialogue, Phrase, Reply, Say, ShowJobs, Shown
from db.places import StoredPlace, stored_places
from db.preferences import PLACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from db.preferences import Preferences

# The wishes that a message may change, with the JSON types of their values.
WISH_TYPES: dict[str, tuple[type, ...]] = {
    "job_roles": (list,),
    "experience_level": (str, type(None)),
    "technical_skills": (list,),
    "soft_skills": (list,),
    "years_of_experience": (int, float, type(None)),
    "preferred_locations": (list,),
    "user_location_input": (str,),
    "work_arrangements": (list,),
    "employment_types": (list,),
    "salary_min": (int, float, type(None)),
    "salary_max": (int, float, type(None)),
    "salary_currency": (str, type(None)),
    "salary_period": (str, type(None)),
    "excluded_companies": (list,),
    "excluded_words": (list,),
    "education_level": (str, type(None)),
    "languages_spoken": (list,),
    "willing_to_relocate": (bool, type(None)),
    "industry_preferences": (list,),
    "shifts": (list,),
    "radius_km": (int, type(None)),
    "remote_from_home": (bool,),
    "pay_unknown_fine": (bool,),
    "available_on": (str, type(None)),
    "wanted_companies": (list,),
    "wanted_words": (list,),
    "excluded_roles": (list,),
    "excluded_skills": (list,),
    "excluded_locations": (list,),
    "excluded_industries": (list,),
    "frequency": (str,),
}
LISTS = frozenset(name for name, types in WISH_TYPES.items() if list in types)
SWITCHES = frozenset(name for name, types in WISH_TYPES.items() if bool in types)
MOST_SEARCHES = 3
LONGEST_WORD = 200  # characters of a step's name or pending words


def dialogue_to_json(dialogue: Dialogue) -> dict[str, Any]:
    """As kept in `conversations.state`."""
    return {
        "step": dialogue.step,
        "editing": dialogue.editing,
        "back_to": dialogue.back_to,
        "shown": [[shown.job_id, shown.match_id] for shown in dialogue.shown],
        "asked": dialogue.asked,
        "undo": dialogue.undo,
        "consent": dialogue.consent,
        "said": list(dialogue.said),
        "pending": dialogue.pending,
        "search": dialogue.search,
        "query": dialogue.query,
        "digest": dialogue.digest,
    }


def dialogue_from_json(stored: object) -> Dialogue:
    """From `conversations.state`, whatever is in it; nothing usable means an unknown step, so the flow recovers."""
    if not isinstance(stored, dict):
        return Dialogue()
    undo, asked, search, digest = (stored.get(name) for name in ("undo", "asked", "search", "digest"))
    return Dialogue(
        step=_word(stored.get("step"), "new"),
        editing=stored.get("editing") is True,
        back_to=_word(stored.get("back_to"), "ready"),
        shown=_shown_from(stored.get("shown")),
        asked=asked if type(asked) is int and asked >= 0 else 0,
        undo=undo if isinstance(undo, dict) else None,
        consent=_consent(stored.get("consent")),
        said=tuple(_word(name, "") for name in _listed(stored.get("said"))),
        pending=_word(stored.get("pending"), ""),
        search=search if type(search) is int and 1 <= search <= MOST_SEARCHES else 1,
        query=_word(stored.get("query"), ""),
        digest=digest if type(digest) is int and digest > 0 else 0,
    )


def _word(value: object, otherwise: str) -> str:
    return value[:LONGEST_WORD] if isinstance(value, str) else otherwise


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _consent(value: object) -> Literal["", "told", "given"]:
    return "told" if value == "told" else "given" if value == "given" else ""


def _is_id(value: object) -> bool:
    return type(value) is int and value >= 0


def _shown_from(stored: object) -> tuple[Shown, ...]:
    pairs = (
        pair for pair in _listed(stored) if isinstance(pair, list) and [_is_id(part) for part in pair] == [True] * 2
    )
    return tuple(Shown(job_id, match_id) for job_id, match_id in pairs)


def reply_to_body(reply: Reply) -> dict[str, Any]:
    """The outbox body of a reply."""
    buttons = [[_button_body(button) for button in row] for row in reply.buttons]
    if isinstance(reply, Say):
        return {"kind": "say", "key": reply.phrase.key, "args": reply.phrase.args, "buttons": buttons}
    intro = {"key": reply.intro.key, "args": reply.intro.args} if reply.intro else None
    items = [{"job_id": item.job_id, "match_id": item.match_id} for item in reply.items]
    return {"kind": "jobs", "intro": intro, "items": items, "buttons": buttons, "first": reply.first}


def _button_body(button: Button) -> dict[str, Any]:
    return {"key": button.label.key, "args": button.label.args, "action": button.action}


def body_to_reply(body: Mapping[str, Any]) -> Reply:
    """The reply of an outbox body; a digest becomes a list of postings with its own greeting.

    Raises:
        KeyError, TypeError, ValueError: this is no body of ours.
    """
    kind = body["kind"]
    buttons = tuple(tuple(_button(button) for button in row) for row in body.get("buttons") or ())
    if kind == "say":
        return Say(_phrase(body), buttons)
    if kind == "jobs":
        intro = _phrase(body["intro"]) if body.get("intro") else None
        return ShowJobs(intro, _items(body["items"]), buttons, int(body.get("first") or 1))
    if kind == "digest":
        items = _items(body["items"])
        greeting = "instant_intro" if body.get("of") == "instant" else "digest_intro"
        return ShowJobs(Phrase(greeting, {"count": len(items)}), items, buttons or _digest_buttons(body))
    if kind == "nothing_new":
        return Say(Phrase("nothing_new"), tuple(_wider(way) for way in body.get("ways") or ()) + NOTHING_BUTTONS)
    if kind == "slowed":
        return Say(Phrase("slowed"), SLOWED_BUTTONS)
    raise ValueError(f"an outbox body of unknown kind {kind!r}")


PREFS, OFF = Button(Phrase("button_prefs"), "prefs"), Button(Phrase("button_digest_off"), "digest:off")
NOTHING_BUTTONS = ((PREFS, OFF),)
SLOWED_BUTTONS = ((Button(Phrase("button_daily_again"), "digest:daily"), OFF),)
NO_MORE_THIS_WEEK = (Button(Phrase("button_rest_week"), "pause:this week"),)


def more_of(digest_id: object, count: object) -> Button:
    """The button for the next ones of a digest, with how many there are; for any others where none is left."""
    if not (_is_id(digest_id) and type(count) is int and count > 0):
        return Button(Phrase("button_more"), "more")
    return Button(Phrase("button_more_count", {"count": count}), f"more:{digest_id}")


def _digest_buttons(body: Mapping[str, Any]) -> tuple[tuple[Button, ...], ...]:
    return ((more_of(body.get("digest_id"), body.get("more")), PREFS), NO_MORE_THIS_WEEK)


def _wider(way: Mapping[str, Any]) -> tuple[Button]:
    return (Button(Phrase(f"button_widen_{way['how']}", {"count": way["count"]}), f"widen:{way['how']}:{way['slot']}"),)


def _phrase(stored: Mapping[str, Any]) -> Phrase:
    return Phrase(stored["key"], dict(stored.get("args") or {}))


def _button(stored: Mapping[str, Any]) -> Button:
    return Button(_phrase(stored), stored["action"])


def _items(stored: Iterable[Mapping[str, Any]]) -> tuple[Shown, ...]:
    return tuple(Shown(int(item["job_id"]), int(item.get("match_id") or 0)) for item in stored)


def replaced_wishes(before: Preferences, fields: Iterable[str]) -> dict[str, Any]:
    """The values of these fields as JSON, so that a change can be taken back."""
    return {name: _as_json(getattr(before, name)) for name in fields}


def _as_json(value: object) -> object:
    if isinstance(value, tuple):
        return stored_places(value) if value and isinstance(value[0], StoredPlace) else list(value)
    return value.isoformat() if isinstance(value, date) else value


def restored_wishes(now: Preferences, replaced: object) -> Preferences:
    """The wishes with these earlier values back.

    Raises:
        ValueError: the values are not what `replaced_wishes` made.
    """
    if not isinstance(replaced, dict) or not replaced.keys() <= WISH_TYPES.keys():
        raise ValueError("not the earlier values of wishes")
    return replace(now, **{name: _old_value(name, value) for name, value in replaced.items()})


def _old_value(name: str, value: object) -> Any:  # noqa: ANN401 - of the column's type
    if name in PLACES and isinstance(value, list):
        try:
            return tuple(StoredPlace(**place) for place in value)
        except TypeError as error:
            raise ValueError("not a stored place") from error
    if name in LISTS and isinstance(value, list) and all(isinstance(part, str) for part in value):
        return tuple(value)
    if name == "available_on" and isinstance(value, str):
        return date.fromisoformat(value)
    if name not in LISTS and isinstance(value, WISH_TYPES[name]) and isinstance(value, bool) == (name in SWITCHES):
        return value
    if value is None and type(None) in WISH_TYPES[name]:
        return value
    raise ValueError(f"not a value of {name}")
