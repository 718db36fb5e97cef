from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ai.hashing import HashingEmbedder
from db.redis import Bell
from scheduler.index_task import keep_index
from scheduler.workplace import Workplace
from tests.factories import NOW
from tests.matching.test_vector_graph import fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.pool import Pool
    from settings import Settings


class NoWatch:
    def check(self) -> None:
        pass


def test_the_graph_follows_the_setting(
    pool: Pool, fresh_database_url: str, make_settings: Callable[..., Settings]
) -> None:
    def keep(kind: str) -> Any:
        settings = make_settings(database_url=fresh_database_url, vector_index=kind)
        place = Workplace(settings, pool, HashingEmbedder(), Bell(None, "outbox"))
        return keep_index(place, NoWatch(), NOW)  # type: ignore[arg-type]

    assert keep("halfvec") == {}
    fill(pool)
    assert keep("halfvec") == {"built": 1, "dropped": 0}
    assert keep("halfvec") == {"built": 0, "dropped": 0}
    assert keep("auto") == {"built": 0, "dropped": 1}
