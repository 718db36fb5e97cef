"""Pay as read from texts against the feeds' own figures.

python benchmarks/pay_agreement.py JOBSPY_NL.csv.gz JOBS_ET.csv.gz INDEED_NG.csv.gz

JobSpy: on the rows whose description holds both figures (and whose interval is known), the pay of the description
alone against min_amount, max_amount and interval. The feed knows no open ends and cuts cents: it repeats the one
figure, or writes 0, also where the text has a range; so a lone figure agrees with a reading of which it is an end.
The same pay for another period (within 2 % a year) agrees. Rows whose figures stand nowhere beside a currency, such
as 25 for days of vacation, are marked "no money".
jobs_et: the text of the salary against its figure, and its period where that is one. Nigeria: the currency as stored.
Every disagreement is printed, for a reader to judge who is wrong.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jobs.parsing.amounts import amounts, legible
from jobs.parsing.readable_text import readable_text
from jobs.parsing.salary import Pay
from jobs.sources import jobspy
from jobs.sources.posting import SourcePosting
from jobs.stated_dates import Moment
from jobs.stated_pay import stated_pay
from jobs.understanding import understand

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

INTERVALS = {"yearly": "year", "monthly": "month", "weekly": "week", "daily": "day", "hourly": "hour"}
GROUPS = re.compile(r"(?<=\d)[.,' ](?=\d{3}(?!\d))")


def rows(path: str) -> Iterator[dict[str, str]]:
    csv.field_size_limit(sys.maxsize)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def holds(text: str, figure: str) -> bool:
    """Whether the text has the figure, with or without thousands separators, or in thousands with a K."""
    number = float(figure)
    forms = {f"{number:.0f}"} if number.is_integer() else {f"{number:.2f}", f"{number:g}"}
    if number >= 1000 and number % 100 == 0:
        forms |= {f"{number / 1000:g}{letter}" for letter in "kK"}
    forms |= {form.replace(".", ",") for form in forms}
    return any(re.search(rf"(?<!\d){re.escape(form)}(?!\d)", text) for form in forms)


def close(ours: float, feed: float, *, period_differs: bool) -> bool:
    if period_differs:
        return abs(ours - feed) < 0.02 * max(ours, feed)
    return abs(ours - feed) < 0.01 or int(ours) == feed


def same(pay: Pay | None, low: float, high: float, period: str) -> bool:
    if pay is None or pay.period is None:
        return False
    differs = pay.period != period
    feed = Pay(low or high, high, pay.currency, period)
    ours, theirs = (pay.annual(), feed.annual()) if differs else ((pay.min, pay.max), (feed.min, feed.max))
    ends = [end for end in ours if end is not None]
    if theirs[0] == theirs[1]:
        return any(close(end, theirs[1], period_differs=differs) for end in ends)
    return len(ends) == 2 and all(close(a, b, period_differs=differs) for a, b in zip(ends, theirs, strict=True))


def is_money(description: str, low: float, high: float) -> bool:
    """Whether a figure stands beside a currency."""
    values = {int(amount.value) for amount in amounts(legible(description)) if amount.currency or amount.money}
    return bool(values & {int(low), int(high)})


def jobspy_agreement(path: str) -> tuple[int, int]:
    agree = total = no_money = 0
    for row in rows(path):
        low, high, period = row["min_amount"], row["max_amount"], INTERVALS.get(row["interval"])
        plain = GROUPS.sub("", row["description"])
        if not (low and high and period and holds(plain, low) and holds(plain, high)):
            continue
        total += 1
        pay, _ = stated_pay(SourcePosting(title=row["title"]), readable_text(row["description"]), "NL")
        if same(pay, float(low), float(high), period):
            agree += 1
        else:
            mark = "" if is_money(readable_text(row["description"]), float(low), float(high)) else "no money: "
            no_money += bool(mark)
            print(f"  {mark}{row['job_url']}: feed {low}-{high} a {period}, text {pay}")
    print(
        f"without the rows whose figures are no money: {agree} of {total - no_money}: {agree / (total - no_money):.1%}"
    )
    return agree, total


def ethiopian_agreement(path: str) -> tuple[int, int]:
    agree = total = 0
    for row in rows(path):
        if not row["salary"]:
            continue
        total += 1
        period = INTERVALS.get(row["salary_period"].lower())
        pay, _ = stated_pay(SourcePosting(title=row["title"], salary=row["salary_raw"]), "", "ET")
        ends = (float(row["salary"]),) * 2
        if pay and (pay.min, pay.max) == ends and pay.currency == "ETB" and period in {None, pay.period}:
            agree += 1
        else:
            print(f"  {row['salary_raw']!r}: feed {row['salary']} a {row['salary_period']}, text {pay}")
    return agree, total


def nigerian_naira(path: str) -> tuple[int, int]:
    moment = Moment(now=datetime(2025, 8, 20, tzinfo=UTC))
    jobs = [understand(jobspy.read_posting(row), moment) for row in rows(path) if row["min_amount"]]
    for job in jobs:
        if job.salary_currency != "NGN" or job.salary_doubt != "currency":
            print(f"  {job.source_job_id}: {job.salary_currency}, doubt {job.salary_doubt}, {job.salary_min}")
    return sum(job.salary_currency == "NGN" for job in jobs), len(jobs)


def main(paths: Sequence[str]) -> None:
    measures = (("JobSpy, description", jobspy_agreement), ("jobs_et, salary text", ethiopian_agreement))
    for (name, measure), path in zip((*measures, ("Indeed Nigeria in naira", nigerian_naira)), paths, strict=True):
        print(f"{name} ({Path(path).name})")
        agree, total = measure(path)
        print(f"{agree} of {total}: {agree / total:.1%}")


if __name__ == "__main__":
    main(sys.argv[1:])
