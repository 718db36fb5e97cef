"""Keeps vectors current for the model in use, and makes those of a coming one beside them until it can take over.

The settings name the model that is wanted. While another one is in use, searches go on with that one; when every text
has been tried with the wanted model, and its index stands, it takes over in one transaction. The vectors of the one
before are dropped a day later.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from ai.embeddings import EmbedderMisconfigured, ModelChoice, build_embedder
from ai.pending import pending_jobs, pending_people
from ai.pipeline import EmbedReport, embed_pending, unwatched
from ai.switching import clear_former, take_over
from db import embedding_models
from db.embedding_failures import forget_orphans
from db.embedding_runs import delete_runs
from db.judgement_days import delete_judgement_days
from db.query_cache_days import delete_cache_days

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ai.embeddings import Embedder
    from ai.pending import Room
    from db.embedding_failures import Kind
    from db.pool import Connection, Pool
    from settings import Settings

log = logging.getLogger(__name__)

STALE_AFTER = timedelta(days=30)
RUNS_KEPT = timedelta(days=60)
REST_SECONDS = 600  # a model that was just replaced does not come back at once: an old process may still name it


@dataclass(frozen=True, slots=True)
class ModelsHere:
    """The model in use (None: it cannot be asked any more, only its stored vectors serve), and the coming one."""

    in_use: Embedder | None
    coming: Embedder | None = None


class Upkeep:
    """All that keeps vectors current; each method may run anywhere, at once and again.

    `by_command` makes the wanted model hold against the settings, until these name another one. With the database's
    address, `url`, a coming model gets a graph like that of the one in use before it takes over.
    """

    def __init__(
        self,
        pool: Pool,
        settings: Settings,
        wanted: Embedder | None = None,
        *,
        by_command: bool = False,
        url: str | None = None,
    ) -> None:
        self._pool = pool
        self._settings = settings
        self._wanted = wanted or build_embedder(settings, pool)
        self._by_command = by_command
        self._url = url
        self._before: Embedder | None = None

    def jobs(
        self,
        now: datetime,
        *,
        limit: int | None = None,
        anew: bool = False,
        progress: Callable[[int], None] = unwatched,
    ) -> EmbedReport:
        """Open postings of the last days; `anew` also those whose vector is of their text."""
        return self._all_models(self.room_of("job", now, anew=anew), now, limit, progress)

    def people(
        self,
        now: datetime,
        *,
        limit: int | None = None,
        anew: bool = False,
        every_edit: bool = True,
        progress: Callable[[int], None] = unwatched,
    ) -> EmbedReport:
        """People's searches; without `every_edit` an edited one waits its hour."""
        room_of = self.room_of("preference", now, anew=anew, every_edit=every_edit)
        return self._all_models(room_of, now, limit, progress)

    def room_of(
        self, kind: Kind, now: datetime, *, anew: bool = False, every_edit: bool = True
    ) -> Callable[[str], Room]:
        """What a model of a given name has to do."""
        stale_before = now if anew else None
        if kind == "job":
            return lambda model: self._jobs_room(model, now, stale_before)
        return lambda model: pending_people(model, now=now, stale_before=stale_before, every_edit=every_edit)

    def refresh(self, now: datetime, *, progress: Callable[[int], None] = unwatched) -> EmbedReport:
        """What is older than 30 days too, people first; then what is left of former models goes."""
        stale_before = now - STALE_AFTER
        report = self._all_models(
            lambda model: pending_people(model, now=now, stale_before=stale_before), now, None, progress
        )
        if report.stopped is None:
            rest = self._all_models(lambda model: self._jobs_room(model, now, stale_before), now, None, progress)
            report = report.plus(rest)
        with self._pool.transaction() as conn:
            forget_orphans(conn)
            delete_runs(conn, now - RUNS_KEPT)
            delete_cache_days(conn, (now - RUNS_KEPT).date())
            delete_judgement_days(conn, (now - RUNS_KEPT).date())
        clear_former(self._pool, self._wanted.name, now, check=lambda: progress(report.seen))
        return report

    def models_here(self, *, only_look: bool = False) -> ModelsHere:
        """Which model is in use and which is to come; with none in use yet, the wanted one is from now on.

        `only_look` writes none of it down.

        Raises:
            EmbedderMisconfigured: vectors of another length are stored under the wanted model's name.
        """
        wanted = self._wanted
        with self._pool.transaction() as conn:
            active = find_model_in_use(conn, wanted) if only_look else ensure_model(conn, wanted)
            if active.name == wanted.name:
                if (self._by_command or active.chosen_over) and not only_look:
                    over = self._settings_model() if self._by_command else None
                    embedding_models.keep_choice(conn, active.name, over if over != active.name else None)
                return ModelsHere(wanted)
            just_left = embedding_models.has_just_left(conn, wanted.name, seconds=REST_SECONDS)
        if not self._by_command and (active.chosen_over == wanted.name or just_left):
            return ModelsHere(self._embedder_of(active))
        return ModelsHere(self._embedder_of(active), wanted)

    def _jobs_room(self, model: str, now: datetime, stale_before: datetime | None) -> Room:
        age = self._settings.job_max_age_days
        return pending_jobs(model, now=now, max_age_days=age, stale_before=stale_before)

    def _all_models(
        self,
        room_of: Callable[[str], Room],
        now: datetime,
        limit: int | None,
        progress: Callable[[int], None],
    ) -> EmbedReport:
        here = self.models_here()
        report = EmbedReport()
        for embedder in filter(None, (here.in_use, here.coming)):
            before = report.seen
            report = report.plus(
                embed_pending(
                    self._pool,
                    embedder,
                    room_of(embedder.name),
                    limit=limit,
                    at_once=self._settings.embedding_requests_at_once,
                    now=now,
                    progress=lambda done, before=before: progress(before + done),  # type: ignore[misc]
                )
            )
        if here.coming is not None:
            over = self._settings_model() if self._by_command else None
            obstacle = take_over(
                self._pool,
                here.coming.name,
                chosen_over=over if over != here.coming.name else None,
                max_age_days=self._settings.job_max_age_days,
                now=now,
                url=self._url,
            )
            if obstacle is not None:
                log.info("%s does not take over yet: %s", here.coming.name, obstacle)
        return report

    def _settings_model(self) -> str:
        return build_embedder(self._settings).name

    def _embedder_of(self, stored: embedding_models.EmbeddingModel) -> Embedder | None:
        if self._before is None or self._before.name != stored.name:
            try:
                self._before = build_embedder(self._settings, self._pool, choice=ModelChoice.of_stored(stored))
            except EmbedderMisconfigured as error:
                log.warning("the model in use, %s, makes no more vectors: %s", stored.name, error)
                self._before = None
        return self._before


