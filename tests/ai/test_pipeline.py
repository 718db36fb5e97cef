from __future__ import annotations

import threading
import time
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ai.embeddings import EmbedderAway, EmbeddingError
from ai.hashing import HashingEmbedder
from ai.packing import packed
from ai.pending import pending_jobs, pending_people
from ai.pipeline import ANOTHER_RUN, LOCK_LOST, EmbedReport, embed_pending
from ai.tokens import estimated_tokens
from ai.upkeep import ensure_model
from db.canonical_jobs import find_jobs
from db.embedding_failures import count_given_up, find_given_up, forget_orphans, retry_failures
from db.embedding_runs import find_live_runs, get_attempts, try_lock, unlock
from db.job_embeddings import get_job_coverage, mark_jobs_stale
from db.model_names import save_model
from db.pool import Pool, connect
from db.user_embeddings import get_people_coverage, mark_people_stale
from db.vector_copy import NewVector, copy_vectors
from tests.stored import find_person_vector
from tests.texts_to_embed import NOW, Rehearsed, add_jobs, add_person, new_job, stored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.pool import Connection

OLDEST = date(2026, 3, 5)


def embed_new_jobs(pool: Pool, embedder: HashingEmbedder, *, now: datetime, **given: Any) -> EmbedReport:
    with pool.transaction() as conn:
        ensure_model(conn, embedder)
    return embed_pending(pool, embedder, pending_jobs(embedder.name, now=now, max_age_days=60), now=now, **given)


def embed_people(pool: Pool, embedder: HashingEmbedder, *, now: datetime, every_edit: bool = True) -> EmbedReport:
    with pool.transaction() as conn:
        ensure_model(conn, embedder)
    return embed_pending(pool, embedder, pending_people(embedder.name, now=now, every_edit=every_edit), now=now)


def test_every_recent_open_posting_gets_its_own_vector(pool: Pool) -> None:
    ids = add_jobs(pool, *(new_job(number) for number in range(7)), new_job(99, posted_on=date(2026, 1, 1)))
    embedder = Rehearsed()
    report = embed_new_jobs(pool, embedder, now=NOW)
    assert (report.done, report.failed, report.stopped) == (7, 0, None)
    with pool.transaction() as conn:
        vectors = stored(conn)
        jobs = find_jobs(conn, list(vectors))
        assert get_job_coverage(conn, "hashing-v3", OLDEST).covered == 7
    assert list(vectors) == ids[:7]
    for job in jobs:
        assert np.allclose(vectors[job.id], HashingEmbedder().embed([job.embedding_text])[0], atol=1e-3)


def test_an_unchanged_text_is_never_embedded_again(pool: Pool) -> None:
    add_jobs(pool, new_job(1), new_job(2))
    embed_new_jobs(pool, Rehearsed(), now=NOW)
    add_jobs(pool, replace(new_job(1), title="Nurse (new title, same text)"), new_job(2, text="Driver"))
    again = Rehearsed()
    assert embed_new_jobs(pool, again, now=NOW).done == 1
    assert again.texts == ["Driver"]


def test_a_limit_embeds_the_newest_first(pool: Pool) -> None:
    ids = add_jobs(pool, *(new_job(number) for number in range(5)))
    assert embed_new_jobs(pool, Rehearsed(), limit=2, now=NOW).done == 2
    with pool.transaction() as conn:
        assert list(stored(conn)) == ids[3:]


def test_a_text_that_changes_meanwhile_keeps_no_vector_of_the_old_one(pool: Pool) -> None:
    add_jobs(pool, new_job(1))
    embedder = Rehearsed()
    embedder.before_answering = lambda: add_jobs(pool, new_job(1, text="Driver")) and None  # type: ignore[func-returns-value]
    assert embed_new_jobs(pool, embedder, now=NOW).done == 0
    with pool.transaction() as conn:
        assert stored(conn) == {}


