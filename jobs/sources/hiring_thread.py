"""Comments of a hiring thread: first "Company | Role | Place | REMOTE | …", then the text; or several roles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jobs.parsing.countries import regions_by_spelling
from jobs.parsing.folding import folded
from jobs.parsing.places import parse_places
from jobs.parsing.readable_text import readable_text
from jobs.sources.channel_post import LINK
from jobs.sources.posting import NotAPosting, SourcePosting, first_of, text_of
from jobs.sources.role_words import MOST_ROLES, is_open_call, is_role, names_role, roles_in, wanted_role

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADER_LINES = 3  # the header is among the first lines; before it stands at most a greeting
LEAST_PARTS = 2
MOST_PARTS = 12
LONGEST_PART = 160  # characters; a longer part is a sentence
LONGEST_NAME_WORDS = 8
OPEN_CALL = "Open positions"
_BAR = re.compile(r"\s*\|+\s*")
_OTHER_BARS = tuple(map(re.compile, (r"\s+[-\u2013\u2014]+\s+", r"\s+[\u2022\u00b7]\s+", r"\s*/\s+", r"\s*;\s+")))
_MODE = re.compile(r"\b(?:remote|on-?\s?site|hybrid|wfh|in[- ](?:person|office)|distributed)\b", re.IGNORECASE)
_TYPE = re.compile(r"\b(?:full|part)[- ]?time\b|\bcontract(?:or)?\b|\bfreelance\b|\bpermanent\b|"
                   r"\binterns?(?:hips?)?\b", re.IGNORECASE)  # fmt: skip
_PAY = re.compile(r"[€£$¥₹]\s?\d|\d\s?[€£]|\d\s?k\b|\b(?:USD|EUR|GBP|CAD|AUD|CHF|SGD|INR)\b\W*\d|"
                  r"\d\W*(?:USD|EUR|GBP|CHF)\b|\bsalary\b",
                  re.IGNORECASE)  # fmt: skip
_ADDRESS = re.compile(r"https?://|www\.|"
                      r"^[\w-]+(?:\.[\w-]+)*\.(?:com|io|org|net|ai|co|dev|tech|app|de|uk|eu)(?:/\S*)?$",
                      re.IGNORECASE)  # fmt: skip
_FULL_OR_PART = re.compile(r"\b(?:full|part)[- ]?time\b|\bcontract", re.IGNORECASE)
_HIRING = re.compile(r"^(?:(?:now\s+)?hiring|seeking|looking for)\s+(?:for\s+)?", re.IGNORECASE)
_SUBJECTS = (("pay", _PAY), ("url", _ADDRESS), ("mode", _MODE), ("types", _TYPE))
_VISA = re.compile(r"\b(?:visa|h-?1b|equity|benefits|relocation|sponsor)", re.IGNORECASE)
_ROLE_LINE = re.compile(r"^\s*(?:[-*\u2022\u25cf>]+|\d{1,2}[.)])\s*(?P<role>[^\n]{3,200})$")
_AFTER_ROLE = re.compile(r"\s+[-\u2013\u2014:|(]\s*|:\s|\s\(|https?://|,\s")
_LEAD = re.compile(r"^(?:hi|hey|hello|\d+ points? by)\b.*", re.IGNORECASE)
_AROUND_PLACE = re.compile(r"^(?:or|in|and|within|only|ok|the|friendly|possible)\b|\b(?:or|and|only|ok)$",
                           re.IGNORECASE)  # fmt: skip
_PARENTHESES = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")


@dataclass(slots=True)
class Header:
    """The parts of a first line, each under what it speaks of; "" where none does."""

    company: str = ""
    roles: str = ""
    place: str = ""
    mode: str = ""
    types: str = ""
    pay: str = ""
    url: str = ""
    open_call: bool = False


def recognises(example: Mapping[str, Any]) -> bool:
    """Whether it is a comment of Hacker News, from its own API or from its search."""
    names = ({"id", "by", "text"}, {"objectID", "author", "comment_text"}, {"author", "text", "parent_id"})
    return any(needed <= example.keys() for needed in names)


def unfold(record: dict[str, Any]) -> list[dict[str, Any]]:
    """A record for each role of the comment, the role under `role` and its header line under `header`."""
    text = _text(record)
    lines = [line for line in text.splitlines() if line.strip()]
    headers = [line for line in lines if line.count("|") >= LEAST_PARTS and len(line) < LONGEST_PART * LEAST_PARTS]
    company = read_header(headers[0]).company if headers else ""
    own = [line for line in headers if company and _BAR.split(line)[0].strip() == company]
    listed = [(line, role) for line in (own if len(own) > 1 else []) for role in roles_in(read_header(line).roles)]
    if not listed:
        header = _header_line(lines)
        listed = [(header, role) for role in _roles(read_header(header), lines)]
    named = [(line, role) for line, role in dict.fromkeys(listed) if role][:MOST_ROLES]
    if len(named) < LEAST_PARTS:
        return [record]
    return [{**record, "header": line, "role": role} for line, role in named]


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One role of a comment.

    Raises:
        NotAPosting: a question, an answer or a note: nothing of it says who is wanted.
    """
    text = _text(record)
    lines = [line for line in text.splitlines() if line.strip()]
    header = read_header(text_of(record.get("header")) or _header_line(lines))
    role = text_of(record.get("role"))
    own = first_of(record, "id", "objectID")
    title = role or next(iter(_roles(header, lines)), "") or wanted_role(text)
    offers = header.place or header.mode or header.types or header.open_call
    if "{company}" in text or not (title or offers):
        raise NotAPosting("no role and no line of the form company | role | place")
    return SourcePosting(
        title=title or OPEN_CALL,
        source="hiring_thread",
        source_job_id=f"{own}:{role}" if role and own else own,
        company=header.company,
        location=header.place or _place_of(header.mode),
        work_mode=header.mode,
        description=text,
        url=f"https://news.ycombinator.com/item?id={own}" if own.isdecimal() else _link(header.url or text),
        apply_url=_link(header.url) or _link(text),
        posted=first_of(record, "time", "created_at") or _month(text_of(record.get("month"))),
        salary=header.pay,
        job_type=header.types,
    )


