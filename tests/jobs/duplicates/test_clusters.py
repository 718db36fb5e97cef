from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from db.canonical_jobs import NewJob
from db.job_clusters import find_cluster_places, mend_cluster_keys
from db.job_rows import job_row, save_rows
from db.job_signatures import delete_unused_texts
from db.places import StoredPlace
from db.query import execute, many, value
from jobs.duplicates.clusters import DuplicatesReport, NotSplittable, compare_pending, in_clusters, join, split_off
from tests.factories import add_job, add_model, add_user, add_vector, insert
from tests.jobs.duplicates.postings import signature_of

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.pool import Pool

WORDS = [f"word{number}" for number in range(200)]
TEXT = " ".join(WORDS)
OTHER_TEXT = " ".join(f"other{number}" for number in range(200))
NEXT_TEXT = " ".join([*WORDS[100:], *(f"next{number}" for number in range(100))])
USUAL_TEXT = " ".join(WORDS[:100])  # so short that many employers may have it
BETWEEN = " ".join([*WORDS, *(f"next{number}" for number in range(100))])
FAR = date(2100, 1, 1)


def posting(number: int, *, city: str = "Utrecht", **given: Any) -> NewJob:
    columns: dict[str, Any] = {
        "source": "board", "source_job_id": str(number), "title": "Nurse", "company": "Clinic", "expires_on": FAR,
        "location": city, "places": (StoredPlace(city=city, country="NL"),), "description": TEXT,
        "content_hash": str(number), "embedding_text": f"text {number}", "embedding_hash": str(number),
    }  # fmt: skip
    job = NewJob(**(columns | given))
    seen = signature_of(job)
    return replace(job, signature=seen, text_key=seen.text_key, cluster_key=seen.text_key)


def take_in(conn: Connection, *jobs: NewJob) -> None:
    save_rows(conn, in_clusters(conn, [job_row(job) for job in jobs]))


def clusters(conn: Connection) -> dict[str, str]:
    rows = many(conn, "SELECT source_job_id, cluster_key FROM canonical_jobs", (), lambda **row: tuple(row.values()))
    return dict(rows)


def ids(conn: Connection) -> dict[str, int]:
    return dict(many(conn, "SELECT source_job_id, id FROM canonical_jobs", (), lambda **row: tuple(row.values())))


def shown(conn: Connection, job: int) -> int:
    key = value(conn, "SELECT cluster_key FROM canonical_jobs WHERE id = %s", (job,))
    columns = {"user_id": add_user(conn), "job_id": job, "cluster_key": key, "score": 80, "grade": "B"}
    with conn.cursor() as cursor:
        cursor.execute(
            "INSERT INTO matches (user_id, job_id, cluster_key, score, grade, factors, reasons, shown_at) VALUES"
            " (%(user_id)s, %(job_id)s, %(cluster_key)s, %(score)s, %(grade)s, '{}', '[]', now()) RETURNING id",
            columns,
        )
        return int(cursor.fetchone()[0])


def shown_cluster(conn: Connection, match: int) -> str:
    return str(value(conn, "SELECT cluster_key FROM matches WHERE id = %s", (match,)))


def test_copies_of_later_imports_join_and_the_cluster_keeps_its_key(conn: Connection) -> None:
    take_in(conn, posting(1))
    before = clusters(conn)["1"]
    take_in(conn, posting(2, source="other", city="Rotterdam"), posting(3, description=OTHER_TEXT))
    take_in(conn, posting(4, company="Clinic B.V.", description=f"{TEXT} and a few words more"))
    found = clusters(conn)
    assert found["1"] == found["2"] == found["4"] == before != found["3"]


def test_taking_in_the_same_again_changes_nothing(conn: Connection) -> None:
    jobs = [posting(1), posting(2, city="Rotterdam"), posting(3, description=OTHER_TEXT)]
    take_in(conn, *jobs)
    before = clusters(conn), value(conn, "SELECT count(*) FROM job_signatures")
    take_in(conn, *reversed(jobs))
    assert (clusters(conn), value(conn, "SELECT count(*) FROM job_signatures")) == before


def test_a_text_between_two_clusters_joins_them_and_what_was_shown_with_them(conn: Connection) -> None:
    take_in(conn, posting(1))
    take_in(conn, posting(2, description=NEXT_TEXT))
    match = shown(conn, ids(conn)["2"])
    oldest = clusters(conn)["1"]
    assert shown_cluster(conn, match) != oldest
    take_in(conn, posting(3, description=BETWEEN))
    assert set(clusters(conn).values()) == {oldest}
    assert shown_cluster(conn, match) == oldest


def test_a_posting_whose_work_changes_leaves_its_cluster(conn: Connection) -> None:
    take_in(conn, posting(1), posting(2, city="Rotterdam"))
    take_in(conn, posting(2, city="Rotterdam", description=OTHER_TEXT))
    assert clusters(conn)["1"] != clusters(conn)["2"]


def test_a_repost_finds_its_cluster_again_after_the_posting_was_deleted(conn: Connection) -> None:
    take_in(conn, posting(1))
    key = clusters(conn)["1"]
    execute(conn, "DELETE FROM canonical_jobs")
    take_in(conn, posting(9, description=f"{TEXT} newly posted"))
    assert clusters(conn)["9"] == key


