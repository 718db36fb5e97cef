"""Requests to OpenAI, or to any server that speaks the same, by urllib3.

The official client takes 0.4 s of processor to load and four times as much for an answer of many megabytes; language
models are asked through it, since there its types are worth that.
"""

from __future__ import annotations

import json
import re
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
import urllib3
from urllib3.exceptions import ConnectTimeoutError, EmptyPoolError, HTTPError, NewConnectionError, ProxyError, SSLError
from urllib3.util import Timeout, make_headers

if TYPE_CHECKING:
    from collections.abc import Mapping

USUAL_URL = "https://api.openai.com/v1"
CONNECT_SECONDS = 5.0
CONNECTIONS = 16  # kept open; more may be at once
NEVER_CONNECTED = (NewConnectionError, ConnectTimeoutError, EmptyPoolError, ProxyError)
PASSING = frozenset({408, 409, 425, 429})  # and every failure of the server
KEY = re.compile(r"\bsk-\S+")
LONGEST_REASON = 300


class Unanswered(Exception):
    """No whole answer came; `sent` says whether the request may have arrived, and so been paid."""

    def __init__(self, why: str, *, sent: bool) -> None:
        super().__init__(why)
        self.sent = sent


class Declined(Exception):
    """The server answered with an error; the message is its own words, without keys.

    Attributes:
        status: of HTTP.
        code: the server's own name of the error, such as insufficient_quota, or None.
        headers: in which it may say when to come again.
    """

    def __init__(self, status: int, headers: Mapping[str, str], content: bytes) -> None:
        error = _error_in(content)
        said = error.get("message")
        super().__init__(masked(said) if said and isinstance(said, str) else f"HTTP {status}")
        self.status = status
        self.headers = headers
        self.code = error.get("code")

    @property
    def passing(self) -> bool:
        """Whether the same request may be answered later."""
        return self.status in PASSING or self.status >= 500  # noqa: PLR2004 - HTTP's own number


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said; names of headers in any case."""

    headers: Mapping[str, str]
    content: bytes


class OpenAIEndpoint:
    """A server and an account on it; any thread may ask. The environment's proxy is used, as by the official client."""

    def __init__(self, url: str | None, key: str, *, timeout_seconds: float) -> None:
        """`url` of None: OpenAI's own.

        Raises:
            ValueError: the environment names a proxy of a kind that cannot be used.
        """
        self._url = url or USUAL_URL
        self._headers = {
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
            "User-Agent": "jobherald",
        }
        self.host = urlsplit(self._url).hostname or ""
        self._connections = _connections(
            None if proxy_bypass(self.host) else getproxies().get(urlsplit(self._url).scheme),
            ssl_context=ssl.create_default_context(cafile=certifi.where()) if self._url.startswith("https") else None,
            maxsize=CONNECTIONS,
            timeout=Timeout(connect=min(timeout_seconds, CONNECT_SECONDS), read=timeout_seconds),
        )

    def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        """Hand over an object as JSON; nothing is tried again.

        Raises:
            Declined: the server says no, or failed.
            Unanswered: no whole answer came in time.
        """
        try:
            told = self._connections.urlopen(
                "POST",
                f"{self._url}{path}",
                body=json.dumps(body).encode(),
                headers=self._headers,
                redirect=False,
                retries=False,
            )
        except NEVER_CONNECTED as error:
            raise Unanswered(f"it cannot be reached ({type(error).__name__})", sent=False) from error
        except SSLError as error:
            refused = any(isinstance(each, ssl.SSLCertVerificationError) for each in error.args)
            raise Unanswered(str(error)[:LONGEST_REASON], sent=not refused) from error
        except HTTPError as error:
            raise Unanswered(f"no whole answer came ({type(error).__name__})", sent=True) from error
        if not 200 <= told.status < 300:  # noqa: PLR2004 - HTTP's own numbers
            raise Declined(told.status, told.headers, told.data)
        return Answer(told.headers, told.data)

    def close(self) -> None:
        """Close the connections."""
        self._connections.clear()


def masked(text: str) -> str:
    """The start of what a server says, without the key that some of its messages repeat."""
    return KEY.sub("sk-***", text)[:LONGEST_REASON]


def _connections(proxy: str | None, **given: Any) -> urllib3.PoolManager:  # noqa: ANN401 - as urllib3 takes them
    if not proxy:
        return urllib3.PoolManager(**given)
    parts = urlsplit(proxy)
    known = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else None
    return urllib3.ProxyManager(proxy, proxy_headers=make_headers(proxy_basic_auth=known), **given)


def _error_in(content: bytes) -> dict[str, Any]:
    """The object that describes an error; {} where a gateway answers with a page."""
    try:
        told = json.loads(content)
    except ValueError:
        return {}
    error = told.get("error", told) if isinstance(told, dict) else None
    return error if isinstance(error, dict) else {}
