"""Keeps vectors current for the model in use, and makes those of a coming one beside them until it can take over.

The settings name the model that is wanted. While another one is in use, searches go on with that one; when the wanted
model's vectors are complete, and its index stands, it takes over in one transaction. The vectors of the one
before are dropped a day later.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from ai.embeddings import EmbedderMisconfigured, ModelChoice, build_embedder
from ai.models_here import ModelsHere, NamedEmbedder, ensure_model, find_rest, name_here
from ai.pending import pending_jobs, pending_people
from ai.pipeline import EmbedReport, embed_pending, unwatched
from ai.switching import clear_former, take_over
from db import embedding_models
from db.embedding_failures import forget_orphans
from db.embedding_runs import delete_runs
from db.judgement_days import delete_judgement_days
from db.model_names import save_model
from db.query_cache_days import delete_cache_days

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ai.embeddings import Embedder
    from ai.pending import Room
    from db.embedding_failures import Kind
    from db.embedding_models import EmbeddingModel
    from db.pool import Connection, Pool
    from settings import Settings

log = logging.getLogger(__name__)

STALE_AFTER = timedelta(days=30)
RUNS_KEPT = timedelta(days=60)
GIVEN_UP_AFTER = timedelta(days=7)  # a switch by command that nobody has gone on with


@dataclass(frozen=True, slots=True)
class _Work:
    """What each model has to do now, given its name, and how many texts of it at most."""

    room_of: Callable[[str], Room]
    now: datetime
    limit: int | None
    progress: Callable[[int], None]


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
        return self._all_models(_Work(self.room_of("job", now, anew=anew), now, limit, progress))

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
        return self._all_models(_Work(room_of, now, limit, progress))

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
        people = _Work(lambda model: pending_people(model, now=now, stale_before=stale_before), now, None, progress)
        report = self._all_models(people)
        if report.stopped is None:
            jobs = _Work(lambda model: self._jobs_room(model, now, stale_before), now, None, progress)
            report = report.plus(self._all_models(jobs))
        with self._pool.transaction() as conn:
            forget_orphans(conn)
            delete_runs(conn, now - RUNS_KEPT)
            delete_cache_days(conn, (now - RUNS_KEPT).date())
            delete_judgement_days(conn, (now - RUNS_KEPT).date())
            wanted = name_here(conn, self._wanted)
            for name in embedding_models.give_up_coming(conn, but=wanted, unheard_since=now - GIVEN_UP_AFTER):
                log.info("the switch to %s is given up: nobody has gone on with it for a week", name)
        clear_former(self._pool, wanted, now, check=lambda: progress(report.seen))
        return report

    def models_here(self, *, only_look: bool = False) -> ModelsHere:
        """Which model is in use and which is to come; with none in use yet, the wanted one is from now on.

        `only_look` writes none of it down.

        Raises:
            EmbedderMisconfigured: the wanted model cannot be told from others, since its folder cannot be read.
        """
        wanted = self._wanted
        with self._pool.transaction() as conn:
            active = embedding_models.find_active_model(conn)
            resting = None if self._by_command else find_rest(conn, wanted, active)
            if resting is None:
                in_use, model = ensure_model(conn, wanted), save_model(conn, wanted.identity, wanted.name)
                self._note(conn, in_use, model)
            if only_look:
                conn.rollback()
        if resting is not None:
            return ModelsHere(self._of_stored(resting, only_look=only_look))
        named = NamedEmbedder(model.name, wanted)
        if in_use.name == model.name:
            return ModelsHere(named)
        return ModelsHere(self._of_stored(in_use, only_look=only_look), named)

    def _note(self, conn: Connection, active: EmbeddingModel, model: EmbeddingModel) -> None:
        """Whether the wanted model is to come, or in use as a command chose it; that gives up all others to come."""
        if active.name != model.name:
            embedding_models.mark_coming(conn, model.name)
            return
        if self._by_command or active.chosen_over:
            over = self._chosen_over(conn, model.name) if self._by_command else None
            embedding_models.keep_choice(conn, model.name, over)
        if self._by_command:
            embedding_models.give_up_coming(conn, but=model.name)

    def _jobs_room(self, model: str, now: datetime, stale_before: datetime | None) -> Room:
        age = self._settings.job_max_age_days
        return pending_jobs(model, now=now, max_age_days=age, stale_before=stale_before)

    def _all_models(self, work: _Work) -> EmbedReport:
        here = self.models_here()
        report = EmbedReport()
        if here.in_use is not None:
            report = self._embed_in_use(here.in_use, work, alone=here.coming is None)
        if here.coming is not None:
            before = replace(report, stopped=None) if self._by_command else report
            coming = replace(work, progress=lambda done: work.progress(before.seen + done))
            report = before.plus(self._embed(here.coming, coming))
            self._take_over(here.coming.name, work.now)
        return report

    def _embed_in_use(self, model: NamedEmbedder, work: _Work, *, alone: bool) -> EmbedReport:
        """What is wrong with the model in use stops nothing where another one is to come."""
        trouble = None
        try:
            report = self._embed(model, work)
        except EmbedderMisconfigured as error:
            if alone:
                raise
            trouble = str(error)
            report = EmbedReport(stopped=trouble)
            log.warning("the model in use, %s, makes no more vectors: %s", model.name, error)
        self._tell(model.name, trouble)
        return report

    def _embed(self, model: NamedEmbedder, work: _Work) -> EmbedReport:
        return embed_pending(
            self._pool,
            model.embedder,
            work.room_of(model.name),
            limit=work.limit,
            at_once=self._settings.embedding_requests_at_once,
            now=work.now,
            progress=work.progress,
        )

    def _take_over(self, model: str, now: datetime) -> None:
        with self._pool.transaction() as conn:
            over = self._chosen_over(conn, model) if self._by_command else None
        obstacle = take_over(
            self._pool,
            model,
            chosen_over=over,
            max_age_days=self._settings.job_max_age_days,
            now=now,
            url=self._url,
        )
        if obstacle is not None:
            log.info("%s does not take over yet: %s", model, obstacle)
            self._tell(model, obstacle)

    def _chosen_over(self, conn: Connection, model: str) -> str | None:
        """The model that the settings name, if it is another one."""
        named = name_here(conn, build_embedder(self._settings))
        return named if named != model else None

    def _tell(self, model: str, trouble: str | None) -> None:
        with self._pool.transaction() as conn:
            embedding_models.mark_trouble(conn, model, trouble)

    def _of_stored(self, stored: EmbeddingModel, *, only_look: bool) -> NamedEmbedder | None:
        if self._before is None or not stored.is_of(self._before.identity, self._before.name):
            try:
                self._before = build_embedder(self._settings, self._pool, choice=ModelChoice.of_stored(stored))
            except EmbedderMisconfigured as error:
                log.warning("the model in use, %s, makes no more vectors: %s", stored.name, error)
                if not only_look:
                    self._tell(stored.name, str(error))
                self._before = None
                return None
        return NamedEmbedder(stored.name, self._before)
