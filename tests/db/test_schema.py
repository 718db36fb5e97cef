"""The migrations from empty give exactly the schema written down in expected_schema.txt."""

from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from db.migrate import migrate
from db.pool import Connection, connect

EXPECTED = Path(__file__).with_name("expected_schema.txt")

COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
           pg_get_expr(d.adbin, d.adrelid), a.attstorage
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      AND c.relname !~ '^(_?yoyo|procrastinate)' ORDER BY c.relname, a.attnum
"""
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
      AND conrelid::regclass::text !~ '^(_?yoyo|procrastinate)' ORDER BY 1, 2
"""
INDEXES = """
    SELECT tablename, indexdef FROM pg_indexes
    WHERE schemaname = 'public' AND tablename !~ '^(_?yoyo|procrastinate)' ORDER BY 1, 2
"""


def describe(url: str) -> str:
    lines = []
    with closing(connect(url)) as conn, conn.cursor() as cursor:
        for heading, statement in (("columns", COLUMNS), ("constraints", CONSTRAINTS), ("indexes", INDEXES)):
            cursor.execute(statement)
            lines.append(f"# {heading}")
            lines += [" | ".join("" if cell is None else str(cell) for cell in row) for row in cursor.fetchall()]
    return "\n".join(lines) + "\n"


def test_migrations_from_empty_give_the_expected_schema(empty_database_url: str) -> None:
    migrate(empty_database_url)
    assert describe(empty_database_url) == EXPECTED.read_text(), "write the new schema down if it is meant"


def test_a_person_may_keep_three_named_searches_and_no_fourth(conn: Connection) -> None:
    with conn.cursor() as cursor:
        cursor.execute("INSERT INTO users DEFAULT VALUES RETURNING id")
        (user,) = cursor.fetchone() or (0,)
        statement = "INSERT INTO user_preferences (user_id, slot, name) VALUES (%s, %s, %s)"
        for slot, name in enumerate(("teacher", "driver", "cook"), 1):
            cursor.execute(statement, (user, slot, name))
        cursor.execute("SAVEPOINT before")
        for slot, name in ((4, "pilot"), (3, "pilot"), (1, "teacher")):
            with pytest.raises(psycopg2.IntegrityError, match="user_preferences"):
                cursor.execute(statement, (user, slot, name))
            cursor.execute("ROLLBACK TO SAVEPOINT before")
