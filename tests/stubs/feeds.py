"""A web server on loopback that serves feeds: what it answers at a path is set by the test, what it was asked is kept.

An answer of several is given in turn, the last one for ever.
"""

from __future__ import annotations

import gzip
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

HOST = "feed.test"


@dataclass
class Answer:
    """What is sent: `length` None leaves the end unmarked; `drip_seconds` is waited before each byte."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = -1
    wait_seconds: float = 0.0
    drip_seconds: float = 0.0


@dataclass
class Asked:
    """One request."""

    path: str
    headers: dict[str, str]
    at: float


def as_json(value: Any, **headers: str) -> Answer:
    """A JSON document."""
    return Answer(json.dumps(value).encode(), headers={"Content-Type": "application/json"} | headers)


def as_gzip(body: bytes) -> Answer:
    """A compressed document."""
    return Answer(gzip.compress(body), headers={"Content-Encoding": "gzip"})


def redirect(location: str, status: int = 302) -> Answer:
    """Look there."""
    return Answer(status=status, headers={"Location": location})


class FeedStub:
    """Answers by path and query; knows ETags: an answer that has one is 304 for who has it already."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[Asked] = []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                stub.serve(self)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """A client that hangs up is no news."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        self.host = f"{HOST}:{self.port}"
        self.url = f"http://{self.host}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def give(self, path: str, *answers: Answer) -> str:
        """Set what a path answers; its URL."""
        self.answers[path] = list(answers)
        return f"{self.url}{path}"

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append(Asked(request.path, dict(request.headers), time.monotonic()))
        line = self.answers.get(request.path, [Answer(status=404)])
        answer = line.pop(0) if len(line) > 1 else line[0]
        etag = answer.headers.get("ETag")
        if etag and request.headers.get("If-None-Match") == etag:
            answer = Answer(status=304)
        time.sleep(answer.wait_seconds)
        request.send_response(answer.status)
        for name, value in answer.headers.items():
            request.send_header(name, value)
        if answer.length is not None:
            request.send_header("Content-Length", str(len(answer.body) if answer.length < 0 else answer.length))
        request.send_header("Connection", "close")
        request.end_headers()
        for byte in answer.body if answer.drip_seconds else ():
            time.sleep(answer.drip_seconds)
            request.wfile.write(bytes([byte]))
        if not answer.drip_seconds:
            request.wfile.write(answer.body)
        request.close_connection = True
