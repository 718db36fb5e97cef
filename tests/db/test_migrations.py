from contextlib import closing

from db.migrate import migrate, status
from db.pool import Pool, connect


def test_migrating_twice_changes_nothing(empty_database_url: str) -> None:
    first = migrate(empty_database_url)
    assert first[0] == "0001_people"
    assert migrate(empty_database_url) == ()
    assert status(empty_database_url).waiting == ()


def test_pool_runs_on_the_migrated_schema(pool: Pool) -> None:
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM users")
        assert cursor.fetchone() == (0,)


def test_a_killed_migrate_does_not_block_the_next(empty_database_url: str) -> None:
    migrate(empty_database_url)
    with closing(connect(empty_database_url)) as conn, conn.cursor() as cursor:
        cursor.execute("INSERT INTO yoyo_lock (locked, ctime, pid) VALUES (1, now(), 1)")
        cursor.execute("DELETE FROM _yoyo_migration WHERE migration_id = '0005_tasks'")
        cursor.execute("DROP TABLE tasks, task_runs")
        conn.commit()
    assert migrate(empty_database_url) == ("0005_tasks",)
