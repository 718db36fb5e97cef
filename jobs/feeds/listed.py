"""What one fetch of a feed lists, and what is to be told of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from db.feeds import Feed
    from jobs.feeds.downloading import Download

    Key = tuple[str, str]


@dataclass(slots=True)
class Listed:
    """What one fetch lists: the keys of its rows, and how many rows have none."""

    keys: set[Key] = field(default_factory=set)
    unread: int = 0

    def witness(self, keys: Collection[Key], unread: int) -> None:
        """Note one more block."""
        self.keys.update(keys)
        self.unread += unread


def why_incomplete(got: Download, listed: Listed, feed: Feed) -> str | None:
    """Why what is not listed may be there all the same; None when it is gone for sure."""
    if not got.whole:
        return f"{got.note}, so nothing was taken as gone"
    if got.total is not None and len(listed.keys) + listed.unread < got.total:
        return f"it gave {len(listed.keys)} of {got.total} postings, so nothing was taken as gone"
    if listed.unread > feed.unread:
        return f"{listed.unread} rows could not be read, so nothing was taken as gone this time"
    return None


def told_of_expired(expired: int, listed: int, after_days: int) -> str | None:
    """That some of what a feed lists is over by its dates, so that nobody is shown it; None when nothing is."""
    if not expired:
        return None
    share = f"{expired} of {listed} postings ({expired / listed:.0%})"
    return f"{share} are expired already: past their deadline, or older than JOB_EXPIRES_AFTER_DAYS={after_days}"
