"""python -m jobs enrich: ask a language model for what the parsers left empty."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tqdm import tqdm

from ai.language import LanguageModelMisconfigured, build_language_model, prices_of
from jobs.command_line import stored_data
from jobs.enrichment.estimate import estimate
from jobs.enrichment.run import enrich

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ai.language import Usage
    from db.pool import Pool
    from jobs.command_line import Commands
    from settings import Settings


FOR_PEOPLE: tuple[type[Exception], ...] = (LanguageModelMisconfigured,)


def add_to(commands: Commands) -> None:
    """The command and its options."""
    asking = commands.add_parser("enrich", help="ask a language model for what the parsers left empty")
    asking.add_argument("--limit", type=_positive, metavar="N", help="at most so many postings, the newest first")
    asking.add_argument("--dry-run", action="store_true", help="say what it would take, and ask nothing")
    asking.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Enrich with a progress bar and say what it came to, or only what it would take."""
    now = datetime.now(UTC)
    with stored_data() as (pool, settings):
        if given.dry_run:
            show_estimate(pool, settings, given.limit, now)
        elif settings.language_model is None:
            print("No LANGUAGE_MODEL is set: the parsers have filled what they could at import.")
        else:
            ask(pool, settings, given.limit, now)


def ask(pool: Pool, settings: Settings, limit: int | None, now: datetime) -> None:
    """Ask, fill and report.

    Raises:
        LanguageModelMisconfigured: nothing can be asked until the settings are changed.
    """
    model = build_language_model(settings, pool)
    if model is None:
        return
    with tqdm(desc="enriching", unit=" postings", total=limit) as bar:

        def progress(done: int) -> None:
            bar.update(done - bar.n)

        age = settings.job_max_age_days
        report = enrich(pool, model, limit=limit, max_age_days=age, now=now, progress=progress)
    print(
        f"{report.postings} postings enriched ({report.cached} from answers paid for before), "
        f"{report.failed} texts failed and are tried again, {report.given_up} given up"
    )
    print(_in_dollars(report.usage, settings))
    _show_facts("filled", report.filled)
    if report.stopped:
        print(f"It stopped early, the rest follows later: {report.stopped}")


def show_estimate(pool: Pool, settings: Settings, limit: int | None, now: datetime) -> None:
    """What a run would take at most."""
    name = settings.language_model or "none"
    found = estimate(pool, name, limit=limit, max_age_days=settings.job_max_age_days, now=now)
    print(f"{found.postings} postings lack something ({found.cached} can be filled from answers paid for before)")
    print(f"{found.requests} requests to the model {name}, at most {_in_dollars(found.usage, settings)}")
    _show_facts("missing", found.missing)


def _in_dollars(usage: Usage, settings: Settings) -> str:
    cost = f"${prices_of(settings).cost_usd(usage):.4f}" if settings.language_model else "no price is set"
    return f"{usage.input_tokens:,} tokens in, {usage.output_tokens:,} out: {cost}"


def _show_facts(label: str, counts: Mapping[str, int]) -> None:
    for fact, count in sorted(counts.items(), key=lambda each: -each[1]):
        print(f"  {label} {fact}: {count}")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number
