"""Filled-in forms that people paste: "Role: … Location: …", on lines of their own or all in one."""

from __future__ import annotations

import functools
import re

from bot.conversation.reader.wording import rows
from jobs.parsing.folding import folded

_FORM_LINE = re.compile(r"^[ \t*\u2022-]*(?P<label>[^\W\d_][\w /'().-]{1,38}?)\s*(?::|=| -)\s*(?P<value>\S.*)$")
LEAST_LABELS = 2
LONGEST_LABEL = 4  # words


def form_lines(text: str) -> tuple[dict[str, str], str]:
    """The answers of a filled-in form by field, and the lines that are none of it."""
    answers: dict[str, str] = {}
    rest = []
    for line in _with_lines(text).split("\n"):
        match = _FORM_LINE.match(line)
        field = labels().get(folded(match["label"].strip(" ()"))) if match else None
        if match is None or field is None:
            rest.append(line)
        elif field != "personal":
            value = match["value"].strip(" ,;")
            answers[field] = f"{answers[field]}, {value}" if field in answers else value
    return answers, "\n".join(rest).strip()


def _with_lines(text: str) -> str:
    """A form in one line is taken apart before each label, when it has at least two."""
    if text.count(":") < LEAST_LABELS:
        return text
    starts = [start for colon in re.finditer(r":", text) if (start := _label_start(text, colon.start())) is not None]
    if len(starts) < LEAST_LABELS:
        return text
    ends = [*starts[1:], len(text)]
    parts = [text[: starts[0]], *(text[start:end] for start, end in zip(starts, ends, strict=True))]
    return "\n".join(part.strip(" ,;.|") for part in parts if part.strip(" ,;.|\n"))


def _label_start(text: str, colon: int) -> int | None:
    """Where the longest known label before a colon begins."""
    line = text.rfind("\n", 0, colon) + 1
    words = list(re.finditer(r"[^\W_]+", text[line:colon]))[-LONGEST_LABEL:]
    for word in words:
        if folded(text[line + word.start() : colon]) in labels():
            return line + word.start()
    return None


@functools.cache
def labels() -> dict[str, str]:
    """From a folded label to the field it asks for."""
    return {folded(label): field for field, names in rows("labels.tsv") for label in names.split("|")}
