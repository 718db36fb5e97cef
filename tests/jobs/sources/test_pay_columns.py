from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.sources import generic, jobspy, schema_org
from jobs.sources.pay_columns import read_pay_columns
from jobs.sources.posting import SourcePosting, number_of


def both(low: object, high: object, interval: str = "") -> tuple[float | None, float | None]:
    pay = read_pay_columns(low, high, interval)
    return pay.low, pay.high


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("45.000", "55.000,50", (45_000, 55_000.5)),
        ("1.200,50", "", (1200.5, None)),
        ("$50,000", "50k", (50_000, 50_000)),
        ("12 000", "1'500'000", (12_000, 1_500_000)),
        ("₦150,000", None, (150_000, None)),
        ("40000 - 50000", "", (40_000, 50_000)),
        ("", "40-50k", (40_000, 50_000)),
        (45_000, 55_000.0, (45_000, 55_000)),
        ("45000.0", "55000.75", (45_000, 55_000.75)),
        ("14.5", "nan", (14.5, None)),
        ("45000.123456", "1234.567", (45_000.123456, 1234.567)),
    ],
)
def test_figures_of_every_locale_are_read(
    low: object, high: object, expected: tuple[float | None, float | None]
) -> None:
    assert both(low, high) == expected


@pytest.mark.parametrize(
    ("low", "high", "interval", "expected"),
    [
        ("14.500", "16.75", "", (14.5, 16.75)),
        ("14.5", "16.000", "", (14.5, 16)),
        ("30.000", "40000", "", (30_000, 40_000)),
        ("14.500", "", "hourly", (14.5, None)),
        ("14.500", "16.500", "HOUR", (14.5, 16.5)),
        ("14.500", "16.500", "monthly", (14_500, 16_500)),
        ("1,500", "", "hourly", (1500, None)),
    ],
)
def test_thousands_or_decimals_are_told_by_the_other_end_and_the_interval(
    low: str, high: str, interval: str, expected: tuple[float | None, float | None]
) -> None:
    assert both(low, high, interval) == expected


def test_what_is_no_figure_is_kept_as_text() -> None:
    assert read_pay_columns("negotiable", "").unread == "negotiable"
    record = {"title": "Cook", "salary_min": "negotiable"}
    posting = generic.read_posting(record, generic.known_columns(tuple(record), {}))
    assert (posting.salary, posting.salary_min) == ("negotiable", None)


def test_a_currency_beside_the_figure_counts_where_no_column_names_one() -> None:
    record = {"Lohn von": "€ 45.000", "Lohn bis": "€ 55.000,50", "Stelle": "Koch"}
    mapping = {"title": "Stelle", "salary_min": "Lohn von", "salary_max": "Lohn bis"}
    posting = generic.read_posting(record, generic.known_columns(tuple(record), mapping))
    assert (posting.salary_min, posting.salary_max, posting.currency) == (45_000, 55_000.5, "€")


def test_pay_of_scrapers_and_pages_is_read_the_same_way() -> None:
    row = {"title": "Cook", "min_amount": "45.000", "max_amount": "55.000", "currency": "EUR", "interval": "yearly"}
    value = {"minValue": "45.000", "maxValue": "55,000.00", "unitText": "YEAR"}
    page = {"title": "Cook", "baseSalary": {"currency": "EUR", "value": value}}
    found: list[SourcePosting] = [jobspy.read_posting(row), schema_org.read_posting(page)]
    assert [(posting.salary_min, posting.salary_max) for posting in found] == [(45_000, 55_000)] * 2


@pytest.mark.parametrize(
    ("value", "number"),
    [("2,5", 2.5), ("1,200", 1200), ("1.200,50", 1200.5), ("12 000", 12_000), ("2.500", 2.5), ("3 years", None)],
)
def test_other_numbers_keep_a_lone_point_and_read_commas(value: str, number: float | None) -> None:
    assert number_of(value) == number


@given(*[st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20) | st.just({"a": [1]})] * 2)
def test_nothing_in_a_column_raises(low: object, high: object) -> None:
    read_pay_columns(low, high, "hourly")
