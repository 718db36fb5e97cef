from __future__ import annotations

import csv
import gzip
import sys
from pathlib import Path

import pytest

from jobs.parsing.experience import parse_experience
from jobs.parsing.salary import parse_pay
from jobs.parsing.work_mode import parse_work_mode
from jobs.passages import about_experience, about_pay, about_work_mode

FILLER = "We care about people and the places where they live, and we listen before we act. " * 12
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "jobspy" / "jobspy_nl_8274.csv.gz"

PAY = [
    "Salary: €3.500 - €4.200 per month.", "You earn 12 euro per hour.", "We pay £30k a year.", "Salary 6-8 LPA",
    "The pay is 45 000 kr a month.", "NGN 150,000 – 200,000 monthly salary", "Pay: $25 an hour",
    "KSh 45k per month salary",
    "Salary range between ₦100,000 and ₦132,000 gross", "gross salary of 2.901 tot 3.707 euro bruto per maand",
]  # fmt: skip
MODES = [
    "This is a fully remote role.", "This position is hybrid, 2 days in the office.", "Work location: on-site",
    "We are remote-first, within the EU.", "Je kunt thuiswerken.", "This role is not remote.", "REMOTE",
    "Hybrid: drie dagen op kantoor.", "Location: in-person",
]  # fmt: skip
YEARS = [
    "You have 5+ years of experience.", "Minimum three years experience with SQL", "Minimaal 2 jaar ervaring",
    "An entry-level job.", "No experience needed.", "At least 18 months of working experience",
    "Fresh graduates welcome",
]  # fmt: skip


@pytest.mark.parametrize("said", PAY)
def test_pay_is_found_in_a_long_text_as_without_its_passages(said: str) -> None:
    text = FILLER + said + " " + FILLER
    assert parse_pay(about_pay(text)) == parse_pay(text) is not None
    assert len(about_pay(text)) < 800


@pytest.mark.parametrize("said", MODES)
def test_the_work_mode_is_found_in_a_long_text_as_without_its_passages(said: str) -> None:
    text = FILLER + said + " " + FILLER
    assert parse_work_mode(about_work_mode(text)) == parse_work_mode(text)
    assert parse_work_mode(text).mode is not None


@pytest.mark.parametrize("said", YEARS)
def test_experience_is_found_in_a_long_text_as_without_its_passages(said: str) -> None:
    text = FILLER + said + " " + FILLER
    assert parse_experience(about_experience(text)) == parse_experience(text) is not None


def test_a_text_without_figures_has_nothing_about_pay() -> None:
    assert about_pay(FILLER) == ""


def test_short_text_is_whole_and_passages_end_at_spaces() -> None:
    assert about_pay("Pay: 5000 a month") == "Pay: 5000 a month"
    assert set(about_pay(FILLER + "5000 " + FILLER).split()) <= {*FILLER.split(), "5000"}


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data is not here")
def test_real_descriptions_lose_nothing() -> None:
    csv.field_size_limit(sys.maxsize)
    with gzip.open(SHARED, "rt", encoding="utf-8") as file:
        texts = [row["description"][:6000] for row in csv.DictReader(file)][::40]
    lost = [
        text
        for text in texts
        if parse_work_mode(about_work_mode(text)) != parse_work_mode(text)
        or parse_experience(about_experience(text)) != parse_experience(text)
    ]
    pay = [(parse_pay(about_pay(text)), parse_pay(text)) for text in texts]
    assert len(lost) <= len(texts) // 100
    assert sum(part != whole for part, whole in pay) <= len(texts) // 100
