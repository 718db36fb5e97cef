"""Which kinds of source a feed can be of."""

from __future__ import annotations

from jobs.sources.kinds import GENERIC, KINDS

ALL_PAGES_ARE_ALL = frozenset({"smartrecruiters"})  # one page does not list everything, but a fetch follows them all


def known_kinds() -> list[str]:
    """Their names, in order."""
    return sorted([*KINDS, GENERIC])


def lists_everything(kind: str) -> bool:
    """Whether what a feed of this kind does not list any more is gone."""
    return kind in ALL_PAGES_ARE_ALL or (kind in KINDS and KINDS[kind].complete)
