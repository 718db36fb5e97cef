"""What people were shown, saved and did outlives the posting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from db.feedback import add_feedback
from db.matches import add_rejected, find_match_of, mark_status
from db.personal_data import collect_person
from db.saved_jobs import add_saved, find_saved
from tests.factories import add_job, add_model, add_preferences, add_user, add_vector, insert

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


def execute(conn: Connection, statement: str, *parameters: Any) -> int:
    with conn.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def test_history_survives_the_deletion_of_a_posting(conn: Connection) -> None:
    user = add_user(conn)
    preference = add_preferences(conn, user)
    job = add_job(conn, title="Tram driver", company="City Trams", url="https://trams.example/1", cluster_key="trams")
    hidden = add_job(conn, cluster_key="hidden")
    add_vector(conn, job, [1.0, 0.0], model=add_model(conn, dimensions=2))
    shown = {"user_id": user, "preference_id": preference, "job_id": job, "cluster_key": "trams", "score": 80,
             "grade": "A", "factors": "{}", "reasons": "[]", "shown_at": "2026-11-01"}  # fmt: skip
    insert(conn, "matches", shown)
    add_saved(conn, user, job)
    mark_status(conn, user, job, "APPLIED")
    add_feedback(conn, user, job, "saved")
    add_rejected(conn, user, hidden)

    assert execute(conn, "DELETE FROM canonical_jobs WHERE id = ANY (%s)", [job, hidden]) == 2

    (saved,) = find_saved(conn, user)
    assert (saved.title, saved.company, saved.url) == ("Tram driver", "City Trams", "https://trams.example/1")
    match = find_match_of(conn, user, job)
    assert match is not None
    assert (match.status, match.cluster_key, match.shown_at is not None) == ("APPLIED", "trams", True)
    rejected = find_match_of(conn, user, hidden)
    assert rejected is not None
    assert rejected.status == "REJECTED"
    told = collect_person(conn, user)
    assert [len(told[part]) for part in ("saved_jobs", "matches", "feedback")] == [1, 2, 1]


def test_deleting_what_a_feed_listed_leaves_the_feed_alone(conn: Connection) -> None:
    job = add_job(conn, source="greenhouse", source_job_id="7")
    feed = insert(conn, "feeds", {"name": "acme", "kind": "greenhouse", "every_seconds": 3600})
    listing = {"feed_id": feed, "source": "greenhouse", "source_job_id": "7", "listed_at": "2026-11-01"}
    insert(conn, "feed_listings", listing, returning="feed_id")
    execute(conn, "DELETE FROM canonical_jobs WHERE id = %s", job)
    assert execute(conn, "DELETE FROM feeds WHERE id = %s", feed) == 1
    assert execute(conn, "SELECT FROM feed_listings") == 0
