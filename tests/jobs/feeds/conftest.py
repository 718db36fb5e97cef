from __future__ import annotations

import shutil
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from jobs.feeds.fetching import FetchRules
from tests.stubs.feeds import HOST, FeedStub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from http.server import HTTPServer
    from pathlib import Path


def resolve(host: str, port: int) -> list[str]:
    """The stub's name is on loopback; any other is nowhere."""
    if host == HOST:
        return ["127.0.0.1"]
    raise OSError(f"no such name: {host}:{port}")


@pytest.fixture
def site() -> Iterator[FeedStub]:
    with FeedStub() as stub:
        yield stub


@pytest.fixture
def rules(site: FeedStub) -> FetchRules:
    return FetchRules(
        timeout_seconds=5.0,
        max_bytes=1_000_000,
        user_agent="Jobherald/test",
        private_hosts=frozenset({site.host}),
        resolve=resolve,
    )


@pytest.fixture
def tls_site(tmp_path: Path) -> Iterator[Callable[[str], tuple[int, FetchRules]]]:
    """An HTTPS server with a certificate for the name it is given; other names are at the same address."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here to make a certificate with")
    servers: list[HTTPServer] = []

    def start(name: str) -> tuple[int, FetchRules]:
        key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}",
             "-keyout", str(key), "-out", str(certificate)],
            check=True, capture_output=True,
        )  # fmt: skip

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"[]")

            def log_message(self, *_: object) -> None:
                """Quiet."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """A client that does not trust us is no news."""

        server = Server(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        port = server.server_port
        rules = FetchRules(
            timeout_seconds=5.0,
            private_hosts=frozenset({f"{name}:{port}", f"other.test:{port}"}),
            resolve=lambda *_: ["127.0.0.1"],
            ssl_context=ssl.create_default_context(cafile=str(certificate)),
        )
        return port, rules

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
