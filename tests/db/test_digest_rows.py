from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from db.digest_people import find_addresses
from db.digests import claim_due, find_time_zones, mark_attempt_failed, mark_digests
from tests.factories import NOW, add_account, add_user, insert

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.pool import Pool


def add_digest(conn: Connection, hours: int = 0) -> int:
    return int(insert(conn, "digests", {"user_id": add_user(conn), "slot": NOW + timedelta(hours=hours)}))


def claimed(conn: Connection, *leaving_out: int) -> int | None:
    due = claim_due(conn, limit=1, slot_until=NOW + timedelta(days=1), leaving_out=leaving_out)
    return due[0] if due else None


def test_two_planners_never_take_the_same_digest(pool: Pool) -> None:
    with pool.transaction() as conn:
        later, earlier = add_digest(conn, 1), add_digest(conn)
    with pool.transaction() as one, pool.transaction() as other:
        assert claimed(one) == earlier
        assert claimed(other) == later
        assert claimed(other, later) is None


def test_a_planner_that_dies_leaves_its_digest_due(pool: Pool) -> None:
    with pool.transaction() as conn:
        digest = add_digest(conn)
    with pool.transaction() as conn:
        assert claimed(conn) == digest
        conn.rollback()
    with pool.transaction() as conn:
        assert claimed(conn) == digest


def test_what_is_marked_is_not_due_any_more(conn: Connection) -> None:
    digest = add_digest(conn)
    mark_digests(conn, [(digest, "empty", None)])
    assert claimed(conn) is None


def test_a_failing_digest_comes_last_and_is_given_up(conn: Connection) -> None:
    failing, fine = add_digest(conn), add_digest(conn, 1)
    mark_attempt_failed(conn, failing, error="ValueError", most_attempts=2)
    assert claimed(conn) == fine
    assert claimed(conn, fine) == failing
    mark_attempt_failed(conn, failing, error="ValueError", most_attempts=2)
    assert claimed(conn, fine) is None


def test_reachable_chats_the_latest_used_first(conn: Connection) -> None:
    user = add_user(conn)
    old, new = add_account(conn, user), add_account(conn, user, channel="web")
    add_account(conn, user, reachable=False)
    add_account(conn, user, channel="console")
    with conn.cursor() as cursor:
        cursor.execute("UPDATE channel_accounts SET last_inbound_at = %s WHERE address = %s", (NOW, new))
    assert [address.chat for address in find_addresses(conn, [user])[user]] == [new, old]


def test_the_time_zones_of_those_who_may_get_digests(conn: Connection) -> None:
    for zone, status in (("Africa/Lagos", "active"), ("Africa/Lagos", "paused"), ("Asia/Tokyo", "stopped")):
        add_user(conn, time_zone=zone, status=status)
    assert find_time_zones(conn) == ["Africa/Lagos"]
