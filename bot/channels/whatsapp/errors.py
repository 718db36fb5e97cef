"""What WhatsApp's refusals mean for us: by code, whether it comes in the answer or in a status. Codes: Graph v25.0."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from bot.channels.base import Failure
from bot.channels.wire import NotSent, WireError

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY_SECONDS = 86_400.0
WINDOW_CLOSED = 131047
UNDELIVERABLE = 131026
WITHHELD = 131049
MARKETING_STOPPED = 131050
SPAM_LIMIT = 131048
PAIR_LIMIT = 131056
THROTTLED = frozenset({4, 80007, 130429, 133016})
TOKEN_DEAD = frozenset({0, 104, 190})
LOCKED = frozenset({10, 33, 368, 131005, 131031, 131037, 131042, 131045, 133010})  # nothing can be sent until mended
TEMPLATE_REFUSED = frozenset({132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018})
REFUSED_FOR_GOOD = TEMPLATE_REFUSED | {
    *(100, 130403, 130472, 130497, 131008, 131009, 131021, 131030, 131050, 131051, 131052, 131053, 131055),
    *(131062, 131063, 131064, 135000),
}
PASSING = frozenset({1, 2, 131000, 131016, 131057})
PERMISSIONS = range(200, 300)
UNKNOWN_OBJECT_SUBCODE = 33


class Refused(Exception):
    """WhatsApp answered with an error.

    Attributes:
        status: of HTTP.
        error: the `error` object, {} where the body was none of Meta's (a proxy's page).
    """

    def __init__(self, status: int, error: Mapping[str, Any]) -> None:
        self.status = status
        self.error = error
        super().__init__(f"HTTP {status}: {said(error) or 'no explanation'}")


def said(error: Mapping[str, Any]) -> str:
    """An error object in one line, cut short; `error_data` may be absent or a text."""
    data = error.get("error_data")
    details = data.get("details") if isinstance(data, dict) else data
    title = error.get("message") or error.get("title") or ""
    parts = (str(part) for part in (error.get("code"), title, details) if part)
    return " · ".join(dict.fromkeys(parts))[:300]


def classify_error(error: Exception) -> Failure:
    """What a failed send means. An answer that never came may hide a message that arrived."""
    if isinstance(error, Refused):
        return failure_of(error.error, status=error.status)
    reason = f"{type(error).__name__}: {error}"[:300]
    if isinstance(error, NotSent):
        return Failure("retry", reason)
    if isinstance(error, WireError | TimeoutError):
        return Failure("unknown", reason)
    return Failure("drop", reason)


def failure_of(error: Mapping[str, Any], *, status: int | None = None) -> Failure:
    """What an error object means: of an answer with this HTTP status, or of a status `failed`.

    Decided by the code alone, as Meta asks: titles are translated, and the HTTP status differs between editions. Only
    an answer without a code, as of a proxy, is judged by its status: unless it says no, the message may have arrived.
    """
    given = error.get("code")
    code = given if type(given) is int else int(given) if isinstance(given, str) and given.isdigit() else None
    reason = said(error) or (f"HTTP {status}" if status else "failed without a reason")
    if code is None:
        return _by_status(status, reason)
    if code == 100 and error.get("error_subcode") == UNKNOWN_OBJECT_SUBCODE:  # noqa: PLR2004 - Meta's own number
        return Failure("halt", reason, code=code)
    found = _by_code(code, reason)
    if found is not None:
        return found
    # A code that is new since this was written: only its HTTP status tells whether to come again.
    passes = status == HTTPStatus.TOO_MANY_REQUESTS or (status or 0) >= HTTPStatus.INTERNAL_SERVER_ERROR
    return Failure("retry" if passes else "drop", reason, code=code)


def _by_status(status: int | None, reason: str) -> Failure:
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        return Failure("retry", reason)
    said_no = status is None or HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return Failure("drop" if said_no else "unknown", reason)


def _by_code(code: int, reason: str) -> Failure | None:  # noqa: PLR0911 - one line for each meaning
    if code == WINDOW_CLOSED:
        return Failure("hold", reason, code=code)
    if code == UNDELIVERABLE:
        return Failure("gone", reason, code=code)
    if code == WITHHELD:
        return Failure("retry", reason, retry_after_seconds=DAY_SECONDS, code=code)
    if code == SPAM_LIMIT:
        return Failure("retry", reason, retry_after_seconds=DAY_SECONDS / 24, code=code)
    if code == PAIR_LIMIT:
        return Failure("retry", reason, retry_after_seconds=6.0, code=code)
    if code in THROTTLED:
        return Failure("retry", reason, retry_after_seconds=4.0, whole_channel=True, code=code)
    if code in TOKEN_DEAD or code in LOCKED or code in PERMISSIONS:
        return Failure("halt", reason, code=code)
    if code in PASSING:
        return Failure("retry", reason, code=code)
    return Failure("drop", reason, code=code) if code in REFUSED_FOR_GOOD else None
