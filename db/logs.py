"""One line per event on standard error; nothing personal, and no library that would print an address with a token."""

from __future__ import annotations

import logging

QUIET = ("httpx", "httpcore", "telegram", "openai", "apscheduler", "procrastinate", "urllib3", "yoyo")


def set_up_logging(level: str) -> None:
    """Time, level, module, message."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
