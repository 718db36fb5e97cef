"""The pages of a digest go through all that it counted, and of one person alone the choice is the planner's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.digest_pages import next_page
from matching.digest.alone import rest_of
from matching.digest.instant import run_instant
from matching.digest.planning import run_digests
from matching.digest.rules import DigestRules
from matching.rules import MatchRules
from tests.factories import AMSTERDAM, EINDHOVEN, NOW, add_account, add_job, add_preferences, add_user
from tests.stored import mark_shown

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812

    from bot.conversation.requests import JobsFound
    from db.pool import Pool

RULES = DigestRules(MatchRules(minimum_score=0), size=2, secret_key="k" * 32)
DAY = timedelta(days=1)


def add_seeker(conn: Connection, frequency: str = "daily") -> int:
    """Somebody with two searches, of which one posting fits both."""
    user = add_user(conn, digest_hour=9)
    add_account(conn, user)
    add_preferences(conn, user, frequency=frequency, job_roles=["nurse"], preferred_locations=[AMSTERDAM])
    add_preferences(conn, user, frequency=frequency, slot=2, name="second", job_roles=["driver", "night nurse"])
    return user


def add_postings(conn: Connection) -> dict[str, list[int]]:
    """Those that fit one of the searches or both, a copy of one of them, and those that fit neither."""
    fitting = [add_job(conn, title="Nurse", company=f"Nursing {n}", places=[AMSTERDAM]) for n in range(5)]
    fitting += [add_job(conn, title="Driver", company=f"Driving {n}", places=[EINDHOVEN]) for n in range(4)]
    copy = add_job(conn, title="Driver", company="Driving again", places=[EINDHOVEN], cluster_key="one")
    add_job(conn, title="Baker", places=[AMSTERDAM])
    with conn.cursor() as cursor:
        cursor.execute("UPDATE canonical_jobs SET cluster_key = 'one' WHERE id = %s", (fitting[-1],))
        cursor.execute("UPDATE canonical_jobs SET imported_at = %s", (NOW - timedelta(hours=2),))
    return {"fitting": fitting, "copies": [copy]}


def deliver(pool: Pool, user: int) -> tuple[int, list[int], int]:
    """The digest that came: its id, its postings, how many more it counted."""
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute("SELECT (body ->> 'digest_id')::int, body -> 'items', (body ->> 'more')::int FROM outbox"
                       " WHERE user_id = %s ORDER BY id DESC LIMIT 1", (user,))  # fmt: skip
        digest, items, more = cursor.fetchone()
        cursor.execute("UPDATE outbox SET status = 'sent', sent_at = now()")
        mark_shown(conn, [item["match_id"] for item in items])
        cursor.execute("UPDATE user_preferences SET updated_at = %s", (NOW - 30 * DAY,))
    return digest, [item["job_id"] for item in items], more


def paged(pool: Pool, digest: int, user: int) -> list[JobsFound]:
    """All further pages of three."""
    pages = []
    while True:
        with pool.transaction() as conn:
            page = next_page(conn, digest, user_id=user, limit=3, now=NOW + timedelta(hours=1), rules=RULES)
            if page is None:
                return pages
            pages.append(page)
            mark_shown(conn, [item.match_id for item in page.items])


def test_pages_go_through_all_that_the_digest_counted_over_all_searches(pool: Pool) -> None:
    with pool.transaction() as conn:
        user = add_seeker(conn)
        postings = add_postings(conn)
    assert run_digests(pool, now=NOW, rules=RULES).planned == 1
    digest, first, more = deliver(pool, user)
    assert (len(first), more) == (2, 7)
    pages = paged(pool, digest, user)
    assert [(len(page.items), page.left) for page in pages] == [(3, 4), (3, 1), (1, 0)]
    seen = [*first, *(item.job_id for page in pages for item in page.items)]
    assert len(set(seen)) == len(seen) == 9
    assert set(seen) <= set(postings["fitting"]) | set(postings["copies"])


def test_pages_hold_what_was_new_at_that_digest_and_no_older_ones(pool: Pool) -> None:
    with pool.transaction() as conn:
        user = add_seeker(conn)
        add_postings(conn)
    run_digests(pool, now=NOW, rules=RULES)
    deliver(pool, user)
    with pool.transaction() as conn:
        new = {add_job(conn, title="Driver", company=f"New {n}", imported_at=NOW + DAY / 2) for n in range(4)}
    run_digests(pool, now=NOW + DAY, rules=RULES)
    digest, first, more = deliver(pool, user)
    assert (len(first), more) == (2, 2)
    (page,) = paged(pool, digest, user)
    assert {*first, *(item.job_id for item in page.items)} == new


def test_pages_of_a_message_sent_at_once_hold_what_was_new_then(pool: Pool) -> None:
    with pool.transaction() as conn:
        user = add_seeker(conn, "instant")
        add_postings(conn)
        add_job(conn, title="Baker", imported_at=NOW - timedelta(minutes=90))
    run_instant(pool, now=NOW - timedelta(hours=1), rules=RULES, check=lambda: None)
    deliver(pool, user)
    with pool.transaction() as conn:
        new = {add_job(conn, title="Driver", company=f"New {n}", imported_at=NOW - DAY / 100) for n in range(4)}
    run_instant(pool, now=NOW, rules=RULES, check=lambda: None)
    digest, first, more = deliver(pool, user)
    assert (len(first), more) == (2, 2)
    (page,) = paged(pool, digest, user)
    assert {*first, *(item.job_id for item in page.items)} == new


def test_a_digest_of_somebody_else_has_no_pages(pool: Pool) -> None:
    with pool.transaction() as conn:
        user = add_seeker(conn)
        add_postings(conn)
    run_digests(pool, now=NOW, rules=RULES)
    digest, *_ = deliver(pool, user)
    with pool.transaction() as conn:
        assert rest_of(conn, digest, user_id=user + 1, now=NOW, rules=RULES, limit=3) is None
        assert rest_of(conn, digest + 1, user_id=user, now=NOW, rules=RULES, limit=3) is None


def test_alone_one_gets_what_the_planner_chooses(pool: Pool) -> None:
    with pool.transaction() as conn:
        user = add_seeker(conn)
        add_postings(conn)
    run_digests(pool, now=NOW, rules=RULES)
    digest, first, more = deliver(pool, user)
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute("DELETE FROM matches")
        alone = rest_of(conn, digest, user_id=user, now=NOW, rules=replace(RULES, size=9), limit=2)
        assert alone
        assert [match.job_id for _, match in alone.items] == first
        assert alone.more == more
