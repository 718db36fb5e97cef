"""What is wished for no longer: "I am no longer looking for teaching", "nurse instead of teacher", in six languages."""

# ruff: noqa: E501 - one way to say it a line

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.reader.occupations import workers
from jobs.parsing.folding import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

_WHAT = r"(?P<what>[^,.;!?\n]{2,60}?)"
_END = r"(?=\s*(?:[,.;!?\n]|$|\b(?:but|mais|pero|mas|lakini)\b))"
_NO_LONGER = tuple(
    re.compile(rf"(?<!\w)(?:{said}){_END}", re.IGNORECASE)
    for said in (
        (
            r"(?:(?:i am|i'm|im|am|i)\s+)?no longer (?:(?:looking|searching|hunting) for|interested in|seeking|want|need|"
            rf"look for|search for) {_WHAT}"
        ),
        rf"(?:i am|i'm|im|am) not (?:looking for|searching for|interested in) {_WHAT} (?:any ?more|again)",
        rf"i no (?:dey )?(?:find|look for|search for|want) {_WHAT} again",
        rf"je (?:ne )?(?:re)?cherche plus (?:de |d['\u2019]|du |des )?{_WHAT}",
        rf"ya no (?:busco|estoy buscando|me interesan?) {_WHAT}",
        rf"(?:já |ja )?n[ãa]o (?:procuro|busco|estou procurando) mais {_WHAT}",
        rf"(?:já|ja) n[ãa]o (?:procuro|busco|estou (?:procurando|à procura de)) {_WHAT}",
        rf"si(?:tafuti|hitaji|taki) tena {_WHAT}",
        rf"si(?:tafuti|hitaji) {_WHAT} tena",
    )
)
_INSTEAD = re.compile(
    r"(?P<wanted>[^,;.!?\n]{2,80}?),?\s+"
    r"(?:instead of|in place of|au lieu (?:de |d['\u2019]|du )|à la place (?:de |d['\u2019]|du )|"
    r"en vez de|en lugar de|em vez de|ao invés de|no lugar de|badala ya)\s*(?P<what>[^,;.!?\n]{2,60})[.!?\s]*",
    re.IGNORECASE,
)
_JOB_OF = re.compile(
    r"^(?:(?:a|an|any|some|the|my|el|la|o|un|une)\s+)?(?:(?:travail|boulot|emploi|poste|job|trabajo|empleo|puesto|"
    r"trabalho|emprego|vagas?|kazi|work)s?\s+(?:de |d['\u2019]|como |as |comme |ya |za |wa |for |in )(?:an? )?|"
    r"(?:de|como|as) )?",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s+(?:jobs?|work|roles?|positions?|please|pls|thanks|again|any ?more|svp|por favor|tafadhali)$", re.IGNORECASE
)
_JUST_WORK = frozenset(
    {
        "work",
        "job",
        "jobs",
        "a job",
        "any job",
        "any work",
        "employment",
        "travail",
        "du travail",
        "emploi",
        "un emploi",
    }
    | {"boulot", "trabajo", "empleo", "trabalho", "emprego", "vaga", "kazi"}
)
# Whole messages of somebody who has work by now, folded.
_FOUND = re.compile(
    r"(?:thank you |thanks |good news )*(?:(?:i|ive|i have|i ve|i don|i just) )*(?:already )?"
    r"(?:got|found|get|gotten|secured|landed|see) (?:a |an |one |my |the |another |new )*(?:job|work|employment)(?: already| now| o)*"
    r"|(?:i am|im) (?:already |now )?employed(?: now| already)?"
    r"|(?:ca y est )?j ?ai (?:deja )?trouve (?:un |du |une )?(?:travail|emploi|boulot|job|taf)"
    r"|(?:ya )?(?:encontre|consegui|tengo) (?:ya )?(?:un )?(?:trabajo|empleo|chamba)"
    r"|(?:ja )?(?:encontrei|consegui|arranjei|arrumei) (?:um )?(?:trabalho|emprego)"
    r"|(?:tayari )?nimepata (?:tayari )?(?:kazi|ajira)(?: tayari)?"
)
_THANKS_END = re.compile(r"(?: (?:thanks|thank you|merci|gracias|obrigad[oa]|asante|sana|so much|o|now|abeg))+$")


def restated(text: str, held: Iterable[str]) -> str:
    """The text with what is no longer wished as "remove …"; other texts as they are. `held` are the roles so far."""
    roles = tuple(held)
    if instead := _INSTEAD.fullmatch(text.strip()):
        return f"remove {_named(instead['what'], roles)}; add {instead['wanted'].strip()}"
    for pattern in _NO_LONGER:
        text = pattern.sub(lambda said: f"remove {_named(said['what'], roles)}", text)
    return text


def has_found_work(text: str) -> bool:
    """Whether the whole message says that they have work by now, or look for none any more."""
    plain = _THANKS_END.sub("", " ".join(re.findall(r"[^\W_]+", folded(text).replace("'", ""))))
    if _FOUND.fullmatch(plain):
        return True
    said = next((said for each in _NO_LONGER if (said := each.fullmatch(text.strip(" .!")))), None)
    return said is not None and folded(said["what"]) in _JUST_WORK


def _named(what: str, roles: tuple[str, ...]) -> str:
    """The work as the person's own list calls it, "teacher" for "teaching"."""
    name = _TAIL.sub("", _JOB_OF.sub("", what.strip()).strip()) or what.strip()
    worker = workers().get(folded(name), name)
    return next((role for role in roles if folded(role) in (folded(name), folded(worker))), name)
