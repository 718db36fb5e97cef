from __future__ import annotations

import csv
import gzip
import sys
from pathlib import Path

import pytest

from jobs.parsing.salary import parse_pay
from jobs.passages import about_pay

FILLER = "We care about people and the places where they live, and we listen before we act. " * 12
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "jobspy" / "jobspy_nl_8274.csv.gz"

PAY = [
    "Salary: €3.500 - €4.200 per month.", "You earn 12 euro per hour.", "We pay £30k a year.", "Salary 6-8 LPA",
    "The pay is 45 000 kr a month.", "NGN 150,000 – 200,000 monthly salary", "Pay: $25 an hour",
    "KSh 45k per month salary",
    "Salary range between ₦100,000 and ₦132,000 gross", "gross salary of 2.901 tot 3.707 euro bruto per maand",
]  # fmt: skip


@pytest.mark.parametrize("said", PAY)
def test_pay_is_found_in_a_long_text_as_without_its_passages(said: str) -> None:
    text = FILLER + said + " " + FILLER
    assert parse_pay(about_pay(text)) == parse_pay(text) is not None
    assert len(about_pay(text)) < 800


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
    pay = [(parse_pay(about_pay(text)), parse_pay(text)) for text in texts]
    assert sum(part != whole for part, whole in pay) <= len(texts) // 100
