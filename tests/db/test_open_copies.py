from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from db.canonical_jobs import settle_in
from db.query import execute, many, value
from tests.factories import save_jobs
from tests.texts_to_embed import new_job

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812

ENGLISH = "You care for our people, with the team and for the team."
WEEK = "'~2939'"


def copies(conn: Connection) -> list[tuple[str, str, str | None]]:
    return many(
        conn,
        """
        SELECT copied.titles::text AS titles, copied.skills::text AS skills, copied.language
        FROM open_jobs copied JOIN canonical_jobs whole ON whole.id = copied.job_id ORDER BY whole.source_job_id
        """,
        (),
        lambda titles, skills, language: (titles, skills, language),
    )


def test_new_and_changed_postings_of_one_statement_are_copied_and_ended_ones_are_not(conn: Connection) -> None:
    first, second, third, ended = (new_job(number) for number in range(1, 5))
    save_jobs(conn, [first, second])
    changed = replace(second, title="Nurses", description=ENGLISH, skills=("Go", "SQL"), preferred_skills=("go",))
    save_jobs(conn, [changed, third, replace(ended, status="EXPIRED")])
    nurse = (f"'nurse' {WEEK}", WEEK, None)
    assert copies(conn) == [nurse, (f"'nurs' 'nurses' {WEEK}", f"'go' 'sql' {WEEK}", "en"), nurse]
    execute(conn, "UPDATE canonical_jobs SET status = 'FILLED' WHERE source_job_id = '3'")
    assert len(copies(conn)) == 2


def test_nothing_waits_to_be_indexed_after_an_import(conn: Connection) -> None:
    def put_in_place() -> int:
        return int(value(conn, "SELECT gin_clean_pending_list('open_jobs_skills')"))

    save_jobs(conn, [replace(new_job(1), skills=("Go",))])
    assert put_in_place() == 1
    save_jobs(conn, [replace(new_job(2), skills=("Go",))])
    settle_in(conn)
    assert put_in_place() == 0