def test_a_failed_text_is_tried_three_times_and_the_others_get_vectors(pool: Pool) -> None:
    bad, good = add_jobs(pool, new_job(1), new_job(2))
    embedder = Rehearsed(fails={"Nurse number 1": EmbeddingError("poison")})
    now, reports = NOW, []
    for wait_minutes in (0, 5, 11, 20, 11, 60, 3000):
        now += timedelta(minutes=wait_minutes)
        reports.append(embed_new_jobs(pool, embedder, now=now).failed)
    assert reports == [1, 0, 1, 0, 1, 0, 0]  # after 15 minutes, after 30 more, then given up
    with pool.transaction() as conn:
        assert list(stored(conn)) == [good]
        assert count_given_up(conn, "hashing-v3") == 1
    add_jobs(pool, new_job(1, text="Now a good text"))
    assert embed_new_jobs(pool, embedder, now=now).done == 1
    with pool.transaction() as conn:
        assert list(stored(conn)) == [bad, good]
        assert count_given_up(conn, "hashing-v3") == 0


def test_an_outage_is_no_failure_of_the_texts(pool: Pool) -> None:
    ids = add_jobs(pool, *(new_job(number) for number in range(4)))
    away = EmbedderAway("503")
    embedder = Rehearsed(fails={"Nurse number 1": away, "Nurse number 0": away})
    report = embed_new_jobs(pool, embedder, now=NOW)
    assert (report.done, report.failed, report.stopped) == (2, 0, "503")
    with pool.transaction() as conn:
        assert list(stored(conn)) == ids[2:]
    assert embed_new_jobs(pool, Rehearsed(), now=NOW).done == 2


def test_people_are_embedded_with_their_wishes(pool: Pool) -> None:
    person, stopped, silent = add_person(pool, "Nurse in Lagos"), add_person(pool, "x", "stopped"), add_person(pool, "")
    assert embed_people(pool, Rehearsed(), now=NOW).done == 1
    assert embed_people(pool, Rehearsed(), now=NOW).done == 0
    with pool.transaction() as conn:
        found = find_person_vector(conn, person, "hashing-v3")
        assert find_person_vector(conn, person, "another-model") is None
        assert find_person_vector(conn, stopped, "hashing-v3") is None
        assert find_person_vector(conn, silent, "hashing-v3") is None
        coverage = get_people_coverage(conn, "hashing-v3")
    assert found is not None
    assert np.allclose(found, HashingEmbedder().embed(["Nurse in Lagos"])[0], atol=1e-3)
    assert (coverage.total, coverage.covered) == (1, 1)


def test_the_same_text_in_other_postings_is_embedded_once(pool: Pool) -> None:
    add_jobs(pool, *(new_job(number, text="Nurse in Lagos") for number in range(3)), new_job(9))
    first = Rehearsed()
    report = embed_new_jobs(pool, first, now=NOW)
    assert sorted(first.texts) == ["Nurse in Lagos", "Nurse number 9"]
    assert (report.done, report.reused) == (2, 2)
    add_jobs(pool, new_job(10, text="Nurse in Lagos"))
    later = Rehearsed()
    assert embed_new_jobs(pool, later, now=NOW).reused == 1
    assert later.texts == []
    with pool.transaction() as conn:
        vectors = stored(conn)
    assert len(vectors) == 5
    assert sum(np.allclose(vector, vectors[min(vectors)]) for vector in vectors.values()) == 4


def test_the_same_wish_of_other_people_is_embedded_once(pool: Pool) -> None:
    people = [add_person(pool, "Nurse in Lagos") for _ in range(3)]
    embedder = Rehearsed()
    report = embed_people(pool, embedder, now=NOW)
    assert (report.done, report.reused, embedder.texts) == (1, 2, ["Nurse in Lagos"])
    people.append(add_person(pool, "Nurse in Lagos"))
    assert embed_people(pool, embedder, now=NOW).reused == 1
    with pool.transaction() as conn:
        assert all(find_person_vector(conn, person, "hashing-v3") is not None for person in people)


