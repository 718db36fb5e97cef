"""Telegram's HTML as its server reads it (Bot API 10.0): the same tags, the same words of refusal."""

from __future__ import annotations

import re
from html import unescape

TAGS = {
    *("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "tg-spoiler", "span", "a", "code", "pre"),
    *("blockquote", "tg-emoji", "tg-time"),
}
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)?([^<>]*)>")
REFUSED = "can't parse entities: "


class BadMarkup(Exception):
    """The server would refuse it; the message is its own."""


def shown(html: str) -> str:
    """The text that people see.

    Raises:
        BadMarkup: a tag is unknown, unclosed or crossed.
    """
    visible: list[str] = []
    open_tags: list[str] = []
    at = 0
    while at < len(html):
        if html[at] != "<":
            end = html.find("<", at)
            end = len(html) if end < 0 else end
            visible.append(unescape(html[at:end]))
            at = end
            continue
        found = TAG.match(html, at)
        offset = len(html[:at].encode())
        if found is None:
            raise BadMarkup(f"{REFUSED}Unclosed start tag at byte offset {offset}")
        _open_or_close(found, open_tags, offset)
        at = found.end()
    if open_tags:
        raise BadMarkup(f'{REFUSED}Can\'t find end tag corresponding to start tag "{open_tags[-1]}"')
    return "".join(visible).strip()


def _open_or_close(found: re.Match[str], open_tags: list[str], offset: int) -> None:
    closing, name = bool(found[1]), (found[2] or "").lower()
    if not closing:
        if name not in TAGS:
            raise BadMarkup(f'{REFUSED}Unsupported start tag "{name}" at byte offset {offset}')
        open_tags.append(name)
        return
    if not open_tags:
        raise BadMarkup(f"{REFUSED}Unexpected end tag at byte offset {offset}")
    if name and name != open_tags[-1]:
        raise BadMarkup(
            f'{REFUSED}Unmatched end tag at byte offset {offset}, expected "</{open_tags[-1]}>", found "</{name}>"'
        )
    open_tags.pop()
