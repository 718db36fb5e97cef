"""Whom the embedded PostgreSQL runs as, since it refuses to run as root."""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SYSTEM_USER = "pgserver"
START_SECONDS = 30


def server_owner() -> tuple[int, int] | None:
    """Whom PostgreSQL runs as: ourselves, or for root a system user made for it."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return _ids(SYSTEM_USER)
    command = ["useradd", "--system", "--no-create-home", SYSTEM_USER]
    subprocess.run(command, check=True, timeout=START_SECONDS)  # noqa: S603 - found on root's path, nothing from outside
    return _ids(SYSTEM_USER)


def _ids(user: str) -> tuple[int, int]:
    entry = pwd.getpwnam(user)
    return entry.pw_uid, entry.pw_gid


def let_others_pass(folder: Path) -> None:
    """Allow the server's user to walk through (not list) the folders above this one."""
    for parent in folder.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)
