from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from db.preferences import Preferences, find_preferences, save_preferences
from db.text_hash import text_hash
from matching.profiles import wish_text
from tests.factories import add_user

if TYPE_CHECKING:
    from db.pool import Connection

MIGRATION = Path(__file__).parents[2] / "migrations" / "0035_wish_texts.sql"
WISHES = (
    Preferences(job_roles=("Nurse", " ", "caregiver "), job_categories=("health",), salary_min=9),
    Preferences(job_roles=("Häuslebauer",), user_job_input="I can start soon"),
    Preferences(user_job_input=" with animals\n", technical_skills=("grooming",), job_categories=("pets", "farms")),
    Preferences(work_arrangements=("remote",)),
)


def test_texts_that_are_stored_become_those_that_are_written_from_now_on(conn: Connection) -> None:
    people = [add_user(conn) for _ in WISHES]
    for user, wanted in zip(people, WISHES, strict=True):
        text = "all that was known" if wish_text(wanted) != "remote" else "remote"
        whole = {name: getattr(wanted, name) for name in ("job_roles", "job_categories", "user_job_input",
                                                          "technical_skills", "work_arrangements")}  # fmt: skip
        save_preferences(conn, Preferences(user_id=user, **whole, embedding_text=text, embedding_hash=text_hash(text)))
    conn.cursor().execute(MIGRATION.read_text())
    for user in people:
        (held,) = find_preferences(conn, user)
        assert held.embedding_text == wish_text(held)
        assert held.embedding_hash == text_hash(held.embedding_text)
