"""`job_signatures`: what the text of each posting is compared by, and the keys by which copies find each other."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING, Any

import orjson

from db.query import execute, execute_rows, id_list, many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class OpeningFacts:
    """What tells openings apart that are described in nearly the same words; empty where nothing is said.

    `types` are the kinds of employment; `departments` and `grades` (of an internship the years
    of its intakes) are sorted 16-bit hashes, `spoken` those of the languages named but English; `years` are the least
    asked for, `pay` is () or the least and the most a year in `currency`.
    """

    types: tuple[str, ...]
    departments: bytes
    grades: bytes
    spoken: bytes
    years: float | None
    pay: tuple[float, ...]
    currency: str


@dataclass(frozen=True, slots=True)
class TextSignature:
    """What a posting's text is compared by; made by jobs/text_signature.py, equal for equal texts.

    `title`, `company` and `place` are normalised ("" when not known); `levels` is "", one level, or "*" for a choice;
    `shingles` counts the distinct runs of words (0: no text, or a board's excerpt), `minhash` holds 128 little-endian
    16-bit minima over them; `names` are sorted 16-bit hashes of names and numbers, `words` of the words that are not
    common; `said` is a Bloom filter of all its words (jobs/duplicates/said_words.py); `language` is "" when it is not
    clear; `source` is where it was first seen; texts that may be copies share one of the signed 64-bit `keys`.
    """

    text_key: str
    source: str
    title: str
    levels: str
    company: str
    place: str
    shingles: int
    minhash: bytes
    names: bytes
    words: bytes
    said: bytes
    language: str
    facts: OpeningFacts
    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StoredText:
    """A known text, its cluster, since when that is there, and what an operator decided of it.

    Attributes:
        not_with: the clusters that it must not be joined with.
        kept: whether the cluster is as an operator wants it, so that no text leaves it.
    """

    signature: TextSignature
    cluster_key: str
    created_at: datetime
    not_with: tuple[str, ...]
    kept: bool


@dataclass(frozen=True, slots=True)
class VectorPair:
    """Two texts (text_key) and the cosine of their vectors."""

    first: str
    second: str
    similarity: float


FACTS = tuple(field.name for field in fields(OpeningFacts))
OWN = tuple(field.name for field in fields(TextSignature) if field.name != "facts")


def find_clusters(conn: Connection, text_keys: Sequence[str]) -> dict[str, str]:
    """The cluster of each of these texts that is known; they count as seen now."""
    found = execute_rows(
        conn,
        """
        -- texts that are known already
        UPDATE job_signatures s SET seen_at = now() FROM (VALUES %s) AS asked (text_key)
        WHERE s.text_key = asked.text_key RETURNING s.text_key, s.cluster_key
        """,
        [(key,) for key in sorted(set(text_keys))],
    )
    return {str(text_key): str(cluster_key) for text_key, cluster_key in found}


def find_neighbours(
    conn: Connection, signatures: Sequence[TextSignature], *, of_a_key: int, of_a_text: int
) -> list[StoredText]:
    """Known texts that share keys with these: for each those that share most, at most `of_a_text`.

    Of a key that very many share only `of_a_key` are looked at, so that the cost stays in proportion.
    """
    asked = [at for at, signature in enumerate(signatures) for _ in signature.keys]
    keys = [key for signature in signatures for key in signature.keys]
    return many(
        conn,
        """
        -- known texts that may be copies of new ones
        WITH shared AS (
            SELECT asked.at, near.text_key,
                   row_number() OVER (PARTITION BY asked.at ORDER BY count(*) DESC, near.text_key) AS rank
            FROM unnest(%s::integer[], %s::bigint[]) AS asked (at, key)
                 CROSS JOIN LATERAL (SELECT text_key FROM job_signature_keys k WHERE k.key = asked.key LIMIT %s) near
            GROUP BY asked.at, near.text_key)
        SELECT s.text_key, s.source, s.title, s.levels, s.company, s.place, s.types, s.shingles, s.minhash, s.names,
               s.words, s.said, s.language, s.departments, s.grades, s.spoken, s.years, s.pay, s.currency, s.keys,
               s.cluster_key, c.created_at, c.not_with, c.decided_by = 'operator' AS kept
        FROM job_signatures s JOIN job_clusters c ON c.key = s.cluster_key
        WHERE s.text_key IN (SELECT text_key FROM shared WHERE rank <= %s)
        ORDER BY c.created_at, s.text_key
        """,
        (id_list(asked), id_list(keys), of_a_key, of_a_text),
        _read_text,
    )


def find_texts(conn: Connection, text_keys: Sequence[str]) -> list[StoredText]:
    """Known texts, those of the oldest cluster first."""
    return many(
        conn,
        """
        -- known texts by their key
        SELECT s.text_key, s.source, s.title, s.levels, s.company, s.place, s.types, s.shingles, s.minhash, s.names,
               s.words, s.said, s.language, s.departments, s.grades, s.spoken, s.years, s.pay, s.currency, s.keys,
               s.cluster_key, c.created_at, c.not_with, c.decided_by = 'operator' AS kept
        FROM job_signatures s JOIN job_clusters c ON c.key = s.cluster_key
        WHERE s.text_key = ANY (%s) ORDER BY c.created_at, s.text_key
        """,
        (list(text_keys),),
        _read_text,
    )


def find_cluster_texts(conn: Connection, cluster_keys: Sequence[str]) -> list[StoredText]:
    """The texts of these clusters, those of the oldest first."""
    return many(
        conn,
        """
        -- all texts of some clusters
        SELECT s.text_key, s.source, s.title, s.levels, s.company, s.place, s.types, s.shingles, s.minhash, s.names,
               s.words, s.said, s.language, s.departments, s.grades, s.spoken, s.years, s.pay, s.currency, s.keys,
               s.cluster_key, c.created_at, c.not_with, c.decided_by = 'operator' AS kept
        FROM job_signatures s JOIN job_clusters c ON c.key = s.cluster_key
        WHERE s.cluster_key = ANY (%s) ORDER BY c.created_at, s.text_key
        """,
        (list(cluster_keys),),
        _read_text,
    )


def find_vector_neighbours(conn: Connection, text_keys: Sequence[str], model: str, *, most: int) -> list[VectorPair]:
    """For each of these texts others of its title, company and place that are not in its cluster, at most `most`.

    Only those whose posting has a current vector of this model; the cosine of the two vectors is given.
    """
    return many(
        conn,
        """
        -- how near in meaning the postings of one title, company and place are
        SELECT a.text_key AS first, near.text_key AS second, 1 - (mine.embedding <=> other.embedding) AS similarity
        FROM job_signatures a
        CROSS JOIN LATERAL (
            SELECT b.text_key FROM job_signature_keys k JOIN job_signatures b USING (text_key)
            WHERE k.key = a.keys[1] AND b.cluster_key <> a.cluster_key LIMIT %(most)s) near
        CROSS JOIN LATERAL (
            SELECT e.embedding FROM canonical_jobs j
            JOIN job_embeddings e ON e.job_id = j.id AND e.embedding_hash = j.embedding_hash AND e.model = %(model)s
            WHERE j.text_key = a.text_key ORDER BY j.id LIMIT 1) mine
        CROSS JOIN LATERAL (
            SELECT e.embedding FROM canonical_jobs j
            JOIN job_embeddings e ON e.job_id = j.id AND e.embedding_hash = j.embedding_hash AND e.model = %(model)s
            WHERE j.text_key = near.text_key ORDER BY j.id LIMIT 1) other
        WHERE a.text_key = ANY (%(text_keys)s) AND a.company <> ''
        """,
        {"text_keys": list(text_keys), "model": model, "most": most},
        VectorPair,
    )


def add_signatures(conn: Connection, texts: Sequence[tuple[TextSignature, str]], *, version: int, rules: int) -> None:
    """New texts, each with its cluster, and the keys by which copies find them.

    `version` says how signatures are made, `rules` how they are judged.
    """
    execute(
        conn,
        """
        -- new texts, and the keys by which they are found, in the order of the index
        WITH added AS (
            INSERT INTO job_signatures (text_key, cluster_key, source, title, levels, company, place, shingles, minhash,
                                        names, words, said, language, keys, types, departments, grades, spoken, years,
                                        pay, currency, version, rules)
            SELECT new.*, %s, %s
            FROM json_to_recordset(%s) AS new (
                text_key text, cluster_key text, source text, title text, levels text, company text, place text,
                shingles integer, minhash bytea, names bytea, words bytea, said bytea, language text, keys bigint[],
                types text[], departments bytea, grades bytea, spoken bytea, years real, pay float8[], currency text)
            ON CONFLICT (text_key) DO NOTHING RETURNING text_key, keys)
        INSERT INTO job_signature_keys (key, text_key)
        SELECT DISTINCT key, text_key FROM added, unnest(keys) AS key ORDER BY key
        """,
        (version, rules, _rows(texts)),
    )


def delete_unused_texts(conn: Connection, *, seen_before: datetime, limit: int) -> int:
    """Forget texts that no posting has had since then; how many, at most `limit`. What was shown stays."""
    return execute(
        conn,
        """
        -- texts that nobody posts any more
        DELETE FROM job_signatures WHERE text_key IN (
            SELECT s.text_key FROM job_signatures s
            WHERE s.seen_at < %s AND NOT EXISTS (SELECT 1 FROM canonical_jobs j WHERE j.text_key = s.text_key) LIMIT %s)
        """,
        (seen_before, limit),
    )


def _read_text(
    *,
    cluster_key: str,
    created_at: datetime,
    not_with: list[str],
    kept: bool,
    **columns: Any,  # noqa: ANN401 - of every type
) -> StoredText:
    for name in ("types", "pay", "keys"):
        columns[name] = tuple(columns[name])
    for name in ("minhash", "names", "words", "said", "departments", "grades", "spoken"):
        columns[name] = bytes(columns[name])
    facts = OpeningFacts(**{name: columns.pop(name) for name in FACTS})
    return StoredText(TextSignature(facts=facts, **columns), cluster_key, created_at, tuple(not_with), kept)


def _rows(texts: Sequence[tuple[TextSignature, str]]) -> str:
    """As one JSON text, for the same reason as postings."""
    rows = [_columns(signature) | {"cluster_key": cluster_key} for signature, cluster_key in texts]
    return orjson.dumps(rows, default=_bytea).decode()


def _columns(signature: TextSignature) -> dict[str, Any]:
    own = {name: getattr(signature, name) for name in OWN}
    return own | {name: getattr(signature.facts, name) for name in FACTS}


def _bytea(held: bytes) -> str:
    return f"\\x{held.hex()}"
