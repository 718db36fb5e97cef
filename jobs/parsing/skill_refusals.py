"""What a posting says it does not ask for: "Flask is not required", "no coding needed", "we don't use Java"."""

from __future__ import annotations

import re

from jobs.parsing.cues import lowered

REACH = 200  # characters: what is refused stands no further from the words that refuse it
# Patterns look at texts in lower case: minding no case, an alternative costs thrice as much.
_NEEDED = (
    r"(?:a |an |strictly |absolutely |really |al |zwingend |unbedingt |absolument |estrictamente )*(?:required?|"
    r"requirement|needed?|necessary|necessity|mandatory|essential|compulsory|obligatory|must|expected|used|vereist|"
    r"nodig|"
    r"verplicht|noodzakelijk|erforderlich|notwendig|n\u00f6tig|ben\u00f6tigt|vorausgesetzt|requise?s?|exig\u00e9e?s?|"
    r"n\u00e9cessaires?|obligatoires?|indispensables?|necesari[oa]s?|obligatori[oa]s?|imprescindibles?|requerid[oa]s?|"
    r"necess\u00e1ri[oa]s?|obrigat\u00f3ri[oa]s?|exigid[oa]s?|wymagan\w*|konieczn\w*|potrzebn\w*)\b"
)
_BUT = r"(?!\W+(?:but|however|though|yet|maar|aber|mais|pero|mas|ale|jedoch)\b)"
_AFTER = re.compile(
    r"(?:\b(?:is|are|was|ist|sind|is|zijn|es|son|est|\u00e9|s\u00e3o|jest|s\u0105)\s+)?"
    r"(?:\b(?:not|never|niet|nicht|nie|pas|no (?:es|son)|n\u00e3o (?:\u00e9|s\u00e3o))|n['\u2019]t|"
    rf"\bn['\u2019](?:est|sont) pas)\s+(?:jest |s\u0105 )?{_NEEDED}{_BUT}",
)
_BEFORE = re.compile(
    r"\b(?:no (?!(?:less|fewer|more|later|earlier|one|matter|doubt|problem|issue|stranger|limit)\b|\W)|"
    r"(?:you |we |candidates |applicants )?(?:do|does|will|would)(?: not|n['\u2019]t) (?:have to |know|need|require|"
    r"use|ask "
    r"for|"
    r"expect|work with|want)|(?:you |we )won['\u2019]t (?:need|have|use|be using)|not using|never use|"
    r"(?:you )?need not|needn['\u2019]t|not (?:required|needed|necessary|mandatory):|there is no need|without any|"
    r"geen (?=[^.;]{0,60}(?:nodig|vereist|verplicht|noodzakelijk|ervaring met|kennis van))|"
    r"keine? (?=[^.;]{0,60}(?:erforderlich|n\u00f6tig|notwendig|ben\u00f6tigt|vorausgesetzt))|pas besoin d|"
    r"aucune? (?:connaissance|exp\u00e9rience|comp\u00e9tence)|no (?:se requiere|se necesita|es necesari|hace falta|"
    r"necesitas)|"
    r"sin necesidad de|n\u00e3o (?:\u00e9 necess\u00e1ri|\u00e9 preciso|\u00e9 exigid|precisa|exigimos|usamos)|"
    r"nie (?:jest wymagan|s\u0105 wymagane|wymagamy|u\u017cywamy|musisz))",
)
# One of these stands in every refusal.
REFUSING = (
    "not", "n't", "n\u2019t", "no ", "never", "without any", "niet", "nicht", "nie ", "nie\u00a0", "pas ", "geen",
    "kein", "aucun", "sin necesidad", "n\u00e3o",
)  # fmt: skip
_COMMA = re.compile(",")
_NAMES = re.compile(r"[a-z]")
_ENDS = re.compile(r"[.;:!?()](?=\s|$|\))|[(,]|\b(?:but|however|maar|aber|mais|pero|mas|ale)\b|\s[-\u2013]\s")
_STRONG_ENDS = re.compile(r"[.;:!?()](?=\s|$|\))|\b(?:but|however|maar|aber|mais|pero|mas|ale)\b|\s[-\u2013]\s")
_SEVERAL = re.compile(r"^\W*(?:are|zijn|sind|sont|son|s\u00e3o|s\u0105)\b")
_OWN_CLAUSE = re.compile(r",\s*(?:and |und |en |et |y |e )?(?:you|we|but|only|just|basic|good|strong)\b")
_VERB_BEHIND = re.compile(r"\b(?:is|are|must|required|needed|necessary|preferred|a plus)\b")


def without_refused(text: str) -> str:
    """The text less the clauses that say what is not needed; what is "not required but a plus" stays.

    Where nothing is refused, the very same string.
    """
    lower = lowered(text)
    spans = _apart(sorted([*_named_before(lower), *_named_after(lower)]))
    for start, end in reversed(spans):
        text = f"{text[:start]} {text[end:]}"
    return text


def _named_before(text: str) -> list[tuple[int, int]]:
    """The clauses that end in "is not required": with "are" the whole list before it."""
    spans = []
    for match in _AFTER.finditer(text):
        ends = _STRONG_ENDS if _SEVERAL.match(match[0]) else _ENDS
        begin = max(0, match.start() - REACH)
        for end in ends.finditer(text, max(0, match.start() - REACH), match.start()):
            if _NAMES.search(text, end.end(), match.start()):
                begin = end.end()
        spans.append((begin, match.end()))
    return spans


def _named_after(text: str) -> list[tuple[int, int]]:
    """The clauses that begin with "you don't need": up to a clause that has a verb of its own."""
    spans = []
    for match in _BEFORE.finditer(text):
        furthest = min(len(text), match.end() + REACH)
        stop = _STRONG_ENDS.search(text, match.end(), furthest)
        end = stop.start() if stop else furthest
        comma = _OWN_CLAUSE.search(text, match.end(), end) or _clause_with_verb(text, match.end(), end)
        spans.append((match.start(), comma.start() if comma else end))
    return spans


def _clause_with_verb(text: str, start: int, end: int) -> re.Match[str] | None:
    first = _COMMA.search(text, start, end)
    return first if first and _VERB_BEHIND.search(text, first.end(), end) else None


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
