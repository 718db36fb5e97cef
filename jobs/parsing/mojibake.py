"""Text whose bytes were decoded with the wrong table: UTF-8 or Windows letters taken for Latin-1."""

from __future__ import annotations

import re

_CONTROLS = re.compile(r"[\x80-\x9f]")  # no text holds them but by mistake
_EACH_CONTROL = tuple(map(chr, range(0x80, 0xA0)))
_UTF_8 = re.compile(r"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def mended(text: str) -> str:
    """The text as it was meant, where control characters betray that it was decoded wrongly; else as it is."""
    if not any(map(text.__contains__, _EACH_CONTROL)):  # one look each is faster than one at all of them
        return text
    return _CONTROLS.sub(_from_windows, _UTF_8.sub(_from_utf_8, text))


def _from_utf_8(run: re.Match[str]) -> str:
    try:
        return run[0].encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return run[0]


def _from_windows(control: re.Match[str]) -> str:
    return control[0].encode("latin-1").decode("cp1252", "ignore")
