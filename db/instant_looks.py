"""`instant_looks`: up to which import each person with an instant search has been looked after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.query import execute

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from psycopg2.extensions import connection as Connection  # noqa: N812


def save_looks(conn: Connection, user_ids: Sequence[int], looked_until: datetime) -> int:
    """These people have been looked after up to this import."""
    return execute(
        conn,
        """
        -- up to which import people were looked after
        INSERT INTO instant_looks (user_id, looked_until) SELECT unnest(%s::bigint[]), %s
        ON CONFLICT (user_id) DO UPDATE SET looked_until = greatest(instant_looks.looked_until, excluded.looked_until)
        """,
        (list(user_ids), looked_until),
    )
