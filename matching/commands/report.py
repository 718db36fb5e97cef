"""python -m matching report: what people did with what they were shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from db.judgement_days import get_judgement_use
from db.match_outcomes import find_outcomes
from db.rankers import find_last_trial
from jobs.command_line import stored_data
from matching.commands import train

if TYPE_CHECKING:
    import argparse

    from db.judgement_days import JudgementUse
    from db.match_outcomes import Outcome
    from jobs.command_line import Commands

FOR_PEOPLE: tuple[type[Exception], ...] = ()
USUAL_DAYS = 30


def add_to(commands: Commands) -> None:
    """The command and its options."""
    report = commands.add_parser("report", help="precision, and rates of saving, applying and hiding, by score and arm")
    report.add_argument("--days", type=int, default=USUAL_DAYS, help=f"look back so far (usually {USUAL_DAYS})")
    report.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Print a line for each kind of posting shown."""
    since = datetime.now(UTC) - timedelta(days=given.days)
    with stored_data() as (pool, _), pool.transaction() as conn:
        outcomes = find_outcomes(conn, since)
        trial = find_last_trial(conn)
        use = get_judgement_use(conn, since.date())
    if not outcomes:
        print(f"Nothing was shown in the last {given.days} days.")
    for each in outcomes:
        print(line(each))
    if trial is not None:
        print(train.line(trial))
    if use.found:
        print(judged_line(use))


def judged_line(use: JudgementUse) -> str:
    """How much the language model was asked, against asking about all that was found, at most 50 for each search."""
    return (
        f"language model: of {use.found} postings found it was asked about {use.asked},"
        f" {use.saved_share:.0%} of the calls saved;"
        f" {use.cached} were judged before, {use.unjudged} of the best stayed unjudged"
    )


def line(outcome: Outcome) -> str:
    """One kind with its rates; precision is the share that was saved or applied to."""
    rates = (outcome.viewed, outcome.saved, outcome.applied, outcome.hidden)
    names = ("viewed", "saved", "applied", "hidden")
    told = ", ".join(f"{name} {count / outcome.shown:.1%}" for name, count in zip(names, rates, strict=True))
    return f"{outcome.kind:<12} shown {outcome.shown}: {told}, precision {outcome.good / outcome.shown:.3f}"
