"""Joins postings whose texts differ in words and agree in meaning: a translation, a text written anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.embedding_models import find_active_model
from db.job_clusters import join_clusters, lock_clusters
from db.job_signatures import find_texts, find_vector_neighbours
from db.uncompared_texts import claim_uncompared_vectors
from jobs.duplicates.grouping import Groups, known_groups
from jobs.duplicates.same_opening import is_same_by_vector

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.pool import Connection, Pool

TEXTS_AT_A_TIME = 500
LOOKED_AT_OF_A_TEXT = 50
LEXICAL = "hashing"  # its vectors know words only, and only the start of the text: they add nothing to the text's own


def join_near_vectors(pool: Pool, *, check: Callable[[], None]) -> int:
    """Join clusters whose postings have the same title, company and place and near vectors; how many were joined.

    Each text is compared once with each model; `check` is called between the steps.
    """
    joined = 0
    while True:
        with pool.transaction() as conn:
            model = find_active_model(conn)
            if model is None or model.provider == LEXICAL:
                return joined
            lock_clusters(conn)
            texts = claim_uncompared_vectors(conn, model.name, TEXTS_AT_A_TIME)
            joined += _join_some(conn, texts, model.name)
        check()
        if len(texts) < TEXTS_AT_A_TIME:
            return joined


def _join_some(conn: Connection, text_keys: list[str], model: str) -> int:
    pairs = find_vector_neighbours(conn, text_keys, model, most=LOOKED_AT_OF_A_TEXT)
    known = find_texts(conn, sorted({key for pair in pairs for key in (pair.first, pair.second)}))
    firsts, labels, apart = known_groups(known)
    at = {text.signature.text_key: position for position, text in enumerate(known)}
    groups = Groups(labels, apart)
    for pair in sorted(pairs, key=lambda pair: (-pair.similarity, pair.first, pair.second)):
        first, second = at[pair.first], at[pair.second]
        if is_same_by_vector(known[first].signature, known[second].signature, pair.similarity):
            groups.join(first, second)
    joined = {key: known[groups.of(first)].cluster_key for key, first in firsts.items() if groups.of(first) != first}
    join_clusters(conn, joined)
    return len(joined)
