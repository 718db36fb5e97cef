from __future__ import annotations

from pathlib import Path

import pytest

from jobs.parsing.salary import Pay, currency_of_country, parse_pay

CORPUS = Path(__file__).parent / "corpus" / "pay.tsv"
ROWS = [line.split("\t") for line in CORPUS.read_text("utf-8").splitlines() if not line.startswith("# ")]


def said(written: str) -> str | None:
    return None if written == "-" else written


def amount(written: str) -> float | None:
    return None if written == "-" else float(written)


BARE = [
    ("600k", 600_000, 600_000, None, None),
    ("3500", 3_500, 3_500, None, None),
    ("500k a month", 500_000, 500_000, None, "month"),
    ("200000 - 300000", 200_000, 300_000, None, None),
    ("at least 150", 150, None, None, None),
    ("about 2 million", 2_000_000, 2_000_000, None, None),
    ("300,000 naira monthly", 300_000, 300_000, "NGN", "month"),
]


@pytest.mark.parametrize(("text", "country", "least", "most", "currency", "period"), ROWS)
def test_pay_is_read_and_other_money_is_not(
    text: str, country: str, least: str, most: str, currency: str, period: str
) -> None:
    pay = Pay(amount(least), amount(most), said(currency), said(period))
    assert parse_pay(text, country=said(country)) == (None if pay == Pay(None, None, None, None) else pay)


def test_the_corpus_is_large() -> None:
    assert len({(text, country) for text, country, *_ in ROWS}) == len(ROWS) >= 250


@pytest.mark.parametrize(("text", "least", "most", "currency", "period"), BARE)
def test_bare_figures_count_when_pay_was_asked(
    text: str, least: float | None, most: float | None, currency: str | None, period: str | None
) -> None:
    assert parse_pay(text, bare_numbers=True) == Pay(least, most, currency, period)


@pytest.mark.parametrize("text", ["negotiable", "any", "5 years", "20%", "0"])
def test_answers_without_a_figure_of_pay_are_none(text: str) -> None:
    assert parse_pay(text, bare_numbers=True) is None


def test_pay_is_found_among_other_money_of_a_description() -> None:
    text = (
        "We raised $30M and serve 4,000 companies in 40 countries. You get a training budget of €2,000 a year, "
        "a bonus of €1,500 and €0.23 per km.\n\nSalary: €4.200 - €5.600 per month, 8% holiday pay, 25 days off. "
        "Call +31 20 123 4567 before 2026-05-01."
    )
    assert parse_pay(text) == Pay(4_200, 5_600, "EUR", "month")


@pytest.mark.parametrize("field", ["Salaris €2.800", "Salaris: €2.800", "Salarisindicatie € 2.800"])
def test_the_field_of_pay_is_believed_before_the_prose(field: str) -> None:
    prose = "Wij zoeken een monteur met een rijbewijs voor de regio. " * 3 + "Een bruto maandsalaris van € 2.850;"
    assert parse_pay(f"Uren 36\n{field}\nLocatie Randstad\n{prose}") == Pay(2_800, 2_800, "EUR", None)
    assert parse_pay(f"Uren 36\nAantal {field[-6:]} euro subsidie\n{prose}") == Pay(2_850, 2_850, "EUR", "month")


def test_a_lone_price_in_prose_is_not_pay() -> None:
    assert (
        parse_pay("Join us and win a dinner for two, " * 5 + "with drinks for $80 at the end of the evening.") is None
    )


@pytest.mark.parametrize(
    ("pay", "annual"),
    [
        (Pay(10, 20, "USD", "hour"), (20_800, 41_600)),
        (Pay(100, None, "USD", "day"), (26_000, None)),
        (Pay(None, 500, "USD", "week"), (None, 26_000)),
        (Pay(1_000, 2_000, "USD", "month"), (12_000, 24_000)),
        (Pay(50_000, 60_000, "USD", "year"), (50_000, 60_000)),
        (Pay(50_000, 60_000, "USD", None), (None, None)),
    ],
)
def test_annual_pay_follows_the_period(pay: Pay, annual: tuple[float | None, float | None]) -> None:
    assert pay.annual() == annual


@pytest.mark.parametrize(
    ("country", "currency"),
    [
        ("NG", "NGN"),
        ("KE", "KES"),
        ("ET", "ETB"),
        ("NL", "EUR"),
        ("us", "USD"),
        ("BG", "EUR"),
        ("XX", None),
        ("", None),
    ],
)
def test_a_country_has_its_currency(country: str | None, currency: str | None) -> None:
    assert currency_of_country(country) == currency


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("Salaris range: € 3.000 - € 4.000.\nWij bieden maximaal € 4.000 bruto per maand.", (3_000, 4_000, "month")),
        ("Salary €2,800, plus a yearly Christmas bonus", (2_800, 2_800, None)),
        ("Salary €2,800 Hours per week 36", (2_800, 2_800, None)),
        ("Een salaris van €5.000, aan jou de keuze", (5_000, 5_000, None)),
    ],
)
def test_the_period_is_that_of_the_pay(text: str, pay: tuple[float, float, str | None]) -> None:
    low, high, period = pay
    assert parse_pay(text) == Pay(low, high, "EUR", period)
