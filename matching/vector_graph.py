"""Which graph the vectors of a model get, by their number, and building it beside the running system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.vector_indexes import (
    GraphPlan,
    VectorIndex,
    add_graph,
    builder,
    count_vectors,
    delete_vector_index,
    drop_graph,
    find_unused_graphs,
    find_vector_index,
)
from matching.search_index import EXACT_NUMBERS

if TYPE_CHECKING:
    from typing import Literal

    from db.embedding_models import EmbeddingModel
    from db.nearest_jobs import Metric

    Wanted = Literal["auto", "binary", "halfvec", "none"]

# Neighbours and effort of HNSW by the number of vectors: the product's own rules.
SIZES = ((100_000, 16, 64), (1_000_000, 32, 128))
LARGEST = (48, 200)
BITS_SAY_ENOUGH = 256  # dimensions from which the signs of dense vectors tell neighbours
SPARSE = frozenset({"hashing"})  # most of their numbers are 0, whose signs say nothing
NEIGHBOUR_BYTES = 6.0 * 2 * 1.2  # each neighbour's place in the graph, twice on the lowest level
ENTRY_BYTES = 150
LEAST_MEGABYTES, MOST_MEGABYTES = 64, 4096


@dataclass(frozen=True, slots=True)
class Kept:
    """What was done about a model's graph (built, dropped or nothing), and the graph that it has now, if any."""

    done: Literal["built", "dropped", "nothing", "busy"]
    graph: VectorIndex | None


def plan_graph(model: EmbeddingModel, vectors: int, wanted: Wanted, metric: Metric) -> GraphPlan | None:
    """The graph for so many vectors; None while comparing all of them is quick, or where none is wanted."""
    if wanted == "none" or (wanted == "auto" and vectors <= EXACT_NUMBERS // model.dimensions):
        return None
    kind = wanted
    if kind == "auto":
        kind = "binary" if told_by_signs(model) else "halfvec"
    m, effort = next(((m, effort) for most, m, effort in SIZES if vectors <= most), LARGEST)
    return GraphPlan(model.name, model.dimensions, kind, metric, m, effort)


def told_by_signs(model: EmbeddingModel) -> bool:
    """Whether near vectors of the model are known by their signs."""
    return model.provider not in SPARSE and model.dimensions >= BITS_SAY_ENOUGH


def keep_graph(url: str, model: EmbeddingModel, wanted: Wanted, metric: Metric, *, rebuild: bool = False) -> Kept:
    """Build the graph that the model should have now, unless it has it; the one before serves until then.

    Only one process at a time builds: another finds it "busy". Takes minutes for a million vectors.

    Raises:
        Unavailable: the database is away.
        StorageError: it could not be built; searches go on with the graph before, or without.
    """
    with builder(url) as conn:
        if conn is None:
            return Kept("busy", None)
        vectors = count_vectors(conn, model.name)
        plan = plan_graph(model, vectors, wanted, metric)
        held = find_vector_index(conn, model.name)
        done: Literal["built", "dropped", "nothing"] = "nothing"
        if plan is None and held is not None:
            delete_vector_index(conn, model.name)
            done = "dropped"
        elif plan is not None and (rebuild or held is None or not _is_as_planned(held, plan)):
            add_graph(conn, plan, vectors=vectors, memory_megabytes=_megabytes(plan, vectors))
            done = "built"
        for name in find_unused_graphs(conn):
            drop_graph(conn, name)
        return Kept(done, find_vector_index(conn, model.name))


def _is_as_planned(held: VectorIndex, plan: GraphPlan) -> bool:
    as_held = (held.kind, held.metric, held.m, held.ef_construction)
    return as_held == (plan.kind, plan.metric, plan.m, plan.ef_construction)


def _megabytes(plan: GraphPlan, vectors: int) -> int:
    """Memory in which the whole graph is built; beyond it, building goes on many times slower."""
    vector = plan.dimensions / 8 if plan.kind == "binary" else plan.dimensions * 2
    needed = vectors * (vector + plan.m * NEIGHBOUR_BYTES + ENTRY_BYTES) * 1.2 / 1e6
    return int(min(max(needed, LEAST_MEGABYTES), MOST_MEGABYTES))
