"""What `python -m jobs` can do: a module per command, each with `add_to(commands)` and `run(given)`."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, TypeAlias

from db.embedded import explain_absence
from db.errors import Unavailable
from db.pool import Pool
from settings import load_settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from settings import Settings

    Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no public name

CONNECTIONS = 4


@contextmanager
def stored_data() -> Iterator[tuple[Pool, Settings]]:
    """The database, for commands that need it, and the settings.

    Raises:
        SettingsError: some are wrong.
        Unavailable: the database cannot be reached; the message says how to start the embedded one.
    """
    settings = load_settings()
    try:
        with closing(Pool(settings.postgres_url, size=CONNECTIONS)) as pool:
            yield pool, settings
    except Unavailable as error:
        if settings.database_url is None:
            raise Unavailable(explain_absence(error)) from error
        raise
