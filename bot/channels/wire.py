"""HTTP to a channel's server over connections that are kept: what a message costs is mostly this.

A post by urllib3 costs 0.2 ms of processor, by httpx 0.45. Its errors say the one thing that counts for a message:
whether it can have left us.
"""

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import certifi
import urllib3
from urllib3.exceptions import ConnectTimeoutError, EmptyPoolError, HTTPError, NewConnectionError, SSLError
from urllib3.util import Timeout

if TYPE_CHECKING:
    from collections.abc import Mapping

CONNECT_SECONDS = 5.0
NEVER_CONNECTED = (NewConnectionError, ConnectTimeoutError, EmptyPoolError)


class WireError(Exception):
    """No answer came."""


class NotSent(WireError):
    """The connection never stood: nothing has left us."""


class NoAnswer(WireError):
    """The request may have arrived, but no whole answer came in time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    status: int
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether it says yes."""
        return 200 <= self.status < 300  # noqa: PLR2004 - HTTP's own numbers

    def document(self) -> dict[str, Any]:
        """The object in it; {} where a gateway answered with a page, or nothing."""
        try:
            told = json.loads(self.body)
        except ValueError:
            return {}
        return told if isinstance(told, dict) else {}


class Wire:
    """Requests to one server, whose paths begin with that of `base_url`. Any thread may call it."""

    def __init__(
        self, base_url: str, *, timeout_seconds: float, connections: int, headers: Mapping[str, str] | None = None
    ) -> None:
        parts = urlsplit(base_url)
        self._base = parts.path.rstrip("/")
        self._headers = {"User-Agent": "jobherald", **(headers or {})}
        secure = {"ssl_context": ssl.create_default_context(cafile=certifi.where())} if parts.scheme == "https" else {}
        self._pool = urllib3.connection_from_url(
            base_url,
            maxsize=connections,
            timeout=Timeout(connect=min(timeout_seconds, CONNECT_SECONDS), read=timeout_seconds),
            retries=False,
            **secure,
        )

    def get(self, path: str, asked: Mapping[str, object] | None = None) -> Answer:
        """What is there.

        Raises:
            NotSent, NoAnswer: no answer came.
        """
        return self._request("GET", f"{path}?{urlencode(asked)}" if asked else path)

    def post(self, path: str, said: Mapping[str, Any]) -> Answer:
        """Hand over an object as JSON.

        Raises:
            NotSent, NoAnswer: no answer came.
        """
        return self._request("POST", path, body=json.dumps(said).encode(), headers={"Content-Type": "application/json"})

    def post_form(self, path: str, fields: Mapping[str, Any]) -> Answer:
        """Hand over texts and files (name, content, media type) as a form of several parts.

        Raises:
            NotSent, NoAnswer: no answer came.
        """
        body, content_type = urllib3.encode_multipart_formdata(fields)
        return self._request("POST", path, body=body, headers={"Content-Type": content_type})

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()

    def _request(
        self, method: str, path: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        whole = self._headers | dict(headers or {})
        try:
            told = self._pool.urlopen(method, f"{self._base}/{path}", body=body, headers=whole, redirect=False)
        except NEVER_CONNECTED as error:
            raise NotSent(type(error).__name__) from error
        except SSLError as error:
            refused = any(isinstance(each, ssl.SSLCertVerificationError) for each in error.args)
            raise (NotSent if refused else NoAnswer)(str(error)[:200]) from error
        except HTTPError as error:
            raise NoAnswer(type(error).__name__) from error
        return Answer(told.status, told.data)
