"""Requests over connections that are kept, and what their failures tell about a message."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from bot.channels.wire import NoAnswer, NotSent, Wire

YES = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"ok":true}'


@contextmanager
def server(*answers: bytes) -> Iterator[str]:
    """Gives each of these to one connection, and then hangs up without a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            for answer in answers:
                with suppress(OSError), listening.accept()[0] as connection:
                    connection.recv(65_536)
                    connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/base"


def wire(url: str, seconds: float = 2.0) -> Wire:
    return Wire(url, timeout_seconds=seconds, connections=2)


def test_a_connection_that_the_server_closed_meanwhile_is_replaced() -> None:
    with server(YES, YES) as url:
        kept = wire(url)
        for _ in range(2):
            assert kept.post("x", {"a": 1}).document() == {"ok": True}
            time.sleep(0.05)
        kept.close()


def test_half_an_answer_may_hide_a_message_that_arrived() -> None:
    with server(YES[:-5]) as url, pytest.raises(NoAnswer):
        wire(url).post("x", {})


def test_no_answer_in_time_may_hide_one_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(NoAnswer):
        wire(f"http://127.0.0.1:{silent.getsockname()[1]}", 0.2).post("x", {})


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://nobody.invalid"])
def test_where_nobody_listens_nothing_was_sent(url: str) -> None:
    with pytest.raises(NotSent):
        wire(url).post("x", {})


def test_a_gateways_page_has_no_document() -> None:
    page = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 6\r\n\r\n<html>"
    with server(page) as url:
        answer = wire(url).get("x", {"q": "ä b"})
    assert (answer.status, answer.is_success, answer.document()) == (502, False, {})
