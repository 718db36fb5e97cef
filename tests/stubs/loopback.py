"""The HTTP server below the stubs of chat channels."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is no news."""


def server_on(port: int, serve: Callable[[BaseHTTPRequestHandler], None]) -> Server:
    """A server on this port of loopback (0: a free one) that hands every GET and POST to `serve`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65_536  # headers and body in one packet: in two, the client's delayed ACK costs 40 ms
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            serve(self)

        do_GET = do_POST  # noqa: N815 - the server's own name for it

        def log_message(self, *_: object) -> None:
            """Quiet."""

    return Server(("127.0.0.1", port), Handler)
