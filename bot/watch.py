"""When a loop of the worker looks for work again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.redis import Bell

LOOK_EVERY_SECONDS = 0.2
AT_REST_SECONDS = 0.5  # looking costs processor, in each loop of each worker
RESTS_AFTER_SECONDS = 5.0


class Watch:
    """Soon after work was found, and where no bell can be heard; else when the bell rings, or twice a second."""

    def __init__(self, bell: Bell, *, rests_after_seconds: float = RESTS_AFTER_SECONDS) -> None:
        self._bell = bell
        self._rests_after = rests_after_seconds
        self._active_at = time.monotonic()

    def found(self) -> None:
        """There was work."""
        self._active_at = time.monotonic()

    def wait(self) -> None:
        """Until it is time to look again."""
        if self._bell.wait(AT_REST_SECONDS if self._at_rest() else LOOK_EVERY_SECONDS):
            self.found()

    def _at_rest(self) -> bool:
        return self._bell.is_heard and time.monotonic() - self._active_at > self._rests_after
