"""Packs texts into requests: as many as the model takes at once, by count and by tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ai.tokens import estimated_tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Item = TypeVar("Item")


def packed(
    items: Iterable[Item],
    text_of: Callable[[Item], str],
    *,
    most_texts: int,
    most_tokens: int | None,
    first_share: float = 1.0,
) -> Iterator[list[Item]]:
    """The items in order, in batches within both limits; one that exceeds the tokens by itself is a batch of its own.

    The first batch keeps to so large a share of the limits. Items are taken only as they are needed, so that an endless
    stream takes little memory.
    """
    batch: list[Item] = []
    tokens, share = 0, first_share
    for item in items:
        more = 0 if most_tokens is None else estimated_tokens(text_of(item))
        full = len(batch) >= most_texts * share or (most_tokens is not None and tokens + more > most_tokens * share)
        if batch and full:
            yield batch
            batch, tokens, share = [], 0, 1.0
        batch.append(item)
        tokens += more
    if batch:
        yield batch
