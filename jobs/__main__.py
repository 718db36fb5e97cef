"""python -m jobs import FILE | fetch NAME | sources | duplicates FILE | enrich | batches [ID] | parse WHAT | rates."""

from __future__ import annotations

import argparse
import logging
import sys
from typing import TYPE_CHECKING

from ai.language import LanguageModelMisconfigured
from db.errors import StorageError
from jobs.commands import batches, duplicates, enrich, fetch, importing, parse, rates, sources
from jobs.commands.fetch import SomeFailed
from jobs.sources.files import UnreadableFile
from jobs.sources.generic import UnknownField
from settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = (importing, fetch, sources, duplicates, enrich, batches, parse, rates)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; the exit code is 1 only when the file or the database could not be read."""
    given = build_parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        given.run(given)
    except (LanguageModelMisconfigured, SettingsError, SomeFailed, StorageError, UnknownField, UnreadableFile) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def build_parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    parser = argparse.ArgumentParser(prog="python -m jobs", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for command in COMMANDS:
        command.add_to(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
