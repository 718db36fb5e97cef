from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.api_keys import NoSuchKey, create, list_keys, revoke
from db.query import execute, value
from db.retention import forget_search_words
from tests.factories import AMSTERDAM, LAGOS, add_job, add_preferences, add_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from db.pool import Pool

TOKEN = {"Authorization": "Bearer let-me-in"}


@pytest.fixture
def jobs(pool: Pool) -> dict[str, int]:
    now = datetime.now(UTC)
    lately: dict[str, Any] = {"posted_on": now.date(), "expires_on": now.date() + timedelta(days=20)}
    with pool.transaction() as conn:
        return {
            "amsterdam": add_job(conn, title="Data Engineer", places=[AMSTERDAM], work_mode="onsite", **lately),
            "lagos": add_job(conn, title="Senior Data Engineer", places=[LAGOS], work_mode="onsite", **lately),
            "remote": add_job(conn, title="Data Engineer", work_mode="remote", remote_in=["WORLD"], **lately),
            "nurse": add_job(conn, title="Nurse", places=[AMSTERDAM], **lately),
        }


def ids(answer: Any) -> set[int]:
    assert answer.status_code == 200, answer.json
    return {job["id"] for job in answer.json["jobs"]}


def test_nobody_searches_without_the_token(app: Flask) -> None:
    assert app.test_client().post("/api/search", json={"query": "nurse"}).status_code == 401


def test_a_key_searches_within_its_pace_until_it_is_revoked(app: Flask, pool: Pool, jobs: dict[str, int]) -> None:
    with pool.transaction() as conn:
        key, other = create(conn, "partner", per_minute=2), create(conn, "other")
        assert [line.split(maxsplit=1)[1] for line in list_keys(conn)] == [
            "partner: 2 a minute, never used",
            "other: 60 a minute, never used",
        ]
        assert value(conn, "SELECT count(*) FROM api_keys k WHERE strpos(k::text, %s) > 0", (key[8:],)) == 0

    def asked(bearer: str, path: str = f"/api/jobs/{jobs['nurse']}/similar") -> Any:
        return app.test_client().get(path, headers={"Authorization": f"Bearer {bearer}"})

    assert [asked(key).status_code for _ in range(3)] == [200, 200, 429]
    refused = asked(key)
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert asked(other).status_code == 200
    with pool.transaction() as conn:
        execute(conn, "UPDATE api_keys SET minute_started_at = now() - interval '61 seconds'")
    assert asked(key).status_code == 200
    with pool.transaction() as conn:
        assert "is revoked" in revoke(conn, key[:8])
        with pytest.raises(NoSuchKey):
            revoke(conn, key[:8])
    assert asked(key).status_code == 401
    assert asked(key[:-1] + "é").status_code == 401


def test_a_key_learns_nothing_about_people(app: Flask, pool: Pool, jobs: dict[str, int]) -> None:
    with pool.transaction() as conn:
        bearer = {"Authorization": f"Bearer {create(conn, 'partner')}"}
        user = add_user(conn)
        add_preferences(conn, user)
    for path in (f"/api/users/{user}/recommendations", f"/api/jobs/{jobs['nurse']}/similar?user_id={user}"):
        assert app.test_client().get(path, headers=bearer).status_code == 401
        assert app.test_client().get(path, headers=TOKEN).status_code == 200


def test_what_the_words_ask_beside_the_work_is_obeyed(app: Flask, jobs: dict[str, int]) -> None:
    def search(query: str, **asked: Any) -> Any:
        return app.test_client().post("/api/search", json={"query": query} | asked, headers=TOKEN)

    assert ids(search("remote data engineer")) == {jobs["remote"]}
    assert jobs["lagos"] not in ids(search("data engineer in Amsterdam"))
    assert jobs["lagos"] in ids(search("data engineer in Amsterdam", filters={"location": "Lagos"}))


def test_where_too_little_passes_a_little_more_does_and_says_so(app: Flask, pool: Pool) -> None:
    now = datetime.now(UTC)
    with pool.transaction() as conn:
        jobs = {
            amount: add_job(
                conn,
                title="Welder",
                posted_on=now.date(),
                expires_on=now.date() + timedelta(days=20),
                salary_min=amount,
                salary_annual_min=amount,
                salary_annual_max=amount,
                salary_currency="EUR",
            )
            for amount in (100_000, 80_000, 50_000)
        }
    asked = {"query": "welder", "filters": {"salary_min": 100_000, "currency": "EUR"}}
    answer = app.test_client().post("/api/search", json=asked, headers=TOKEN)
    assert {job["id"]: job["beyond"] for job in answer.json["jobs"]} == {
        jobs[100_000]: [],
        jobs[80_000]: ["pay_little_below"],
    }
    strict = app.test_client().post("/api/search", json=asked | {"widen": False}, headers=TOKEN)
    assert ids(strict) == {jobs[100_000]}


