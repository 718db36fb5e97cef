"""Runs a package's commands: a module per command, loaded when it is asked for."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from contextlib import closing, contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

from db.errors import StorageError, Unavailable, explain_absence
from db.pool import Pool
from settings import SettingsError, load_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from settings import Settings

    Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no public name

CONNECTIONS = 4
INTERRUPTED = 130  # as shells say it of a command that Ctrl-C ended


class Command(Protocol):
    """A module of a package's `commands`; the messages of its errors FOR_PEOPLE say all that people need."""

    FOR_PEOPLE: tuple[type[Exception], ...]

    def add_to(self, commands: Commands) -> None:
        """Add the command and its options; its parser carries `run`."""


def run(
    package: str, description: str | None, commands: Mapping[str, str], arguments: Sequence[str] | None = None
) -> int:
    """`python -m <package>` with its commands, {name: module}; the exit code is 1 where one could not do its work.

    Only the module of the command that is asked for is loaded, all of them where help is. A reader of the output that
    went away, such as `head`, ends it quietly; Ctrl-C with one line and the exit code 130.
    """
    asked = sys.argv[1:] if arguments is None else arguments
    names = [commands[asked[0]]] if asked and asked[0] in commands else commands.values()
    try:
        modules = [cast("Command", import_module(f"{package}.commands.{name}")) for name in names]
        given = _parser(package, description, commands, modules).parse_args(asked)
        theirs = [error for module in modules for error in module.FOR_PEOPLE]
        return _done(given, (SettingsError, StorageError, *theirs))
    except KeyboardInterrupt:
        print("Interrupted; what was written before stays.", file=sys.stderr)
        return INTERRUPTED


def _done(given: argparse.Namespace, for_people: tuple[type[Exception], ...]) -> int:
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


def _parser(
    package: str, description: str | None, names: Iterable[str], modules: Sequence[Command]
) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m {package}", description=description)
    known = parser.add_subparsers(dest="command", required=True, metavar=f"{{{','.join(names)}}}")
    for module in modules:
        module.add_to(known)
    return parser


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
