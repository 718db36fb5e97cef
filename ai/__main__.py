"""python -m ai backfill [jobs|users] | status | models | switch [MODEL] | failures."""

from __future__ import annotations

import argparse
import gc
import signal
import sys
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tqdm import tqdm

from ai.embeddings import EmbedderMisconfigured, ModelChoice, build_embedder
from ai.estimates import estimate_all
from ai.models_here import name_here
from ai.switching import get_progress
from ai.upkeep import Upkeep
from db.embedding_failures import count_given_up, find_given_up, retry_failures, try_waiting_now
from db.embedding_models import find_active_model, find_model, find_models, give_up_coming, keep_choice
from db.embedding_runs import find_live_runs
from db.errors import StorageError, Unavailable, explain_absence
from db.job_embeddings import Coverage, get_job_coverage
from db.model_budget import NEARLY_SPENT, get_day_spending
from db.pool import Pool
from db.user_embeddings import get_people_coverage
from settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ai.pipeline import EmbedReport
    from db.embedding_failures import Kind
    from db.model_progress import TextProgress

SPARE_CONNECTIONS = 3
KINDS: dict[str, Kind] = {"users": "preference", "jobs": "job"}
SWITCH_ROUNDS = 5  # texts keep coming while the last ones are made
STOPPED = 130  # as shells tell of Ctrl-C
MOST_DIMENSIONS = 4000  # of a halfvec with a graph
LIVE = timedelta(minutes=2)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; the exit code is 1 when something could not be done, 130 when it was interrupted."""
    given = _parser().parse_args(arguments)
    command: Callable[[Pool, Settings, argparse.Namespace], int] = given.run
    try:
        settings = load_settings()
        size = SPARE_CONNECTIONS + settings.embedding_requests_at_once
        with closing(Pool(settings.postgres_url, size=size)) as pool:
            return command(pool, settings, given)
    except Unavailable as error:
        print(explain_absence(error) if settings.database_url is None else error, file=sys.stderr)
    except (EmbedderMisconfigured, SettingsError, StorageError) as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:  # what was asked and paid by then is kept
        print("stopped; run it again to go on", file=sys.stderr)
        return STOPPED
    return 1


def run_backfill(pool: Pool, settings: Settings, given: argparse.Namespace) -> int:
    """Say what is missing and what it costs, then make it; 1 when it ended early or more failed than came of it."""
    upkeep = Upkeep(pool, settings, url=settings.postgres_url)
    reports = [_backfill(pool, settings, upkeep, what, given) for what in given.what or list(KINDS)]
    ended = [report for report in reports if report is not None]
    return 1 if any(report.stopped or report.failed > report.done + report.reused for report in ended) else 0


def _backfill(
    pool: Pool, settings: Settings, upkeep: Upkeep, what: str, given: argparse.Namespace
) -> EmbedReport | None:
    now = datetime.now(UTC)
    estimates = estimate_all(pool, settings, upkeep, KINDS[what], now=now, limit=given.limit, anew=given.force)
    for each in estimates:
        print(f"{what}: {each}")
    if given.dry_run:
        return None
    work = upkeep.jobs if what == "jobs" else upkeep.people
    with _bar(what, sum(each.rows for each in estimates)) as progress:
        report = work(now, limit=given.limit, anew=given.force, progress=progress)
    took = (datetime.now(UTC) - now).total_seconds()
    print(
        f"{what}: {report.done} embedded, {report.reused} had their vector from the same text, {report.failed} failed,"
        f" in {took:.1f} s"
    )
    with pool.transaction() as conn:
        spent = get_day_spending(conn, now).paid_usd
    if spent > NEARLY_SPENT * settings.daily_budget_usd:
        print(f"models have cost ${spent:.2f} of today's ${settings.daily_budget_usd:.2f}", file=sys.stderr)
    if report.stopped:
        print(f"stopped early, run it again to go on: {report.stopped}", file=sys.stderr)
    return report


def run_status(pool: Pool, settings: Settings, given: argparse.Namespace) -> int:  # noqa: ARG001 - one signature
    """Say which model is in use, how much is covered, and what is under way."""
    now = datetime.now(UTC)
    oldest = now.date() - timedelta(days=settings.job_max_age_days)
    with pool.transaction() as conn:
        model = find_active_model(conn)
        if model is None:
            print("no model is in use yet: python -m ai backfill")
            return 0
        jobs, people = get_job_coverage(conn, model.name, oldest), get_people_coverage(conn, model.name)
        given_up, runs = count_given_up(conn, model.name), find_live_runs(conn, now - LIVE)
    print(f"model   {model.name} ({model.provider}, {model.dimensions} dimensions)")
    print(f"jobs    {_covered(jobs)} of the last {settings.job_max_age_days} days")
    print(f"people  {_covered(people)}")
    print(f"given up after three tries: {given_up}{' (python -m ai failures)' if given_up else ''}")
    for run in runs:
        heard = (now - run.seen_at).total_seconds()
        print(
            f"under way, heard of {heard:.0f} s ago: {run.kind}s with {run.model}, {run.done} done,"
            f" {run.failed} failed, {run.in_hand} in hand"
        )
    return 0


def run_models(pool: Pool, settings: Settings, given: argparse.Namespace) -> int:  # noqa: ARG001 - one signature
    """List the models that have vectors here, and how far each has come."""
    now = datetime.now(UTC)
    with pool.transaction() as conn:
        wanted = name_here(conn, build_embedder(settings))
        models = find_models(conn)
        far = {
            model.name: get_progress(conn, model.name, max_age_days=settings.job_max_age_days, now=now)
            for model in models
        }
    for model in models:
        said = [f"{model.provider}, {model.dimensions} dimensions"]
        said += ["in use"] if model.active else []
        said += ["to come"] if model.coming and model.name == wanted else []
        said += ["to come, by command"] if model.coming and model.name != wanted else []
        said += ["named by the settings"] if model.name == wanted else []
        said += [f"out of use since {model.left_at:%Y-%m-%d %H:%M} UTC"] if model.left_at else []
        said += [f"at {model.source}"] if model.source and model.provider == "openai" else []
        print(f"{model.name:28} {'; '.join(said)}")
        print(f"{'':28} jobs {_covered(far[model.name].jobs)}, people {_covered(far[model.name].people)}")
        if model.trouble:
            print(f"{'':28} {model.trouble}")
    if wanted not in far:
        print(f"{wanted:28} named by the settings; no vectors yet: python -m ai switch")
    return 0


def run_switch(pool: Pool, settings: Settings, given: argparse.Namespace) -> int:
    """Make the model's vectors beside those in use, then put it into use; 1 when that could not be finished."""
    if given.abandon:
        return _abandon(pool, settings)
    wanted = build_embedder(settings, pool, choice=_choice(pool, settings, given))
    upkeep = Upkeep(pool, settings, wanted, by_command=True, url=settings.postgres_url)
    for _ in range(SWITCH_ROUNDS if given.limit is None else 1):
        stopped = [report.stopped for what in KINDS if (report := _backfill(pool, settings, upkeep, what, given))]
        if given.dry_run:
            return 0
        with pool.transaction() as conn:
            name, active = name_here(conn, wanted), find_active_model(conn)
        if active is not None and active.name == name:
            print(f"In use: {name}. Vectors of the model before are kept for a day, for a way back.")
            if active.chosen_over:
                print("To keep it, whatever the settings may name next, set EMBEDDING_MODEL to it too.")
            return 0
        if any(stopped):
            return 1
        obstacle = _clear_the_way(pool, settings, name)
    print(f"The model in use stays for now: of {name}, {obstacle}. Run it again.", file=sys.stderr)
    return 1


