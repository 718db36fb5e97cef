"""The nearest postings from Qdrant, for those who outgrow one PostgreSQL: an optional extra, kept current by a task."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from db.indexed_jobs import find_indexed, find_versions
from matching.search_index import IndexAway, Nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from qdrant_client import QdrantClient
    from qdrant_client.models import Condition, Filter, PointStruct

    from db.indexed_jobs import IndexedJob
    from db.nearest_jobs import Metric
    from db.open_jobs import Narrowing
    from db.pool import Pool
    from settings import Settings

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 2
BLOCK = 500
UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


class QdrantMissing(Exception):
    """QDRANT_URL is set, but the client is not installed: pip install qdrant-client."""


def build_beside(settings: Settings) -> QdrantIndex | None:
    """The engine beside the database, if one is set.

    Raises:
        QdrantMissing: its client is not installed.
    """
    if settings.qdrant_url is None:
        return None
    try:
        from qdrant_client import QdrantClient  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise QdrantMissing(QdrantMissing.__doc__) from error
    key = settings.qdrant_api_key.get_secret_value() if settings.qdrant_api_key else None
    client = QdrantClient(settings.qdrant_url, api_key=key, timeout=TIMEOUT_SECONDS)
    return QdrantIndex(client, settings.vector_metric)


class QdrantIndex:
    """One collection for each model; a point for each open posting with its vector and what searches narrow by."""

    def __init__(self, client: QdrantClient, metric: Metric = "cosine") -> None:
        self._client = client
        self._metric = metric

    def nearest(self, narrowing: Narrowing, vector: np.ndarray, model: str, limit: int) -> Nearest:
        """See the port.

        Raises:
            IndexAway: it does not answer, or has no vectors of the model.
        """
        try:
            answer = self._client.query_points(
                _collection(model),
                query=vector.astype(float).tolist(),
                query_filter=_filter(narrowing),
                limit=limit,
                with_payload=False,
            )
        except Exception as error:  # its client raises what its two transports and its local mode happen to raise
            raise IndexAway(f"Qdrant does not answer: {type(error).__name__}") from error
        found = tuple(int(point.id) for point in answer.points)
        return Nearest(found, all_there_are=len(found) < limit)

    def sync(self, pool: Pool, model: str, dimensions: int) -> tuple[int, int]:
        """Bring the collection to what the database has now; how many points were written and how many removed.

        Raises:
            IndexAway: it does not answer.
        """
        try:
            return self._sync(pool, model, dimensions)
        except (OSError, RuntimeError, ValueError) as error:
            raise IndexAway(f"Qdrant does not answer: {type(error).__name__}") from error

    def _sync(self, pool: Pool, model: str, dimensions: int) -> tuple[int, int]:
        self._ensure(model, dimensions)
        held = dict(self._held(model))
        with pool.transaction() as conn:
            wanted = find_versions(conn, model)
        changed = [job for job, version in wanted.items() if held.get(job) != version]
        for start in range(0, len(changed), BLOCK):
            with pool.transaction() as conn:
                rows = find_indexed(conn, model, changed[start : start + BLOCK])
            if rows:
                self._client.upsert(_collection(model), [_point(row) for row in rows], wait=True)
        gone = [job for job in held if job not in wanted]
        if gone:
            self._client.delete(_collection(model), list(gone), wait=True)
        return len(changed), len(gone)

    def _ensure(self, model: str, dimensions: int) -> None:
        from qdrant_client.models import Distance, PayloadSchemaType, VectorParams  # noqa: PLC0415 - an optional extra

        name = _collection(model)
        if self._client.collection_exists(name):
            return
        distance = {"cosine": Distance.COSINE, "inner_product": Distance.DOT, "l2": Distance.EUCLID}[self._metric]
        self._client.create_collection(name, vectors_config=VectorParams(size=dimensions, distance=distance))
        indexes = {"open_to": PayloadSchemaType.KEYWORD, "cells": PayloadSchemaType.INTEGER}
        for field, kind in (indexes | {"posted": PayloadSchemaType.INTEGER}).items():
            self._client.create_payload_index(name, field, kind)

    def _held(self, model: str) -> Iterator[tuple[int, str]]:
        """The points that are there, with the version of what they were made from."""
        offset: Any = None
        while True:
            points, offset = self._client.scroll(
                _collection(model), limit=10_000, offset=offset, with_payload=["version"]
            )
            yield from ((int(point.id), str((point.payload or {}).get("version"))) for point in points)
            if offset is None:
                return


def _collection(model: str) -> str:
    return f"jobs-{UNSAFE.sub('-', model)}"


def _point(row: IndexedJob) -> PointStruct:
    from qdrant_client.models import PointStruct  # noqa: PLC0415 - an optional extra

    facts = {
        "version": row.version,
        "posted": None if row.posted_on is None else row.posted_on.toordinal(),
        "imported": row.imported_on.toordinal(),
        "expires": row.expires_on.toordinal(),
        "mode": row.work_mode,
        "open_to": list(row.open_to),
        "cells": list(row.cells),
        "types": list(row.employment_types),
        "pay_top": row.salary_annual_max,
        "currency": row.salary_currency,
        "years_min": row.experience_min_years,
        "years_max": row.experience_max_years,
    }
    known = {name: held for name, held in facts.items() if held is not None and held != []}
    return PointStruct(id=row.job_id, vector=row.embedding.to_numpy().astype(float).tolist(), payload=known)


def _filter(narrowing: Narrowing) -> Filter:
    """The same superset as `narrowed_jobs` of the database: what is not known stays in."""
    from qdrant_client.models import Filter  # noqa: PLC0415 - an optional extra

    bound = narrowing.bound()
    wanted: list[Condition] = [_at_least("expires", narrowing.today.toordinal())]
    wanted.append(_or_unknown("posted", _at_least("posted", narrowing.posted_since.toordinal())))
    if narrowing.fresh_since is not None:
        since = narrowing.fresh_since.toordinal()
        wanted.append(Filter(should=[_at_least("posted", since), _at_least("imported", since)]))
    if narrowing.modes is not None:
        wanted.append(_or_unknown("mode", _any("mode", narrowing.modes)))
    if bound["here"] is not None:
        wanted.append(Filter(should=[_any("mode", ["remote"]), _any("open_to", bound["here"])]))
    if bound["remote_from"] is not None:
        wanted.append(
            Filter(should=[Filter(must_not=[_any("mode", ["remote"])]), _any("open_to", bound["remote_from"])])
        )
    if bound["cells"] is not None:
        wanted.append(_any("cells", bound["cells"]))
    if narrowing.employment_types is not None:
        wanted.append(_or_unknown("types", _any("types", narrowing.employment_types)))
    return Filter(must=wanted + _pay_and_years(narrowing))


def _pay_and_years(narrowing: Narrowing) -> list[Condition]:
    from qdrant_client.models import Filter  # noqa: PLC0415 - an optional extra

    wanted: list[Condition] = []
    if narrowing.least_pay is not None:
        enough: list[Condition] = [_or_unknown("pay_top", _at_least("pay_top", narrowing.least_pay))]
        if narrowing.currency is not None:
            enough.append(Filter(must_not=[_any("currency", [narrowing.currency])]))
        wanted.append(Filter(should=enough))
    if narrowing.years is not None:
        most, least = narrowing.years + narrowing.years_short, narrowing.years - narrowing.years_over
        wanted.append(_or_unknown("years_min", _at_most("years_min", most)))
        wanted.append(_or_unknown("years_max", _at_least("years_max", least)))
    return wanted


def _or_unknown(name: str, condition: Condition) -> Condition:
    from qdrant_client.models import Filter, IsEmptyCondition, PayloadField  # noqa: PLC0415 - an optional extra

    return Filter(should=[IsEmptyCondition(is_empty=PayloadField(key=name)), condition])


def _any(name: str, values: list[Any]) -> Condition:
    from qdrant_client.models import FieldCondition, MatchAny  # noqa: PLC0415 - an optional extra

    return FieldCondition(key=name, match=MatchAny(any=values))


def _at_least(name: str, value: float) -> Condition:
    from qdrant_client.models import FieldCondition, Range  # noqa: PLC0415 - an optional extra

    return FieldCondition(key=name, range=Range(gte=value))


def _at_most(name: str, value: float) -> Condition:
    from qdrant_client.models import FieldCondition, Range  # noqa: PLC0415 - an optional extra

    return FieldCondition(key=name, range=Range(lte=value))
