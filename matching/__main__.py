"""python -m matching rank WISHES JOBS | report | train | index."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from jobs.command_line import run

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {name: name for name in ("rank", "report", "train", "index")}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; the exit code is 1 where what was asked for could not be done."""
    return run("matching", __doc__, COMMANDS, arguments)


if __name__ == "__main__":
    sys.exit(main())
