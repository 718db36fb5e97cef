"""The HTTP server below the stubs of chat channels; it knows when a request came in, however late it reads it."""

from __future__ import annotations

import io
import struct
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

SOL_SOCKET, SO_TIMESTAMPNS = 1, 35  # Linux's own numbers: Python has no name for the second
STAMP = struct.Struct("=qq")  # seconds and nanoseconds since 1970


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def server_bind(self) -> None:
        if sys.platform == "linux":
            self.socket.setsockopt(SOL_SOCKET, SO_TIMESTAMPNS, 1)  # connections inherit it
        super().server_bind()

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is no news."""


class StampedReads(io.RawIOBase):
    """What a connection brings; `arrived` is when the kernel got the last bytes read, by the monotonic clock."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.arrived = 0.0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        size, notes, _, _ = self.connection.recvmsg_into([buffer], 64)
        self.arrived = time.monotonic()
        for level, kind, stamp in notes:
            if (level, kind) == (SOL_SOCKET, SO_TIMESTAMPNS):
                seconds, nanoseconds = STAMP.unpack(stamp[: STAMP.size])
                self.arrived -= max(0.0, time.time() - seconds - nanoseconds / 1e9)
        return size


class Request(BaseHTTPRequestHandler):
    """One request after the other on a connection."""

    protocol_version = "HTTP/1.1"
    wbufsize = 65_536  # headers and body in one packet: in two, the client's delayed ACK costs 40 ms
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.rfile.close()
        self.reads = StampedReads(self.connection)
        self.rfile = io.BufferedReader(self.reads, 65_536)

    def whole_body(self) -> bytes:
        """The body; `arrived` is then the time of its last bytes."""
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    @property
    def arrived(self) -> float:
        """When what was read so far had come in: a stub that stood still does not take it for the client's pace."""
        return self.reads.arrived

    def log_message(self, *_: object) -> None:
        """Quiet."""


def server_on(port: int, serve: Callable[[Request], None]) -> Server:
    """A server on this port of loopback (0: a free one) that hands every GET and POST to `serve`."""

    class Handler(Request):
        def do_POST(self) -> None:
            serve(self)

        do_GET = do_POST  # noqa: N815 - the server's own name for it

    return Server(("127.0.0.1", port), Handler)
