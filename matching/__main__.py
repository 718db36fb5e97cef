"""python -m matching rank WISHES JOBS | report | train | index."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from typing import TYPE_CHECKING

from ai.embeddings import EmbedderMisconfigured
from db.errors import StorageError
from jobs.sources.files import UnreadableFile
from matching.commands import index, rank, report, train
from matching.commands.rank import BadWish
from matching.qdrant_index import QdrantMissing
from matching.ranker import LightgbmMissing
from matching.search_index import IndexAway
from matching.training import TooLittleFeedback
from settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = (rank, report, train, index)
FOR_PEOPLE = (
    BadWish, EmbedderMisconfigured, IndexAway, LightgbmMissing, QdrantMissing, SettingsError, StorageError,
    TooLittleFeedback, UnreadableFile,
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; the exit code is 1 where what was asked for could not be done.

    A reader of the output that went away, such as `head`, ends it quietly.
    """
    given = build_parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        given.run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # The interpreter flushes standard output once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except FOR_PEOPLE as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def build_parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    parser = argparse.ArgumentParser(prog="python -m matching", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for command in COMMANDS:
        command.add_to(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
