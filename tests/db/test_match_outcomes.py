from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from db.feedback import add_feedback
from db.match_outcomes import find_outcomes
from db.searches import add_search
from matching.commands.report import line
from tests.factories import NOW, add_job, add_user, insert

if TYPE_CHECKING:
    from db.pool import Connection


def test_what_was_shown_is_counted_by_score_place_and_arm(conn: Connection) -> None:
    user = add_user(conn)
    add_search(conn, user_id=user, kind="chat", model=None, results=1, latency_ms=1, method="hybrid", experiment="e")
    for score, kinds in ((92, ["saved", "applied"]), (85, ["hidden"]), (83, []), (40, ["viewed"])):
        job = add_job(conn)
        columns = {
            "user_id": user,
            "job_id": job,
            "cluster_key": str(job),
            "score": score,
            "grade": "A",
            "shown_at": NOW,
        }
        insert(conn, "matches", columns | {"factors": "{}", "reasons": "[]"})
        for kind in kinds:
            add_feedback(conn, user, job, kind)
    found = {each.kind: each for each in find_outcomes(conn, NOW - timedelta(days=1))}
    assert found["score 80+"].shown == 2
    assert found["score 80+"].hidden == 1
    assert found["score 90+"].good == found["score 90+"].saved == 1
    assert found["arm hybrid"].shown == found["first 5"].shown == 4
    assert line(found["first 5"]).endswith("hidden 25.0%, precision 0.250")
    assert find_outcomes(conn, NOW + timedelta(days=1)) == []
