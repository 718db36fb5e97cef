from __future__ import annotations

import pytest

from jobs.parsing.pay_words import holds_pay_word, names_other_money
from jobs.parsing.salary import parse_pay

PROSE = "We care about people and the places where they live, and we listen before we act. " * 3
AFTER = [
    "learning budget", "signing bonus", "OT a month", "overtime a month", "travel allowance a month", "ARR", "per km",
    "in revenue", "equity", "voucher a month", "in funding", "expenses a month", "referral bonus", "sales a month",
    "commission per sale", "deposit", "MRR", "seed round",
]  # fmt: skip
BEFORE = [
    "a learning budget of", "an overtime rate of", "a deposit of", "reiskostenvergoeding van", "bonus tot", "OT rate:",
    "a sales target of", "we raised", "assets of", "a fine of", "Subsídio de", "auxílio de", "donations of",
    "een premie van", "lifting",
]  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        "the pay is",
        "salary:",
        "jahresgehalt",
        "maandsalaris",
        "earning",
        "a stipend",
        "bruto",
        "månadslön",
        "net",
        "\u12f0\u121e\u12c8\u12dd",
    ],
)
def test_words_of_pay_are_found(said: str) -> None:
    assert holds_pay_word(said)


@pytest.mark.parametrize("said", ["learn", "network", "payroll", "platform", "blohn", "lönn", "", "grossly", "wagen"])
def test_other_words_are_no_words_of_pay(said: str) -> None:
    assert not holds_pay_word(said)


@pytest.mark.parametrize("words", AFTER)
def test_other_money_is_told_by_what_follows(words: str) -> None:
    assert names_other_money("you get ", f" {words} here".lower())
    assert parse_pay(f"{PROSE}You get € 2,000 {words} here. {PROSE}") is None


@pytest.mark.parametrize("words", BEFORE)
def test_other_money_is_told_by_what_stands_before(words: str) -> None:
    assert names_other_money(f"there is {words} ".lower(), " a month")
    assert parse_pay(f"{PROSE}There is {words} € 2,000 here. {PROSE}") is None


def test_pay_is_no_other_money() -> None:
    assert not names_other_money("you earn ", " a month, not less")
    assert not names_other_money("beside a bonus your salary is ", " a month")