def test_texts_are_forgotten_only_when_no_posting_has_them(conn: Connection) -> None:
    take_in(conn, posting(1), posting(2, description=OTHER_TEXT))
    execute(conn, "UPDATE job_signatures SET seen_at = now() - interval '2 years'")
    execute(conn, "DELETE FROM canonical_jobs WHERE source_job_id = '2'")
    a_year_ago = datetime.now(UTC) - timedelta(days=365)
    assert delete_unused_texts(conn, seen_before=a_year_ago, limit=10) == 1
    assert value(conn, "SELECT text_key FROM job_signatures") == posting(1).text_key
    left = many(conn, "SELECT DISTINCT text_key FROM job_signature_keys", (), lambda text_key: text_key)
    assert left == [posting(1).text_key]


def test_what_an_operator_split_stays_split(conn: Connection) -> None:
    take_in(conn, posting(1), posting(2, city="Rotterdam"), posting(3, city="Rotterdam"))
    match = shown(conn, ids(conn)["1"])
    old = clusters(conn)["1"]
    assert split_off(conn, ids(conn)["1"]) == 1
    apart = clusters(conn)
    assert apart["1"] != apart["2"] == apart["3"] == old
    assert shown_cluster(conn, match) == apart["1"]
    take_in(conn, posting(1), posting(2, city="Rotterdam"))
    take_in(conn, posting(4, city="Delft"))  # as near to one as to the other
    found = clusters(conn)
    assert {name: found[name] for name in "123"} == apart
    assert found["4"] in (apart["1"], apart["2"])


def test_a_posting_that_stands_alone_is_not_split(conn: Connection) -> None:
    take_in(conn, posting(1), posting(2))
    with pytest.raises(NotSplittable, match="very same text"):
        split_off(conn, ids(conn)["1"])


def test_an_operator_joins_what_was_split(conn: Connection) -> None:
    take_in(conn, posting(1), posting(2, city="Rotterdam"))
    split_off(conn, ids(conn)["2"])
    kept = join(conn, ids(conn)["1"], ids(conn)["2"])
    take_in(conn, posting(3, city="Delft"))
    assert set(clusters(conn).values()) == {kept}
    assert value(conn, "SELECT decided_by FROM job_clusters WHERE key = %s", (kept,)) == "operator"


def test_an_operator_joins_what_differs(conn: Connection) -> None:
    take_in(conn, posting(1), posting(2, description=OTHER_TEXT))
    kept = join(conn, ids(conn)["1"], ids(conn)["2"])
    take_in(conn, posting(1), posting(2, description=OTHER_TEXT))
    assert set(clusters(conn).values()) == {kept}


def test_a_card_learns_of_all_places_that_are_open(conn: Connection) -> None:
    take_in(
        conn,
        posting(1),
        posting(2, city="Rotterdam", url="https://jobs.example/2", attribution="Board"),
        posting(3, city="Delft", status="EXPIRED"),
        posting(4, description=OTHER_TEXT),
    )
    by_name = ids(conn)
    found = find_cluster_places(conn, [by_name["1"], by_name["4"]])
    assert found[by_name["4"]] == []
    (other,) = found[by_name["1"]]
    assert (other.id, other.url, other.attribution) == (by_name["2"], "https://jobs.example/2", "Board")
    assert [place.city for place in other.places] == ["Rotterdam"]


def test_the_task_compares_postings_of_an_older_release(pool: Pool) -> None:
    with pool.transaction() as conn:
        first = add_job(conn, title="Nurse", company="Clinic", description=TEXT)
        copy = add_job(conn, title="Nurse", company="Clinic", description=TEXT)
        other = add_job(conn, title="Nurse", company="Clinic", description=OTHER_TEXT)
        match = shown(conn, copy)
    report = compare_pending(pool, check=lambda: None)
    with pool.transaction() as conn:
        rows = many(conn, "SELECT id, cluster_key FROM canonical_jobs", (), lambda **row: tuple(row.values()))
        found = dict(rows)
        assert found[first] == found[copy] != found[other]
        assert shown_cluster(conn, match) == found[copy]
    assert report.compared == 3
    assert compare_pending(pool, check=lambda: None) == DuplicatesReport()


def test_the_task_joins_by_meaning_once_there_are_vectors(pool: Pool) -> None:
    with pool.transaction() as conn:
        take_in(
            conn,
            posting(1),
            posting(2, description=OTHER_TEXT),
            posting(3, description=" ".join(f"third{n}" for n in range(99))),
        )
    compare_pending(pool, check=lambda: None)
    with pool.transaction() as conn:
        assert len(set(clusters(conn).values())) == 3
        insert(
            conn, "embedding_models", {"name": "real", "provider": "openai", "dimensions": 3, "active": True}, "name"
        )
        by_name = ids(conn)
        for name, vector in (("1", [1.0, 0.1, 0.0]), ("2", [1.0, 0.2, 0.0]), ("3", [0.0, 0.1, 1.0])):
            add_vector(conn, by_name[name], vector, "real")
            execute(conn, "UPDATE job_embeddings SET embedding_hash = %s WHERE job_id = %s", (name, by_name[name]))
    report = compare_pending(pool, check=lambda: None)
    with pool.transaction() as conn:
        found = clusters(conn)
    assert report.joined_by_meaning == 1
    assert found["1"] == found["2"] != found["3"]
    assert compare_pending(pool, check=lambda: None) == DuplicatesReport()


