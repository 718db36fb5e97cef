"""A whole year of digests over forty time zones: `python -m benchmarks.digests.year`.

The clock is moved on by steps of almost three hours (the planner looked rarely); every due digest has to be opened
once, on its day, and none in quiet hours.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db.digests import add_due, find_time_zones
from db.embedded import embedded_engines
from db.migrate import migrate
from db.pool import connect
from matching.digest.due import due_hours, is_quiet, local
from tests.factories import add_account, add_preferences, add_user
from tests.matching.digest.test_year import LOOK, ZONES

QUIET = (22, 6)
START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 3, tzinfo=UTC)


def main() -> None:
    """Run the year and print what became due."""
    started = time.perf_counter()
    with (
        tempfile.TemporaryDirectory(prefix="jh-bench-") as folder,
        embedded_engines(Path(folder) / "data", Path(folder) / "s", durable=False) as engines,
    ):
        migrate(engines.postgres_url)
        with closing(connect(engines.postgres_url)) as conn:
            people = {}
            joined = START - timedelta(days=30)
            for zone in ZONES:
                for hour in (0, 2, 3, 8, 19):
                    user = add_user(conn, time_zone=zone, digest_hour=hour, quiet_from=QUIET[0], quiet_until=QUIET[1],
                                    created_at=joined)  # fmt: skip
                    add_account(conn, user)
                    add_preferences(conn, user)
                    people[user] = zone
            looks, now = 0, START
            while now < END:
                add_due(conn, due_hours(now, find_time_zones(conn)))
                now, looks = now + LOOK, looks + 1
            with conn.cursor() as cursor:
                cursor.execute("SELECT user_id, slot FROM digests")
                rows = cursor.fetchall()
    days = Counter((user, local(slot, people[user]).date()) for user, slot in rows)
    wanted = {(user, (START + timedelta(days=day)).date()) for user in people for day in range(1, 365)}
    quiet = sum(is_quiet(local(slot, people[user]).hour, QUIET) for user, slot in rows)
    print(f"{len(people)} people in {len(ZONES)} zones, {looks} looks: {len(rows)} digests, "
          f"{len(wanted - days.keys())} missed, {sum(count > 1 for count in days.values())} days with two, {quiet} in "
          f"quiet hours; {time.perf_counter() - started:.0f} s")  # fmt: skip


if __name__ == "__main__":
    main()
