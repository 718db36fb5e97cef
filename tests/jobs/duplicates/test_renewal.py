from __future__ import annotations

from typing import TYPE_CHECKING

from db.query import execute, many, value
from jobs.duplicates.clusters import compare_pending, join, split_off
from jobs.duplicates.same_opening import RULES
from jobs.text_signature import VERSION
from tests.jobs.duplicates.test_clusters import (
    OTHER_TEXT,
    TEXT,
    clusters,
    ids,
    posting,
    shown,
    shown_cluster,
    take_in,
)

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.pool import Pool


def compare(pool: Pool) -> None:
    compare_pending(pool, check=lambda: None)


def made_by_an_older_release(conn: Connection) -> None:
    """Other keys, hashes that nothing has any more, an older version."""
    execute(conn, "DELETE FROM job_signature_keys", ())
    execute(
        conn,
        """
        UPDATE job_signatures SET version = %s, rules = 0, keys = '{1}', minhash = '', text_key = 'old ' || text_key
        """,
        (VERSION - 1,),
    )
    execute(conn, "UPDATE canonical_jobs SET text_key = 'old ' || text_key", ())


def judged_by_older_rules(conn: Connection) -> None:
    execute(conn, "UPDATE job_signatures SET rules = %s", (RULES - 1,))


def glue(conn: Connection, first: str, second: str) -> None:
    """As rules of before did."""
    key = clusters(conn)[first]
    execute(conn, "UPDATE canonical_jobs SET cluster_key = %s WHERE source_job_id = %s", (key, second))
    execute(
        conn,
        """
        UPDATE job_signatures s SET cluster_key = %s FROM canonical_jobs j
        WHERE j.text_key = s.text_key AND j.source_job_id = %s
        """,
        (key, second),
    )


def versions(conn: Connection) -> set[tuple[int, int]]:
    return set(many(conn, "SELECT DISTINCT version, rules FROM job_signatures", (), lambda **row: tuple(row.values())))


def test_signatures_of_an_older_release_are_made_anew_and_clusters_keep_their_keys(pool: Pool) -> None:
    with pool.transaction() as conn:
        take_in(conn, posting(1), posting(2, city="Rotterdam"), posting(3, description=OTHER_TEXT))
        before = clusters(conn)
        made_by_an_older_release(conn)
    compare(pool)
    with pool.transaction() as conn:
        assert clusters(conn) == before
        assert versions(conn) == {(VERSION, RULES)}
        take_in(conn, posting(4, source="other", description=f"{TEXT} and more"))
        assert clusters(conn)["4"] == before["1"]


def test_texts_of_an_older_release_that_nobody_posts_are_forgotten(pool: Pool) -> None:
    with pool.transaction() as conn:
        take_in(conn, posting(1))
        execute(conn, "UPDATE job_signatures SET version = 0", ())
        execute(conn, "DELETE FROM canonical_jobs", ())
    compare(pool)
    with pool.transaction() as conn:
        assert value(conn, "SELECT count(*) FROM job_signatures", ()) == 0


def test_texts_that_two_old_signatures_kept_apart_become_one(pool: Pool) -> None:
    with pool.transaction() as conn:
        take_in(conn, posting(1), posting(2, description=OTHER_TEXT))
        match = shown(conn, ids(conn)["2"])
        kept = clusters(conn)["1"]
        execute(conn, "UPDATE canonical_jobs SET description = %s", (TEXT,))
        made_by_an_older_release(conn)
    compare(pool)
    with pool.transaction() as conn:
        found = clusters(conn)
        assert found["1"] == found["2"]
        assert shown_cluster(conn, match) == found["2"]
        assert found["1"] in {kept, found["2"]}
        assert value(conn, "SELECT count(*) FROM job_signatures", ()) == 1


def test_what_older_rules_glued_is_split_with_what_was_shown(pool: Pool) -> None:
    with pool.transaction() as conn:
        take_in(conn, posting(1), posting(2, city="Rotterdam"), posting(3, description=OTHER_TEXT))
        before = clusters(conn)
        glue(conn, "1", "3")
        match = shown(conn, ids(conn)["3"])
        judged_by_older_rules(conn)
    compare(pool)
    with pool.transaction() as conn:
        found = clusters(conn)
        assert len({found["1"], found["2"]}) == 1
        assert found["3"] != found["1"]
        assert before["1"] in {found["1"], found["3"]}
        assert shown_cluster(conn, match) == found["3"]


def test_what_today_s_rules_glued_is_not_looked_at_again(pool: Pool) -> None:
    with pool.transaction() as conn:
        take_in(conn, posting(1), posting(3, description=OTHER_TEXT))
        glue(conn, "1", "3")
        before = clusters(conn)
    compare(pool)
    with pool.transaction() as conn:
        assert clusters(conn) == before


def test_what_older_rules_kept_apart_is_joined(pool: Pool) -> None:
    with pool.transaction() as conn:
        take_in(conn, posting(1), posting(2, description=f"{OTHER_TEXT} x"))
        execute(conn, "UPDATE canonical_jobs SET description = %s WHERE source_job_id = '2'", (f"{TEXT} and more",))
        made_by_an_older_release(conn)
    compare(pool)
    with pool.transaction() as conn:
        found = clusters(conn)
        assert found["1"] == found["2"]


def test_what_an_operator_decided_stays_whatever_the_rules(pool: Pool) -> None:
    with pool.transaction() as conn:
        take_in(conn, posting(1), posting(2, description=OTHER_TEXT), posting(3, city="Delft", description=f"{TEXT} x"))
        join(conn, ids(conn)["1"], ids(conn)["2"])
        split_off(conn, ids(conn)["3"])
        before = clusters(conn)
        judged_by_older_rules(conn)
    compare(pool)
    with pool.transaction() as conn:
        found = clusters(conn)
        assert found == before
        assert found["1"] == found["2"] != found["3"]
