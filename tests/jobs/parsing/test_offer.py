"""Benefits, education and summary: what a posting offers and asks beside pay and skills."""

from __future__ import annotations

import time

import pytest

from jobs.parsing.benefits import find_benefits
from jobs.parsing.education import parse_education
from jobs.parsing.phrases import PhraseList
from jobs.parsing.summary import MOST_CHARACTERS, summarise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You get an HMO, a pension plan and 25 days holiday.", ("health insurance", "pension", "paid leave")),
        ("Reiskostenvergoeding, 13e maand en pensioenregeling", ("pension", "bonus", "transport")),
        ("Free lunch and housing allowance for nurses", ("housing", "meals")),
        ("Betriebliche Altersvorsorge, Gleitzeit, Jobticket", ("pension", "transport", "flexible hours")),
        ("401(k), dental insurance, stock options", ("dental and vision", "pension", "shares")),
        ("We schmooze with pensioners", ()),
        ("Annual bonuses", ("bonus",)),
        ("", ()),
    ],
)
def test_benefits(text: str, expected: tuple[str, ...]) -> None:
    assert find_benefits(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bachelor's degree in Nursing or a related field", "bachelor"),
        ("BSc or MSc in physics", "bachelor"),
        ("Master's degree in public health is required", "master"),
        ("Diploma in Accounting. A bachelor's degree is an added advantage.", "diploma"),
        ("PhD in chemistry", "doctorate"),
        ("High school diploma or equivalent", "secondary"),
        ("KCSE mean grade C", "secondary"),
        ("Minimaal mbo werk- en denkniveau", "vocational"),
        ("Een afgeronde hbo/wo opleiding", "bachelor"),
        ("WO-niveau", "master"),
        ("Abgeschlossene Berufsausbildung als Elektriker", "vocational"),
        ("No degree required: we train you", "none"),
        ("Scrum Master wanted", None),
        ("The oven runs at 200 degrees, to a high degree of precision", None),
        ("HND in Catering", "diploma"),
        ("የመጀመሪያ ዲግሪ በአካውንቲንግ", "bachelor"),
        ("Licence en droit", "bachelor"),
        ("", None),
    ],
)
def test_education(text: str, expected: str | None) -> None:
    assert parse_education(text) == expected


def test_summary_is_the_sentence_about_the_work() -> None:
    text = (
        "About us\nAcme Bakeries has baked bread for the people of this town since the year 1911.\n"
        "We are looking for a baker who likes to rise early and to work with sourdough. Apply at our site today please."
    )
    assert summarise(text) == "We are looking for a baker who likes to rise early and to work with sourdough."


def test_summary_takes_the_first_telling_sentence_where_none_speaks_of_the_work() -> None:
    text = (
        "Hello!\nApply by sending your CV to jobs@example.com before Friday.\n"
        "Fruit is packed in boxes and the boxes are put on lorries."
    )
    assert summarise(text) == "Fruit is packed in boxes and the boxes are put on lorries."


def test_summary_is_short_and_ends_with_a_word() -> None:
    found = summarise("You will " + "carry very many boxes up and down the stairs " * 30)
    assert found is not None
    assert len(found) <= MOST_CHARACTERS
    assert found.endswith("…")


@pytest.mark.parametrize("text", ["", "Nurse", "Call now!", "Requirements:\n- strong\n- tall"])
def test_no_sentence_no_summary(text: str) -> None:
    assert summarise(text) is None


def test_the_longest_phrase_at_a_place_decides() -> None:
    phrases = PhraseList({"school": ["high school diploma"], "diploma": ["diploma"], "stem": ["bake*"]})
    found = phrases.find("a high school diploma, a diploma and baked bread")
    assert [each.name for each in found] == ["school", "diploma", "stem"]


def test_all_three_take_a_millisecond_for_2_kb_and_are_linear_beyond() -> None:
    text = "We are hiring. Bachelor degree or diploma; pension plan, free lunch and annual leave for you. "
    for parse in (find_benefits, parse_education, summarise):
        took = []
        for size in (22, 22, 220):
            began = time.thread_time()
            for _ in range(20):
                parse(text * size)
            took.append((time.thread_time() - began) / 20)
        assert took[1] < 0.005
        assert took[2] < took[1] * 40 + 0.005
