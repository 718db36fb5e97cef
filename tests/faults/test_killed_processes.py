"""Real processes on the real engines, broken on purpose: nothing acknowledged is lost, nothing is sent twice."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.conversations import conversation_of
from db.embedded.postgres_server import EmbeddedPostgres
from db.migrate import migrate
from db.pool import Connection, Pool
from db.preferences import Preferences, save_preferences
from db.query import execute, value
from db.users import add_user
from tests.factories import LAGOS, add_job
from tests.product import Product, product, text_update
from tests.stubs.telegram import TelegramStub

pytestmark = pytest.mark.faults
LEFT_BEHIND = (timedelta(seconds=25), timedelta(seconds=80))  # what is left of a lease of 30 s, a claim of 90 s


@pytest.fixture
def stub() -> Iterator[TelegramStub]:
    with TelegramStub() as stub:
        yield stub


@pytest.fixture
def running(fresh_database_url: str, redis_url: str, stub: TelegramStub, tmp_path: Path) -> Iterator[Product]:
    with product(fresh_database_url, redis_url, stub.url, tmp_path / "log") as made:
        yield made


def test_no_acknowledged_event_is_lost_when_workers_are_killed(
    running: Product, pool: Pool, stub: TelegramStub, wait_until: Callable[..., None]
) -> None:
    running.start("web")
    running.start("worker")
    for number in range(1, 31):
        assert running.webhook(text_update(number, chat=100 + number % 10, text="/help")) == 200
        if number % 10 == 5:
            running.kill("worker")
            running.start("worker")

    def drained() -> bool:
        with pool.transaction() as conn:  # what a killed worker held comes free when its lease ends: do not wait for it
            execute(
                conn, "UPDATE conversations SET leased_until = now() WHERE leased_until < now() + %s", (LEFT_BEHIND[0],)
            )
            execute(conn, "UPDATE outbox SET claimed_until = now() WHERE claimed_until < now() + %s", (LEFT_BEHIND[1],))
            waiting = value(conn, "SELECT count(*) FROM inbox WHERE status <> 'done'")
            return bool(waiting + value(conn, "SELECT count(*) FROM outbox WHERE status <> 'sent'") == 0)

    wait_until(drained, seconds=40)
    with pool.transaction() as conn:
        assert value(conn, "SELECT count(DISTINCT inbox_id) FROM outbox") == 30
        replies = value(conn, "SELECT count(*) FROM outbox")
    assert replies <= len(stub.sent) <= replies + 3  # at most one repeat for each kill


def test_a_wrong_secret_and_a_malformed_body_change_nothing(running: Product, pool: Pool) -> None:
    running.start("web")
    assert running.webhook(text_update(1, 7, "hello"), secret="guess") == 403
    assert running.webhook({"update_id": "one"}) == 400
    with pool.transaction() as conn:
        assert value(conn, "SELECT count(*) FROM inbox") == 0


def test_without_redis_everything_goes_on(
    fresh_database_url: str, stub: TelegramStub, tmp_path: Path, wait_until: Callable[..., None]
) -> None:
    with product(fresh_database_url, f"unix://{tmp_path}/nobody.sock", stub.url, tmp_path / "log") as running:
        running.start("web")
        running.start("worker")
        assert running.webhook(text_update(1, 7, "/help")) == 200
        wait_until(lambda: stub.sent, seconds=15)


def test_while_postgres_is_away_webhooks_answer_503_and_redelivery_then_drains(
    redis_url: str, stub: TelegramStub, tmp_path: Path, wait_until: Callable[..., None]
) -> None:
    folder = Path(tempfile.mkdtemp(prefix="jh-away-"))  # a Unix socket's path has to be short
    server = EmbeddedPostgres(folder / "data", folder / "s", durable=False)
    server.start()
    url = server.url("jobherald")
    migrate(url)
    settings = {"DB_POOL_WAIT_SECONDS": "2"}
    try:
        with product(url, redis_url, stub.url, tmp_path / "log", **settings) as running:
            running.start("web")
            running.start("worker")
            assert running.webhook(text_update(1, 7, "/help")) == 200
            wait_until(lambda: len(stub.sent) >= 1, seconds=15)
            before = len(stub.sent)
            server.stop()
            assert [running.webhook(text_update(2, 7, "/help")) for _ in range(3)] == [503] * 3
            server.start()
            wait_until(lambda: running.webhook(text_update(2, 7, "/help")) == 200, seconds=15)
            assert running.webhook(text_update(2, 7, "/help")) == 200
            wait_until(lambda: len(stub.sent) > before, seconds=15)
            with closing(Pool(url, size=1)) as pool, pool.transaction() as conn:
                assert value(conn, "SELECT count(*) FROM inbox") == 2
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def test_a_digest_comes_once_also_when_the_clock_is_killed_in_that_minute(
    running: Product, pool: Pool, stub: TelegramStub, wait_until: Callable[..., None]
) -> None:
    hour = datetime.now(UTC).hour
    with pool.transaction() as conn:
        _person_with_digest(conn, hour)
    for name in ("worker", "work"):
        running.start(name)
    running.start("clock", "--every", "1")
    wait_until(lambda: _digests(pool) > 0, seconds=30)
    running.kill("clock")
    running.start("clock", "--every", "1")
    wait_until(lambda: stub.sent, seconds=30)
    runs = _runs(pool)
    wait_until(lambda: _runs(pool) >= runs + 3, seconds=30)  # the clock goes on, and so could a second digest come
    assert len(stub.sent) == 1
    assert "Nurse" in stub.sent[0].text
    with pool.transaction() as conn:
        assert value(conn, "SELECT count(*) FROM digests WHERE status = 'planned'") == 1
        assert value(conn, "SELECT count(*) FROM matches WHERE shown_at IS NOT NULL") == 1


def _person_with_digest(conn: Connection, hour: int) -> None:
    user = add_user(conn, "telegram", "7001", language="en", time_zone="UTC", country=None, digest_hour=hour)
    execute(conn, "UPDATE users SET created_at = now() - interval '2 days'")
    save_preferences(conn, Preferences(user_id=user.id, job_roles=("Nurse",)))
    conversation_of(conn, "telegram", "7001")
    execute(conn, "UPDATE conversations SET user_id = %s", (user.id,))
    today = datetime.now(UTC).date()
    add_job(conn, title="Nurse", places=[LAGOS], posted_on=today, expires_on=today + timedelta(days=9))


def _digests(pool: Pool) -> int:
    with pool.transaction() as conn:
        return int(value(conn, "SELECT count(*) FROM digests"))


def _runs(pool: Pool) -> int:
    with pool.transaction() as conn:
        return int(value(conn, "SELECT count(*) FROM task_runs WHERE task = 'digests' AND status = 'done'"))
