"""python -m jobs import FILE | fetch NAME | sources | duplicates FILE | enrich | batches [ID] | parse WHAT | rates."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "import": "importing",
    **{name: name for name in ("fetch", "sources", "duplicates", "enrich", "batches", "parse", "rates")},
}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; the exit code is 1 where what was asked for could not be done."""
    asked = sys.argv[1:] if arguments is None else arguments
    if [*asked[:1]] == ["import"]:
        _begin_to_read(asked[1:])
    from jobs.command_line import run  # takes 0.3 s, and the command 0.2, in which the server gets ready

    return run("jobs", __doc__, COMMANDS, asked)


def _begin_to_read(arguments: Sequence[str]) -> None:
    from jobs import understanding_server  # which the other commands do without

    for each in arguments:  # the file is one, and what else is said with it is none
        understanding_server.start_for(Path(each))


if __name__ == "__main__":
    sys.exit(main())