def test_an_edited_wish_waits_its_hour_unless_it_is_the_first(pool: Pool) -> None:
    person = add_person(pool, "Nurse")
    edits: list[int] = []
    for minutes, text in ((0, "Nurse"), (5, "Nurse at night"), (59, "Nurse at night"), (62, "Nurse at night")):
        now = NOW + timedelta(minutes=minutes)
        with pool.transaction() as conn:
            conn.cursor().execute(
                "UPDATE user_preferences SET embedding_text = %s, embedding_hash = %s, updated_at = %s WHERE id = %s",
                (text, text, NOW + timedelta(minutes=min(minutes, 5)), person),
            )
        edits.append(embed_people(pool, Rehearsed(), now=now, every_edit=False).done)
    assert edits == [1, 0, 0, 1]


def test_an_edit_that_has_not_come_to_rest_waits(pool: Pool) -> None:
    person = add_person(pool, "Nurse")
    embed_people(pool, Rehearsed(), now=NOW)
    with pool.transaction() as conn:
        conn.cursor().execute(
            "UPDATE user_preferences SET embedding_text = 'x', embedding_hash = 'x', updated_at = %s WHERE id = %s",
            (NOW + timedelta(hours=3), person),
        )
    soon, later = (NOW + timedelta(hours=3, minutes=minutes) for minutes in (1, 2))
    assert embed_people(pool, Rehearsed(), now=soon, every_edit=False).done == 0
    assert embed_people(pool, Rehearsed(), now=later, every_edit=False).done == 1


def test_what_is_asked_for_anew_is_made_at_once(pool: Pool) -> None:
    (job,) = add_jobs(pool, new_job(1))
    person = add_person(pool, "Nurse")
    embed_new_jobs(pool, Rehearsed(), now=NOW)
    embed_people(pool, Rehearsed(), now=NOW)
    with pool.transaction() as conn:
        assert mark_jobs_stale(conn, [job]) == 1
        conn.cursor().execute("SELECT user_id FROM user_preferences WHERE id = %s", (person,))
        assert mark_people_stale(conn, [1]) == 1
    assert embed_new_jobs(pool, Rehearsed(), now=NOW).done == 1
    assert embed_people(pool, Rehearsed(), now=NOW, every_edit=False).done == 1


def test_a_dead_letter_is_seen_and_tried_again(pool: Pool) -> None:
    (bad,) = add_jobs(pool, new_job(1))
    embedder = Rehearsed(fails={"Nurse number 1": EmbeddingError("refused by the model: poison")})
    for hours in (0, 1, 3):
        embed_new_jobs(pool, embedder, now=NOW + timedelta(hours=hours))
    with pool.transaction() as conn:
        (letter,) = find_given_up(conn)
        assert (letter.row_id, letter.attempts, letter.error) == (bad, 3, "refused by the model: poison")
        assert retry_failures(conn, "preference", [bad]) == 0
        assert retry_failures(conn, "job", [bad]) == 1
        assert find_given_up(conn) == []
    assert embed_new_jobs(pool, Rehearsed(), now=NOW + timedelta(hours=4)).done == 1


def test_failures_of_postings_that_are_gone_are_forgotten(pool: Pool) -> None:
    add_jobs(pool, new_job(1))
    embed_new_jobs(pool, Rehearsed(fails={"Nurse number 1": EmbeddingError("no")}), now=NOW)
    with pool.transaction() as conn:
        assert forget_orphans(conn) == 0
        conn.cursor().execute("DELETE FROM canonical_jobs")
        assert forget_orphans(conn) == 1


@pytest.fixture
def elsewhere(fresh_database_url: str) -> Iterator[Connection]:
    """A connection of another process."""
    with closing(connect(fresh_database_url)) as other:
        other.autocommit = True
        yield other


def end_the_lock(other: Connection) -> None:
    """As an administrator, a limit or a fault of the network does with the connection that holds the lock."""
    ended = other.cursor()
    ended.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    assert ended.fetchall() == [(True,)]


