"""python -m ai embed [jobs|people] | status."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tqdm import tqdm

from ai.embeddings import EmbedderMisconfigured, build_embedder
from ai.pipeline import EmbedReport, cost_recorder, embed_new_jobs, embed_people
from db.embedded import explain_absence
from db.embedding_failures import count_given_up
from db.embedding_models import find_active_model
from db.errors import StorageError, Unavailable
from db.job_embeddings import Coverage, get_job_coverage
from db.pool import Pool
from db.user_embeddings import get_people_coverage
from settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; the exit code is 1 when something could not be done."""
    parser = argparse.ArgumentParser(prog="python -m ai", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    embed = commands.add_parser("embed", help="make the vectors that are missing")
    embed.add_argument("what", nargs="?", choices=["jobs", "people"], help="both when left out")
    commands.add_parser("status", help="show the model in use and how much has a vector")
    given = parser.parse_args(arguments)
    try:
        settings = load_settings()
        with closing(Pool(settings.postgres_url, size=2)) as pool:
            return run_embed(pool, settings, given.what) if given.command == "embed" else run_status(pool, settings)
    except Unavailable as error:
        print(explain_absence(error) if settings.database_url is None else error, file=sys.stderr)
    except (EmbedderMisconfigured, SettingsError, StorageError) as error:
        print(error, file=sys.stderr)
    return 1


def run_embed(pool: Pool, settings: Settings, what: str | None) -> int:
    """Embed what is missing, with a progress bar; 1 when the service went away in between."""
    reports = []
    if what in (None, "people"):
        reports.append(show_embedding(pool, settings, "people"))
    if what in (None, "jobs"):
        reports.append(show_embedding(pool, settings, "jobs"))
    return 1 if any(report.stopped for report in reports) else 0


def show_embedding(pool: Pool, settings: Settings, what: str) -> EmbedReport:
    """One kind, watched on the terminal."""
    record = cost_recorder(pool, settings.model, settings.embedding_price_per_million_tokens)
    embedder = build_embedder(settings, record)
    now = datetime.now(UTC)
    with tqdm(desc=f"embedding {what}", unit=" texts") as bar:

        def progress(done: int) -> None:
            bar.update(done - bar.n)

        if what == "people":
            report = embed_people(pool, embedder, now=now, progress=progress)
        else:
            age = settings.job_max_age_days
            report = embed_new_jobs(pool, embedder, max_age_days=age, now=now, progress=progress)
    print(f"{what}: {report.done} embedded with {embedder.name}, {report.failed} failed")
    if report.stopped:
        print(f"stopped early, run it again later: {report.stopped}", file=sys.stderr)
    return report


def run_status(pool: Pool, settings: Settings) -> int:
    """Say which model is in use and how much is covered."""
    oldest = datetime.now(UTC).date() - timedelta(days=settings.job_max_age_days)
    with pool.transaction() as conn:
        model = find_active_model(conn)
        if model is None:
            print("no model is in use yet: python -m ai embed")
            return 0
        jobs, people = get_job_coverage(conn, model.name, oldest), get_people_coverage(conn, model.name)
        given_up = count_given_up(conn, model.name)
    print(f"model   {model.name} ({model.provider}, {model.dimensions} dimensions)")
    print(f"jobs    {covered(jobs)} of the last {settings.job_max_age_days} days")
    print(f"people  {covered(people)}")
    print(f"given up after three tries: {given_up}")
    return 0


def covered(coverage: Coverage) -> str:
    """For example "80 of 100 (80 %)"."""
    share = 100 * coverage.covered // coverage.total if coverage.total else 100
    return f"{coverage.covered} of {coverage.total} ({share} %)"


if __name__ == "__main__":
    sys.exit(main())
