"""What a server sees of a sender's pace."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def most_within(times: Sequence[float], seconds: float = 1.0) -> int:
    """The most events in any window of so many seconds; `times` in any order."""
    ordered = sorted(times)
    return max((bisect.bisect_left(ordered, at + seconds) - index for index, at in enumerate(ordered)), default=0)