def test_two_runs_never_embed_the_same_texts(pool: Pool, elsewhere: Connection) -> None:
    add_jobs(pool, new_job(1))
    with pool.transaction() as conn:
        ensure_model(conn, Rehearsed())
    assert try_lock(elsewhere, "job", "hashing-v3")
    other = Rehearsed()
    assert embed_new_jobs(pool, other, now=NOW).stopped == ANOTHER_RUN
    assert other.texts == []
    assert embed_people(pool, other, now=NOW).stopped is None
    assert unlock(elsewhere, "job", "hashing-v3")
    assert embed_new_jobs(pool, other, now=NOW).done == 1
    assert try_lock(elsewhere, "job", "hashing-v3")  # the run that is over has released it


def test_a_run_that_loses_its_lock_pays_for_nothing_more_and_keeps_what_it_has(
    pool: Pool, elsewhere: Connection
) -> None:
    add_jobs(pool, *(new_job(number) for number in range(9)))
    embedder = Rehearsed()
    embedder.max_batch = 3
    embedder.before_answering = lambda: end_the_lock(elsewhere)
    report = embed_new_jobs(pool, embedder, now=NOW)
    assert (report.done, report.stopped) == (3, LOCK_LOST)
    assert len(embedder.texts) == 3
    again = Rehearsed()
    assert embed_new_jobs(pool, again, now=NOW).done == 6
    assert not set(again.texts) & set(embedder.texts)


def test_a_run_that_loses_its_lock_to_another_leaves_the_writing_to_that(pool: Pool, elsewhere: Connection) -> None:
    add_jobs(pool, *(new_job(number) for number in range(9)))
    embedder = Rehearsed()
    embedder.max_batch = 3

    def another_begins() -> None:
        end_the_lock(elsewhere)
        assert try_lock(elsewhere, "job", "hashing-v3")

    embedder.before_answering = another_begins
    report = embed_new_jobs(pool, embedder, now=NOW)
    assert (report.done, report.stopped, len(embedder.texts)) == (0, LOCK_LOST, 3)
    with pool.transaction() as conn:
        assert stored(conn) == {}


def test_a_server_that_ends_idle_transactions_ends_no_run(
    pool: Pool, elsewhere: Connection, fresh_database_url: str
) -> None:
    add_jobs(pool, new_job(1))
    name = elsewhere.info.dbname
    elsewhere.cursor().execute(f"ALTER DATABASE {name} SET idle_in_transaction_session_timeout = '100ms'")
    embedder = Rehearsed()
    embedder.before_answering = lambda: time.sleep(0.4)
    with closing(Pool(fresh_database_url, size=3)) as strict:
        report = embed_new_jobs(strict, embedder, now=NOW)
    assert (report.done, report.stopped) == (1, None)


def test_a_vector_is_made_anew_after_its_time_also_where_texts_are_shared(pool: Pool) -> None:
    stale = timedelta(days=30)
    add_jobs(pool, new_job(1, text="Same"))
    add_person(pool, "Same")
    embedder = Rehearsed()
    embed_new_jobs(pool, embedder, now=NOW)
    embed_people(pool, embedder, now=NOW)
    add_jobs(pool, new_job(2, text="Same"))
    add_person(pool, "Same")
    later = NOW + timedelta(days=20)
    assert embed_new_jobs(pool, embedder, now=later).reused == 1
    assert embed_people(pool, embedder, now=later).reused == 1
    del embedder.texts[:]
    for days in range(21, 100):
        now = NOW + timedelta(days=days)
        jobs = pending_jobs(embedder.name, now=now, max_age_days=200, stale_before=now - stale)
        people = pending_people(embedder.name, now=now, stale_before=now - stale)
        embed_pending(pool, embedder, jobs, now=now)
        embed_pending(pool, embedder, people, now=now)
    assert len(embedder.texts) == 2 * 3  # on days 31, 62 and 93, once for both


