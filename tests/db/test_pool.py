import threading
import time
from contextlib import closing

import pytest

from db.errors import PoolExhausted, StorageError, Unavailable
from db.pool import Pool
from db.query import value


def test_a_full_pool_waits_instead_of_failing(fresh_database_url: str) -> None:
    with closing(Pool(fresh_database_url, size=1, wait_seconds=5)) as pool:
        order: list[str] = []

        def late() -> None:
            with pool.transaction():
                order.append("late")

        with pool.transaction():
            waiter = threading.Thread(target=late)
            waiter.start()
            time.sleep(0.1)
            order.append("first")
        waiter.join(5)
    assert order == ["first", "late"]


def test_waiting_ends_with_a_clear_error(fresh_database_url: str) -> None:
    with (
        closing(Pool(fresh_database_url, size=1, wait_seconds=0.05)) as pool,
        pool.transaction(),
        pytest.raises(PoolExhausted, match="DB_POOL_SIZE"),
        pool.transaction(),
    ):
        pass


def test_an_error_rolls_back_and_the_connection_is_used_again(pool: Pool) -> None:
    def fail() -> None:
        with pool.transaction() as conn:
            value(conn, "INSERT INTO users DEFAULT VALUES RETURNING id")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with pool.transaction() as conn:
        assert value(conn, "SELECT count(*) FROM users") == 0


def test_a_wrong_statement_is_a_storage_error_not_an_absence(pool: Pool) -> None:
    with pytest.raises(StorageError, match="does not exist") as caught, pool.transaction() as conn:
        value(conn, "SELECT nonsense FROM users")
    assert not isinstance(caught.value, Unavailable)


def test_lost_connections_are_replaced(pool: Pool) -> None:
    with pool.transaction() as one, pool.transaction() as two:
        pids = [value(one, "SELECT pg_backend_pid()"), value(two, "SELECT pg_backend_pid()")]
    with pool.transaction() as conn:
        own = value(conn, "SELECT pg_backend_pid()")
        value(conn, "SELECT pg_terminate_backend(%s)", (next(pid for pid in pids if pid != own),))

    def use_both() -> None:
        with pool.transaction() as first, pool.transaction() as second:
            value(first, "SELECT 1")
            value(second, "SELECT 1")

    with pytest.raises(Unavailable):
        use_both()
    with pool.transaction() as first, pool.transaction() as second:
        assert value(first, "SELECT 1") + value(second, "SELECT 1") == 2


def test_an_absent_server_is_named() -> None:
    pool = Pool("postgresql://postgres@127.0.0.1:1/nowhere")
    with pytest.raises(Unavailable, match="DATABASE_URL"), pool.transaction():
        pass