def test_lexical_vectors_join_nothing(pool: Pool) -> None:
    with pool.transaction() as conn:
        take_in(conn, posting(1), posting(2, description=OTHER_TEXT))
        add_model(conn)
        for name, job in ids(conn).items():
            add_vector(conn, job, [1.0, 0.0])
            execute(conn, "UPDATE job_embeddings SET embedding_hash = %s WHERE job_id = %s", (name, job))
    assert compare_pending(pool, check=lambda: None).joined_by_meaning == 0


def test_what_was_written_while_clusters_were_joined_is_set_right(conn: Connection) -> None:
    take_in(conn, posting(1))
    take_in(conn, posting(2, description=NEXT_TEXT))
    gone = clusters(conn)["2"]
    take_in(conn, posting(3, description=BETWEEN))
    match = shown(conn, ids(conn)["2"])
    execute(conn, "UPDATE matches SET cluster_key = %s WHERE id = %s", (gone, match))
    execute(conn, "UPDATE canonical_jobs SET cluster_key = text_key WHERE source_job_id = '2'")
    assert mend_cluster_keys(conn) == 2
    assert shown_cluster(conn, match) == clusters(conn)["2"] == clusters(conn)["1"]


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1), (3, 1, 2)])
def test_one_by_one_gives_what_all_at_once_gives(conn: Connection, order: tuple[int, ...]) -> None:
    jobs = {1: posting(1), 2: posting(2, description=NEXT_TEXT), 3: posting(3, description=BETWEEN)}
    for number in order:
        take_in(conn, jobs[number])
    assert len(set(clusters(conn).values())) == 1


@pytest.mark.parametrize("order", list(permutations("abcd")), ids="".join)
def test_vague_postings_end_in_the_same_clusters_whatever_comes_first(conn: Connection, order: tuple[str, ...]) -> None:
    jobs = {
        "a": posting(1), "b": posting(2, description=OTHER_TEXT),
        "c": posting(3, description=""), "d": posting(4, company=None),
    }  # fmt: skip
    for name in order:
        take_in(conn, jobs[name])
    found = clusters(conn)
    assert found["1"] == found["4"]
    assert len({found["1"], found["2"], found["3"]}) == 3
    assert mend_cluster_keys(conn) == 0


def test_a_posting_without_a_company_leaves_when_another_employer_has_its_text(conn: Connection) -> None:
    take_in(conn, posting(1, company=None, description=USUAL_TEXT))
    take_in(conn, posting(2, description=USUAL_TEXT))
    match = shown(conn, ids(conn)["1"])
    first = clusters(conn)
    assert first["1"] == first["2"]
    take_in(conn, posting(3, company="Hospital", description=USUAL_TEXT))
    found = clusters(conn)
    assert len(set(found.values())) == 3
    assert found["2"] == first["2"]
    assert shown_cluster(conn, match) == found["1"]


def test_a_vague_posting_that_an_operator_joined_stays(conn: Connection) -> None:
    others = (posting(2, company="Hospital", description=USUAL_TEXT), posting(3, company=None, description=USUAL_TEXT))
    take_in(conn, posting(1, description=USUAL_TEXT), *others)
    kept = join(conn, ids(conn)["1"], ids(conn)["3"])
    take_in(conn, posting(4, company="Sanatorium", description=USUAL_TEXT))
    found = clusters(conn)
    assert found["1"] == found["3"] == kept
    assert len({found["1"], found["2"], found["4"]}) == 3


def test_a_vague_posting_that_goes_to_an_opening_takes_along_what_was_shown(conn: Connection) -> None:
    take_in(conn, posting(1, description=""))
    match = shown(conn, ids(conn)["1"])
    take_in(conn, posting(2))
    take_in(conn, posting(3, description=OTHER_TEXT))
    take_in(conn, posting(4, description=f"{TEXT} {OTHER_TEXT}"))
    found = clusters(conn)
    assert shown_cluster(conn, match) == found["1"]


def test_an_import_keeps_the_facts_that_tell_openings_apart(conn: Connection) -> None:
    pay = {"salary_annual_min": 30_000.0, "salary_annual_max": 36_000.0, "salary_currency": "EUR"}
    take_in(conn, posting(1, experience_min_years=2.5, **pay))
    take_in(conn, posting(2, experience_min_years=9.0, **pay))
    take_in(conn, posting(3, experience_min_years=2.0, salary_annual_min=90_000.0, salary_currency="EUR"))
    take_in(conn, posting(4, experience_min_years=2.5, **pay, source="other"))
    found = clusters(conn)
    assert len({found["1"], found["2"], found["3"]}) == 3
    assert found["4"] == found["1"]