def test_what_is_asked_for_anew_is_made_also_where_another_has_the_same_text(pool: Pool) -> None:
    one, _ = add_jobs(pool, new_job(1, text="Same"), new_job(2, text="Same"))
    people = [add_person(pool, "Same") for _ in range(2)]
    embed_new_jobs(pool, Rehearsed(), now=NOW)
    embed_people(pool, Rehearsed(), now=NOW)
    with pool.transaction() as conn:
        mark_jobs_stale(conn, [one])
        conn.cursor().execute("SELECT user_id FROM user_preferences WHERE id = %s", (people[0],))
        mark_people_stale(conn, [1])
    again = Rehearsed()
    jobs, wishes = embed_new_jobs(pool, again, now=NOW), embed_people(pool, again, now=NOW, every_edit=False)
    assert again.texts == ["Same", "Same"]
    assert (jobs.done, jobs.reused, wishes.done, wishes.reused) == (1, 1, 1, 1)


@pytest.mark.parametrize("dimensions", [768, 64])
def test_a_person_who_is_deleted_meanwhile_costs_nobody_else_the_vector(
    pool: Pool, elsewhere: Connection, dimensions: int
) -> None:
    for name in ("Nurse", "Driver", "Cook"):
        add_person(pool, name)
    with pool.transaction() as conn:
        ensure_model(conn, Rehearsed())
    embedder = Rehearsed(dimensions=dimensions)  # in use, or staged
    elsewhere.autocommit = False
    leaving = threading.Timer(0.3, elsewhere.commit)

    def leave() -> None:
        elsewhere.cursor().execute("DELETE FROM users WHERE id = (SELECT max(id) FROM users)")
        leaving.start()

    embedder.before_answering = leave
    with pool.transaction() as conn:
        save_model(conn, embedder.identity, embedder.name)
    report = embed_people(pool, embedder, now=NOW)
    leaving.join()
    assert (report.done, report.stopped) == (2, None)


def test_a_run_shows_what_it_has_in_hand_and_what_came_of_it(pool: Pool) -> None:
    add_jobs(pool, *(new_job(number) for number in range(5)))
    embedder = Rehearsed(fails={"Nurse number 1": EmbeddingError("poison")})
    embedder.max_batch = 2
    seen: list[tuple[int, int]] = []

    def look() -> None:
        with pool.transaction() as conn:
            (run,) = find_live_runs(conn, datetime.fromtimestamp(0, NOW.tzinfo))
            seen.append((run.in_hand, run.done + run.failed))

    embedder.before_answering = look
    embed_new_jobs(pool, embedder, now=NOW)
    assert seen == [(2, 0), (2, 2), (1, 4)]
    with pool.transaction() as conn:
        assert find_live_runs(conn, datetime.fromtimestamp(0, NOW.tzinfo)) == []
        assert get_attempts(conn, datetime.fromtimestamp(0, NOW.tzinfo)).failure_rate == pytest.approx(0.2)


def test_requests_side_by_side_are_of_one_run(pool: Pool) -> None:
    add_jobs(pool, *(new_job(number) for number in range(32)))
    with pool.transaction(), pool.transaction(), pool.transaction(), pool.transaction():
        pass  # so that there are open connections, and threads need not wait for theirs
    embedder = Rehearsed()
    embedder.max_batch = 4
    assert embed_new_jobs(pool, embedder, now=NOW, at_once=4).done == 32
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute("SELECT done, in_hand FROM embedding_runs")
        assert cursor.fetchall() == [(32, 0)]


def test_requests_run_side_by_side_only_as_many_as_allowed(pool: Pool) -> None:
    add_jobs(pool, *(new_job(number) for number in range(8)))
    embedder = Rehearsed()
    embedder.max_batch = 1
    lock, meeting, now_in, most = threading.Lock(), threading.Barrier(2, timeout=5), [0], [0]

    def meet() -> None:
        with lock:
            now_in[0] += 1
            most[0] = max(most[0], now_in[0])
        meeting.wait()
        with lock:
            now_in[0] -= 1

    embedder.before_answering = meet
    assert embed_new_jobs(pool, embedder, now=NOW, at_once=2).done == 8
    assert most == [2]


