from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from db.model_budget import get_day_spending

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.pool import Pool


@pytest.fixture
def day_cost(pool: Pool) -> Callable[[], float]:
    """What models have cost today."""

    def cost() -> float:
        with pool.transaction() as conn:
            return get_day_spending(conn, datetime.now(UTC)).paid_usd

    return cost
