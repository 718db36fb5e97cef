from __future__ import annotations

import pytest

from jobs.parsing.salary import Pay, currency_of_country, parse_pay

# Text, country, least, most, currency, period.
CORPUS = [
    ("$150K - $180K", None, 150_000, 180_000, "USD", None),
    ("£12/hr", None, 12, 12, "GBP", "hour"),
    ("60k a year", None, 60_000, 60_000, None, "year"),
    ("₦200,000 per month", None, 200_000, 200_000, "NGN", "month"),
    ("N150,000 - N200,000 monthly", None, 150_000, 200_000, "NGN", "month"),
    ("=N=70,000", None, 70_000, 70_000, "NGN", None),
    ("250,000 naira", None, 250_000, 250_000, "NGN", None),
    ("half a million naira monthly", None, 500_000, 500_000, "NGN", "month"),
    ("two hundred thousand naira", None, 200_000, 200_000, "NGN", None),
    ("at least NGN 500,000", None, 500_000, None, "NGN", None),
    ("minimum 2m naira", None, 2_000_000, None, "NGN", None),
    ("KSh 50,000", None, 50_000, 50_000, "KES", None),
    ("Ksh50k-70k", None, 50_000, 70_000, "KES", None),
    ("KES 80,000 to 120,000 per month", None, 80_000, 120_000, "KES", "month"),
    ("Ksh. 30,000 - Ksh. 40,000", None, 30_000, 40_000, "KES", None),
    ("30000 bob", None, 30_000, 30_000, "KES", None),
    ("kuanzia KES 40,000 kwa mwezi", None, 40_000, None, "KES", "month"),
    ("50,000/= per month", "KE", 50_000, 50_000, "KES", "month"),
    ("50,000/= per month", None, 50_000, 50_000, None, "month"),
    ("TSh 1.5M", None, 1_500_000, 1_500_000, "TZS", None),
    ("500,000 shillings", "TZ", 500_000, 500_000, "TZS", None),
    ("500,000 shillings", None, 500_000, 500_000, None, None),
    ("USh 800,000 a month", None, 800_000, 800_000, "UGX", "month"),
    ("15,000 ETB Monthly", None, 15_000, 15_000, "ETB", "month"),
    ("15000 birr per month", None, 15_000, 15_000, "ETB", "month"),
    ("200ETB", None, 200, 200, "ETB", None),
    ("Br 12,500 net", None, 12_500, 12_500, "ETB", None),
    ("ደመወዝ: 15,000 ብር", None, 15_000, 15_000, "ETB", None),
    ("Salary (ETB): 15,000 - 20,000", None, 15_000, 20_000, "ETB", None),
    ("80 ETB Hourly", None, 80, 80, "ETB", "hour"),
    ("GH₵ 3,000", None, 3_000, 3_000, "GHS", None),
    ("5000 cedis per month", None, 5_000, 5_000, "GHS", "month"),
    ("R25 000 per month", None, 25_000, 25_000, "ZAR", "month"),
    ("R 25k", None, 25_000, 25_000, "ZAR", None),
    ("R350 000 - R450 000 per annum", None, 350_000, 450_000, "ZAR", "year"),
    ("600 000 FCFA par mois", None, 600_000, 600_000, "XOF", "month"),
    ("600 000 FCFA par mois", "CM", 600_000, 600_000, "XAF", "month"),
    ("5,000 kwacha", None, 5_000, 5_000, "ZMW", None),
    ("AED 8,000-10,000", None, 8_000, 10_000, "AED", None),
    ("10,000 dirhams", None, 10_000, 10_000, "AED", None),
    ("10,000 dirhams", "MA", 10_000, 10_000, "MAD", None),
    ("SAR 6000 monthly", None, 6_000, 6_000, "SAR", "month"),
    ("Rs 1,50,000 per month", None, 150_000, 150_000, "INR", "month"),
    ("Rs. 45,000", "PK", 45_000, 45_000, "PKR", None),
    ("₹3.5 lakh per annum", None, 350_000, 350_000, "INR", "year"),
    ("5-7 LPA", None, 500_000, 700_000, "INR", "year"),
    ("INR 1.2 crore", None, 12_000_000, 12_000_000, "INR", None),
    ("Rp 5.000.000 - Rp 7.000.000", None, 5_000_000, 7_000_000, "IDR", None),
    ("RM 3,500", None, 3_500, 3_500, "MYR", None),
    ("€3.500", None, 3_500, 3_500, "EUR", None),
    ("up to €6300,-", None, None, 6_300, "EUR", None),
    ("€ 3.396,- / € 5.009,-", None, 3_396, 5_009, "EUR", None),
    ("Salaris tussen € 4.300 en € 6.500 bruto per maand", None, 4_300, 6_500, "EUR", "month"),
    ("een jaarsalaris tussen € 56.021,48 en € 80.493 bruto", None, 56_021.48, 80_493, "EUR", "year"),
    ("starts at € 2993 with a max of € 4630 gross per month", None, 2_993, 4_630, "EUR", "month"),
    ("Minimum salaris: €3.000 bruto per maand Maximum salaris: €4.750", None, 3_000, 4_750, "EUR", "month"),
    ("minimaal € 4.320.77 en maximaal € 6.172.54 bruto per maand", None, 4_320.77, 6_172.54, "EUR", "month"),
    ("EUR 3\\.700 \\- 6\\.200 op fulltime basis", None, 3_700, 6_200, "EUR", None),
    ("45 000 € par an", None, 45_000, 45_000, "EUR", "year"),
    ("4.5k euros", None, 4_500, 4_500, "EUR", None),
    ("40-50k EUR", None, 40_000, 50_000, "EUR", None),
    ("CHF 80'000 - 95'000 p.a.", None, 80_000, 95_000, "CHF", "year"),
    ("£30,000 to £35,000 per annum", None, 30_000, 35_000, "GBP", "year"),
    ("£350 per day", None, 350, 350, "GBP", "day"),
    ("$900 a week", None, 900, 900, "USD", "week"),
    ("From $20 per hour", None, 20, None, "USD", "hour"),
    ("$100k+", None, 100_000, None, "USD", None),
    ("$2,000", "CA", 2_000, 2_000, "CAD", None),
    ("$14-17/hr", "SG", 14, 17, "SGD", "hour"),
    ("$2,000", "NG", 2_000, 2_000, "USD", None),
    ("US$ 2,000 net per month", "AU", 2_000, 2_000, "USD", "month"),
    ("CA$70,000", None, 70_000, 70_000, "CAD", None),
    ("16 USD/hr", None, 16, 16, "USD", "hour"),
    ("SALARY:130k-175kUSD", None, 130_000, 175_000, "USD", None),
    ("USD 1,000 (NGN 1,500,000)", None, 1_000, 1_000, "USD", None),
    ("12 000 kr", "SE", 12_000, 12_000, "SEK", None),
    ("6500 zł brutto", None, 6_500, 6_500, "PLN", None),
    ("Salary: 3500", None, 3_500, 3_500, None, None),
    ("Salary: 3500", "KE", 3_500, 3_500, "KES", None),
    ("Basic salary: 60k", "NG", 60_000, 60_000, "NGN", None),
    ("3.045 tot 4.848 per maand", "NL", 3_045, 4_848, "EUR", "month"),
    ("Pay: €2.500,00 - €4.000,00 per month", None, 2_500, 4_000, "EUR", "month"),
    ("Compensation: $120,000-$150,000 + equity", None, 120_000, 150_000, "USD", None),
    ("Salary: 10,000 ETB + commission", None, 10_000, 10_000, "ETB", None),
    ("Salary: $45/hour, 40 hours per week", None, 45, 45, "USD", "hour"),
    ("stagevergoeding van €450,- per maand", None, 450, 450, "EUR", "month"),
]

