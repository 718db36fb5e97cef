"""The catalogue: every key that the code uses exists, and a text never fails."""

from __future__ import annotations

import ast
import logging
import string
from pathlib import Path

import pytest

from bot.conversation.codec import body_to_reply, reply_to_body
from bot.conversation.model import Button, Phrase, Say, ShowJobs, Shown
from bot.conversation.more_wishes import CHOICES
from bot.conversation.questions import FIELDS, HIDE_REASONS, PERIODS, SETUP
from bot.texts import catalogue
from bot.texts.en import MESSAGES
from bot.texts.plural import Plural
from jobs.enrichment.questions import LEVELS
from jobs.parsing.warning_signs import CODES as WARNING_CODES

ROOT = Path(__file__).parents[2]
CHANNELS = ("telegram", "whatsapp", "web", "console")
# What is built from parts in the code, by the parts there are.
COMPOSED = {
    *(f"ask_{step}" for step in (*SETUP, "period")),
    *(f"edit_{field}" for field in FIELDS),
    *(f"unclear_{step}" for step in (*FIELDS, "period", "pending")),
    *(f"per_{period}" for period in PERIODS),
    *(f"button_per_{period}" for period in PERIODS),
    *(f"arrangement_{mode}" for mode in ("onsite", "hybrid", "remote")),
    *(f"type_{kind}" for kind in ("full_time", "part_time", "contract", "temporary", "internship", "volunteer")),
    *(f"why_{kind}" for kind in ("strength", "gap", "note")),
    *(f"button_{verb}" for verb in ("save", "hide", "why")),
    *(f"button_reason_{reason}" for reason in HIDE_REASONS),
    *(f"reason_given_{reason}" for reason in HIDE_REASONS),
    *(f"warning_{code}" for code in WARNING_CODES),
    *(f"level_{level}" for level in (*LEVELS, "entry", "internship")),
    *(
        f"{choice.labels}{option}"
        for choice in CHOICES.values()
        if choice.labels != "spoken_"
        for option in choice.options
    ),
    *(f"privacy_{part}_{name}" for part in ("address", "service") for name in CHANNELS),
}
# Calls that speak, with the position of the key among their arguments.
SPEAKERS = {"say": 0, "insert": 1, "Phrase": 0, "phrase": 0, "line": 0, "button": 0, "text": 1, "words_of": 1}


def keys_in(path: Path) -> set[str]:
    """Keys that stand as plain strings, also as the two sides of an "if else", in calls that speak."""
    keys = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in SPEAKERS and len(node.args) > SPEAKERS[name]:
            said = node.args[SPEAKERS[name]]
            choices = (said.body, said.orelse) if isinstance(said, ast.IfExp) else (said,)
            keys |= {
                choice.value for choice in choices if isinstance(choice, ast.Constant) and isinstance(choice.value, str)
            }
    return keys


def test_every_key_in_the_code_has_a_text() -> None:
    used = set().union(*(keys_in(path) for path in (ROOT / "bot").rglob("*.py") if path.parent.name != "texts"))
    assert len(used) > 80
    commands_said = {key for key in used if key.startswith("/")}  # the terminal says "/start" for its person
    assert used - MESSAGES.keys() - commands_said == set()


def test_every_composed_key_has_a_text() -> None:
    assert COMPOSED - MESSAGES.keys() == set()


def forms(message: str | Plural) -> tuple[str, ...]:
    return (message.one, message.other) if isinstance(message, Plural) else (message,)


def test_every_text_is_well_formed_and_plain() -> None:
    for key, message in ((key, form) for key, source in MESSAGES.items() for form in forms(source)):
        names = [name for _, name, _, _ in string.Formatter().parse(message) if name is not None]
        assert all(name.isidentifier() for name in names), key
        assert "*" not in message, key
        assert (
            message.strip() == message
            or message.startswith("\nNow")
            or key.startswith(("progress", "privacy_openai", "privacy_service"))
        ), key


def test_an_unknown_key_is_given_as_it_is_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert catalogue.text("en", "no_such_key") == "no_such_key"
        assert catalogue.text("en", "summary") == "summary"
    assert len(caplog.records) == 2


def test_another_language_falls_back_to_english() -> None:
    assert catalogue.text("xx", "button_save") == "Save"


def test_personal_words_with_braces_are_left_alone() -> None:
    assert catalogue.text("en", "plain", text="{x} {0.__class__}") == "{x} {0.__class__}"


def test_replies_survive_the_outbox() -> None:
    row = ((Button(Phrase("plain", {"text": "Driver"}), "say:Driver"),),)
    for reply in (
        Say(Phrase("progress", {"at": 1, "of": 6}), row),
        ShowJobs(Phrase("jobs_intro", {"count": 2}), (Shown(1, 7), Shown(2, 8)), row),
        ShowJobs(None, (Shown(1, 7),)),
    ):
        assert body_to_reply(reply_to_body(reply)) == reply


def test_a_digest_becomes_a_list_of_postings() -> None:
    reply = body_to_reply({"kind": "digest", "digest_id": 5, "items": [{"job_id": 1, "match_id": 7}]})
    assert isinstance(reply, ShowJobs)
    assert reply.items == (Shown(1, 7),)
    assert reply.intro is not None


def test_a_body_of_no_known_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        body_to_reply({"kind": "riddle"})
