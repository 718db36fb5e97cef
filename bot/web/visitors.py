"""Who writes in the web chat: a random token in a signed cookie, and proof that our own page sent the request."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from itsdangerous import BadSignature, URLSafeSerializer

if TYPE_CHECKING:
    from flask import Request, Response

    from settings import Settings

COOKIE = "jobherald_chat"
KEPT_SECONDS = 365 * 24 * 3600
SALT = "web chat visitor"
TOKEN_CHARACTERS = 43  # of 32 random bytes in base64


def chat_of(request: Request, settings: Settings) -> str | None:
    """The chat's address, the SHA-256 of the visitor's token; None without a cookie that we signed."""
    token = _token(request, settings)
    return None if token is None else hashlib.sha256(token.encode()).hexdigest()


def remember(request: Request, answer: Response, settings: Settings) -> None:
    """Give the visitor a token, or the one they have for another year."""
    token = _token(request, settings) or secrets.token_urlsafe(32)
    answer.set_cookie(
        COOKIE,
        _signer(settings).dumps(token),
        max_age=KEPT_SECONDS,
        secure=request.is_secure or (settings.public_url or "").startswith("https://"),
        httponly=True,
        samesite="Lax",
    )


def is_own_page(request: Request, settings: Settings) -> bool:
    """Whether a page of this site sent the request; browsers say so, and whoever does not is refused.

    Sec-Fetch-Site is sent over HTTPS and on localhost only, so on a plain local address Origin has to do.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(request.headers.get("Origin", "")).netloc
    return bool(origin) and origin in {request.host, urlsplit(settings.public_url or "").netloc}


def _token(request: Request, settings: Settings) -> str | None:
    try:
        token = _signer(settings).loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        return None
    return token if isinstance(token, str) and len(token) == TOKEN_CHARACTERS else None


def _signer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(settings.secret_key.get_secret_value(), salt=SALT)
