"""python -m jobs import FILE | fetch NAME | sources | duplicates FILE | enrich | batches [ID] | parse WHAT | rates."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ai.language import LanguageModelMisconfigured
from db.errors import StorageError
from jobs.command_line import build_parser, run
from jobs.commands import batches, duplicates, enrich, fetch, importing, parse, rates, sources
from jobs.commands.fetch import SomeFailed
from jobs.commands.importing import NothingRead
from jobs.sources.files import UnreadableFile
from jobs.sources.generic import UnknownField
from settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = (importing, fetch, sources, duplicates, enrich, batches, parse, rates)
FOR_PEOPLE = (
    LanguageModelMisconfigured, NothingRead, SettingsError, SomeFailed, StorageError, UnknownField, UnreadableFile,
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; the exit code is 1 where what was asked for could not be done."""
    return run(build_parser("jobs", __doc__, COMMANDS), arguments, FOR_PEOPLE)


if __name__ == "__main__":
    sys.exit(main())
