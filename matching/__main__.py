"""python -m matching rank WISHES JOBS | report | train | index."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ai.embeddings import EmbedderMisconfigured
from db.errors import StorageError
from jobs.command_line import build_parser, run
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
    """The command line; the exit code is 1 where what was asked for could not be done."""
    return run(build_parser("matching", __doc__, COMMANDS), arguments, FOR_PEOPLE)


if __name__ == "__main__":
    sys.exit(main())