def read_header(line: str) -> Header:
    """What each part of "Company | Role | Place | REMOTE | Full-time | $100k" is about, in any order."""
    header, parts = Header(), [part for part in _parts(line) if part]
    left = [part for position, part in enumerate(parts) if not _put(header, part, first=position == 0)]
    if len(parts) < LEAST_PARTS:
        return Header()
    if left and not header.roles and is_role(_bare(left[0])):  # "Baker | Company | Place"
        header.roles = left.pop(0)
    header.company = next(filter(None, map(_name, left)), "")
    return header


def _put(header: Header, part: str, *, first: bool) -> bool:
    """Note a part under everything that it speaks of; False for what may be the company: the first part, and a rest."""
    bare = _bare(part)
    if first and bare and not _PAY.search(part) and (names_role(bare) or not _MODE.search(bare)):
        header.url = _link(part)
        return False
    for name, pattern in _SUBJECTS:
        if not getattr(header, name) and pattern.search(part):
            setattr(header, name, part)
    if len(part) > LONGEST_PART or not bare or is_open_call(bare):
        header.open_call = header.open_call or is_open_call(bare)
        return True
    told = any(pattern.search(part) for _, pattern in _SUBJECTS) or _VISA.search(part) is not None
    without_type = _TYPE.sub(" ", _MODE.sub(" ", bare)).strip(" ,-/&")
    if names_role(without_type) or (names_role(bare) and not _FULL_OR_PART.search(bare)):
        header.roles = header.roles or _HIRING.sub("", without_type or bare)
        return True
    if not told and not header.place and _is_place(bare):
        header.place = part
        return True
    return told


def _bare(part: str) -> str:
    return _PARENTHESES.sub("", LINK.sub("", part)).strip(" -,")


def _header_line(lines: list[str]) -> str:
    """The first line that has parts; else the first with other signs between them; else "" when it is a sentence."""
    first = [line for line in lines[:HEADER_LINES] if not _LEAD.match(line)]
    barred = next((line for line in first if "|" in line), "")
    short = (line for line in first if len(line) <= LONGEST_PART)
    return barred or next((line for line in short if len(_parts(line)) >= LEAST_PARTS), "")


def _parts(line: str) -> list[str]:
    if "|" in line:
        return [part.strip() for part in _BAR.split(line)[:MOST_PARTS]]
    split = (pattern.split(line) for pattern in _OTHER_BARS)
    found = next((parts for parts in split if len(parts) >= LEAST_PARTS), [line])
    return [part.strip() for part in found[:MOST_PARTS]]


def _roles(header: Header, lines: list[str]) -> list[str]:
    """The roles of the header; where it names none, those listed in the text below."""
    if header.roles:
        return roles_in(header.roles)
    items = [match["role"] for line in lines[1:] if (match := _ROLE_LINE.match(line))]
    short = [_AFTER_ROLE.split(item)[0].strip(" .") for item in items]
    return list(dict.fromkeys(filter(is_role, short)))[:MOST_ROLES]


def _is_place(text: str) -> bool:
    return folded(text) in regions_by_spelling() or any(place.country for place in parse_places(text))


def _month(named: str) -> str:
    """The first day of a thread's month, "2026-Apr"."""
    year, dash, month = named.partition("-")
    return f"1 {month} {year}" if dash and month.isalpha() else named


def _place_of(mode: str) -> str:
    """The place that stands with the work mode: "ONSITE: Philadelphia", "Remote or NYC"."""
    rest = _TYPE.sub(" ", _MODE.sub(" ", mode)).strip(" :,-/()")
    rest = _AROUND_PLACE.sub("", rest).strip(" :,-/()")
    if rest.count("(") != rest.count(")"):
        rest = rest.replace("(", " ").replace(")", " ")
    return " ".join(rest.split()) if rest and _is_place(rest) else ""


def _name(company: str) -> str:
    """A company without its link and asides."""
    bare = _PARENTHESES.sub("", LINK.sub("", company)).strip(" -\u2013,:(")
    return bare if len(bare.split()) <= LONGEST_NAME_WORDS else ""


def _text(record: Mapping[str, Any]) -> str:
    text = first_of(record, "text", "comment_text")
    return readable_text(text.replace("<p>", "\n<p>")) if "<p>" in text or "&#x" in text else text


def _link(text: str) -> str:
    found = LINK.search(text)
    return found[0].rstrip(".,*_)") if found else ""