NO_PAY = [
    "",
    "negotiable",
    "Competitive salary",
    "our revenue is $2 billion",
    "raised $40M in funding",
    "401k match",
    "team of 5000 people",
    "we serve 5000 companies",
    "call 0803 123 4567",
    "+254 712 345 678",
    "In 2024 we hired 300 employees",
    "opleidingsbudget €1.000 per jaar",
    "€0,21 per kilometer",
    "$500 signing bonus",
    "salary scale 11",
    "founded in 1998",
    "40 hours per week",
    "apply before 12/05/2026",
]

BARE = [
    ("600k", 600_000, 600_000, None, None),
    ("3500", 3_500, 3_500, None, None),
    ("500k a month", 500_000, 500_000, None, "month"),
    ("200000 - 300000", 200_000, 300_000, None, None),
    ("at least 150", 150, None, None, None),
    ("about 2 million", 2_000_000, 2_000_000, None, None),
    ("300,000 naira monthly", 300_000, 300_000, "NGN", "month"),
]


@pytest.mark.parametrize(("text", "country", "least", "most", "currency", "period"), CORPUS)
def test_pay_is_read(
    text: str, country: str | None, least: float | None, most: float | None, currency: str | None, period: str | None
) -> None:
    assert parse_pay(text, country=country) == Pay(least, most, currency, period)


@pytest.mark.parametrize("text", NO_PAY)
def test_other_figures_are_not_pay(text: str) -> None:
    assert parse_pay(text) is None


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
