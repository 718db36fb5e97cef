"""The languages the bot speaks, how they are named and how their figures are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCE = "en"


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its own name, and the CLDR locale of its figures, dates, lists and names of countries.

    `names_as` is the locale of names of countries and currencies; "" means our own English ones.
    """

    name: str
    locale: str
    names_as: str


# Spanish as written in Latin America. Pidgin is written with English names: CLDR's spelling of them is a scholar's.
LANGUAGES: Mapping[str, Language] = {
    "en": Language("English", "en_001", ""),
    "fr": Language("Français", "fr", "fr"),
    "pt": Language("Português", "pt", "pt"),
    "es": Language("Español", "es_419", "es_419"),
    "sw": Language("Kiswahili", "sw", "sw"),
    "pcm": Language("Naija Pidgin", "en_001", ""),
}


def spoken(code: str | None) -> str | None:
    """Our language for a code as channels give it ("pt-BR", "en_GB", "FR"); None for one that we do not speak."""
    primary = (code or "").replace("_", "-").partition("-")[0].lower()
    return primary if primary in LANGUAGES else None


def language_named(code: str) -> Language:
    """The language of a code; English for one that we do not speak."""
    return LANGUAGES[spoken(code) or SOURCE]
