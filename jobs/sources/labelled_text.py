"""Reads the labelled lines of a free text ("📍 Location: Kisumu", "Salary:" with the amount below it)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

_NAMES = {
    "title": "title|job title|position|positions|role|vacancy|designation|post|job|job position|position title",
    "subject": "subject|subjects|subject & level|level & subject",
    "company": "company|company name|employer|organisation|organization|client|hiring company|business|name of company",
    "location": "location|locations|work location|job location|place|place of work|venue|area|where|workplace|address|"
    "duty station|city|outlet|outlets|ort|locatie|lieu|ubicación",
    "salary": "salary|pay|rate|rates|wage|wages|remuneration|compensation|salary range|pay rate|hourly rate|"
    "monthly salary|basic salary|basic pay|gaji|budget|salaire|gehalt|salaris|mshahara",
    "experience": "experience|experience required|required experience|years of experience|work experience",
    "deadline": "deadline|closing date|apply before|apply by|application deadline|last date|valid till",
    "job_type": "job type|employment type|employment|type|contract|contract type|type of employment",
    "work_mode": "work mode|mode|work arrangement|workplace type|work setup|work type",
    "level": "level|seniority|experience level|career level",
    "skills": "skills|required skills|tech stack|stack|key skills|technologies",
    "education": "education|qualification level|degree",
    "industry": "industry|sector",
    "apply": "apply|apply here|how to apply|apply now|application|application link|link|apply link|to apply",
    "url": "url|website|web|more info",
    "other": "job description|description|job scope|job scopes|scope|responsibilities|duties|job duties|requirements|"
    "requirement|qualifications|criteria|what you do|benefits|perks|working hours|work hours|hours|time|timing|date|"
    "dates|duration|period|shift|shifts|start date|attire|dress code|remark|remarks|note|notes|commitment|"
    "work hours / duration|days|working days|contact|name|age|contact number|gender|nationality|vacancies|event",
}
_FIELD_OF = {label: name for name, labels in _NAMES.items() for label in labels.split("|")}
_SIGNS = dict.fromkeys("📍📌🗺", "location") | dict.fromkeys("🏢🏬", "company")
_SIGNS |= dict.fromkeys("💰💵💲💸🤑💴💶💷", "salary")
_LABEL = re.compile(r"^\W*(?P<label>[^\W\d_][^:\n]{1,40}?)\s*[*_]*\s*[:：]+[*_]*[ \t]*(?P<value>.*)$")  # noqa: RUF001 - full-width colon
PICTURES = frozenset({"So", "Sk", "Cf", "Me", "Cn"})  # Unicode's categories of pictures and of what joins them
VARIATIONS = "\ufe0e\ufe0f"  # ask for a picture or a letter form of the sign before
LONGEST_VALUE = 300  # characters
MOST_LINES = 200


@dataclass(slots=True)
class Labelled:
    """What the labels of a text say, each the first time, and the lines before the first label or between them."""

    values: dict[str, str] = field(default_factory=dict)
    free: list[str] = field(default_factory=list)

    def get(self, name: str) -> str:
        """The value of a label, or ""."""
        return self.values.get(name, "")


def read_labels(text: str) -> Labelled:
    """The labelled and the free lines of a post; a label with nothing behind it is answered by the next line."""
    found, waiting = Labelled(), ""
    for line in text.splitlines()[:MOST_LINES]:
        if not line.strip():
            continue
        name, value = _labelled(line)
        if name and value:
            found.values.setdefault(name, value[:LONGEST_VALUE])
        elif waiting and not name:
            found.values.setdefault(waiting, plain_line(line)[:LONGEST_VALUE])
        elif not name:
            found.free.append(line)
        waiting = name if name and not value else ""
    return found


def plain_line(line: str) -> str:
    """A line without pictures, marks of emphasis and bullets."""
    if not line.isascii():
        composed = unicodedata.normalize("NFC", line)
        line = "".join(" " if _is_picture(sign) else sign for sign in composed)
    return " ".join(re.sub(r"\*+|__+|~~+|`+", " ", line).split()).strip(" -\u2013\u2014\u2022\u00b7|:;,\u25ab\u25cf")


def _is_picture(sign: str) -> bool:
    return sign in VARIATIONS or (not sign.isalnum() and unicodedata.category(sign) in PICTURES)


def _labelled(line: str) -> tuple[str, str]:
    """(field, value) of a line; ("", "") for a free one."""
    match = _LABEL.match(line)
    if match:
        name = _FIELD_OF.get(plain_line(match["label"]).lower())
        if name:
            return name, plain_line(match["value"])
    return _signed(line)


def _signed(line: str) -> tuple[str, str]:
    """What a picture at the start of the line says it is about."""
    start = line.lstrip(" *_")[:1]
    name, value = _SIGNS.get(start, ""), plain_line(line)
    if not name or not value or (name == "salary" and not re.search(r"\d", value)):
        return "", ""
    return name, re.sub(r"(?i)^(?:location|salary|pay|company(?: name)?|venue)\s*[:\-]\s*", "", value)
