"""python -m matching train: learn the order of postings from what people did with those they were shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from db.match_outcomes import find_shown
from db.rankers import save_ranker
from jobs.command_line import stored_data
from matching.ranker import LightgbmMissing
from matching.training import TooLittleFeedback, train

if TYPE_CHECKING:
    import argparse

    from db.rankers import Trial
    from jobs.command_line import Commands

FOR_PEOPLE: tuple[type[Exception], ...] = (LightgbmMissing, TooLittleFeedback)
USUAL_DAYS = 90


def add_to(commands: Commands) -> None:
    """The command and its options."""
    about = "learn the order of postings from reactions; used only when it beats the weights on the last days"
    each = commands.add_parser("train", help=about, description=f"{about}. Needs LightGBM: pip install lightgbm")
    each.add_argument("--days", type=int, default=USUAL_DAYS, help=f"look back so far (usually {USUAL_DAYS})")
    each.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Train, store and report."""
    with stored_data() as (pool, settings):
        with pool.transaction() as conn:
            shown = find_shown(conn, datetime.now(UTC) - timedelta(days=given.days))
        trained = train(shown, settings.score_profile)
        with pool.transaction() as conn:
            save_ranker(conn, trained.content_hash, trained.ranker, trained.trial)
    print(line(trained.trial))


def line(trial: Trial) -> str:
    """How a training ended."""
    verdict = "in use" if trial.active else "not used: it does not beat the weights by more than chance"
    when = "" if trial.trained_at is None else f" of {trial.trained_at:%Y-%m-%d}"
    return (
        f"learnt order{when}: nDCG@10 {trial.ndcg:.3f}, by the weights {trial.ndcg_of_weights:.3f}, on the last days of"
        f" {trial.people_held_out} people ({trial.people} before); {verdict}"
    )
