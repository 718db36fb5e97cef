"""Which part of an employer, or which intake, a text is for: what tells apart who teaches chemistry and who French."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from jobs.word_hashes import LOWER_BITS, hash_of, hashes_of, upper_bits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobs.word_hashes import Kept, Words

KEPT = 24
NOTHING = 0  # no word's hash

NAME_BEFORE = "department departement departements departments dept ward wards faculty"
NAME_BESIDE = "afdeling abteilung faculteit fakultät"  # "afdeling Radiologie", "SOC-afdeling"
NAME_AFTER_OF = "department departement dept faculty faculté département departamento facultad dipartimento facoltà"
OF = "of de des du di da del della van"
GRADE = "form grade class klas groep klasse standard"
MONTHS = (
    "january february march april may june july august september october november december sept"
    " januari februari maart mei juni juli augustus oktober januar februar märz mai dezember"
    " janvier février mars avril juin juillet août septembre octobre novembre décembre"
)
YEARS = " ".join(str(year) for year in range(2015, 2045))
# Each language by its names in English, Dutch, German and French.
SPOKEN = (
    "dutch/nederlands/nederlandse/nederlandstalig/niederländisch/néerlandais"
    " german/duits/duitse/duitstalig/deutsch/allemand french/frans/franse/franstalig/französisch/français"
    " spanish/spaans/spanisch/espagnol italian/italiaans/italienisch portuguese/portugees/portugiesisch"
    " polish/pools/poolse/polnisch danish/deens/dänisch swedish/zweeds/schwedisch norwegian/noors/norwegisch"
    " finnish/fins/finnisch czech/tsjechisch hungarian/hongaars romanian/roemeens greek/grieks turkish/turks/türkisch"
    " arabic/arabisch russian/russisch ukrainian/oekraïens hebrew/hebreeuws hindi chinese/chinees mandarin"
    " japanese/japans/japanisch korean/koreaans vietnamese thai indonesian malay swahili/kiswahili amharic hausa yoruba"
    " igbo"
)
LANGUAGES = SPOKEN.replace("/", " ")
NUMBER = " ".join(str(number) for number in range(14))
# Words that stand there without naming one.
NO_NAME = (
    "a an and any at by each every for from in into of on or our that the their this to various which with within your"
    " another appropriate assigned business company different entire growing hr human internal large new open other own"
    " personnel recruiting recruitment relevant resources respective several small whole"
    " bij de deze die divisie door een en het hun met onze op personeelszaken te toekomstige van verschillende voor"
    " werving andere anderen das dem den der des dieser ein eine für im mit oder personal und unsere vom von zur"
    " au aux ce cette dans du et la le les leur notre votre e el las los nuestra nuestro su y il nostra"
)


def departments(words: Words) -> list[bytes]:
    """Of each text the sorted 16-bit hashes of the departments, wards and faculties that it names; b"" for none."""
    before, beside, after_of = _hashes(NAME_BEFORE), _hashes(NAME_BESIDE), _hashes(NAME_AFTER_OF)
    named = _nothing(words)
    for text, last, noun, following, second in _among(words, f"{NAME_BEFORE} {NAME_BESIDE} {NAME_AFTER_OF}"):
        if noun in before or noun in beside:
            named[text].add(last)
        if noun in beside:
            named[text].add(following)
        if noun in after_of and following in _hashes(OF):
            named[text].add(second)
    return [_kept(each - _hashes(NO_NAME) - {NOTHING}) for each in named]


def grades(words: Words) -> list[bytes]:
    """The same of the school grades and forms, such as "Form 3"."""
    named = _nothing(words)
    for text, _, noun, following, _ in _among(words, GRADE):
        if noun in _hashes(GRADE) and following in _hashes(NUMBER):
            named[text].add((noun + following) % 2**64)
    return [_kept(each) for each in named]


def intakes(words: Words) -> list[bytes]:
    """The same of the years that follow the name of a month: when internships begin, or are applied for."""
    named = _nothing(words)
    for text, last, year, _, _ in _among(words, YEARS):
        if year in _hashes(YEARS) and last in _hashes(MONTHS):
            named[text].add(year)
    return [_kept(each) for each in named]


def spoken_languages(words: Words) -> list[bytes]:
    """The same of the languages that a text names, but for English, by whatever name."""
    named = _nothing(words)
    for text, _, word, _, _ in _among(words, LANGUAGES):
        if word in _languages():
            named[text].add(_languages()[word])
    return [_kept(each) for each in named]


@functools.cache
def _languages() -> dict[int, int]:
    """From the hash of each name to that of the first."""
    names = [spellings.split("/") for spellings in SPOKEN.split()]
    return {hash_of(name): hash_of(spellings[0]) for spellings in names for name in spellings}


def _nothing(words: Words) -> list[set[int]]:
    """What each text has named so far."""
    return [set() for _ in range(len(words))]


def _among(words: Words, listed: str) -> Iterator[tuple[int, int, int, int, int]]:
    """Where listed words may be, by their upper bits: the text, the word before, the word, and the two after it.

    NOTHING beyond the ends of a text.
    """
    places = words.places(_upper(listed))
    texts = words.starts.searchsorted(places, "right") - 1
    starts, ends = words.starts.take(texts), words.starts.take(texts + 1)
    around = []
    for at in (places - 1, places, places + 1, places + 2):
        hashes = words.hashes.take(at, mode="clip")
        hashes[(at < starts) | (at >= ends)] = NOTHING
        around.append(hashes.tolist())
    return zip(texts.tolist(), *around, strict=True)


def _kept(named: set[int]) -> bytes:
    return np.asarray(sorted({word >> LOWER_BITS for word in named})[:KEPT], "<u2").tobytes() if named else b""


@functools.cache
def _hashes(listed: str) -> frozenset[int]:
    return frozenset(hash_of(word) for word in listed.split())


@functools.cache
def _upper(listed: str) -> Kept:
    return upper_bits(hashes_of(listed.split()))
