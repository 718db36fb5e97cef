"""What the tasks work with."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ai.embeddings import build_embedder
from ai.language import build_language_model
from db.pool import Pool
from db.redis import Bell, connect_redis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ai.embeddings import Embedder
    from ai.language import LanguageModel
    from settings import Settings


def no_helpers(_most: int) -> None:
    """Where no other worker is to be called."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """What the tasks work with. `outbox_bell` wakes delivery; `language` is None where no model is set.

    `call_helpers` asks so many other workers at most to help with the digests.
    """

    settings: Settings
    pool: Pool
    embedder: Embedder
    outbox_bell: Bell
    language: LanguageModel | None = None
    call_helpers: Callable[[int], None] = no_helpers


@contextmanager
def workplace(
    settings: Settings, *, connections: int, call_helpers: Callable[[int], None] = no_helpers
) -> Iterator[Workplace]:
    """Everything the tasks need, connected at first use and closed after the block."""
    url, redis_url = settings.postgres_url, settings.redis_address
    with closing(Pool(url, size=connections)) as pool, closing(connect_redis(redis_url)) as client:
        language = build_language_model(settings, pool)
        yield Workplace(settings, pool, build_embedder(settings, pool), Bell(client, "outbox"), language, call_helpers)
