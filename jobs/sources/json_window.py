"""A part of a long JSON text that moves on: what has been read is let go, so memory does not grow with the file."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO

CHUNK = 1 << 20  # characters
LONGEST_VALUE = 1 << 26  # characters of one value; a longer one is no posting and is not waited for
LONGEST_NUMBER_END = 4  # characters, "e+10": so close to the end of what was read a number may go on
_MARKS = re.compile(r'"(?:[^"\\]|\\.)*+"|["\[\]{}]', re.DOTALL)
_NOT_BLANK = re.compile(r"[^ \t\r\n]")
_NOT_BETWEEN = re.compile(r"[^ \t\r\n,]")
_NEXT_OBJECT = re.compile(r",[ \t\r\n]*\{")
_FIRST_NAME = re.compile(r'\{([ \t\r\n]*"[^"\\]*"[ \t\r\n]*:)')
_CLOSED_BY = {"{": "}", "[": "]"}
UNPAIRED = -1
_DECODER = json.JSONDecoder()


class Broken(ValueError):
    """What stands here is no JSON; the message says why."""


class JsonWindow:
    """The text from a position on, with the line of the file that the position is in."""

    def __init__(self, source: TextIO, chunk: int = CHUNK) -> None:
        self._source, self._chunk = source, chunk
        self._text, self._at = "", 0
        self._line, self._counted, self._ended = 1, 0, False

    def line(self) -> int:
        """The line of the file at the position, from 1."""
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def next_sign(self, *, commas: bool = False) -> str:
        """The next character that is no blank (nor a comma), where the position then is; "" at the end."""
        wanted = _NOT_BETWEEN if commas else _NOT_BLANK
        while (found := wanted.search(self._text, self._at)) is None:
            self._at = len(self._text)
            if not self._more():
                return ""
        self._at = found.start()
        return found[0]

    def step(self) -> None:
        """Pass over one character."""
        self._at += 1

    def value(self) -> object:
        """The value that begins at the position, which is then behind it.

        Raises:
            Broken: it is no JSON; the position is unchanged.
        """
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if self._closes() is not None or not self._more():  # its text is whole, so more of it will not help
                    raise Broken(getattr(error, "msg", "") or str(error)) from error
                continue
            if len(self._text) - end >= LONGEST_NUMBER_END or not self._more():
                self._at = end
                return value

    def second_sign(self) -> str:
        """The character that is no blank after the one at the position, which stays; "" at the end."""
        while (found := _NOT_BLANK.search(self._text, self._at + 1)) is None:
            if not self._more():
                return ""
        return found[0]

    def pass_over(self) -> bool:
        """Go behind the value at the position, sound or not: by its brackets, or to the next object if it has none.

        Where its brackets do not pair, to the next object that begins with the same name, as those of one list do.
        """
        end = self._closes()
        while end is None or end == UNPAIRED:
            following = self._next_like_it()
            if following is None and not self._more():
                return False
            end = following.start() if following else None
        self._at = end
        return True

    def _next_like_it(self) -> re.Match[str] | None:
        if self._text[self._at : self._at + 1] not in {"{", "["}:
            return _NEXT_OBJECT.search(self._text, self._at)
        name = _FIRST_NAME.match(self._text, self._at)
        return re.compile(_NEXT_OBJECT.pattern + re.escape(name[1])).search(self._text, self._at) if name else None

    def _closes(self) -> int | None:
        """Where the object or list that begins at the position ends, by its brackets; None if not in what was read.

        UNPAIRED if a bracket closes what another kind has opened.
        """
        if self._text[self._at : self._at + 1] not in {"{", "["}:
            return None
        opened = []
        for mark in _MARKS.finditer(self._text, self._at):
            sign = mark[0]
            if sign == '"':
                return None
            if sign in _CLOSED_BY:
                opened.append(sign)
            elif sign in {"}", "]"} and _CLOSED_BY[opened.pop()] != sign:
                return UNPAIRED
            if not opened:
                return mark.end()
        return None

    def _more(self) -> bool:
        """Read on, twice as far each time; False at the end of the file or of what one value may be."""
        left = len(self._text) - self._at
        if self._ended or left > LONGEST_VALUE:
            return False
        read = self._source.read(max(self._chunk, left))
        self._ended = not read
        if read:
            self.line()
            self._text, self._at, self._counted = self._text[self._at :] + read, 0, 0
        return bool(read)
