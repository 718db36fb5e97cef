"""The demo: everything on one machine, with nothing to install but Python packages."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from db.embedded import embedded_engines
from db.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.embedded import Engines
    from settings import Settings

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples" / "jobs.jsonl"
READY_SECONDS = 20.0
STOP_SECONDS = 10.0
RESTARTS = 5
WITHOUT_VECTORS = (
    "\n  The demo goes on without vectors of these postings (why: see above), so it finds by words alone for now."
    "\n  Check OPENAI_API_KEY and OPENAI_BASE_URL; without a key the demo needs no service at all."
)


class DemoFailed(Exception):
    """The demo could not start; the message says what to do."""


@dataclass
class Child:
    """One of the product's processes, as the Procfile names it."""

    name: str
    arguments: list[str]
    environment: dict[str, str]
    log_file: Path
    restarts: int = 0
    process: subprocess.Popen[bytes] = field(init=False)

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches only the demo, which then stops all in order."""
        with self.log_file.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603 - our own modules
                [sys.executable, "-m", *self.arguments],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )


def run_demo(settings: Settings, jobs_file: Path | None) -> None:
    """Start all, print the address, stay until Ctrl-C.

    Raises:
        DemoFailed: something did not start.
        EnginesBusy: a demo of this folder runs already.
    """
    stop = _stop_on_signal()
    with embedded_engines(settings.data_dir, settings.socket_dir) as engines:
        end_leftovers(settings.data_dir)
        migrate(engines.postgres_url)
        environment = _environment(settings, engines)
        prepare_postings(environment, jobs_file)
        port = free_port(settings.host, settings.port)
        address = f"http://{settings.host}:{port}/"
        children = _children(settings, port, environment)
        with running(children, settings.data_dir):
            wait_until_ready(address + "healthz", children, stop)
            print(
                f"\n  Chat with Jobherald at  {address}\n  Logs: {settings.data_dir}/*.log    Stop: Ctrl-C\n",
                flush=True,
            )
            _open_browser(address)
            _watch(children, settings.data_dir, stop)
        print("Stopped. Your data stays in", settings.data_dir)


def prepare_postings(environment: dict[str, str], jobs_file: Path | None) -> None:
    """Load and embed the postings, with progress; what is there and unchanged costs nothing.

    The dates of one's own file are moved so that its newest posting is today's: old ones would show nothing.

    Raises:
        DemoFailed: the file cannot be read; why was said by the command.
    """
    file = [str(jobs_file), "--shift-dates"] if jobs_file else [str(EXAMPLES)]
    if _command(environment, "jobs", "import", *file, "--no-embed") != 0:
        raise DemoFailed("The postings could not be loaded; see above.")
    if _command(environment, "ai", "backfill", "jobs") != 0:
        print(WITHOUT_VECTORS, flush=True)


def _command(environment: dict[str, str], *words: str) -> int:
    return subprocess.run([sys.executable, "-m", *words], cwd=ROOT, env=environment, check=False).returncode  # noqa: S603


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or a free one when it is taken."""
    for port in (wanted, 0):
        with suppress(OSError), closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
            return int(probe.getsockname()[1])
    raise DemoFailed(f"No port can be opened on {host}: set HOST to an address of this machine.")


def _environment(settings: Settings, engines: Engines) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": engines.postgres_url,
        "REDIS_URL": engines.redis_url,
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "DATA_DIR": str(settings.data_dir),
        "WEB_CHAT_ENABLED": "true",
        "PYTHONUNBUFFERED": "1",
    }


def _children(settings: Settings, port: int, environment: dict[str, str]) -> list[Child]:
    web = [
        "gunicorn",
        "bot.web.app:from_environment()",
        "--bind",
        f"{settings.host}:{port}",
        "--worker-class",
        "gthread",
        "--workers",
        "1",
        "--threads",
        "8",
        "--graceful-timeout",
        "3",
        "--no-control-socket",
    ]
    commands = {"web": web, "worker": ["bot", "worker"], "work": ["scheduler", "work"], "clock": ["scheduler", "run"]}
    return [Child(name, command, environment, settings.data_dir / f"{name}.log") for name, command in commands.items()]


@contextmanager
def running(children: list[Child], data_dir: Path) -> Iterator[None]:
    """The children, started; ended together at the end of the block."""
    try:
        for child in children:
            child.start()
        _remember(children, data_dir)
        yield
    finally:
        end(
            [
                psutil.Process(child.process.pid)
                for child in children
                if hasattr(child, "process") and child.process.poll() is None
            ]
        )
        (data_dir / "processes.json").unlink(missing_ok=True)


def _remember(children: list[Child], data_dir: Path) -> None:
    """Note who runs, for the demo that follows a crash of this one."""
    started = []
    for child in children:
        with suppress(psutil.Error):
            started.append([child.process.pid, psutil.Process(child.process.pid).create_time()])
    (data_dir / "processes.json").write_text(json.dumps(started))


def end_leftovers(data_dir: Path) -> int:
    """End what a crashed demo left running, known by process id and start time; how many."""
    try:
        noted = json.loads((data_dir / "processes.json").read_text())
    except (OSError, ValueError):
        return 0
    found = []
    for pid, created in noted:
        with suppress(psutil.Error):
            process = psutil.Process(pid)
            if abs(process.create_time() - created) < 1:
                found.append(process)
    end(found)
    return len(found)


def end(processes: list[psutil.Process]) -> None:
    """Ask them to end, with their own children; insist when they do not."""
    family = []
    for process in processes:
        with suppress(psutil.Error):
            family += [*process.children(recursive=True), process]
    for process in processes:
        with suppress(psutil.Error):
            process.send_signal(signal.SIGTERM)
    _, stubborn = psutil.wait_procs(family, timeout=STOP_SECONDS)
    for process in stubborn:
        with suppress(psutil.Error):
            process.kill()


def wait_until_ready(address: str, children: list[Child], stop: threading.Event) -> None:
    """Return when the web process answers.

    Raises:
        DemoFailed: a process ended or nobody answered in time; the message ends with its log.
    """
    until = time.monotonic() + READY_SECONDS
    while not stop.is_set():
        for child in children:
            if child.process.poll() is not None:
                raise DemoFailed(f"{child.name} ended at once:\n{_end_of(child.log_file)}")
        with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(address, timeout=1):  # noqa: S310 - our own address
            return
        if time.monotonic() > until:
            raise DemoFailed(
                f"The web process did not answer within {READY_SECONDS:.0f} s:\n{_end_of(children[0].log_file)}"
            )
        time.sleep(0.05)


def _watch(children: list[Child], data_dir: Path, stop: threading.Event) -> None:
    """Start again what dies, a few times."""
    while not stop.wait(0.5):
        for child in children:
            if child.process.poll() is None:
                continue
            if child.restarts >= RESTARTS:
                raise DemoFailed(f"{child.name} keeps ending:\n{_end_of(child.log_file)}")
            child.restarts += 1
            print(f"{child.name} ended ({child.process.returncode}); starting it again", file=sys.stderr)
            child.start()
            _remember(children, data_dir)


def _open_browser(address: str) -> None:
    if sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _end_of(path: Path) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-12:])
