"""Where the nearest postings to a vector are found: in PostgreSQL, or in an engine beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from db.nearest_jobs import (
    find_nearest_among,
    find_nearest_by_bits,
    find_nearest_by_graph,
    find_nearest_of_few,
    set_search_effort,
)
from db.vector_indexes import find_vector_index

if TYPE_CHECKING:
    import numpy as np

    from db.nearest_jobs import Metric
    from db.open_jobs import Narrowing
    from db.pool import Connection
    from matching.signs import Signs

# How many numbers are compared one by one before a graph is quicker: 7,800 vectors of 1536.
EXACT_NUMBERS = 12_000_000
RERANKED = 600  # of 100,000 postings the nearest 50 are among the 600 whose signs differ least (99.6 %; of 400 99.1 %)
MOST_EFFORT = 1000  # pgvector's own limit
GRAPH_EFFORT = 200
# Of 100,000 postings the nearest 50 (100, 400) are among the 600 (800, 2000) whose signs differ least: 99.2 to 99.8 %.
PROPOSED, PROPOSED_EACH = 400, 4
PROPOSED_SHARE = 2500  # and one of so many, since among more postings more are as near
SIGNS_MEANT = 1536  # by these numbers; fewer signs tell less: of 384, 2.5 times as many hold as many of the nearest
MOST_TIMES = 2.5
EVERY_ONE = 2**62


class IndexAway(Exception):
    """The engine beside the database does not answer."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """Postings, the nearest first. `all_there_are` says that no further one has a vector and is not ruled out."""

    ids: tuple[int, ...]
    all_there_are: bool


class SearchIndex(Protocol):
    """Finds the nearest of the postings that a search is narrowed to, by vectors of one model."""

    def nearest(self, narrowing: Narrowing, vector: np.ndarray, model: str, limit: int) -> Nearest:
        """At most `limit`, the nearest first; as many as there are, however few the narrowing leaves."""


@dataclass(frozen=True, slots=True)
class PgvectorIndex:
    """The vectors in PostgreSQL, inside the caller's transaction.

    Where the `signs` of the model's vectors are in memory, they propose. Otherwise few postings, so many that no more
    than `numbers` are compared, are compared one by one, which is exact; of more a graph proposes, where there is one.
    """

    conn: Connection
    metric: Metric = "cosine"
    numbers: int = EXACT_NUMBERS
    signs: Signs | None = None

    def nearest(self, narrowing: Narrowing, vector: np.ndarray, model: str, limit: int) -> Nearest:
        """See the port."""
        if self.signs is not None and self.signs.model == model:
            proposed = self.signs.propose(narrowing, vector, proposals(limit, len(vector), len(self.signs.ids)))
            if proposed.among >= limit:
                ids = find_nearest_among(
                    self.conn, narrowing, vector, model, proposed.ids, metric=self.metric, limit=limit
                )
                if len(ids) == limit:
                    return Nearest(tuple(ids), all_there_are=False)
        return self._search(narrowing, vector, model, limit)

    def _search(self, narrowing: Narrowing, vector: np.ndarray, model: str, limit: int) -> Nearest:
        """Without what is in memory; also where that is too little, since what came lately is missing there."""
        at_most = self.numbers // len(vector)
        compared = self._compare(narrowing, vector, model, limit, at_most)
        if compared is not None:
            return compared
        graph = find_vector_index(self.conn, model)
        if graph is None or graph.metric != self.metric:
            return self._compare(narrowing, vector, model, limit, EVERY_ONE) or Nearest((), all_there_are=True)
        if graph.kind == "binary":
            reranked = max(RERANKED, min(2 * limit, MOST_EFFORT))
            set_search_effort(self.conn, reranked)
            ids = find_nearest_by_bits(
                self.conn, narrowing, vector, model, metric=self.metric, limit=limit, reranked=max(reranked, limit)
            )
        else:
            set_search_effort(self.conn, max(GRAPH_EFFORT, min(2 * limit, MOST_EFFORT)))
            ids = find_nearest_by_graph(self.conn, narrowing, vector, model, metric=self.metric, limit=limit)
        if len(ids) < limit:  # a graph gives up before it has seen everything; whoever asked shall not go short
            return self._compare(narrowing, vector, model, limit, EVERY_ONE) or Nearest((), all_there_are=True)
        return Nearest(tuple(ids), all_there_are=False)

    def _compare(
        self, narrowing: Narrowing, vector: np.ndarray, model: str, limit: int, at_most: int
    ) -> Nearest | None:
        """Exact, or None where there are too many."""
        found = find_nearest_of_few(
            self.conn, narrowing, vector, model, metric=self.metric, limit=limit, at_most=at_most
        )
        if found.narrowed > at_most:
            return None
        return Nearest(tuple(found.ids), all_there_are=len(found.ids) < limit)


def proposals(limit: int, dimensions: int, postings: int) -> int:
    """How many are compared in full to find the `limit` nearest of so many postings."""
    times = min(max(SIGNS_MEANT / dimensions, 1.0), MOST_TIMES)
    return int(times * (PROPOSED + PROPOSED_EACH * limit)) + postings // PROPOSED_SHARE


@dataclass(frozen=True, slots=True)
class FoundBefore:
    """What an engine beside the database gave before the transaction began: no network call is made inside one."""

    found: Nearest

    def nearest(self, narrowing: Narrowing, vector: np.ndarray, model: str, limit: int) -> Nearest:  # noqa: ARG002
        """See the port; never more than were found."""
        return Nearest(self.found.ids[:limit], all_there_are=limit >= len(self.found.ids))
