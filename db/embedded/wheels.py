"""Where the wheels of the engines lie, and how one says that its engine did not start."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import IO

from db.errors import StorageError

START_SECONDS = 30


class EngineFailed(StorageError):
    """An embedded engine did not start."""


def package_folder(name: str) -> Path:
    """Where a wheel lies; it is not imported, since importing these two touches files and warns."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EngineFailed(f"The package {name} is not installed: pip install -r requirements.txt")
    return Path(spec.submodule_search_locations[0])


def end_of(file: IO[str]) -> str:
    """The last lines of a log, for a message."""
    return "\n".join(file.read().strip().splitlines()[-8:])
