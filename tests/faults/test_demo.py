"""The demo as a stranger runs it: in a path with spaces, with its port taken, stopped, killed and started again."""

import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.product import ROOT

pytestmark = pytest.mark.faults


class Demo:
    """One run of `python -m bot demo` on a data folder."""

    def __init__(self, data_dir: Path, jobs: Path, port: int, **settings: str) -> None:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        environment = kept | {"DATA_DIR": str(data_dir), "PORT": str(port)} | settings
        command = [sys.executable, "-m", "bot", "demo", "--jobs", str(jobs)]
        self.data_dir = data_dir
        self.output = data_dir.parent / f"{uuid.uuid4().hex}.log"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)

    def address(self) -> str:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            found = re.search(r"http://127\.0\.0\.1:\d+/", self.output.read_text())
            if found:
                return found[0]
            assert self.process.poll() is None, self.output.read_text()
            time.sleep(0.05)
        raise AssertionError(self.output.read_text())

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)

    def left_running(self) -> list[str]:
        """What still runs on this data folder."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if str(self.data_dir) in " ".join([*process.cmdline(), process.environ().get("DATA_DIR", "")]):
                    found.append(process.name())
        return found


class Visitor:
    """Somebody with a browser."""

    def __init__(self, address: str) -> None:
        self.address = address
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(cookies)
        self.browser.open(address, timeout=10).close()

    def say(self, text: str) -> None:
        body = json.dumps({"event_id": uuid.uuid4().hex, "kind": "text", "text": text}).encode()
        headers = {"Content-Type": "application/json", "Origin": self.address.rstrip("/")}
        self.browser.open(urllib.request.Request(f"{self.address}chat/messages", body, headers), timeout=10).close()

    def hears(self) -> str:
        with self.browser.open(f"{self.address}chat/messages", timeout=10) as answer:
            messages: list[dict[str, Any]] = json.load(answer)["messages"]
        return json.dumps([message for message in messages if message["from"] == "bot"])


@pytest.fixture
def jobs(tmp_path: Path) -> Path:
    path = tmp_path / "my jobs.jsonl"
    rows = [
        {
            "source": "mine",
            "source_job_id": str(number),
            "title": "Nurse",
            "location": "Lagos, Nigeria",
            "company": f"C{number}",
            "posted_date": "2024-03-01",
            "description": "Night nurse for a children's ward.",
            "job_url": "https://example.com/1",
        }
        for number in range(3)
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


@pytest.fixture
def start(tmp_path: Path, jobs: Path) -> Iterator[Callable[..., Demo]]:
    started: list[Demo] = []
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        def begin(**settings: str) -> Demo:
            started.append(Demo(tmp_path / "a folder" / "data", jobs, taken.getsockname()[1], **settings))
            return started[-1]

        (tmp_path / "a folder").mkdir()
        yield begin
    for demo in started:
        if demo.process.poll() is None:
            demo.stop(signal.SIGTERM)


def test_the_demo_answers_stops_cleanly_and_keeps_its_data(
    start: Callable[..., Demo], wait_until: Callable[..., None]
) -> None:
    first = start()
    visitor = Visitor(first.address())
    visitor.say("nurse in Lagos")
    wait_until(lambda: "Nurse" in visitor.hears(), seconds=10)
    assert first.stop() == 0
    assert first.left_running() == []
    assert "Traceback" not in first.output.read_text()
    second = start()
    visitor.address = second.address()
    assert "Nurse" in visitor.hears()
    assert "3 unchanged" in second.output.read_text()
    assert second.stop() == 0


def test_a_killed_demo_does_not_block_the_next(start: Callable[..., Demo], wait_until: Callable[..., None]) -> None:
    first = start()
    first.address()
    assert first.stop(signal.SIGKILL) == -signal.SIGKILL
    second = start()
    visitor = Visitor(second.address())
    visitor.say("nurse in Lagos")
    wait_until(lambda: "Nurse" in visitor.hears(), seconds=10)
    assert second.stop() == 0
    assert second.left_running() == []


def test_the_demo_starts_and_says_so_when_the_embedding_service_is_away(
    start: Callable[..., Demo], wait_until: Callable[..., None]
) -> None:
    demo = start(OPENAI_API_KEY="sk-nobody", OPENAI_BASE_URL="http://127.0.0.1:9/v1")
    visitor = Visitor(demo.address())
    assert "Check OPENAI_API_KEY and OPENAI_BASE_URL" in demo.output.read_text()
    visitor.say("nurse in Lagos")
    wait_until(lambda: "Nurse" in visitor.hears(), seconds=20)
    assert demo.stop() == 0


def test_a_second_demo_of_the_same_folder_says_so(start: Callable[..., Demo]) -> None:
    first = start()
    first.address()
    second = start()
    assert second.process.wait(30) == 1
    assert "runs in this folder already" in second.output.read_text()
    assert first.stop() == 0
