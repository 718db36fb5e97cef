"""UTF-8 with a few bytes of something else in it: how many, and how they are read."""

from __future__ import annotations

import codecs
import zlib
from typing import IO

LENIENT = "windows-letters"  # the name for `errors=` under which a byte that is no UTF-8 is read as Windows writes it
CHUNK = 1 << 20


def _as_windows_letters(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(LENIENT, _as_windows_letters)


def count_letters(binary: IO[bytes]) -> tuple[int, int]:
    """How many letters beyond ASCII a file has in UTF-8, and how many bytes that are no UTF-8; up to a damaged end."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    letters = stray = 0
    try:
        while chunk := binary.read(CHUNK):
            more_letters, more_stray = _counted(decoder.decode(chunk))
            letters, stray = letters + more_letters, stray + more_stray
    except (EOFError, zlib.error):  # reported at its line, when the rows before it have been read
        return letters, stray
    more_letters, more_stray = _counted(decoder.decode(b"", final=True))
    return letters + more_letters, stray + more_stray


def _counted(text: str) -> tuple[int, int]:
    """Letters beyond ASCII, and bytes that were no UTF-8, which stand in the text as halves of surrogate pairs."""
    if text.isascii():
        return 0, 0
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    stray = len(text) - len(text.encode("utf-8", "ignore").decode("utf-8"))
    return beyond - stray, stray
