from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from jobs.parsing.plausible_pay import is_implausible, with_likely_period, worths
from jobs.parsing.salary import Pay
from jobs.sources.posting import SourcePosting
from jobs.stated_pay import stated_pay

MIGRATION = Path(__file__).resolve().parents[2] / "migrations" / "0013_exchange_rates.sql"


def stated(description: str = "", country: str | None = "NG", **given: Any) -> tuple[Pay | None, str | None]:
    return stated_pay(SourcePosting(title="Nurse", **given), description, country)


def test_naira_that_a_feed_calls_dollars_are_naira_and_doubted() -> None:
    given = {"salary_min": 2_400_000, "salary_max": 3_000_000, "currency": "USD", "interval": "yearly"}
    assert stated(**given) == (Pay(2_400_000, 3_000_000, "NGN", "year"), "currency")
    assert stated(country="US", **given)[0] == Pay(None, None, "USD", None)


@pytest.mark.parametrize(
    ("url", "description", "currency"),
    [
        ("https://ng.indeed.com/viewjob?jk=1", "Good pay.", "NGN"),
        ("https://ng.indeed.com/viewjob?jk=1", "We pay $800 to our contractors.", "USD"),
        ("https://board.example/1", "Good pay.", "USD"),
    ],
)
def test_dollars_that_may_be_dollars_stay_unless_the_site_pays_in_naira(
    url: str, description: str, currency: str
) -> None:
    given = {"salary_min": 240_000, "salary_max": 290_000, "currency": "USD", "interval": "yearly"}
    pay, _ = stated(description, url=url, **given)
    assert pay is not None
    assert pay.currency == currency


@pytest.mark.parametrize(
    ("low", "high", "interval"), [(60_000, 80_000, "hourly"), (14, 16, "yearly"), (1, 1, "monthly"), (1, 1, "")]
)
def test_figures_that_cannot_be_are_left_out_and_doubted(low: float, high: float, interval: str) -> None:
    given = {"salary_min": low, "salary_max": high, "currency": "EUR", "interval": interval}
    assert stated(country="NL", **given) == (Pay(None, None, "EUR", None), "amount")
    said = stated("The salary is € 62.000 a year.", country="NL", **given)
    assert said == (Pay(62_000, 62_000, "EUR", "year"), "amount")


@pytest.mark.parametrize("interval", ["biweekly", "Bi-weekly", "per fortnight"])
def test_a_column_may_name_a_fortnight(interval: str) -> None:
    pay, doubt = stated(salary_min=2_000, salary_max=2_400, currency="USD", interval=interval)
    assert (pay, doubt) == (Pay(1_000, 1_200, "USD", "week"), None)


@pytest.mark.parametrize(
    ("pay", "period"),
    [
        (Pay(3_000, 4_000, "EUR", None), "month"),
        (Pay(60_000, 70_000, "EUR", None), "year"),
        (Pay(15_000, 15_000, "EUR", None), None),
        (Pay(200_000, 200_000, "NGN", None), "month"),
        (Pay(80, 80, "EUR", None), None),
        (Pay(3_000, None, "XYZ", None), None),
        (Pay(3_000, None, None, None), None),
        (Pay(None, None, "EUR", None), None),
        (Pay(60_000, 70_000, "EUR", "month"), "month"),
    ],
)
def test_a_period_is_taken_where_the_figures_can_mean_no_other(pay: Pay, period: str | None) -> None:
    assert with_likely_period(pay).period == period


def test_a_sum_for_the_whole_job_gets_no_period() -> None:
    assert stated(country="ET", salary="9,000 ETB Fixed")[0] == Pay(9_000, 9_000, "ETB", None)
    assert stated(country="ET", salary="9,000 ETB")[0] == Pay(9_000, 9_000, "ETB", "month")


def test_pay_of_unknown_worth_or_period_is_never_called_implausible() -> None:
    assert not is_implausible(Pay(1, 1e11, "XYZ", "hour"))
    assert not is_implausible(Pay(1, 1e11, "EUR", None))
    assert not is_implausible(Pay(None, None, "EUR", "year"))


def test_every_currency_has_a_sound_worth_and_the_migration_starts_with_the_same_rates() -> None:
    assert len(worths()) >= 60
    assert all(0 < worth.least * 10 < worth.most for worth in worths().values())
    seeds = re.findall(r"\('([A-Z]{3})', ([\d.]+), ", MIGRATION.read_text("utf-8"))
    assert {code: float(rate) for code, rate in seeds} == {code: worth.per_usd for code, worth in worths().items()}
