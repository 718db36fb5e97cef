"""Runs a package's commands: a module per command, each with `add_to(commands)` and `run(given)`."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Protocol, TypeAlias

from db.errors import Unavailable, explain_absence
from db.pool import Pool
from settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from settings import Settings

    Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no public name

CONNECTIONS = 4


class Command(Protocol):
    """A module of a package's `commands`."""

    def add_to(self, commands: Commands) -> None:
        """Add the command and its options; its parser carries `run`."""


def build_parser(package: str, description: str | None, commands: Sequence[Command]) -> argparse.ArgumentParser:
    """`python -m <package>` with its commands and their options."""
    parser = argparse.ArgumentParser(prog=f"python -m {package}", description=description)
    known = parser.add_subparsers(dest="command", required=True)
    for command in commands:
        command.add_to(known)
    return parser


def run(
    parser: argparse.ArgumentParser, arguments: Sequence[str] | None, for_people: tuple[type[Exception], ...]
) -> int:
    """Do what was asked; the exit code is 1 where it could not be done, with one of the errors that are for people.

    A reader of the output that went away, such as `head`, ends it quietly.
    """
    given = parser.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        given.run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes standard output once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except for_people as error:
        print(error, file=sys.stderr)
        return 1
    return 0


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