def _abandon(pool: Pool, settings: Settings) -> int:
    """The model in use stays, also against the settings; what was made for others goes within two nights."""
    with pool.transaction() as conn:
        active, gone = find_active_model(conn), give_up_coming(conn, but=None)
        if active is not None and (over := name_here(conn, build_embedder(settings))) != active.name:
            keep_choice(conn, active.name, over)
    print(f"In use: {active.name if active else 'no model'}. Given up: {', '.join(gone) or 'nothing was to come'}.")
    return 0


def _clear_the_way(pool: Pool, settings: Settings, model: str) -> str | None:
    """What keeps the model from taking over; a few texts that failed are tried again now, while somebody waits."""
    with pool.transaction() as conn:
        progress = get_progress(conn, model, max_age_days=settings.job_max_age_days, now=datetime.now(UTC))
        if progress.only_waits_for_tries:
            try_waiting_now(conn, model)
    return progress.obstacle


def _choice(pool: Pool, settings: Settings, given: argparse.Namespace) -> ModelChoice | None:
    """The model by its name here, else by its name at the provider that the name tells or the settings mean."""
    if given.model is None:
        return None
    with pool.transaction() as conn:
        known = find_model(conn, given.model)
    if known is not None and given.provider in (None, known.provider) and given.dimensions in (None, known.dimensions):
        return ModelChoice.of_stored(known)
    tells = {"text-embedding": "openai", "hashing": "hashing"}
    own_server = settings.provider == "openai" and settings.openai_base_url is not None
    meant = "openai" if own_server else "fastembed"
    guessed = next((provider for start, provider in tells.items() if given.model.startswith(start)), meant)
    return ModelChoice(given.provider or guessed, given.model, given.dimensions)


