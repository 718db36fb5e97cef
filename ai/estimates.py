"""What embedding will take, before it begins: texts, tokens and cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ai.till import MILLION, price_of
from ai.tokens import estimated_tokens

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ai.embeddings import Embedder
    from ai.pending import Room
    from ai.upkeep import Upkeep
    from db.embedding_failures import Kind
    from db.pool import Pool
    from settings import Settings

PAGE_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Estimate:
    """For one model: rows without a vector, and at most so many different texts, tokens and US dollars."""

    model: str
    rows: int
    texts: int
    tokens: int
    usd: float

    def __str__(self) -> str:
        cost = f"at most {self.tokens:,} tokens, ${self.usd:.4f}" if self.usd else "no cost"
        return f"{self.rows:,} to embed with {self.model}: {self.texts:,} different texts, {cost}"


def estimate_all(
    pool: Pool,
    settings: Settings,
    upkeep: Upkeep,
    kind: Kind,
    *,
    now: datetime,
    limit: int | None = None,
    anew: bool = False,
) -> list[Estimate]:
    """For each model that is kept current here; reads every text, calls nothing."""
    room_of: Callable[[str], Room] = upkeep.room_of(kind, now, anew=anew)
    here = upkeep.models_here(only_look=True)
    return [
        _estimate(pool, room_of(model.name), _price(settings, model.embedder), limit)
        for model in (here.in_use, here.coming)
        if model is not None
    ]


def _estimate(pool: Pool, room: Room, usd_per_million: float, limit: int | None) -> Estimate:
    rows, tokens, before_id, seen = 0, 0, None, set[str]()
    while limit is None or rows < limit:
        size = PAGE_ROWS if limit is None else min(PAGE_ROWS, limit - rows)
        with pool.transaction() as conn:
            page = room.find(conn, before_id, size)
        if not page:
            break
        fresh = {pending.text_hash: pending.text for pending in page if pending.text_hash not in seen}
        seen.update(fresh)
        rows, before_id = rows + len(page), page[-1].row_id
        tokens += sum(map(estimated_tokens, fresh.values()))
    return Estimate(room.model, rows, len(seen), tokens, tokens * usd_per_million / MILLION)


def _price(settings: Settings, embedder: Embedder) -> float:
    return price_of(settings, embedder.identity.model) if embedder.identity.provider == "openai" else 0.0
