"""`python -m bot understand`: messages in, one a line; what the reader takes from each out, one JSON object a line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.conversation.reader.taken import taken_from

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO


def understand(lines: Iterable[str], out: TextIO, *, language: str | None, country: str | None) -> None:
    """Answer every line at once, so that it can stand in a pipe; a blank line gives {}."""
    today = datetime.now(UTC).date()
    for line in lines:
        taken = taken_from(line, language=language, country=country, today=today)
        print(json.dumps(taken, ensure_ascii=False), file=out, flush=True)