def run_failures(pool: Pool, settings: Settings, given: argparse.Namespace) -> int:  # noqa: ARG001 - one signature
    """List the texts that were given up, or have all that failed tried again."""
    with pool.transaction() as conn:
        if given.retry:
            print(f"to be tried again: {retry_failures(conn)}")
            return 0
        failures = find_given_up(conn)
    for failed in failures:
        kind = "job" if failed.kind == "job" else "search"
        print(f"{kind} {failed.row_id}, {failed.model}, {failed.failed_at:%Y-%m-%d %H:%M} UTC: {failed.error}")
    print(f"given up: {len(failures)}")
    return 0


@contextmanager
def _bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    with tqdm(desc=f"embedding {what}", unit=" texts", total=total) as bar:

        def progress(done: int) -> None:
            bar.update(done - bar.n)

        yield progress


def _covered(coverage: Coverage | TextProgress) -> str:
    """For example "80 of 100 (80 %)"."""
    share = 100 * coverage.covered // coverage.total if coverage.total else 100
    return f"{coverage.covered} of {coverage.total} ({share} %)"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ai", description=__doc__)
    commands = parser.add_subparsers(required=True)

    backfill = commands.add_parser("backfill", help="make the vectors that are missing; may be run again at any time")
    backfill.add_argument("what", nargs="*", type=_kind, metavar="jobs|users", help="both when left out")
    _add_extent(backfill)
    backfill.set_defaults(run=run_backfill)

    commands.add_parser("status", help="the model in use and how much has a vector").set_defaults(run=run_status)
    commands.add_parser("models", help="all models that have vectors here").set_defaults(run=run_models)

    switch = commands.add_parser("switch", help="use another model, without a pause")
    switch.add_argument("model", nargs="?", help="that of the settings when left out")
    switch.add_argument("--provider", choices=["openai", "fastembed", "hashing"], help="where the name does not tell")
    switch.add_argument("--dimensions", type=_dimensions)
    switch.add_argument("--abandon", action="store_true", help="give up what is to come; the model in use stays")
    _add_extent(switch)
    switch.set_defaults(run=run_switch)

    failures = commands.add_parser("failures", help="texts that could not be embedded")
    failures.add_argument("--retry", action="store_true", help="have them tried again")
    failures.set_defaults(run=run_failures)
    return parser


def _kind(text: str) -> str:
    if text not in KINDS:
        raise argparse.ArgumentTypeError(f"{text!r} is neither jobs nor users")
    return text


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError("has to be a whole number from 1 on")
    return int(text)


def _dimensions(text: str) -> int:
    if _positive(text) > MOST_DIMENSIONS:
        raise argparse.ArgumentTypeError(f"has to be at most {MOST_DIMENSIONS}")
    return int(text)


def _add_extent(command: argparse.ArgumentParser) -> None:
    command.add_argument("--dry-run", action="store_true", help="tell texts, tokens and cost, and do nothing")
    command.add_argument("--limit", type=_positive, help="so many at most, the newest first")
    command.add_argument("--force", action="store_true", help="also what has its vector already")


if __name__ == "__main__":
    gc.freeze()  # what is loaded by now stays; to look through it again at the end takes 0.08 s
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to end: as Ctrl-C, with what is in hand kept
    sys.exit(main())
