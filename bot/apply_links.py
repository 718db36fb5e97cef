"""Short signed addresses of ours that lead to a posting, so that an opening is known on every channel."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from settings import Settings

PATH = "/j/"
SIGNATURE_CHARACTERS = 16  # 96 bits
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
GREATEST_ID = 2**63 - 1
_TOKEN = re.compile(r"(?P<job>[0-9a-z]{1,13})\.(?P<user>[0-9a-z]{1,13})\.(?P<signature>[A-Za-z0-9_-]{16})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Opening:
    """Who opens which posting."""

    job_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class ApplyLinks:
    """Makes the addresses. `base` is what stands before /j/: "" on our own pages, None to lead to postings directly."""

    secret_key: str
    base: str | None

    @classmethod
    def from_settings(cls, settings: Settings, *, own_page: bool = False) -> ApplyLinks:
        """As LINKS says; outside our own pages only where PUBLIC_URL tells how we are reached."""
        base = None if settings.links == "direct" else "" if own_page else settings.public_url
        return cls(settings.secret_key.get_secret_value(), base)

    def address(self, job_id: int, user_id: int | None, url: str) -> str:
        """Where a card leads to: ours, or the posting's own when there is no person or no web page to lead to."""
        if self.base is None or user_id is None or not is_web_page(url):
            return url
        return f"{self.base}{PATH}{token_of(self.secret_key, Opening(job_id, user_id))}"


def token_of(secret_key: str, opening: Opening) -> str:
    """The token of an opening. It never runs out: it leads to a posting as long as there is one."""
    signature = _signature(secret_key, opening)
    return f"{_in_letters(opening.job_id)}.{_in_letters(opening.user_id)}.{signature}"


def read_token(secret_key: str, token: str) -> Opening | None:
    """The opening that a token of ours stands for; None for any other text."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    opening = Opening(int(match["job"], 36), int(match["user"], 36))
    genuine = hmac.compare_digest(match["signature"], _signature(secret_key, opening))
    return opening if genuine and max(opening.job_id, opening.user_id) <= GREATEST_ID else None


def is_web_page(url: str) -> bool:
    """Whether an address may be led to: http or https, with a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _signature(secret_key: str, opening: Opening) -> str:
    text = f"apply link:{opening.job_id}:{opening.user_id}".encode()
    digest = hmac.new(secret_key.encode(), text, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode()[:SIGNATURE_CHARACTERS]


def _in_letters(number: int) -> str:
    letters = ""
    while number:
        number, digit = divmod(number, 36)
        letters = DIGITS[digit] + letters
    return letters or "0"