def ensure_model(conn: Connection, embedder: Embedder) -> embedding_models.EmbeddingModel:
    """Register the embedder's model, and use it when none is in use yet; the one in use.

    Raises:
        EmbedderMisconfigured: vectors of another length are stored under its name.
    """
    model = embedding_models.save_model(conn, embedder.name, embedder.provider, embedder.dimensions)
    _check_length(model, embedder)
    active = embedding_models.find_active_model(conn)
    if active is None:
        embedding_models.mark_active(conn, model.name)
        log.info("embedding model in use: %s", model.name)
    return active or model


def find_model_in_use(conn: Connection, embedder: Embedder) -> embedding_models.EmbeddingModel:
    """The model in use, or the embedder's where none is yet; nothing is written.

    Raises:
        EmbedderMisconfigured: vectors of another length are stored under its name.
    """
    model = embedding_models.find_model(conn, embedder.name)
    if model is None:
        model = embedding_models.EmbeddingModel(embedder.name, embedder.provider, embedder.dimensions, active=False)
    _check_length(model, embedder)
    return embedding_models.find_active_model(conn) or model


def _check_length(model: embedding_models.EmbeddingModel, embedder: Embedder) -> None:
    if model.dimensions != embedder.dimensions:
        raise EmbedderMisconfigured(
            f"Vectors of {model.name} here have {model.dimensions} dimensions, not {embedder.dimensions}: "
            "set EMBEDDING_DIMENSIONS back, or use another EMBEDDING_MODEL."
        )
