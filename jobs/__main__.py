"""python -m jobs import FILE | fetch NAME | sources | duplicates FILE | enrich | batches [ID] | parse WHAT | rates."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from jobs.command_line import run

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "import": "importing",
    **{name: name for name in ("fetch", "sources", "duplicates", "enrich", "batches", "parse", "rates")},
}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; the exit code is 1 where what was asked for could not be done."""
    return run("jobs", __doc__, COMMANDS, arguments)


if __name__ == "__main__":
    sys.exit(main())
