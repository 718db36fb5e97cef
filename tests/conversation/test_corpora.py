"""How well the reader takes whole messages apart, measured on messages with the fields that they name."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from benchmarks.reader_f1 import CORPORA, WHOLE, tally, utterances, values
from bot.conversation.flow import step
from bot.conversation.model import Dialogue, Incoming, Person, State
from bot.conversation.reader.taken import FIELDS
from db.preferences import Preferences

LEAST_F1 = 0.95
FILES = sorted(CORPORA.glob("*.jsonl"))
LANGUAGES = {"en", "fr", "pt", "es", "sw", "pcm"}


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def lines(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    return utterances(request.param)


def test_there_are_four_hundred_messages_in_six_languages() -> None:
    known = [line for path in FILES for line in utterances(path)]
    assert len(known) >= 400
    assert {line["lang"] for line in known} == LANGUAGES
    assert {name for line in known for name in line["expect"]} <= set(FIELDS)
    assert len({(line["lang"], line["country"], line["text"]) for line in known}) == len(known)


def test_every_field_is_read(lines: list[dict[str, Any]]) -> None:
    counts, _ = tally(lines)
    scores = {name: counts.score("all", name)[2] for language, name in counts.counted() if language == "all"}
    assert {name: score for name, score in scores.items() if score < LEAST_F1} == {}


def test_every_language_is_read(lines: list[dict[str, Any]]) -> None:
    counts, _ = tally(lines)
    scores = {language: counts.score(language, WHOLE)[2] for language in LANGUAGES}
    assert {language: score for language, score in scores.items() if score < LEAST_F1} == {}


def test_a_value_too_many_and_one_missed_both_count() -> None:
    line = {"lang": "en", "country": "KE", "text": "driver in Nairobi", "expect": {"job_roles": ["driver", "cook"]}}
    counts, whole = tally([line])
    assert whole == 0
    assert counts.score("en", "job_roles") == (1.0, 0.5, 2 / 3)
    assert counts.score("en", "preferred_locations") == (0.0, 1.0, 0.0)


def test_case_and_accents_do_not_count_but_numbers_do() -> None:
    assert values(["Málaga"], "preferred_locations") == values(["malaga"], "preferred_locations")
    assert values(["Word"], "technical_skills") == values(["Microsoft Word"], "technical_skills")
    assert values(1500, "salary_min") == values(1500.0, "salary_min") != values(1501, "salary_min")


def test_a_step_with_no_model_takes_a_few_milliseconds() -> None:
    said = [line for path in FILES for line in utterances(path)]

    def spend(line: dict[str, Any]) -> float:
        person = Person(user_id=1, channel="telegram", language=line["lang"], country=line["country"])
        state = State(Dialogue(step="ready", consent="given"), person, Preferences(id=1, user_id=1))
        began = time.process_time()
        step(state, Incoming("text", line["text"]), datetime(2026, 11, 21, 11, 5, tzinfo=UTC))
        return time.process_time() - began

    for line in said:
        spend(line)
    spent = sorted(spend(line) for line in said)
    assert spent[int(len(spent) * 0.95)] < 0.005