def test_the_first_of_several_requests_side_by_side_is_smaller() -> None:
    """So that they do not go on ending together, with the service idle while all are written."""

    def sizes(**limits: Any) -> list[int]:
        return [len(batch) for batch in packed(["12345678"] * 10, str, **limits)]

    assert sizes(most_texts=4, most_tokens=None, first_share=0.5) == [2, 4, 4]
    assert sizes(most_texts=9, most_tokens=12, first_share=0.5) == [2, 4, 4]
    assert sizes(most_texts=1, most_tokens=None, first_share=0.5) == [1] * 10
    assert sizes(most_texts=4, most_tokens=12) == [4, 4, 2]


def test_a_page_of_texts_is_found_without_reading_all_vectors(pool: Pool) -> None:
    ids = add_jobs(pool, *(new_job(number) for number in range(600)))
    embed_new_jobs(pool, Rehearsed(), limit=500, now=NOW)
    with pool.transaction() as conn, conn.cursor() as cursor:
        room = pending_jobs("hashing-v3", now=NOW, max_age_days=60)
        assert len(room.find(conn, None, 1024)) == 100
        assert room.reuse(conn, ids[:100]) == []
        cursor.execute("SELECT pg_stat_get_xact_numscans('job_embeddings'::regclass)")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(("texts", "tokens"), [(6, None), (2048, 40)])
def test_what_is_asked_and_not_kept_yet_is_never_more_than_one_batch(
    pool: Pool, texts: int, tokens: int | None
) -> None:
    """At whatever instant a run is killed: these are the texts that it has paid in vain."""
    add_jobs(pool, *(new_job(number) for number in range(40)))
    embedder = Rehearsed()
    embedder.max_batch, embedder.max_batch_tokens = texts, tokens
    lost: list[set[str]] = []

    def look() -> None:
        asked = set(embedder.texts)
        with pool.transaction() as conn, conn.cursor() as cursor:
            cursor.execute("SELECT embedding_text FROM canonical_jobs JOIN job_embeddings ON job_id = id")
            lost.append(asked - {row[0] for row in cursor.fetchall()})

    embedder.before_answering = look
    assert embed_new_jobs(pool, embedder, now=NOW, at_once=2).done == 40
    assert max(map(len, lost)) <= texts
    assert max(sum(map(estimated_tokens, each)) for each in lost) <= (tokens or 1000)
    assert len(lost) >= 10


def test_a_run_that_is_killed_loses_its_last_batch_only(pool: Pool) -> None:
    class Killed(BaseException):
        pass

    add_jobs(pool, *(new_job(number) for number in range(10)))
    first, second = Rehearsed(), Rehearsed()
    first.max_batch = second.max_batch = 3

    def die() -> None:
        if len(first.texts) > 6:
            raise Killed

    first.before_answering = die
    with pytest.raises(Killed):
        embed_new_jobs(pool, first, now=NOW)
    assert embed_new_jobs(pool, second, now=NOW).done == 4
    paid_twice = set(first.texts) & set(second.texts)
    assert len(paid_twice) == 3
    assert len(first.texts) + len(second.texts) == 10 + 3


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(-1, 1, width=16), min_size=1, max_size=50), st.integers(1, 2**62))
def test_vectors_survive_the_binary_copy(conn: Connection, numbers: list[float], row_id: int) -> None:
    copy_vectors(conn, [NewVector(row_id, "häsh", np.array(numbers, np.float32))])
    with conn.cursor() as cursor:
        cursor.execute("SELECT row_id, text_hash, embedding FROM new_vectors")
        ((found_id, found_hash, vector),) = cursor.fetchall()
    assert (found_id, found_hash, vector.to_list()) == (row_id, "häsh", numbers)
