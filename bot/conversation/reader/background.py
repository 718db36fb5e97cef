"""What people say of themselves beside the work: schooling, languages, level, whether they would move, shifts."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from bot.conversation.reader.wording import rows
from jobs.parsing.folding import without_accents

if TYPE_CHECKING:
    from collections.abc import Iterator

_EDUCATION = {
    "doctorate": r"doctorate(?: education| degree)?|ph\.?d|doctoral degree",
    "master": (
        r"master(?:'?s|s'?)?(?: education| degrees?)|masters|master's|m\.?sc|mba|m\.?ed|m\.?tech|m\.?eng|mca|"
        r"postgraduate(?: degree| diploma)?|post[- ]grad"
    ),
    "bachelor": (
        r"bachelor(?:'?s|s'?)?(?: education| degrees?| of \w+)?|b\.?sc|b\.?ed|b\.?tech|b\.?com|b\.?eng|b\.e|"
        r"b\.a|llb|bba|bca|"
        r"mbbs|(?:university |first |college |honou?rs )?degree(?: holder)?|university graduate|graduate (?:of|in|from)"
    ),
    "diploma": r"(?:(?:higher )?national |higher |advanced )?diploma(?: education| holder)?|hnd|ond|nce\b",
    "vocational": r"vocational(?: school| training| certificate| education)?|trade test|nvq|tvet|city (?:and|"
    r"&) guilds|iti\b",
    "secondary": (
        r"secondary school (?:education|certificate|leaver|graduate|level)|(?:senior )?high school (?:leaver|graduate|"
        r"diploma|certificate|education)|finished (?:high|secondary) school|secondary education|waec|wassce|ssce|neco|"
        r"kcse|o[- ]?levels?|a[- ]?levels?|gcses?|form (?:four|six|4|6)(?: leavers?)?|matric|12th pass|10th pass|"
        r"shs|school leaver"
    ),
}
_HELD = re.compile(
    r"(?<![\w.])(?:(?:i have|i've|i hold|i got|i finished|i completed|i did|i am|have|hold|holding|with|"
    r"holder of|completed|"
    r"finished|got|my|an?|the)\s+)*"
    rf"(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _EDUCATION.items())})(?![\w])\.?"
    r"(?! (?:teacher|school|tutor|required))(?:\s(?:degree|certificate|holder|done|completed|graduate|only|"
    r"level|result|already))*"
    r"(?:\s(?:in|of)\seducation\b|\s(?:in|of)\s(?!(?:mind)\b)(?=\w))?",
    re.IGNORECASE,
)
_MOVE = r"(?:relocate|move (?:to|city|cities|anywhere|house|towns?)|move(?=\s*(?:$|[.,;!])))"
_RELOCATE = re.compile(
    rf"(?P<no>\b(?:not|un) ?(?:really )?(?:willing|ready|able|open|happy|prepared) to {_MOVE}|\b(?:cannot|"
    rf"can'?t|can not|won'?t|"
    rf"will not|don'?t want to|do not want to) {_MOVE}|\bno relocation\b|\brelocate\s*[:=]\s*no\b)|"
    rf"\b(?:i am |i'm |am |also )*(?:willing|ready|able|open|happy|prepared) to {_MOVE}(?: even)?|"
    rf"\b(?:i )?(?:can|could|will|would|"
    rf"may) (?:also )?{_MOVE}|\bopen to relocation\b|\brelocation (?:is )?(?:ok|okay|fine|possible)\b|"
    rf"\brelocate\s*[:=]\s*yes\b",
    re.IGNORECASE,
)
_LEVELS = "entry|junior|mid|senior|lead|manager|director|executive|internship"
_LEVEL = re.compile(
    rf"\b(?P<level>{_LEVELS}|middle|intermediate|managerial|management)[- ]level(?: (?:jobs?|roles?|"
    rf"positions?))?(?: only)?\b"
    r"(?! (?:engineer|developer|accountant|nurse|manager|officer))",
    re.IGNORECASE,
)
_SAME_LEVEL = {"middle": "mid", "intermediate": "mid", "managerial": "manager", "management": "manager"}
# In their own words, so that a refusal keeps them as they were said.
_SHIFTS = {
    "day": (
        r"days?[- ](?:shifts?|duty|duties|jobs?|work)|(?:early )?mornings?(?: shifts?| only|s only)|afternoon shifts?|"
        r"turnos? (?:de |do |da |de la )?(?:dia|diurnos?|manana|manha|tarde)|por las? (?:mananas?|tardes?)|"
        r"de manha|a tarde|"
        r"(?:travail|equipe|poste|horaire) (?:de jour|du matin)|de jour|le matin|la journee|"
        r"zamu (?:ya|za) mchana|wakati wa mchana|(?<=, )(?:dia|diurno|jour)(?= ?[,.;\n]|$)"
    ),
    "night": (
        r"nights?[- ](?:shifts?|duty|duties|jobs?|work)|graveyard(?: shifts?)?|nights(?= (?:in|at|only|around)\b)|"
        r"turnos? (?:de |da |de la )?(?:noche|noite)|turnos? (?:nocturnos?|noturnos?)|turno ?: ?(?:noite|noche)|"
        r"(?:de|por la|en la) noche|(?:a|de) noite|de nuit|la nuit|(?:travail|equipe|poste) de nuit|trabalho noturno|"
        r"trabajo nocturno|(?:zamu|kazi) (?:ya|za) usiku|(?<=, )(?:nocturno|noturno|nights?)(?= ?[,.;\n]|$)"
    ),
    "weekend": (
        r"weekends?(?:[- ](?:shifts?|duty|duties|jobs?|work))?|(?:le |les )?week-ends?|(?:los )?fin(?:es)? de semana|"
        r"(?:nos |aos )?(?:fim|fins|finais) de semana|wikendi|mwisho wa wiki"
    ),
}
_SHIFT = re.compile(rf"\b(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _SHIFTS.items())})\b", re.IGNORECASE)


def background(text: str) -> Iterator[tuple[str, int, int, str]]:
    """Such parts of a text: kind (education, languages, relocate, level, shifts), from, to, and what it says."""
    plain = same_length(text)
    for match in _HELD.finditer(plain):
        yield "education", match.start(), match.end(), str(match.lastgroup)
    spoken = []
    for match in _spoken().finditer(plain):
        spoken.append(match.span())
        yield "languages", match.start(), match.end(), text[match.start("names") : match.end("names")]
    for match in _well_spoken().finditer(plain):
        if not any(start <= match.start() < end for start, end in spoken):
            yield "languages", match.start(), match.end(), text[match.start() : match.end()]
    for match in _RELOCATE.finditer(plain):
        yield "relocate", match.start(), match.end(), "no" if match["no"] else "yes"
    for match in _LEVEL.finditer(plain):
        level = match["level"].lower()
        yield "level", match.start(), match.end(), _SAME_LEVEL.get(level, level)
    for match in _SHIFT.finditer(plain):
        yield "shifts", match.start(), match.end(), str(match.lastgroup)


def languages_named(text: str) -> tuple[str, ...]:
    """The languages in a list, by their English names."""
    found = _name().findall(same_length(text))
    return tuple(dict.fromkeys(_languages()[name.lower()] for name in found))


def only_languages(text: str) -> bool:
    """Whether a text is a list of languages and nothing else."""
    return bool(_list().fullmatch(same_length(text).strip(" .!,")))


def same_length(text: str) -> str:
    """The text without accents, every character at its old place."""
    return text if text.isascii() else "".join(without_accents(letter)[:1] or letter for letter in text)


@functools.cache
def _languages() -> dict[str, str]:
    names: dict[str, str] = {}
    for name, others in rows("languages.tsv"):
        names |= dict.fromkeys((without_accents(name).lower(), *others.split("|")), name)
    return names


def _alternatives() -> str:
    return "|".join(re.escape(name) for name in sorted(_languages(), key=len, reverse=True))


@functools.cache
def _name() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_alternatives()})\b", re.IGNORECASE)


_HOW_WELL = (
    r"(?:fluently|fluent|well|very well|a bit|a little|basic|language|fluente|avancado|avanzado|"
    r"intermedi[oa]rio|intermedio|"
    r"medio|basico|fluido|nativo|"
    r"courante?s?|couramment|de base|bilingue|vizuri|kidogo)"
)


def _listed() -> str:
    much = r"(?:(?:a bit of|a little(?: bit of)?|some|basic|fluent(?:ly)?|good|very well|well|also|little|native)\s+)*"
    name = rf"{much}(?:{_alternatives()})\b(?: {_HOW_WELL})?"
    return rf"{name}(?:\s*(?:,|/|&|\+|\bn\b|\band\b|\bor\b|\bplus\b|,\s*and\b|\s)\s*{name})*"


@functools.cache
def _well_spoken() -> re.Pattern[str]:
    """Languages that need no verb, since it is said how well: "ingles fluente", "arabe et français courants"."""
    name = rf"(?:{_alternatives()})"
    return re.compile(rf"\b{name}(?:(?: ?, ?| (?:and|e|y|et|na|or) ){name})* {_HOW_WELL}(?!\w)", re.IGNORECASE)


@functools.cache
def _list() -> re.Pattern[str]:
    return re.compile(_listed(), re.IGNORECASE)


@functools.cache
def _spoken() -> re.Pattern[str]:
    return re.compile(
        r"(?:\b(?:i |we |and |also |can |my )*(?:speaks?|speaking|fluent in|languages?(?: (?:are|is|"
        r"spoken))?)\b[\s:=]+)"
        rf"(?P<names>{_listed()})",
        re.IGNORECASE,
    )
