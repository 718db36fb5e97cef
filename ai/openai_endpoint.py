"""Requests to OpenAI, or to any server that speaks the same, through OpenAI's own client."""

from __future__ import annotations

import json
import re
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import openai

USUAL_URL = "https://api.openai.com/v1"
PASSING = frozenset({408, 409, 425, 429})  # and every failure of the server
KEY = re.compile(r"\bsk-\S+")
LONGEST_REASON = 300


class Unanswered(Exception):
    """No whole answer came.

    Attributes:
        sent: whether the request may have arrived, and so been paid.
        late: whether the time was over.
    """

    def __init__(self, why: str, *, sent: bool, late: bool = False) -> None:
        super().__init__(why)
        self.sent = sent
        self.late = late


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


class NoWay(Exception):
    """The key or the environment's proxy cannot be used; the message says which."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said; names of headers in any case."""

    headers: Mapping[str, str]
    content: bytes


class OpenAIEndpoint:
    """A server and an account on it; any thread may ask. The client, half a second to load, is made for the first."""

    def __init__(self, url: str | None, key: str, *, timeout_seconds: float, whole_seconds: float) -> None:
        """`url` of None: OpenAI's own. `timeout_seconds`: of silence; `whole_seconds`: until the last byte is here."""
        self._url = url or USUAL_URL
        self._key = key
        self._timeout_seconds = timeout_seconds
        self._whole_seconds = whole_seconds
        self.host = urlsplit(self._url).hostname or ""
        self._client: openai.OpenAI | None = None
        self._lock = threading.Lock()

    def embeddings(self, texts: Sequence[str], **asked: Any) -> Answer:  # noqa: ANN401 - as the API takes them
        """Ask for the vectors of texts, with further arguments as the API names them; nothing is tried again.

        Raises:
            Declined: the server says no, or failed.
            Unanswered: no whole answer came in time.
            NoWay: nothing can be sent with this key or proxy.
        """
        client = self._connected()
        import httpx2  # noqa: PLC0415 - what the client speaks HTTP through, loaded with it
        import openai  # noqa: PLC0415

        ends = time.monotonic() + self._whole_seconds
        try:
            # Read as it comes: the client's own reading makes an object of each vector, as long as the model takes.
            # And texts go in as the body's own: of an argument it looks into each one for names to translate.
            create = client.embeddings.with_streaming_response.create
            with create(input="", extra_body={"input": texts}, **asked) as told:
                return Answer(told.headers, b"".join(_until(ends, told.iter_bytes())))
        except openai.APIStatusError as error:
            raise Declined(error.status_code, error.response.headers, error.response.content) from error
        except openai.APIConnectionError as error:
            raise _unanswered(error.__cause__ or error) from error
        except httpx2.HTTPError as error:
            raise _unanswered(error) from error
        except (openai.OpenAIError, UnicodeError) as error:
            raise NoWay(f"OPENAI_API_KEY cannot be sent ({type(error).__name__})") from error

    def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            self._client.close()

    def _connected(self) -> openai.OpenAI:
        with self._lock:
            if self._client is None:
                import openai  # noqa: PLC0415 - takes 0.5 s

                try:
                    self._client = openai.OpenAI(
                        api_key=self._key, base_url=self._url, timeout=self._timeout_seconds, max_retries=0
                    )
                except (ValueError, ImportError) as error:
                    raise NoWay(f"the environment's proxy cannot be used ({error})") from error
            return self._client


def masked(text: str) -> str:
    """The start of what a server says, without the key that some of its messages repeat, as PostgreSQL can keep it."""
    clean = text.replace("\0", " ").encode("utf-8", "replace").decode()
    return KEY.sub("sk-***", clean)[:LONGEST_REASON]


def _until(ends: float, pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        if time.monotonic() > ends:
            raise Unanswered("the answer came too slowly", sent=True, late=True)
        yield piece


def _unanswered(error: BaseException) -> Unanswered:
    import httpx2  # noqa: PLC0415

    never_sent = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)
    if isinstance(error, never_sent):
        return Unanswered(f"it cannot be reached ({type(error).__name__})", sent=False)
    late = isinstance(error, httpx2.TimeoutException)
    return Unanswered(f"no whole answer came ({type(error).__name__})", sent=True, late=late)


def _error_in(content: bytes) -> dict[str, Any]:
    """The object that describes an error; {} where a gateway answers with a page."""
    try:
        told = json.loads(content)
    except ValueError:
        return {}
    error = told.get("error", told) if isinstance(told, dict) else None
    return error if isinstance(error, dict) else {}
