"""Where a text may tell years of experience: units of time behind a number, labels, words such as "entry level"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from jobs.parsing.cues import NamedCues
from jobs.parsing.figures import LATIN_DIGITS, WORD_VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

SMALL_WORDS = {
    **dict.fromkeys(("a", "an", "een", "un", "une", "ein", "eine", "einem", "um", "uma", "mmoja", "één"), 1.0),
    **dict.fromkeys(("twee", "deux", "dos", "zwei", "dois", "dwa", "miwili", "due"), 2.0),
    **dict.fromkeys(("drie", "trois", "tres", "três", "drei", "trzy", "mitatu", "tre"), 3.0),
    **dict.fromkeys(("vier", "quatre", "cuatro", "quatro", "minne", "cztery"), 4.0),
    **dict.fromkeys(("vijf", "cinq", "cinco", "fünf", "mitano", "pięć"), 5.0),
    **dict.fromkeys(("zes", "seis", "sechs", "sita"), 6.0),
    **dict.fromkeys(("zeven", "sept", "siete", "sieben", "saba"), 7.0),
    **dict.fromkeys(("acht", "huit", "ocho", "oito", "minane"), 8.0),
    **dict.fromkeys(("tien", "dix", "diez", "dez", "zehn", "kumi"), 10.0),
    **dict.fromkeys(("zero", "nq", "newly qualified"), 0.0),
    **dict.fromkeys(("ثلاث", "ثلاثة"), 3.0),
    **dict.fromkeys(("أربع", "اربع", "أربعة"), 4.0),
    **dict.fromkeys(("خمس", "خمسة"), 5.0),
    **dict.fromkeys(("ست", "ستة"), 6.0),
    **dict.fromkeys(("سبع", "سبعة"), 7.0),
    **dict.fromkeys(("ثمان", "ثماني", "ثمانية"), 8.0),
    **dict.fromkeys(("عشر", "عشرة"), 10.0),
    "one and a half": 1.5,
    "two and a half": 2.5,
    "anderthalb": 1.5,
    "eineinhalb": 1.5,
    "anderhalf": 1.5,
    "fresher": 0.0,
    "freshers": 0.0,
    "half": 0.5,
    "half a": 0.5,
    "couple of": 2.0,
    "a couple of": 2.0,
    "half an": 0.5,
}
_LABELS = (
    "exp",
    "experience",
    "exp\u00e9rience",
    "experiencia",
    "experi\u00eancia",
    "ervaring",
    "erfahrung",
    "yoe",
    "pqe",
)
_LABEL_ENDS = (":", "=", " :", " =", " -", "-", " required", " needed", " level", "*")
Told = Literal["unit", "unit first", "label", "none", "fresh", "decade", "rewritten"]
# How units begin that stand before or behind their number; labels; what stands in every wording that none is needed;
# digits and halves that are written anew before the rest is read.
_CUES: NamedCues[Told] = NamedCues(
    {
        "rewritten": (*map(chr, LATIN_DIGITS), " half", " demi", " medio", " meio", "\u00bd", " 1/2",
                      "سنتين", "سنتان", "عامين", "خبرة سنة", "سنة خبرة", "عام خبرة", "خبرة عام",
                      "عن سنة", "عن عام"),
        "unit first": ("year", "yr", "miaka", "mwaka"),
        "unit": (
            "year", "yr", "yoe", "y.o.e", "pqe", "jaar", "jaren", "jahr", "ans", "an d", "an min", "an en", "a\u00f1o",
            "ano", "anni", "anno", "miaka", "mwaka", "lata", "tahun", "y\u0131l", "saal", "taon", "\u043b\u0435\u0442",
            "\u0433\u043e\u0434", "\u0938\u093e\u0932", "\u0935\u0930\u094d\u0937", "\u0633\u0646\u0648\u0627\u062a",
            "\u0633\u0646\u0629", "سنين", "عام", "أعوام", "اعوام", "letni", "sene", "thn", "rok", "jährig", "jarig",
            "\u12d3\u1218\u1275", "\u12a0\u1218\u1275", "month", "mth", "maand", "mois",
            "monat", "meses", "mesi", "mies", "miez", "bulan", "buwan", "mahine", "\u043c\u0435\u0441\u044f\u0446",
            "\u092e\u093e\u0939", "\u0634\u0647\u0631",
            *(f"{unit}{end}" for unit in ("mo", "mos", "lat") for end in " \n.,;:!?)]/|+*-\"'"),
        ),
        "label": [*(f"{label}{end}" for label in _LABELS for end in _LABEL_ENDS), "yoe ", "pqe "],
        "fresh": ("fresh",),
        "decade": ("decade",),
        "none": (
            "entry level", "entry-level", "entrylevel", "fresh", "experience not", "experience no", "experience is not",
            "experience isn",
            "experience is isn", "no exp", "never worked", "vorkenntnisse", "experience: n", "experience : n",
            "experience - n", "experience required: n", "beginner", "leaver", "newcomers", "starters",
            "advantage but not", "plus but not",
            "preferred but not", "bonus but not", "desirable but not", "advantage, but not", "plus, but not",
            "preferred, but not", "geen ervaring", "geen werkervaring", "erfahrung",
            "experiencia", "exp\u00e9rience", "graduate train", "just graduated", "recent graduate",
            "recently graduate",
            "ervaring niet", "ervaring geen", "ervaring is niet", "ervaring is geen", "berufseinsteiger",
            "quereinsteiger",
            "d\u00e9butant", "experi\u00eancia", "esperienza", "do\u015bwiadczenia", "\u043e\u043f\u044b\u0442\u0430",
            "uzoefu", "\u12dc\u122e", "formad", "reci\u00e9n", "recien", "diplôm", "التخرج", "خبرة", "deneyim",
            "tecrübe",
            "yeni mezun", "doświadczenie", "pengalaman", "neolaureat", "zonder ervaring", "pas afgestudeerd",
            "berufsanfänger",
            "walang", "wala ",
            *(
                f"{none}{space}{what}"
                for none in ("no", "without", "zero", "0")
                for space in " \n"
                for what in ("prior", "previous", "work", "job", "relevant", "much", "any", "experience")
            ),
        ),
    }
)  # fmt: skip
_BEFORE_UNIT = 20  # characters of the last word of a number and what may stand behind it
_NO_LETTER = re.compile(r"[\W\d_]")
_MORE = {"plus", "more", "above", "over", "up", "meer", "mehr", "mas", "m\u00e1s", "mais"}
_LAST_WORDS = frozenset({word.split()[-1] for word in (*WORD_VALUES, *SMALL_WORDS)} | _MORE)


def told(lower: str) -> dict[Told, list[int]]:
    """Where a text in lower case may tell of experience, and how; a unit may also be its last word."""
    return _CUES.starts(f"{lower}\n")


def counted(lower: str, units: Sequence[int]) -> list[int]:
    """Those of the places of units in a text in lower case that begin a word right behind what may be a number."""
    return [unit for unit in units if not lower[unit - 1 : unit].isalpha() and _follows_number(lower, unit)]


def _follows_number(lower: str, unit: int) -> bool:
    before = lower[max(0, unit - _BEFORE_UNIT) : unit].rstrip(" \t\n-")
    last = before[-1:]
    if not last.isalpha():
        return last.isdigit() or last in {"+", ")"}
    return _NO_LETTER.split(before)[-1] in _LAST_WORDS
