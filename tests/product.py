"""The real processes (web, worker, work, clock) as the Procfile starts them, for fault tests and benchmarks."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from tests.stubs import whatsapp
from tests.stubs.telegram import TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
SECRET = "webhook-secret"
COMMANDS = {
    "worker": ["bot", "worker"],
    "work": ["scheduler", "work"],
    "clock": ["scheduler", "run"],
}


@dataclass
class Product:
    """A running product: where it listens, what it runs on, and its processes by name."""

    port: int
    environment: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    logs: Path = Path(os.devnull)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, name: str, *extra: str, processes: int = 1) -> None:
        """Start one process, named by what it is ("web", "worker", "worker 2"); `processes` is for web alone."""
        command = [*COMMANDS.get(name.split(maxsplit=1)[0], self._web(processes)), *extra]
        with self.logs.open("ab") as output:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", *command], cwd=ROOT, env=self.environment, stdout=output, stderr=output
            )
        if name == "web":
            self._wait_for_web()

    def kill(self, name: str) -> None:
        """End a process and its children at once, as a machine would."""
        started = self.processes.pop(name)
        process = psutil.Process(started.pid)
        family = [process, *process.children(recursive=True)]
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        started.wait(10)
        psutil.wait_procs(family[1:], timeout=10)

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(15)
            if process.poll() is None:
                process.kill()
                process.wait()

    def run(self, *module: str) -> None:
        """Run one of our command lines to its end."""
        subprocess.run([sys.executable, "-m", *module], cwd=ROOT, env=self.environment, check=True)

    def megabytes(self, name: str) -> float:
        """Resident memory of the largest of a process and its children (gunicorn's worker is a child)."""
        process = psutil.Process(self.processes[name].pid)
        return max(one.memory_info().rss for one in [process, *process.children(recursive=True)]) / 1e6

    def cpu_seconds(self, name: str) -> float:
        """What a process and its children have used so far."""
        process = psutil.Process(self.processes[name].pid)
        times = [one.cpu_times() for one in [process, *process.children(recursive=True)]]
        return sum(each.user + each.system for each in times)

    def webhook(self, update: dict[str, Any], *, secret: str = SECRET) -> int:
        """Deliver an update as Telegram does; the status of the answer."""
        request = urllib.request.Request(
            f"{self.url}/webhooks/telegram",
            data=json.dumps(update).encode(),
            headers={"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret},
        )
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return int(error.code)

    def _web(self, processes: int) -> list[str]:
        return [
            *("gunicorn", "bot.web.app:from_environment()", "--bind", f"127.0.0.1:{self.port}"),
            *("--worker-class", "gthread", "--workers", str(processes), "--threads", "8", "--log-level", "warning"),
            "--no-control-socket",
        ]

    def _wait_for_web(self) -> None:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with suppress(OSError), urllib.request.urlopen(f"{self.url}/healthz", timeout=1):
                return
            time.sleep(0.05)
        raise AssertionError("the web process did not answer")


def whatsapp_settings(url: str) -> dict[str, str]:
    """What connects a product to the stub of WhatsApp at this address."""
    return {
        "WHATSAPP_ACCESS_TOKEN": whatsapp.TOKEN,
        "WHATSAPP_PHONE_NUMBER_ID": whatsapp.NUMBER_ID,
        "WHATSAPP_BUSINESS_ACCOUNT_ID": whatsapp.ACCOUNT_ID,
        "WHATSAPP_APP_SECRET": whatsapp.APP_SECRET,
        "WHATSAPP_VERIFY_TOKEN": whatsapp.VERIFY_TOKEN,
        "WHATSAPP_BASE_URL": url,
    }


@contextmanager
def product(database_url: str, redis_url: str, telegram_url: str, logs: Path, **settings: str) -> Iterator[Product]:
    """A product with nothing started yet; whatever is started is stopped at the end."""
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")} | {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": "k" * 32,
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TELEGRAM_BASE_URL": telegram_url,
        "LOG_LEVEL": "WARNING",
    }
    with ExitStack() as stack:
        made = Product(free_port(), environment | settings, logs=logs)
        stack.callback(made.stop)
        yield made


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def text_update(number: int, chat: int, text: str) -> dict[str, Any]:
    """A private message as Telegram sends it."""
    sender = {"id": chat, "is_bot": False, "first_name": "B", "language_code": "en"}
    chat_object = {"id": chat, "type": "private", "first_name": "B"}
    content = {"message_id": number, "date": 1795000000, "text": text, "chat": chat_object, "from": sender}
    return {"update_id": number, "message": content}
