"""Connections to the public web only: every name is resolved here, and what was checked is what is connected to."""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import httpcore

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Collection, Iterable

    Resolve = Callable[[str, int], list[str]]
    Address = ipaddress.IPv4Address | ipaddress.IPv6Address

NAT64 = ipaddress.ip_network("64:ff9b::/96")
WEB_PORTS = frozenset({80, 443})
# Above 1023, what the Fetch standard (fetch.spec.whatwg.org, "bad port") refuses, and databases, caches and brokers.
OTHER_PORTS = frozenset(
    {1433, 1521, 1719, 1720, 1723, 2049, 2181, 2375, 2376, 2379, 2380, 3306, 3389, 3659, 4045, 4190, 4369, 5060, 5061}
    | {5432, 5672, 5900, 5984, 5985, 5986, 6000, 6379, 6443, 6566, 6697, 9042, 9092, 9200, 9300, 10080, 10250, 11211}
    | {27017, 27018, 27019, *range(6665, 6670)}
)


class AddressRefused(Exception):
    """The place is none that may be fetched from; the message says why."""


class TimeIsUp(Exception):
    """The fetch as a whole took longer than its time limit."""


def is_public(text: str) -> bool:
    """Whether an IP address, as text, is one of the public internet; what it embeds is looked at too."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if address in NAT64:  # how an IPv6-only network reaches IPv4
        return _is_global(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return all(_is_global(part) for part in (address, *_embedded(address)))


def _is_global(address: Address) -> bool:
    site_local = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    return address.is_global and not (address.is_multicast or address.is_reserved or site_local)


def _embedded(address: Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses that an IPv6 address stands for: mapped, 6to4, Teredo."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))
    return [part for part in found if part is not None]


def check_port(port: int) -> None:
    """Let web servers' ports pass.

    Raises:
        AddressRefused: below 1024 only 80 and 443 are; above, those of databases and the like are not.
    """
    if port in OTHER_PORTS or (port < 1024 and port not in WEB_PORTS):  # noqa: PLR2004 - the privileged ports
        raise AddressRefused(f"port {port} is not a web server's")


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, in the system's order of preference."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class TimeLimit:
    """How much of a fetch's time is left."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends_at = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds.

        Raises:
            TimeIsUp: none.
        """
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeIsUp(f"it took longer than {self._seconds:g} seconds")
        return left

    def extend(self, seconds: float) -> None:
        """Give back the time spent waiting for our turn."""
        self._ends_at += seconds


class PublicNetwork(httpcore.NetworkBackend):
    """Connects to the very address that it has checked, so that a name that changes its mind gains nothing.

    `private_hosts` are `host:port` that may be anywhere. Every step takes at most what is left of the time limit.
    """

    def __init__(self, limit: TimeLimit, private_hosts: Collection[str] = (), resolve: Resolve = resolve) -> None:
        self._limit = limit
        self._private_hosts = private_hosts
        self._resolve = resolve
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the time limit decides
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first public address of the host that answers.

        Raises:
            AddressRefused: it has none, or the port is not a web server's.
        """
        addresses = self._allowed(host, port)
        for number, address in enumerate(addresses, 1):
            try:
                stream = self._network.connect_tcp(address, port, self._limit.left(), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(addresses):
                    raise
            else:
                return _LimitedStream(stream, self._limit)
        raise httpcore.ConnectError(f"{host} has no address")

    def _allowed(self, host: str, port: int) -> list[str]:
        if f"{host}:{port}" in self._private_hosts:
            return self._addresses(host, port)
        check_port(port)
        addresses = self._addresses(host, port)
        public = [address for address in addresses if is_public(address)]
        if addresses and not public:
            raise AddressRefused(f"{host} is a private or local address ({addresses[0]})")
        return public

    def _addresses(self, host: str, port: int) -> list[str]:
        """Resolved in a thread: the system's resolver knows no time limit of ours."""
        answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolve(host, port))
            except (OSError, UnicodeError) as error:
                answers.put(error)

        threading.Thread(target=ask, daemon=True).start()
        try:
            answer = answers.get(timeout=self._limit.left())
        except queue.Empty:
            raise TimeIsUp(f"the name {host} was not resolved in time") from None
        if isinstance(answer, Exception):
            raise httpcore.ConnectError(f"the name {host} cannot be resolved ({answer})") from answer
        return answer


class _LimitedStream(httpcore.NetworkStream):
    """A connection on which no step lasts longer than what is left of the time limit."""

    def __init__(self, stream: httpcore.NetworkStream, limit: TimeLimit) -> None:
        self._stream = stream
        self._limit = limit

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - as in connect_tcp
        return self._stream.read(max_bytes, self._limit.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - as in connect_tcp
        self._stream.write(buffer, self._limit.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - as in connect_tcp
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._limit.left())
        return _LimitedStream(secured, self._limit)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as the library has it
        return self._stream.get_extra_info(info)
