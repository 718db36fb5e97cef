"""Posts of job channels (Telegram and the like): free text, often with labelled lines and pictures for labels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jobs.sources.labelled_text import Labelled, plain_line, read_labels
from jobs.sources.posting import NotAPosting, SourcePosting, first_of, joined, text_of
from jobs.sources.role_words import names_role, wanted_role

if TYPE_CHECKING:
    from collections.abc import Mapping

LOOKED_AT = 8  # free lines among which the title stands
LONGEST_TITLE = 140  # characters
LONGEST_DUTY = 60
LONGEST_LINE = 400  # of a headline
READ_CHARACTERS = 6000  # what matters of a post stands in its first page
_FILLED = re.compile(r"\b(?:positions?|roles?|slots?|job)\s+(?:is |are |has been |now )*(?:filled|closed|taken)\b",
                     re.IGNORECASE)  # fmt: skip
_BULLET = re.compile(r"^\s*(?:[-\u2022\u00b7\u25cf\u25aa\u2705\u2714]|\*(?!\*))\s*\w|^\s*\d{1,2}[.)]\s")
_BETWEEN = re.compile(r"\s+@\s*(?=[A-Z])|"
                      r"\s@(?=[\w\[])|\s\|\s|\s[~\u2022]\s|!+\s|\]\s|(?<=\w)\s+looking for\s",
                      re.IGNORECASE)  # fmt: skip
SHORTEST_POST = 40  # characters; shorter ones are greetings and links
LINK = re.compile(r"https?://[^\s<>()\[\]\"']+", re.IGNORECASE)
_CONTACT = re.compile(r"(?i)\b(?:https?://)?(?:wa\.me|t\.me|telegram\.me|api\.whatsapp\.com)/[^\s<>()*]+|"
                      r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{2,40}|"
                      r"(?<![\w/.@])@[a-z]\w{3,31}\b|\+\d[\d ()-]{7,16}\d")  # fmt: skip
_PLACE = re.compile(r"(?:^|\s|located\s)@\s+(?P<place>[A-Z][^\n|!~()\[\]@$*:;]{2,50})|"
                    r"(?:^|\s)@(?P<near>[A-Z][a-z]{2,}[^\n|!@$]{0,30})$")  # fmt: skip
_LEAD = re.compile(
    r"^(?:urgent(?:ly)?|hot|new|asap|fast|wanted|now|we(?:'re| are)?|looking|hiring|for|required?|needed|vacancy|job|"
    r"alert|opening|\d+x|\d+\s?pax|\d{1,2}(?= [A-Z])|is|up|-|\u2013|:|!|\u203c)(?:\W+|$)",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:\s*[-!|,@.:/]|\s+(?:needed|wanted|required|hiring|urgently|asap|x\s?\d+))+$", re.IGNORECASE)
_PRICE = re.compile(r"[(\[{]?\s*(?:up\s?to|from)?\s*(?:S?\$|SGD|USD|RM|€|£|₦|₹|KSh)"
                    r"\s?\d[^|)\]}!@]{0,40}?(?:/|per|an?)\s?(?:hr|hour|h|day|month|mth|year)\b[)\]}]?",
                    re.IGNORECASE)  # fmt: skip
_COMPANY = re.compile(
    r"(?m)^\W*(?P<name>[A-Z][\w&.,'() -]{1,60}?\s"
    r"(?:pte\.?\s?ltd|pvt\.?\s?ltd|sdn\.?\s?bhd|limited|ltd|llc|inc|gmbh|plc|group|agency)\b\.?)",
    re.IGNORECASE,
)


def recognises(example: Mapping[str, Any]) -> bool:
    """Whether it is a message of a channel: of a scraper, or of Telegram's own export."""
    exported = {"text", "type", "date"} <= example.keys() and ("from_id" in example or "from" in example)
    return ("text" in example and "message_id" in example) or exported


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One message; of one that says that the job is filled only which it is.

    Raises:
        NotAPosting: it is too short, or no line names a role.
    """
    text = message_text(record.get("text") or record.get("message"))
    source_job_id = joined(first_of(record, "channel", "chat"), first_of(record, "message_id", "id"), by="/")
    if _says_filled(text):
        return SourcePosting(title=plain_line(text)[:LONGEST_TITLE], source_job_id=source_job_id, filled=True)
    if len(text) < SHORTEST_POST:
        raise NotAPosting("too short for a posting")
    read = text[:READ_CHARACTERS]
    said = read_labels(read)
    contacts = dict.fromkeys(match[0].strip(" .,") for match in _CONTACT.finditer(read))
    return SourcePosting(
        title=_title(said, read),
        source_job_id=source_job_id,
        company=said.get("company") or _company(read),
        location=said.get("location") or _place(read),
        description=text,
        url=first_of(record, "url", "link") or _link(text),
        apply_url=_link(said.get("apply")) or _link(text),
        contacts=", ".join(contacts),
        posted=text_of(record.get("date")),
        deadline=said.get("deadline"),
        salary=said.get("salary"),
        experience=said.get("experience"),
        skills=said.get("skills"),
        job_type=said.get("job_type"),
        work_mode=said.get("work_mode"),
        level=said.get("level"),
        education=said.get("education"),
        industry=said.get("industry"),
    )


def message_text(value: object) -> str:
    """A message; Telegram's export writes it as pieces, links and bold words apart."""
    if isinstance(value, list):
        return "".join(str(piece.get("text", "")) if isinstance(piece, dict) else str(piece) for piece in value).strip()
    return str(value or "").strip()


def _says_filled(text: str) -> bool:
    """Whether one of its first lines does; farther down it may be about other jobs."""
    read = text[:READ_CHARACTERS]
    return bool(_FILLED.search(read) and _FILLED.search("\n".join(read_labels(read).free[:2])))


def _title(said: Labelled, text: str) -> str:
    """The labelled title; else the first headline that names a role; else what the text says is wanted.

    Where company, or place and pay, are said, the first line is the title whatever it is.

    Raises:
        NotAPosting: nothing of it names a role.
    """
    if said.get("title") or said.get("subject"):
        return said.get("title") or f"Tutor, {said.get('subject')}"
    headlines = [line for line in said.free[:LOOKED_AT] if not _BULLET.match(line)]
    parts = [part for line in headlines for part in _parts_of(line)]
    named = next((part for part in parts if names_role(part) and len(part) <= LONGEST_TITLE), "")
    title = named or wanted_role(plain_line(text))
    if not title and (said.get("company") or (said.get("location") and said.get("salary"))):
        duty = said.get("other")
        title = duty if duty and len(duty) <= LONGEST_DUTY and not said.get("company") else next(iter(parts), "")
    if not title:
        raise NotAPosting("no line of the post names a role")
    return title


def _parts_of(line: str) -> list[str]:
    """What a headline says, without its cries, prices and places."""
    written = _PRICE.sub(" ", plain_line(line[:LONGEST_LINE]))
    parts = [part.strip(" -,") for part in _BETWEEN.split(f" {written} ") if part.strip(" -,/")]
    return [part for part in map(_without_cries, parts) if part]


def _without_cries(part: str) -> str:
    while (shorter := _LEAD.sub("", part, count=1)) != part:
        part = shorter
    return " ".join(_TAIL.sub("", part).split()).strip(" !-/[]")


def _place(text: str) -> str:
    found = _PLACE.search(text)
    return plain_line(found["place"] or found["near"]) if found else ""


def _company(text: str) -> str:
    found = _COMPANY.search(text)
    return plain_line(found["name"]) if found else ""


def _link(text: str) -> str:
    found = LINK.search(text)
    return found[0].rstrip(".,*_)") if found else ""
