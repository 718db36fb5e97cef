from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.feedback import Reaction, find_passed_over, find_reactions_of
from db.preferences import Preferences
from matching.candidates import Candidates
from matching.feedback import record_hidden, record_saved, record_viewed
from matching.filters import mask
from matching.learning import FARTHEST, WEIGHT_LIMIT, Taste, adapted, moved, reactions_of
from matching.lessons import find_lessons, lessons
from matching.retrieval import MatchRules, search
from matching.scoring import PROFILES
from matching.wishes import Wish
from tests.factories import NOW, TODAY, add_job, add_model, add_user, add_vector, candidate, insert, unit

if TYPE_CHECKING:
    from db.pool import Connection


def reaction(kind: str, vector: list[float] | None = None, **given: Any) -> Reaction:
    known: dict[str, Any] = {"reason": None, "at": NOW, "title": "Nurse", "company": "Acme", "factors": {}} | given
    return Reaction(kind=kind, vector=None if vector is None else unit(vector), **known)


def test_the_vector_moves_towards_what_was_kept_and_away_from_what_was_hidden() -> None:
    wish = unit([1, 1, 0])
    after = moved(wish, [reaction("saved", [1, 0, 0]), reaction("hidden", [0, 1, 0])], NOW)
    assert after @ unit([1, 0, 0]) > wish @ unit([1, 0, 0])
    assert after @ unit([0, 1, 0]) < wish @ unit([0, 1, 0])


def test_what_was_left_alone_beside_is_not_why_something_was_kept() -> None:
    """Both speak of the same trade; the kept one is a kind of it."""
    wish, kept, beside = unit([1, 0, 1]), reaction("saved", [1, 1, 0]), reaction("passed", [1, 0, 0])
    alone, after = moved(wish, [kept], NOW), moved(wish, [kept, beside], NOW)
    assert after @ unit([0, 1, 0]) > wish @ unit([0, 1, 0])
    assert after @ unit([1, 0, 0]) < alone @ unit([1, 0, 0])


def test_what_says_nothing_of_the_work_moves_nothing() -> None:
    wish = unit([1, 1, 0])
    others = [reaction("hidden", [0, 1, 0], reason="pay"), reaction("saved"), reaction("saved", [1, 0])]
    assert np.array_equal(moved(wish, others, NOW), wish)


def test_old_reactions_move_less() -> None:
    wish = unit([1, 1, 0])
    fresh = moved(wish, [reaction("saved", [1, 0, 0])], NOW)
    old = moved(wish, [reaction("saved", [1, 0, 0], at=NOW - timedelta(days=120))], NOW)
    assert fresh @ wish < old @ wish < 1


vectors = st.lists(st.floats(-1, 1), min_size=4, max_size=4).filter(lambda each: sum(abs(part) for part in each) > 0.1)


@given(
    vectors,
    st.lists(st.tuples(st.sampled_from(["saved", "applied", "hidden", "viewed", "passed"]), vectors), max_size=12),
)
def test_the_vector_never_leaves_its_bounds(own: list[float], told: list[tuple[str, list[float]]]) -> None:
    wish = unit(own)
    after = moved(wish, [reaction(kind, vector) for kind, vector in told], NOW)
    assert np.linalg.norm(after) == pytest.approx(1, abs=1e-5)
    assert after @ wish >= FARTHEST - 1e-5


def test_weights_follow_the_factor_that_tells_and_stay_within_limits() -> None:
    cheap = {"skills": 80.0, "pay": 10.0, "semantic": 80.0, "place": 80.0, "recency": 80.0}
    told = [reaction("saved", factors=cheap | {"pay": 100.0})] * 5 + [reaction("hidden", factors=cheap)] * 5
    learnt, usual = adapted(PROFILES["layered"], told, NOW), PROFILES["layered"]
    assert sum(learnt.values()) == pytest.approx(1)
    assert learnt["pay"] > usual["pay"]
    assert learnt["skills"] < usual["skills"]
    assert all(abs(learnt[name] / usual[name] - 1) <= WEIGHT_LIMIT for name in usual)
    assert adapted(usual, told[:2], NOW) == usual


def test_titles_and_companies_that_were_hidden_are_out() -> None:
    told = [
        reaction("hidden", title="Night Nurse", reason="role", company="A"),
        *[reaction("hidden", title=f"Nurse {each}", company="Acme") for each in "xyz"],
        reaction("hidden", reason="company", company="Beta"),
    ]
    wish = Taste.of(told, "layered", NOW).applied_to(Wish.of(Preferences(), None))
    rows = [
        candidate(title="Senior Night Nurse"),
        candidate(company="ACME"),
        candidate(company="beta"),
        candidate(title="Nurse", company="Gamma"),
    ]
    assert mask(Candidates.of(rows), wish).tolist() == [False, False, False, True]


def test_a_company_that_was_also_kept_stays() -> None:
    told = [*[reaction("hidden")] * 3, reaction("saved")]
    assert not Taste.of(told, "layered", NOW).companies


