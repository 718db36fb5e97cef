"""Planners killed at any point: nobody goes without, nobody gets two."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from db.digests import count_due
from matching.digest.due import open_due
from matching.digest.planning import Planner
from matching.digest.rules import DigestRules
from matching.rules import MatchRules
from tests.factories import NOW, add_account, add_job, add_preferences, add_user

if TYPE_CHECKING:
    from db.pool import Pool

pytestmark = pytest.mark.faults

ROOT = Path(__file__).resolve().parents[3]
RULES = DigestRules(MatchRules(minimum_score=0), secret_key="k" * 32)
PEOPLE, KILLS = 120, 3
CHILD = """
import sys
from contextlib import closing
from datetime import datetime
from db.pool import Pool
from matching.digest.planning import Planner
from matching.digest.rules import DigestRules
from matching.rules import MatchRules
with closing(Pool(sys.argv[1], size=2)) as pool:
    rules = DigestRules(MatchRules(minimum_score=0), secret_key="k" * 32)
    print("ready", flush=True)
    Planner(pool, now=datetime.fromisoformat(sys.argv[2]), rules=rules, share=4).plan_all()
"""


def test_killed_planners_leave_nobody_without_and_nobody_with_two(pool: Pool, fresh_database_url: str) -> None:
    with pool.transaction() as conn:
        for _ in range(PEOPLE):
            user = add_user(conn, digest_hour=9)
            add_account(conn, user)
            add_preferences(conn, user)
        for _ in range(8):
            add_job(conn)
        assert open_due(conn, NOW) == PEOPLE
    left = []
    for kill in range(KILLS):
        command = [sys.executable, "-c", CHILD, fresh_database_url, NOW.isoformat()]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as planner:
            assert planner.stdout
            assert planner.stdout.readline() == b"ready\n"
            time.sleep(0.05 + 0.13 * kill)
            planner.kill()
        with pool.transaction() as conn:
            left.append(count_due(conn, NOW))
    Planner(pool, now=NOW, rules=RULES).plan_all()
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT user_id) FROM outbox")
        assert cursor.fetchone() == (PEOPLE, PEOPLE)
        cursor.execute("SELECT count(*), count(DISTINCT (user_id, job_id)), count(outbox_id) FROM matches")
        assert cursor.fetchone() == (PEOPLE * 5, PEOPLE * 5, PEOPLE * 5)
        cursor.execute("SELECT DISTINCT status FROM digests")
        assert cursor.fetchall() == [("planned",)]


def test_planners_that_do_not_claim_would_plan_twice(pool: Pool) -> None:
    """The protection switched off: without the claim two planners choose for the same people."""
    with pool.transaction() as conn:
        user = add_user(conn, digest_hour=9)
        add_account(conn, user)
        add_preferences(conn, user)
        add_job(conn)
        open_due(conn, NOW)
    planner, other = (Planner(pool, now=NOW, rules=RULES) for _ in range(2))
    with pool.transaction() as one:
        claimed = planner.claim(one)
        with pool.transaction() as two:
            assert other.claim(two) == []
        planner.plan_share(one, claimed)
    with pool.transaction() as two:
        add_job(two)
        assert other.claim(two) == []
        other.plan_share(two, claimed)  # as if it had claimed them
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outbox")
        assert cursor.fetchone() == (2,)
