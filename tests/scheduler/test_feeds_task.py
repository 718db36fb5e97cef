from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from ai.hashing import HashingEmbedder
from db.redis import Bell
from jobs.feeds.feeds_file import FeedsFileError
from scheduler.ledger import Interrupted, Watch
from scheduler.tasks import BODIES
from scheduler.workplace import Workplace
from tests.stored import count_active
from tests.stubs.feeds import FeedStub, as_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from db.pool import Pool
    from settings import Settings

FEED = """
[[feed]]
name = "acme"
kind = "lever"
board = "Acme"
url = "http://127.0.0.1:{port}/acme"
"""


@pytest.fixture
def site() -> Iterator[FeedStub]:
    with FeedStub() as stub:
        openings = [{"id": "a", "text": "Baker", "hostedUrl": "https://l.example/a", "categories": {}}]
        stub.give("/acme", as_json(openings))
        yield stub


@pytest.fixture
def place(pool: Pool, make_settings: Callable[..., Settings], tmp_path: Path, site: FeedStub) -> Workplace:
    (tmp_path / "feeds.toml").write_text(FEED.format(port=site.port))
    settings = make_settings(
        feeds_file=tmp_path / "feeds.toml", fetch_private_hosts=f"127.0.0.1:{site.port}", fetch_seconds_per_host=0
    )
    return Workplace(settings, pool, HashingEmbedder(64, name="hashing-v3"), Bell(None, "outbox"))


def run(place: Workplace, stopping: threading.Event | None = None) -> dict[str, object]:
    watch = Watch(timedelta(minutes=1), stopping or threading.Event())
    return dict(BODIES["feeds"](place, watch, datetime.now(UTC)))


def active(place: Workplace) -> int:
    with place.pool.transaction() as conn:
        return count_active(conn)


def test_due_feeds_of_the_file_are_fetched_once(place: Workplace, site: FeedStub) -> None:
    assert run(place) == {"fetched": 1, "failed": 0, "new": 1, "gone": 0}
    assert run(place) == {"fetched": 0, "failed": 0, "new": 0, "gone": 0}
    assert (len(site.asked), active(place)) == (1, 1)


def test_a_wrong_file_fails_the_run_when_the_sound_feeds_are_in(place: Workplace) -> None:
    path = place.settings.feeds_file
    path.write_text(f'{path.read_text()}\n[[feed]]\nname = "odd"\nkind = "pigeon"\n')
    with pytest.raises(FeedsFileError, match="odd"):
        run(place)
    assert active(place) == 1


def test_a_stopping_worker_leaves_the_feed_to_another(place: Workplace) -> None:
    stopping = threading.Event()
    stopping.set()
    with pytest.raises(Interrupted):
        run(place, stopping)
    assert run(place)["fetched"] == 1