def test_each_search_is_noted_with_how_and_what(app: Flask, pool: Pool, jobs: dict[str, int]) -> None:
    with pool.transaction() as conn:
        execute(conn, "DELETE FROM searches")
    app.test_client().post("/api/search", json={"query": "data engineer"}, headers=TOKEN)
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute("SELECT kind, method, experiment, words, results, latency_ms > 0 FROM searches")
        assert cursor.fetchall() == [("api", "hybrid", None, "data engineer", 3, True)]
        assert forget_search_words(conn, created_before=datetime.now(UTC) - timedelta(days=30), limit=10) == 0
        assert forget_search_words(conn, created_before=datetime.now(UTC) + timedelta(days=1), limit=10) == 1
        cursor.execute("SELECT words FROM searches")
        assert cursor.fetchall() == [(None,)]


def test_words_and_filters(app: Flask, jobs: dict[str, int]) -> None:
    def search(**asked: Any) -> Any:
        return app.test_client().post("/api/search", json={"query": "data engineer"} | asked, headers=TOKEN)

    answer = search()
    assert ids(answer) == {jobs["amsterdam"], jobs["lagos"], jobs["remote"]}
    assert answer.json["total"] == 3
    assert answer.json["cached"] is False
    assert all(0 <= job["similarity"] <= 100 and job["title"] for job in answer.json["jobs"])
    assert ids(search(filters={"remote": True})) == {jobs["remote"]}
    assert jobs["lagos"] not in ids(search(filters={"location": "Amsterdam"}))
    assert len(ids(search(limit=1, offset=2))) == 1


@pytest.mark.parametrize(
    "asked", [{}, {"query": ""}, {"query": "x", "limit": 101}, {"query": "x", "filters": {"no": 1}}]
)
def test_what_cannot_be_meant_is_refused(app: Flask, asked: dict[str, Any]) -> None:
    answer = app.test_client().post("/api/search", json=asked, headers=TOKEN)
    assert answer.status_code == 422
    assert answer.json["error"]


def test_postings_like_one(app: Flask, jobs: dict[str, int]) -> None:
    get = app.test_client().get
    assert ids(get(f"/api/jobs/{jobs['amsterdam']}/similar", headers=TOKEN)) == {jobs["lagos"], jobs["remote"]}
    assert get("/api/jobs/999999/similar", headers=TOKEN).status_code == 404


def test_the_feed_of_a_person_is_kept_and_loses_what_was_shown(
    make_app: Callable[..., Flask], pool: Pool, jobs: dict[str, int], redis_url: str
) -> None:
    client = make_app(pool, redis_url=redis_url).test_client()
    with pool.transaction() as conn:
        user = add_user(conn, country="NL")
        add_preferences(conn, user)

    def feed() -> Any:
        return client.get(f"/api/users/{user}/recommendations", headers=TOKEN)

    first, second = feed(), feed()
    assert (first.json["cached"], second.json["cached"]) == (False, True)
    assert ids(first) == ids(second)
    assert jobs["remote"] in ids(first)
    with pool.transaction() as conn:
        execute(conn, SHOWN, (user, jobs["remote"]))
    assert ids(feed()) == ids(first) - {jobs["remote"]}
    with pool.transaction() as conn:
        execute(conn, "UPDATE user_preferences SET job_roles = '{nurse}' WHERE user_id = %s", (user,))
    edited = feed()
    assert (edited.json["cached"], ids(edited)) == (False, {jobs["nurse"]})
    assert client.get("/api/users/999999/recommendations", headers=TOKEN).status_code == 404


def test_the_feed_is_made_anew_without_redis(app: Flask, pool: Pool, jobs: dict[str, int]) -> None:
    with pool.transaction() as conn:
        user = add_user(conn)
        add_preferences(conn, user)
    for _ in range(2):
        answer = app.test_client().get(f"/api/users/{user}/recommendations", headers=TOKEN)
        assert answer.json["cached"] is False
        assert jobs["remote"] in ids(answer)


SHOWN = """
    INSERT INTO matches (user_id, job_id, cluster_key, score, grade, factors, reasons, shown_at)
    SELECT %s, id, cluster_key, 80, 'A', '{}', '[]', now() FROM canonical_jobs WHERE id = %s
"""
