from __future__ import annotations

import itertools
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ai.embeddings import EmbedderAway, EmbeddingError
from ai.query_vectors import QueryVectors
from ai.switching import clear_former, get_progress
from ai.upkeep import Upkeep
from bot.model_health import get_model_health
from db.candidates import find_query_vector
from db.embedding_failures import retry_failures
from db.embedding_models import find_active_model
from db.query_cache import QueryCache
from db.query_cache_days import get_cache_use
from db.redis import connect_redis
from db.vector_indexes import GraphPlan, build_graph, builder, find_vector_index, save_vector_index
from tests.stored import find_person_vector
from tests.texts_to_embed import Rehearsed, add_jobs, add_person, new_job

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.pool import Pool
    from settings import Settings

NOW = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)  # what tests add has settled by then
OLD, NEW = "hashing-v3", "hashing-v3/64"


def active(pool: Pool) -> str | None:
    with pool.transaction() as conn:
        model = find_active_model(conn)
    return None if model is None else model.name


def execute(pool: Pool, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings()


@pytest.fixture
def filled(pool: Pool, settings: Settings) -> Pool:
    add_jobs(pool, *(new_job(number, posted_on=NOW.date()) for number in range(3)))
    add_person(pool, "Nurse")
    upkeep = Upkeep(pool, settings, Rehearsed())
    upkeep.jobs(NOW)
    upkeep.people(NOW)
    return pool


def test_a_coming_model_takes_over_only_when_all_is_made(filled: Pool, settings: Settings) -> None:
    upkeep = Upkeep(filled, settings, Rehearsed(dimensions=64))
    upkeep.jobs(NOW)
    assert active(filled) == OLD  # people's searches lack their vectors still
    upkeep.people(NOW)
    assert active(filled) == NEW
    assert execute(filled, "SELECT model, count(*) FROM job_embeddings GROUP BY model ORDER BY model") == [
        (OLD, 3),
        (NEW, 3),
    ]


def test_people_keep_their_vectors_until_the_coming_model_takes_over(filled: Pool, settings: Settings) -> None:
    (person,) = (row[0] for row in execute(filled, "SELECT id FROM user_preferences"))
    upkeep = Upkeep(filled, settings, Rehearsed(dimensions=64))
    upkeep.people(NOW)
    with filled.transaction() as conn:
        assert find_person_vector(conn, person, OLD) is not None
    upkeep.jobs(NOW)
    with filled.transaction() as conn:
        assert find_person_vector(conn, person, OLD) is None
        found = find_query_vector(conn, person)
        assert found is not None
        assert (found.model, found.embedding.size) == (NEW, 64)


def test_a_coming_model_that_is_away_changes_nothing(filled: Pool, settings: Settings) -> None:
    away = Rehearsed(fails={"Nurse number 1": EmbedderAway("503")}, dimensions=64)
    upkeep = Upkeep(filled, settings, away)
    upkeep.people(NOW)
    assert upkeep.jobs(NOW).stopped == "503"
    assert active(filled) == OLD


def tried(upkeep: Upkeep, *, times: int = 3, now: datetime = NOW) -> None:
    """As the clock does: the next try is an hour later."""
    for hours in range(times):
        upkeep.people(now + timedelta(hours=hours))
        upkeep.jobs(now + timedelta(hours=hours))


def failing(*texts: str) -> dict[str, EmbeddingError]:
    return {text: EmbeddingError("no") for text in texts}


def test_poison_holds_a_switch_up_for_its_three_tries_only(filled: Pool, settings: Settings) -> None:
    upkeep = Upkeep(filled, settings, Rehearsed(fails=failing("Nurse number 1"), dimensions=64))
    tried(upkeep, times=2)
    assert active(filled) == OLD
    tried(upkeep, times=1, now=NOW + timedelta(hours=2))
    assert active(filled) == NEW


@pytest.mark.parametrize(
    "texts",
    [
        ["Nurse number 0", "Nurse number 1", "Nurse number 2", "Nurse"],
        ["Nurse number 0", "Nurse number 1", "Nurse number 2"],
        ["Nurse number 0", "Nurse number 1"],
        ["Nurse"],
    ],
)
def test_a_model_that_fails_on_more_than_a_few_texts_never_takes_over(
    filled: Pool, settings: Settings, texts: list[str]
) -> None:
    upkeep = Upkeep(filled, settings, Rehearsed(fails=failing(*texts), dimensions=64))
    tried(upkeep, times=5)
    assert active(filled) == OLD
    with filled.transaction() as conn:
        obstacle = get_progress(conn, NEW, max_age_days=60, now=NOW).obstacle
    assert obstacle is not None
    assert "given up" in obstacle


def test_one_text_in_a_hundred_may_be_given_up_and_not_two(filled: Pool, settings: Settings) -> None:
    add_jobs(filled, *(new_job(number, posted_on=NOW.date()) for number in range(3, 200)))
    Upkeep(filled, settings, Rehearsed()).jobs(NOW)
    upkeep = Upkeep(
        filled, settings, Rehearsed(fails=failing("Nurse number 1", "Nurse number 2", "Nurse number 3"), dimensions=64)
    )
    tried(upkeep)
    assert active(filled) == OLD
    upkeep = Upkeep(filled, settings, Rehearsed(dimensions=64))
    with filled.transaction() as conn:
        retry_failures(conn, "job", [2])
    upkeep.jobs(NOW + timedelta(days=1))
    assert active(filled) == NEW


def test_what_the_model_in_use_lacks_too_holds_no_switch_up(filled: Pool, settings: Settings) -> None:
    poison = [f"poison {number}" for number in range(3)]
    add_jobs(filled, *(new_job(number, text=text, posted_on=NOW.date()) for number, text in enumerate(poison, 10)))
    tried(Upkeep(filled, settings, Rehearsed(fails=failing(*poison))))
    tried(Upkeep(filled, settings, Rehearsed(fails=failing(*poison), dimensions=64)))
    assert active(filled) == NEW


def test_failures_of_closed_postings_do_not_count_for_a_switch(filled: Pool, settings: Settings) -> None:
    fails: dict[str, EmbeddingError] = {"Nurse number 0": EmbeddingError("no"), "Nurse number 1": EmbedderAway("503")}
    upkeep = Upkeep(filled, settings, Rehearsed(fails=fails, dimensions=64))
    tried(upkeep)
    execute(filled, "UPDATE canonical_jobs SET status = 'EXPIRED' WHERE embedding_text = 'Nurse number 0'")
    upkeep.jobs(NOW + timedelta(days=1))
    assert active(filled) == OLD


def test_a_text_that_is_edited_again_and_again_is_not_paid_each_time_for_the_coming_model(
    filled: Pool, settings: Settings
) -> None:
    coming = Rehearsed(dimensions=64)
    upkeep = Upkeep(filled, settings, coming)
    for minute in range(0, 50, 10):
        now = NOW + timedelta(minutes=minute)
        text = f"Edit {minute}"
        execute(
            filled, "UPDATE user_preferences SET embedding_text = %s, embedding_hash = %s, updated_at = %s", text, text,
            now - timedelta(minutes=5),
        )  # fmt: skip
        upkeep.people(now, every_edit=False)
    assert coming.texts == ["Edit 0"]
    upkeep.people(NOW + timedelta(minutes=61), every_edit=False)
    assert coming.texts == ["Edit 0", "Edit 40"]


def test_the_same_wish_of_many_people_holds_no_switch_up_and_is_paid_once(filled: Pool, settings: Settings) -> None:
    for _ in range(4):
        add_person(filled, "Job seeker")
    coming = Rehearsed(dimensions=64)
    upkeep = Upkeep(filled, settings, coming)
    upkeep.jobs(NOW)
    upkeep.people(NOW)
    assert active(filled) == NEW
    assert execute(filled, "SELECT count(*) FROM user_preferences WHERE embedding_model = %s", NEW) == [(5,)]
    assert coming.texts.count("Job seeker") == 1


def test_poison_that_many_share_is_tried_once_for_all(filled: Pool, settings: Settings) -> None:
    add_jobs(filled, *(new_job(number, text="poison", posted_on=NOW.date()) for number in range(10, 14)))
    Upkeep(filled, settings, Rehearsed()).jobs(NOW)
    coming = Rehearsed(fails={"poison": EmbeddingError("no")}, dimensions=64)
    upkeep = Upkeep(filled, settings, coming)
    upkeep.people(NOW)
    assert upkeep.jobs(NOW).failed == 4
    assert coming.texts.count("poison") == 1
    tried(upkeep, now=NOW + timedelta(hours=1))
    assert coming.texts.count("poison") == 3
    assert active(filled) == OLD  # which has vectors of these four


def test_new_texts_are_embedded_for_both_models_meanwhile(filled: Pool, settings: Settings) -> None:
    before = Rehearsed(dimensions=64)
    upkeep = Upkeep(filled, settings, before)
    add_jobs(filled, new_job(7, posted_on=NOW.date()))
    upkeep.jobs(NOW)
    with filled.transaction() as conn:
        assert get_progress(conn, OLD, max_age_days=60, now=NOW).jobs.covered == 4
        assert get_progress(conn, NEW, max_age_days=60, now=NOW).jobs.covered == 4


def test_a_model_chosen_by_command_holds_until_the_settings_name_another(filled: Pool, settings: Settings) -> None:
    chosen = Upkeep(filled, settings, Rehearsed(dimensions=64), by_command=True)
    chosen.people(NOW)
    chosen.jobs(NOW)
    assert active(filled) == NEW
    usual = Upkeep(filled, settings, Rehearsed())
    execute(filled, "UPDATE embedding_models SET left_at = now() - interval '1 hour' WHERE NOT active")
    usual.people(NOW)
    usual.jobs(NOW)
    assert active(filled) == NEW
    other = Upkeep(filled, settings, Rehearsed(dimensions=32))
    other.people(NOW)
    other.jobs(NOW)
    assert active(filled) == "hashing-v3/32"


def test_a_model_that_was_just_replaced_does_not_come_back_by_itself(filled: Pool, settings: Settings) -> None:
    for embedder in (Rehearsed(dimensions=64), Rehearsed()):
        upkeep = Upkeep(filled, settings, embedder)
        upkeep.people(NOW)
        upkeep.jobs(NOW)
    assert active(filled) == NEW


def test_what_is_left_of_a_former_model_goes_after_a_day(filled: Pool, settings: Settings) -> None:
    upkeep = Upkeep(filled, settings, Rehearsed(dimensions=64))
    upkeep.people(NOW)
    upkeep.jobs(NOW)
    assert clear_former(filled, NEW, datetime.now(UTC)) == 0
    assert clear_former(filled, NEW, datetime.now(UTC) + timedelta(days=1, minutes=1)) == 4
    assert execute(filled, "SELECT DISTINCT model FROM job_embeddings") == [(NEW,)]


def test_a_switch_that_nobody_goes_on_with_is_given_up_after_a_week(filled: Pool, settings: Settings) -> None:
    Upkeep(filled, settings, Rehearsed(dimensions=64), by_command=True).people(NOW)
    usual = Upkeep(filled, settings, Rehearsed())
    for days, staged in ((6, 1), (8, 0)):  # it leaves by the database's clock, for which a day is over by then
        usual.refresh(NOW + timedelta(days=days))
        assert execute(filled, "SELECT count(*) FROM staged_user_embeddings") == [(staged,)]
    with filled.transaction() as conn:
        assert get_model_health(conn, NOW).coming == ()


def test_health_says_what_keeps_a_model_from_taking_over_and_when_the_one_in_use_cannot_be_asked(
    filled: Pool, settings: Settings
) -> None:
    upkeep = Upkeep(filled, settings, Rehearsed(fails=failing("Nurse number 1"), dimensions=64))
    tried(upkeep, times=1)
    with filled.transaction() as conn:
        health = get_model_health(conn, NOW)
    why = "1 of 3 postings have no vector yet, 1 failed and are tried again, 0 are given up"
    assert health.coming == (f"{NEW} ({why})",)
    assert health.faults(1.0) == []
    execute(filled, "UPDATE embedding_models SET provider = 'openai', model = 'gone', source = 'gone' WHERE active")
    upkeep.people(NOW)
    with filled.transaction() as conn:
        (fault,) = get_model_health(conn, NOW).faults(1.0)
    assert fault.startswith("new searches go by words: the embedding model in use cannot be asked: ")


def test_a_coming_model_gets_a_graph_like_the_one_in_use(
    filled: Pool, settings: Settings, fresh_database_url: str
) -> None:
    with builder(fresh_database_url) as conn:
        assert conn is not None
        plan = GraphPlan(OLD, 768, "halfvec", "cosine", 8, 32)
        build_graph(conn, plan, "vector_graph_old", memory_megabytes=64)
        save_vector_index(conn, plan, "vector_graph_old", vectors=3, build_seconds=0.1)
    upkeep = Upkeep(filled, settings, Rehearsed(dimensions=64), url=fresh_database_url)
    upkeep.people(NOW)
    upkeep.jobs(NOW)
    assert active(filled) == NEW
    with filled.transaction() as conn:
        graph = find_vector_index(conn, NEW)
    assert graph is not None
    assert (graph.kind, graph.m, graph.vectors) == ("halfvec", 8, 3)
    clear_former(filled, NEW, datetime.now(UTC) + timedelta(days=2))
    assert execute(filled, "SELECT model FROM vector_indexes") == [(NEW,)]


def test_vectors_go_with_the_person(filled: Pool, settings: Settings) -> None:
    Upkeep(filled, settings, Rehearsed(dimensions=64)).people(NOW)
    assert execute(filled, "SELECT count(*) FROM staged_user_embeddings") == [(1,)]
    execute(filled, "DELETE FROM users")
    assert execute(filled, "SELECT count(*) FROM staged_user_embeddings") == [(0,)]


def test_no_search_mixes_models_or_fails_during_a_switch(filled: Pool, settings: Settings) -> None:
    add_jobs(filled, *(new_job(number, posted_on=NOW.date()) for number in range(3, 400)))
    queries = QueryVectors(filled, settings, Rehearsed(), QueryCache(None), clock=itertools.count(step=10).__next__)
    done, seen, faults = threading.Event(), [], []

    def search() -> None:
        try:
            while not done.is_set():
                query = queries.find("nurse", NOW)
                assert query is not None
                # Vectors of two lengths cannot be compared: mixing them would be an error of the database.
                near = execute(
                    filled,
                    "SELECT count(*), min(vector_dims(embedding::vector)) FROM (SELECT embedding FROM job_embeddings"
                    " WHERE model = %s ORDER BY embedding <#> %s::halfvec LIMIT 5) AS near",
                    query.model,
                    str(query.embedding.tolist()),
                )
                assert near[0][1] == query.embedding.size
                seen.append(query.model)
        except Exception as error:  # noqa: BLE001 - told by the test
            faults.append(error)

    searchers = [threading.Thread(target=search) for _ in range(2)]
    for searcher in searchers:
        searcher.start()
    upkeep = Upkeep(filled, settings, Rehearsed(dimensions=64))
    upkeep.people(NOW)
    upkeep.jobs(NOW)
    before = len(seen)
    while len(seen) < before + 6 and not faults:
        done.wait(0.02)
    done.set()
    for searcher in searchers:
        searcher.join()
    assert faults == []
    assert active(filled) == NEW
    assert seen[-1] == NEW
    assert OLD in seen


class TestQueryVectors:
    def test_a_known_query_costs_nothing(self, filled: Pool, settings: Settings, redis_url: str) -> None:
        embedder = Rehearsed()
        queries = QueryVectors(filled, settings, embedder, QueryCache(connect_redis(redis_url)))
        text = f"nurse {datetime.now(UTC).isoformat()}"
        first, second = queries.find(text, NOW), queries.find(text, NOW)
        assert first is not None
        assert second is not None
        assert first.embedding @ second.embedding == pytest.approx(1, abs=1e-3)
        assert embedder.texts == [text]
        queries.find(f"{text} again", NOW)
        with filled.transaction() as conn:
            assert get_cache_use(conn, NOW.date()).hit_rate == pytest.approx(1 / 3)

    def test_goes_on_without_redis(self, filled: Pool, settings: Settings) -> None:
        embedder = Rehearsed()
        queries = QueryVectors(filled, settings, embedder, QueryCache(connect_redis("unix:///nowhere/redis.sock")))
        assert queries.find("nurse", NOW) is not None
        assert queries.find("nurse", NOW) is not None
        assert len(embedder.texts) == 2

    def test_gives_none_while_the_service_is_away(self, filled: Pool, settings: Settings) -> None:
        away = Rehearsed(fails={"nurse": EmbedderAway("503")})
        assert QueryVectors(filled, settings, away, QueryCache(None)).find("nurse", NOW) is None
