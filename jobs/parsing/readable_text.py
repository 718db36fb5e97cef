"""HTML or escaped Markdown of a posting to text that people read."""

from __future__ import annotations

import html
import re
from operator import itemgetter
from typing import TYPE_CHECKING

from lxml import etree

from jobs.parsing.mojibake import mended
from jobs.parsing.repeats import remembered

if TYPE_CHECKING:
    from collections.abc import Mapping

BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "fieldset", "figure", "footer", "form", "h1",
     "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul"}
)  # fmt: skip
SILENT = frozenset({"script", "style", "head", "template", "noscript", "svg"})
MOST_MARKUP = 400_000  # characters: more is no posting
# The other elements of HTML; what else stands in angle brackets is an address, a placeholder or a type of C++.
OTHER_TAGS = frozenset(
    {"a", "abbr", "acronym", "applet", "area", "audio", "b", "base", "basefont", "bdi", "bdo", "big", "body", "br",
     "button", "canvas", "caption", "center", "cite", "code", "col", "colgroup", "data", "datalist", "del", "details",
     "dfn", "dialog", "em", "embed", "figcaption", "font", "frame", "frameset", "hgroup", "html", "i", "iframe", "img",
     "input", "ins", "kbd", "label", "legend", "li", "link", "map", "mark", "menu", "meta", "meter", "nobr", "object",
     "optgroup", "option", "output", "param", "picture", "progress", "q", "rp", "rt", "ruby", "s", "samp", "select",
     "slot", "small", "source", "span", "strike", "strong", "sub", "summary", "sup", "tbody", "td", "textarea",
     "tfoot", "th", "thead", "time", "title", "track", "tt", "u", "var", "video", "wbr"}
)  # fmt: skip
TAGS = BLOCKS | SILENT | OTHER_TAGS
_GAPS = dict.fromkeys(BLOCKS, "\n\n") | dict.fromkeys(("ul", "ol", "tr", "dt", "dd"), "\n")
_BEFORE = _GAPS | {"br": "\n", "li": "\n\u2022 "}
_BEHIND = _GAPS | {"li": "\n", "td": " ", "th": " "}
OF_OFFICE = ("o:", "w:", "v:", "m:", "st1:")  # with which the elements of word processors begin
_ANGLED = re.compile(r"<(?P<closes>/?)(?P<name>[a-zA-Z][\w:-]{0,40})(?P<rest>[^<>]{0,1000})>")
_CLOSED = re.compile(r"</([a-zA-Z][\w:-]{0,40})\s*>")
_ATTRIBUTES = re.compile(r"\s*/?|\s[^<>]*=[^<>]*")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]{1,31});")
MOST_ESCAPED = 3  # times; feeds of feeds escape what is escaped already
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|div|ul|ol|li|br|strong|b|h\d|span|em)\b", re.IGNORECASE)
_TWICE_ESCAPED_TAG = re.compile(r"&amp;lt;/?(?:p|div|ul|ol|li|br|strong|b|h\d|span|em)\b", re.IGNORECASE)
# Among them what turns the direction of all that follows; not the joiners, which letters and emoji need.
_UNSEEN = "\u00ad\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_ONE_UNSEEN = re.compile(f"[{_UNSEEN}]")
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]{1,200})\]\((https?://[^\s()]{1,500})\)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!>~|&<-])")
_STARRED = re.compile(r"\*\*\*?([^*\n]{1,500})\*\*\*?")  # two marks as such are found faster than as a repetition
_UNDERLINED = re.compile(r"(?<!\w)__([^_\n]{1,500}?)__(?!\w)")
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+(?=\S)")
_RULE = re.compile(r"[ \t]*(?:[-=*_][ \t]*){3,}$")
_ITEM = re.compile(r"[ \t]*[*+\u00b7\u25cf\u25aa-][ \t]+(?=\S)")
_LINE_MARKS = frozenset(" \t#-=*_+\u00b7\u25cf\u25aa")  # with which headings, rules and items begin
_MARKED = itemgetter(1)
_AFTER_BULLET = re.compile(r"\u2022\s+")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_INSTRUCTION = re.compile(r"<[?!][^<>]{0,1000}>")


@remembered
def readable_text(markup: str) -> str:
    """The text of a posting, list items as "\u2022 ", paragraphs apart by one blank line; plain text only trimmed."""
    markup = _unescaped(_seen(markup[:MOST_MARKUP]))
    if "<" in markup and (marked := _as_html(markup)) is not None:
        text = _text_of_html(_INSTRUCTION.sub(" ", marked))
        return _tidied(_AFTER_BULLET.sub("\u2022 ", _without_unseen(text)))
    text = _without_unseen(html.unescape(markup)) if "&" in markup else markup
    return _tidied(_without_markdown(text)) if _is_markdown(text) else _line_ends(text).strip()


def readable_line(markup: str, between: str = " ") -> str:
    """A short field without tags and entities, also twice escaped ones; lines and items of its markup joined."""
    line = markup
    for _ in range(MOST_ESCAPED if "&" in line else 0):
        line = _ENTITY.sub(lambda entity: html.unescape(entity[0]), line)
    line = _seen(line)
    if "<" in line and (marked := _as_html(line)) is not None:
        parts = (part.strip("\u2022 ") for part in _tidied(_text_of_html(marked)).split("\n"))
        return between.join(filter(None, parts))
    return " ".join(line.split()) if line != markup else markup


def _as_html(text: str) -> str | None:
    """The text with every "<" that begins no tag escaped; None where nothing in it is a tag."""
    closed = frozenset(map(str.lower, _CLOSED.findall(text))) if "</" in text else frozenset()
    found = "<!--" in text

    def escaped_unless_tag(angled: re.Match[str]) -> str:
        nonlocal found
        if _is_tag(angled, closed):
            found = True
            return angled[0]
        return f"&lt;{angled[0][1:]}"

    marked = _ANGLED.sub(escaped_unless_tag, text)
    return marked if found else None


def _is_tag(angled: re.Match[str], closed: frozenset[str]) -> bool:
    """Whether it is an element that HTML knows or that is closed in the text; "a<b and c>d" is none."""
    name, rest = angled["name"].lower(), angled["rest"]
    if name not in TAGS and name not in closed and not name.startswith(OF_OFFICE):
        return False
    return len(name) > 1 or _ATTRIBUTES.fullmatch(rest) is not None


def _seen(text: str) -> str:
    """The text without invisible characters, and with those that were decoded wrongly as they were meant."""
    return text if text.isascii() else _without_unseen(mended(text))


def _without_unseen(text: str) -> str:
    if text.isascii() or not any(map(text.__contains__, _UNSEEN)):  # one look each is faster than one at all of them
        return text
    return _ONE_UNSEEN.sub("", text)


def _unescaped(markup: str) -> str:
    """The markup itself where its tags are escaped, once or twice."""
    if "&amp;lt;" in markup and _TWICE_ESCAPED_TAG.search(markup):
        markup = html.unescape(markup)
    return html.unescape(markup) if "&lt;" in markup and _ESCAPED_TAG.search(markup) else markup


def _text_of_html(markup: str) -> str:
    parser = etree.HTMLParser(target=_Shown(), huge_tree=True)
    try:
        parser.feed(markup)
        return str(parser.close())
    except (etree.LxmlError, UnicodeEncodeError):  # nothing but a comment, or half a character
        return html.unescape(_ANGLED.sub(" ", _COMMENT.sub("", markup)))


class _Shown:
    """Gathers what is shown of elements, and the line breaks around them, as the parser comes upon them."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._silent = 0  # elements around this place that are not shown

    def start(self, name: str, _: Mapping[str, str]) -> None:
        if name in SILENT:
            self._silent += 1
        elif name in _BEFORE:
            self._add(_BEFORE[name])

    def end(self, name: str) -> None:
        if name in SILENT:
            self._silent -= 1
        elif name in _BEHIND:
            self._add(_BEHIND[name])

    def data(self, text: str) -> None:
        self._add(text.replace("\n", " "))

    def close(self) -> str:
        return "".join(self._pieces)

    def _add(self, piece: str) -> None:
        if not self._silent:
            self._pieces.append(piece)


def _is_markdown(text: str) -> bool:
    return bool(
        ("\\" in text and _ESCAPED.search(text))
        or ("](" in text and _LINK.search(text))
        or ("**" in text and _STARRED.search(text))
        or ("_" in text and _UNDERLINED.search(text))
        or ("#" in text and any(map(_HEADING.match, text.split("\n"))))
    )


def _without_markdown(text: str) -> str:
    lines = _line_ends(text).split("\n")
    plain = "\n".join([_unmarked(line) if line[:1] in _LINE_MARKS else line for line in lines])
    if "](" in plain:
        plain = _LINK.sub(r"\1 (\2)", plain)
    if "**" in plain:
        plain = _STARRED.sub(_MARKED, plain)
    if "_" in plain:
        plain = _UNDERLINED.sub(_MARKED, plain)
    if "\\" in plain:
        plain = "".join(_ESCAPED.split(plain))  # between the parts stand the escaped characters
    return plain.replace("**", "")


def _unmarked(line: str) -> str:
    """A line of Markdown without what makes it a rule or a heading; items begin with "\u2022 "."""
    if _RULE.match(line):
        return ""
    if item := _ITEM.match(line):
        return f"\u2022 {line[item.end() :]}"
    heading = _HEADING.match(line)
    return line[heading.end() :] if heading else line


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _tidied(text: str) -> str:
    """The lines with single spaces, apart by one blank line where there were some, but not between items of a list."""
    lines: list[str] = []
    is_apart = after_item = False
    for line in text.split("\n"):
        # of all white space the plain space alone is printable
        spaced = line.strip(" ") if line.isprintable() and "  " not in line else " ".join(line.split())
        if not spaced:
            is_apart = bool(lines)
            continue
        is_item = spaced[0] == "\u2022"
        if is_apart and not (is_item and after_item):
            lines.append("")
        lines.append(spaced)
        is_apart, after_item = False, is_item
    return "\n".join(lines)
