"""Rows that would change a stored posting, held back while the file may say otherwise of the same posting."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jobs.triage import Key, Numbered


class HeldBack:
    """The latest row of each posting that differs from what is stored of it, the longest held first.

    A file may hold several versions of one posting, of which the last counts. Were each written when it comes, then
    the same file would change the posting and change it back at every import.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._rows: dict[Key, Numbered] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def keep_fewer(self, rows: int) -> None:
        """From now on only so many rows fewer than there are: the file has ended."""
        self._most = max(0, len(self) - rows)

    def exchange(self, named: Iterable[Key], rows: Mapping[Key, Numbered]) -> dict[Key, Numbered]:
        """Let go of the postings named, of which the file has said something later, and hold these rows.

        Given out are those held for the longest, to be written, so that no more than may be stay.
        """
        for key in named:
            self._rows.pop(key, None)
        self._rows |= rows
        released = list(self._rows)[: max(0, len(self) - self._most)]
        return {key: self._rows.pop(key) for key in released}
