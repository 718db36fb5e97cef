"""`job_clusters`: postings that are copies of one opening. A cluster's key is that of its oldest text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.places import StoredPlace, read_places
from db.query import execute, execute_rows, many, value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class ClusterPlace:
    """Another open posting of the same opening, for a card: where it is and where it was found."""

    id: int
    title: str
    company: str | None
    location: str | None
    places: tuple[StoredPlace, ...]
    url: str | None
    source: str
    attribution: str | None


def find_cluster_places(conn: Connection, job_ids: Sequence[int]) -> dict[int, list[ClusterPlace]]:
    """For each of these postings the other open postings of its cluster, oldest first; [] when there is none."""
    rows = many(
        conn,
        """
        -- where else each opening is offered
        SELECT asked.id AS asked, j.id, j.title, j.company, j.location, j.places, j.url, j.source, j.attribution
        FROM canonical_jobs asked JOIN canonical_jobs j USING (cluster_key)
        WHERE asked.id = ANY (%s) AND j.id <> asked.id AND j.status = 'ACTIVE' AND j.expires_on >= current_date
        ORDER BY j.id
        """,
        (list(job_ids),),
        _read_place,
    )
    found: dict[int, list[ClusterPlace]] = {job_id: [] for job_id in job_ids}
    for asked, place in rows:
        found[asked].append(place)
    return found


def lock_clusters(conn: Connection) -> None:
    """Let nobody else change clusters until this transaction ends, so that no two copies miss each other."""
    execute(
        conn,
        """
        -- one clustering at a time
        SELECT pg_advisory_xact_lock(hashtext('job_clusters'))
        """,
    )


def add_clusters(conn: Connection, keys: Sequence[str], *, decided_by: str = "algorithm") -> None:
    """New clusters, created in this order; one that had become part of another is one of its own again."""
    execute_rows(
        conn,
        """
        -- new clusters
        INSERT INTO job_clusters (key, decided_by) VALUES %s
        ON CONFLICT (key) DO UPDATE SET into_key = NULL
        """,
        [(key, decided_by) for key in keys],
    )


def join_clusters(conn: Connection, joined: Mapping[str, str], *, decided_by: str | None = None) -> None:
    """Make clusters (keys of the mapping) part of older ones (its values): texts, postings and what was shown."""
    for gone, kept in joined.items():
        execute(
            conn,
            """
            -- one cluster becomes part of an older one, with all that it must not be joined with
            WITH kept AS (
                UPDATE job_clusters c SET decided_by = CASE WHEN g.decided_by = 'operator' THEN g.decided_by
                                                            ELSE coalesce(%(decided_by)s, c.decided_by) END,
                       not_with = ARRAY(SELECT DISTINCT key FROM unnest(c.not_with || g.not_with) AS key
                                        WHERE key NOT IN (%(kept)s, %(gone)s))
                FROM job_clusters g WHERE c.key = %(kept)s AND g.key = %(gone)s
            ), others AS (
                UPDATE job_clusters SET not_with = array_replace(not_with, %(gone)s, %(kept)s)
                WHERE %(gone)s = ANY (not_with) AND key <> %(kept)s AND key <> %(gone)s
            ), gone AS (
                UPDATE job_clusters SET into_key = %(kept)s, not_with = '{}' WHERE %(gone)s IN (key, into_key)
            ), texts AS (
                UPDATE job_signatures SET cluster_key = %(kept)s WHERE cluster_key = %(gone)s
            ), postings AS (
                UPDATE canonical_jobs SET cluster_key = %(kept)s WHERE cluster_key = %(gone)s
            )
            UPDATE matches SET cluster_key = %(kept)s WHERE cluster_key = %(gone)s
            """,
            {"gone": gone, "kept": kept, "decided_by": decided_by},
        )


def split_text(conn: Connection, text_key: str, *, old: str, new: str) -> int:
    """Move a text, its postings and what was shown of them into a cluster of its own; how many postings."""
    execute(
        conn,
        """
        -- neither is joined with the other again
        UPDATE job_clusters SET decided_by = 'operator', not_with = ARRAY(
            SELECT DISTINCT other
            FROM unnest(not_with || CASE key WHEN %(old)s THEN %(new)s::text ELSE %(old)s END) AS other)
        WHERE key IN (%(old)s, %(new)s)
        """,
        {"old": old, "new": new},
    )
    return move_text(conn, text_key, old=old, new=new)


def move_text(conn: Connection, text_key: str, *, old: str, new: str) -> int:
    """Move a text, its postings and what was shown of them to another cluster; how many postings."""
    moved = {"text_key": text_key, "old": old, "new": new}
    execute(
        conn,
        """
        -- what people were shown of it
        UPDATE matches m SET cluster_key = %(new)s FROM canonical_jobs j
        WHERE m.job_id = j.id AND j.text_key = %(text_key)s AND m.cluster_key = %(old)s
        """,
        moved,
    )
    execute(
        conn,
        """
        -- the text itself
        UPDATE job_signatures SET cluster_key = %(new)s WHERE text_key = %(text_key)s
        """,
        moved,
    )
    execute(
        conn,
        """
        -- a cluster that nothing is left of goes on in the other
        UPDATE job_clusters SET into_key = %(new)s
        WHERE %(old)s IN (key, into_key) AND key <> %(new)s
          AND NOT EXISTS (SELECT 1 FROM job_signatures s WHERE s.cluster_key = %(old)s)
        """,
        moved,
    )
    return execute(
        conn,
        """
        -- its postings
        UPDATE canonical_jobs SET cluster_key = %(new)s WHERE text_key = %(text_key)s
        """,
        moved,
    )


def count_texts(conn: Connection, cluster_key: str) -> int:
    """How many different texts a cluster has."""
    return int(
        value(
            conn,
            """
            -- texts of a cluster
            SELECT count(*) FROM job_signatures WHERE cluster_key = %s
            """,
            (cluster_key,),
        )
    )


def save_text_keys(conn: Connection, rows: Sequence[tuple[int, str, str]]) -> None:
    """Say of each posting (id, text_key, cluster_key) which text it has and where that belongs."""
    execute_rows(
        conn,
        """
        -- postings that have been compared
        UPDATE canonical_jobs j SET text_key = found.text_key, cluster_key = found.cluster_key
        FROM (VALUES %s) AS found (id, text_key, cluster_key) WHERE j.id = found.id
        """,
        rows,
        template="(%s::bigint, %s, %s)",
    )


def mend_cluster_keys(conn: Connection) -> int:
    """Set right what was written while its cluster was being joined or with a key of its own; how many rows."""
    mended = execute(
        conn,
        """
        -- postings whose text has moved meanwhile
        UPDATE canonical_jobs j SET cluster_key = s.cluster_key FROM job_signatures s
        WHERE s.text_key = j.text_key AND s.cluster_key <> j.cluster_key
        """,
    )
    mended += execute(
        conn,
        """
        -- what was planned or shown meanwhile, or before there were clusters
        UPDATE matches m SET cluster_key = j.cluster_key FROM canonical_jobs j
        WHERE j.id = m.job_id AND j.cluster_key <> m.cluster_key
          AND NOT EXISTS (SELECT 1 FROM job_clusters c WHERE c.key = m.cluster_key AND c.into_key IS NULL)
        """,
    )
    return mended + execute(
        conn,
        """
        -- what was shown of postings that are gone
        UPDATE matches m SET cluster_key = c.into_key FROM job_clusters c
        WHERE c.key = m.cluster_key AND c.into_key IS NOT NULL
        """,
    )


def _read_place(asked: int, places: list[dict[str, Any]], **columns: Any) -> tuple[int, ClusterPlace]:  # noqa: ANN401
    return asked, ClusterPlace(places=read_places(places), **columns)