def test_the_next_list_shows_what_was_learnt(conn: Connection) -> None:
    add_model(conn)
    user = add_user(conn)
    left, right = ([1.0, 0, 0, 0, 0, 0, 0, 0], [0.0, 1, 0, 0, 0, 0, 0, 0])
    for at in range(8):
        add_vector(
            conn, add_job(conn, title=f"Data Engineer {'platform' if at % 2 else 'pipelines'}"), [left, right][at % 2]
        )
    kept = add_job(conn, title="Data Engineer platform")
    add_vector(conn, kept, right)
    hidden = add_job(conn, title="Data Engineer pipelines")
    add_vector(conn, hidden, left)

    def shown() -> list[str]:
        found = search(
            conn, Preferences(job_roles=("data engineer",)), unit([1, 1, 0, 0, 0, 0, 0, 0]), user_id=user,
            model="hashing-v3", home_country=None, today=TODAY, rules=MatchRules(), limit=10,
        )  # fmt: skip
        with conn.cursor() as cursor:
            cursor.execute("SELECT id, title FROM canonical_jobs")
            titles = dict(cursor.fetchall())
        return [titles[match.job_id] for match in found.matches]

    assert any("pipelines" in title for title in shown())
    record_saved(conn, user, kept)
    record_hidden(conn, user, hidden, "role")
    reactions = find_reactions_of(conn, [user], "hashing-v3", limit=10)[user]
    assert {each.kind for each in reactions} == {"saved", "hidden"}
    assert not any("pipelines" in title for title in shown())
    assert any("platform" in title for title in shown())


def test_what_was_shown_beside_a_kept_posting_is_passed_over(conn: Connection) -> None:
    add_model(conn)
    user, other = add_user(conn), add_user(conn)
    jobs = [add_job(conn, title=f"Nurse {at}") for at in range(6)]
    for at, job in enumerate(jobs):
        add_vector(conn, job, [float(at == each) for each in range(8)])
    kept, beside, opened, unseen, elsewhere, hidden = jobs
    for person, job, minute in (
        *((user, job, 0) for job in (kept, beside, opened, unseen, hidden)),
        (user, elsewhere, 1),
        (other, elsewhere, 0),
    ):
        insert(
            conn,
            "matches",
            {"user_id": person, "job_id": job, "cluster_key": str(job), "score": 60, "grade": "C", "factors": "{}"}
            | {
                "reasons": "[]",
                "planned_at": NOW + timedelta(minutes=minute),
                "shown_at": None if job == unseen else NOW,
            },
        )
    record_hidden(conn, user, hidden, "role")
    assert find_passed_over(conn, [user, other], "hashing-v3", limit=5) == {}
    record_saved(conn, user, kept)
    record_viewed(conn, user, opened)
    (passed,) = find_passed_over(conn, [user, other], "hashing-v3", limit=5)[user]
    assert (passed.kind, passed.at, passed.factors) == ("passed", NOW, {})
    assert passed.vector is not None
    np.testing.assert_allclose(passed.vector, unit([0, 1, 0, 0, 0, 0, 0, 0]))
    assert [each.kind for each in reactions_of(conn, [user], "hashing-v3")[user]].count("passed") == 1
    assert reactions_of(conn, [other], "hashing-v3") == {}


def told(reactions: list[Reaction], title: str = "Senior Nurse", company: str = "Other") -> dict[str, dict[str, Any]]:
    found = lessons(reactions, title, company, profile="layered", now=NOW)
    return {lesson.code: dict(lesson.args) for lesson in found}


def test_nothing_is_told_where_nothing_was_learnt() -> None:
    assert told([]) == {}
    assert told([reaction("viewed"), reaction("hidden", reason="pay"), reaction("saved", title="Driver")]) == {}


def test_what_was_kept_like_it_is_told_but_not_the_posting_itself() -> None:
    kept = [reaction("saved", title="Nurse"), reaction("applied", title="Registered Senior Nurse")]
    assert told(kept) == {"learnt_kept": {"title": "Nurse", "count": 2}}
    assert told([reaction("saved", title="Senior Nurse", company="Other")]) == {}


def test_what_was_hidden_is_told_with_how_often() -> None:
    hidden = [reaction("hidden", reason="role", title="Night Guard", company=name) for name in ("A", "B", "C")]
    assert told(hidden) == {"learnt_title_hidden": {"title": "Night Guard", "count": 3}}
    of_acme = [reaction("hidden", title=title) for title in ("Cook", "Driver", "Clerk")]
    assert told(of_acme) == {"learnt_company_hidden": {"company": "Acme", "count": 3}}
    assert told(of_acme[:2]) == {}  # two are not enough for the company to be out
    assert told([*of_acme, reaction("saved", title="Baker")]) == {}  # nor is one of which something was kept


def test_the_factor_that_counts_for_more_is_told() -> None:
    kept = [reaction("saved", title="Cook", factors={"pay": 100.0, "place": 60.0}) for _ in range(3)]
    hidden = [reaction("hidden", title="Cook", company="", factors={"pay": 30.0, "place": 60.0}) for _ in range(3)]
    assert told([*kept, *hidden]) == {"learnt_weight": {"factor": "pay"}}


def test_lessons_come_from_what_was_recorded(conn: Connection) -> None:
    user = add_user(conn)
    for company in ("A", "B"):
        record_hidden(conn, user, add_job(conn, title="Night Guard", company=company), "role")
    record_saved(conn, user, add_job(conn, title="Nurse", company="C"))
    found = find_lessons(conn, user, "Nurse", "D", profile="layered", now=NOW)
    assert [(each.code, each.args["count"]) for each in found] == [("learnt_kept", 1), ("learnt_title_hidden", 2)]
    assert find_lessons(conn, add_user(conn), "Nurse", "D", profile="layered", now=NOW) == ()
