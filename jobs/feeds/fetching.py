"""Gets one document from the web within a time limit and a size cap, politely, and from public addresses only."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Protocol

import httpcore
import httpx

from jobs.feeds.inflating import Damaged, TooLarge, inflated, within
from jobs.feeds.public_web import AddressRefused, PublicNetwork, TimeIsUp, TimeLimit, check_port, resolve

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable

    from jobs.feeds.public_web import Resolve

    _Headers = dict[bytes | str, bytes | str]

MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
OK, NOT_MODIFIED = 200, 304
SLOW_DOWN = frozenset({429, 503})
DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST_RETRY_AFTER_SECONDS = 7 * 86400.0

REMEDIES = {
    400: "check its url, board and parameters",
    401: "the site wants a key: check the one in its url",
    403: "the site refuses: it may want a key, or no robots",
    404: "there is nothing at this address: check its url or board",
    410: "this address was given up: check its url or board",
    429: "asked too often: raise its every",
}


class FetchFailed(Exception):
    """A document could not be had; the message says why and what to do.

    `status` is the HTTP status if there was one; `retry_after` the seconds that the site asks to wait.
    """

    def __init__(self, message: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class HostBusy(FetchFailed):
    """Others are in line for this host: no fault of the feed."""


class NoAnswer(FetchFailed):
    """The connection failed or the time was up: the site is away, or slow."""


class Turns(Protocol):
    """Who may ask a host when."""

    def wait(self, host: str) -> None:
        """Return when it is our turn; `HostBusy` when that is too far off."""

    def postpone(self, host: str, seconds: float) -> None:
        """The host asks not to be asked for so long."""


@dataclass(frozen=True, slots=True)
class FetchRules:
    """How documents are fetched.

    Attributes:
        timeout_seconds: for all of one download, from resolving the name to the last byte.
        max_bytes: of a body, as sent and as decompressed.
        user_agent: names the product, so that a site knows who asks.
        private_hosts: `host:port` that may have private addresses and any port, where a feed's own url names them.
        resolve: (host, port) to addresses.
        ssl_context: what certificates are checked against; the usual authorities when None.
    """

    timeout_seconds: float = 60.0
    max_bytes: int = 50_000_000
    user_agent: str = "Jobherald"
    private_hosts: frozenset[str] = frozenset()
    resolve: Resolve = resolve
    ssl_context: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What a place answered: `unchanged`, or a body. `sized`: its end was marked, so that none of it can be missing."""

    url: str
    unchanged: bool = False
    body: bytes = b""
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    sized: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What was answered the last time: a site that has nothing newer says only that."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> _Headers:
        """The conditions of the next request."""
        named: dict[str, str | None] = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class _Answer:
    """Status, headers in lower case, and the body if the status is 200."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def fetch(url: str, rules: FetchRules, turns: Turns, known: Known | None = None) -> Document:
    """The document at a URL, redirects followed by hand and each checked as the first was.

    A private host may be asked where the URL itself names it, and never because another host leads there.

    Raises:
        FetchFailed: it could not be had.
    """
    limit = TimeLimit(rules.timeout_seconds)
    conditions: _Headers = known.headers() if known else {}
    rules = narrowed(rules, url)
    place = checked_url(url, rules)
    for _ in range(MOST_REDIRECTS + 1):
        started = time.monotonic()
        turns.wait(place.host)
        limit.extend(time.monotonic() - started)
        answer = _ask(place, rules, limit, conditions)
        if answer.status not in REDIRECTS or "location" not in answer.headers:
            return _document(place, answer, turns, asked_if_changed=bool(conditions))
        place = _redirected(place, answer.headers["location"], rules)
    raise FetchFailed(f"it redirects more than {MOST_REDIRECTS} times: check its url")


def checked_url(url: str, rules: FetchRules) -> httpx.URL:
    """A URL that may be asked, as far as it alone can tell; the address is checked when it is known.

    Raises:
        FetchFailed: it is not http or https, names no host, holds a password, or a port that is not the web's.
    """
    try:
        place = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise FetchFailed(f"its url is none ({error})") from error
    if place.scheme not in DEFAULT_PORTS or not place.host:
        raise FetchFailed(f"only http:// and https:// addresses are fetched, not {place.scheme or 'one without'}://")
    if place.userinfo:
        raise FetchFailed("its url holds a user name or password: that is not supported")
    if f"{place.host}:{port_of(place)}" not in rules.private_hosts:
        try:
            check_port(port_of(place))
        except AddressRefused as error:
            raise FetchFailed(_refused(error)) from error
    return place


def narrowed(rules: FetchRules, url: str) -> FetchRules:
    """The rules for all that a URL leads to: of the private hosts only its own, if it is one.

    Raises:
        FetchFailed: it may not be asked.
    """
    place = checked_url(url, rules)
    return replace(rules, private_hosts=rules.private_hosts & {f"{place.host}:{port_of(place)}"})


def port_of(place: httpx.URL) -> int:
    """The port, that of the scheme when none is given."""
    return place.port or DEFAULT_PORTS[place.scheme]


def _redirected(place: httpx.URL, location: str, rules: FetchRules) -> httpx.URL:
    try:
        target = place.join(location)
    except httpx.InvalidURL as error:
        raise FetchFailed(f"it redirects to what is no address ({error})") from error
    if place.scheme == "https" and target.scheme == "http":
        raise FetchFailed("it redirects from https to http: give the https address it should be")
    return checked_url(str(target.copy_with(fragment=None)), rules)


def _ask(place: httpx.URL, rules: FetchRules, limit: TimeLimit, conditions: _Headers) -> _Answer:
    headers: _Headers = {
        "Host": place.netloc.decode("ascii"),
        "User-Agent": rules.user_agent,
        "Accept": "application/json, application/xml;q=0.9, */*;q=0.8",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
        **conditions,
    }
    network = PublicNetwork(limit, rules.private_hosts, rules.resolve)
    target = httpcore.URL(scheme=place.raw_scheme, host=place.raw_host, port=place.port, target=place.raw_path)
    try:
        with (
            httpcore.ConnectionPool(ssl_context=rules.ssl_context, network_backend=network) as connections,
            connections.stream("GET", target, headers=headers) as response,
        ):
            given = {name.decode("latin-1").lower(): text.decode("latin-1") for name, text in response.headers}
            wanted = response.status == OK
            return _Answer(response.status, given, _body(given, response.iter_stream(), rules) if wanted else b"")
    except AddressRefused as error:
        raise FetchFailed(_refused(error)) from error
    except (TimeIsUp, httpcore.TimeoutException) as error:
        raise NoAnswer(f"no answer within {rules.timeout_seconds:g} seconds: tried again by itself") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise NoAnswer(f"the connection failed ({error or type(error).__name__}): tried again by itself") from error


def _body(headers: dict[str, str], chunks: Iterable[bytes], rules: FetchRules) -> bytes:
    encoding = headers.get("content-encoding", "").strip().lower()
    decoders: dict[str, Callable[[Iterable[bytes], int], bytes]] = {
        "": within, "identity": within, "gzip": inflated, "x-gzip": inflated, "deflate": inflated
    }  # fmt: skip
    if encoding not in decoders:
        raise FetchFailed(f"it is sent in an encoding that was not asked for ({encoding})")
    try:
        body = decoders[encoding](chunks, rules.max_bytes)
        return inflated([body], rules.max_bytes) if body.startswith(b"\x1f\x8b") else body  # a .gz file
    except TooLarge:
        megabytes = rules.max_bytes / 1e6
        raise FetchFailed(f"it is larger than {megabytes:g} MB: narrow its url, or raise FETCH_MAX_BYTES") from None
    except Damaged as error:
        raise FetchFailed(f"its compressed body is damaged ({error}): tried again by itself") from error


def _document(place: httpx.URL, answer: _Answer, turns: Turns, *, asked_if_changed: bool) -> Document:
    headers = answer.headers
    if answer.status == NOT_MODIFIED and asked_if_changed:
        return Document(str(place), unchanged=True)
    if answer.status != OK:
        retry_after = _retry_after(headers.get("retry-after", "")) if answer.status in SLOW_DOWN else None
        if retry_after:
            turns.postpone(place.host, retry_after)
        raise FetchFailed(_told(answer.status), status=answer.status, retry_after=retry_after)
    return Document(
        str(place),
        body=answer.body,
        charset=_charset(headers.get("content-type", "")),
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        sized="content-length" in headers or "chunked" in headers.get("transfer-encoding", "").lower(),
    )


def _told(status: int) -> str:
    remedy = REMEDIES.get(status) or ("tried again by itself" if status >= 500 else "check its url")  # noqa: PLR2004 - HTTP's server errors
    return f"it answers HTTP {status}: {remedy}"


def _refused(error: AddressRefused) -> str:
    return f"{error}, which is not fetched from; for a url of your own: FETCH_PRIVATE_HOSTS=host:port"


def _charset(content_type: str) -> str | None:
    message = Message()
    message["content-type"] = content_type
    return message.get_content_charset()


def _retry_after(text: str) -> float | None:
    """Seconds, from a number or a date; None when it says nothing of use."""
    try:
        seconds = float(text) if text.strip().isdigit() else _seconds_until(parsedate_to_datetime(text))
    except (ValueError, TypeError, OverflowError):
        return None
    return min(seconds, LONGEST_RETRY_AFTER_SECONDS) if seconds > 0 else None


def _seconds_until(moment: datetime) -> float:
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (known - datetime.now(UTC)).total_seconds()
