"""Two accounts that turn out to be one person's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.link_codes import join_people
from db.users import forget_user, lock_user

if TYPE_CHECKING:
    from db.pool import Connection


def join(conn: Connection, user_id: int, other: int) -> None:
    """This person's chats and lists become those of another one, who keeps their own wishes; nothing if they left."""
    if lock_user(conn, other):
        join_people(conn, user_id, other)
        forget_user(conn, user_id)
