"""The stubs' clocks tell when a request came, not when the stub got to it."""

import http.client
import socket
import sys
import threading
import time

import pytest

from tests.stubs.loopback import Request, server_on
from tests.stubs.pace import most_within

REQUEST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's stamps are Linux's")
def test_a_request_that_had_to_wait_is_stamped_when_it_came() -> None:
    seen: list[float] = []

    def serve(request: Request) -> None:
        assert request.whole_body() == b"hi"
        seen.append(request.arrived)
        time.sleep(0.3)
        request.send_response(200)
        request.send_header("Content-Length", "0")
        request.end_headers()

    server = server_on(0, serve)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    sent = []
    with socket.create_connection(server.server_address) as client:
        for _ in range(2):
            sent.append(time.monotonic())
            client.sendall(REQUEST)
            time.sleep(0.05)
        for _ in range(2):
            answer = http.client.HTTPResponse(client)
            answer.begin()
    server.shutdown()
    server.server_close()
    thread.join()
    assert [came - left for came, left in zip(seen, sent, strict=True)] == pytest.approx([0.0, 0.0], abs=0.03)
    assert most_within(seen, 0.2) == 2
