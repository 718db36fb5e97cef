"""Whose board a posting's address is of: application systems put the company into it."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

BY_PATH = frozenset({"jobs.lever.co", "jobs.eu.lever.co", "jobs.ashbyhq.com", "boards.greenhouse.io",
                     "job-boards.greenhouse.io", "job-boards.eu.greenhouse.io"})  # fmt: skip
BY_HOST = ("recruitee.com", "bamboohr.com", "breezy.hr", "teamtailor.com", "personio.de", "personio.com")


def company_in(url: str) -> str:
    """The company by its short name in the address ("acme-labs" is "Acme Labs"), "" at other addresses."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    first = unquote(parts.path.strip("/").partition("/")[0]) if host in BY_PATH else ""
    own = next((host.removesuffix(f".{end}") for end in BY_HOST if host.endswith(f".{end}")), "").rpartition(".")[2]
    words = re.split(r"[-_.\s]+", (first or own).strip())
    return " ".join(word if any(map(str.isupper, word)) else word.capitalize() for word in words if word)
