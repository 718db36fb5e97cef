"""The engine's way to PostgreSQL, which loses no note of how a run ended with the connection that carried it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from procrastinate import PsycopgConnector
from procrastinate.exceptions import ConnectorException
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

if TYPE_CHECKING:
    from typing import LiteralString

AGAIN_AFTER_SECONDS = (0.2, 1.0, 3.0)


class LastingConnector(PsycopgConnector):
    """Tries a statement that gives nothing back again, on another connection, where its own is lost.

    Such are the notes that a run has ended. With one of them lost the run would stay in the hands of a worker that
    lives, and no later run of its task would begin. A note that is made twice is refused by the database.
    """

    async def execute_query_async(self, query: LiteralString, **arguments: Any) -> None:  # noqa: ANN401 - the library's
        """Do a statement.

        Raises:
            ConnectorException: the statement is refused, the connection was lost each time, or none can be had.
        """
        for pause in AGAIN_AFTER_SECONDS:
            try:
                await super().execute_query_async(query, **arguments)
            except ConnectorException as error:
                if not isinstance(error.__cause__, OperationalError) or isinstance(error.__cause__, PoolTimeout):
                    raise
            else:
                return
            await asyncio.sleep(pause)
        await super().execute_query_async(query, **arguments)
