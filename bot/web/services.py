"""What every part of the web application works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.pool import Pool
    from db.redis import Bell
    from settings import Settings


@dataclass(frozen=True, slots=True)
class Services:
    """Settings, the database, and the bell that wakes the workers for the inbox."""

    settings: Settings
    pool: Pool
    bell: Bell
