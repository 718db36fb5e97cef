"""HTML or escaped Markdown of a posting to text that people read."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup, Tag
from bs4.builder import ParserRejectedMarkup
from bs4.element import NavigableString, PreformattedString

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)
SILENT = frozenset({"script", "style", "head", "template", "noscript", "svg"})
MOST_MARKUP = 400_000  # characters: more is no posting
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,1000}>|<!--")
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|div|ul|ol|li|br|strong|b|h\d|span|em)\b", re.IGNORECASE)
_TWICE_ESCAPED_TAG = re.compile(r"&amp;lt;/?(?:p|div|ul|ol|li|br|strong|b|h\d|span|em)\b", re.IGNORECASE)
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]+")  # not the joiners, which letters and emoji need
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]{1,200})\]\((https?://[^\s()]{1,500})\)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!>~|&<-])")
_EMPHASIS = re.compile(r"\*{2,3}([^*\n]{1,500}?)\*{2,3}|(?<!\w)__([^_\n]{1,500}?)__(?!\w)")
_HEADING = re.compile(r"(?m)^[ \t]{0,3}#{1,6}[ \t]+(?=\S)")
_RULE = re.compile(r"(?m)^[ \t]*(?:[-=*_][ \t]*){3,}$")
_ITEM = re.compile(r"(?m)^[ \t]*[*+\u00b7\u25cf\u25aa-][ \t]+(?=\S)")
_SPACES = re.compile(r"[^\S\n]+")
_AROUND_BREAK = re.compile(r"[^\S\n]*\n[^\S\n]*")
_BLANK_LINES = re.compile(r"\n{3,}")
_AFTER_BULLET = re.compile(r"\u2022\s+")
_INSTRUCTION = re.compile(r"<[?!][^<>]{0,1000}>")


def readable_text(markup: str) -> str:
    """The text of a posting, list items as "\u2022 ", paragraphs apart by one blank line; plain text only trimmed."""
    markup = _UNSEEN.sub("", markup[:MOST_MARKUP])
    if _TWICE_ESCAPED_TAG.search(markup):
        markup = html.unescape(markup)
    if _ESCAPED_TAG.search(markup):
        markup = html.unescape(markup)
    if _TAG.search(markup):
        text = _text_of_html(_INSTRUCTION.sub(" ", markup))
        return _tidied(_AFTER_BULLET.sub("\u2022 ", text))
    text = html.unescape(markup) if "&" in markup else markup
    return _tidied(_without_markdown(text)) if _is_markdown(text) else _line_ends(text).strip()


def _text_of_html(markup: str) -> str:
    try:
        return "".join(_pieces(BeautifulSoup(markup, "html.parser")))
    except ParserRejectedMarkup:  # html.parser gives up on a few malformed declarations
        return html.unescape(_TAG.sub(" ", markup))


def _pieces(root: Tag) -> Iterator[str]:
    """Text and line breaks of a tree in order; a stack instead of recursion, for markup nested without end."""
    stack: list[Tag | NavigableString | str] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            if node.name not in SILENT:
                stack.extend(reversed(_opened(node)))
        elif isinstance(node, NavigableString):
            if not isinstance(node, PreformattedString):
                yield _SPACES.sub(" ", node.replace("\n", " "))
        else:
            yield node


def _opened(tag: Tag) -> list[Tag | NavigableString | str]:
    children: list[Tag | NavigableString | str] = [c for c in tag.children if isinstance(c, Tag | NavigableString)]
    if tag.name == "br":
        return ["\n", *children]
    if tag.name == "li":
        return ["\n\u2022 ", *children, "\n"]
    if tag.name in {"td", "th"}:
        return [*children, " "]
    if tag.name in BLOCKS:
        gap = "\n" if tag.name in {"ul", "ol", "tr", "dt", "dd"} else "\n\n"
        return [gap, *children, gap]
    return children


def _is_markdown(text: str) -> bool:
    return bool(_ESCAPED.search(text) or _LINK.search(text) or _EMPHASIS.search(text) or _HEADING.search(text))


def _without_markdown(text: str) -> str:
    plain = _RULE.sub("", _line_ends(text))
    plain = _HEADING.sub("", _ITEM.sub("\u2022 ", plain))
    plain = _EMPHASIS.sub(lambda match: match[1] or match[2], _LINK.sub(r"\1 (\2)", plain))
    return _ESCAPED.sub(r"\1", plain).replace("**", "")


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _tidied(text: str) -> str:
    lines = _AROUND_BREAK.sub("\n", _SPACES.sub(" ", text))
    return _BLANK_LINES.sub("\n\n", re.sub(r"(\n\u2022[^\n]*)\n{2,}(?=\u2022)", r"\1\n", lines)).strip()
