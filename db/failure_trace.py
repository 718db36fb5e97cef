"""Where an error came from, without its message: messages may quote what a person wrote."""

from __future__ import annotations

import traceback
from pathlib import Path


def where(error: BaseException) -> str:
    """Type and innermost five places, such as `ValueError at flow.py:33 step < turns.py:88 handle`."""
    frames = traceback.extract_tb(error.__traceback__)[-5:]
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames)]
    return f"{type(error).__name__} at {' < '.join(places) or 'an unknown place'}"
