"""Which part of an employer, or which intake, a text is for: what tells apart who teaches chemistry and who French."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from jobs.word_hashes import hash_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jobs.word_hashes import Hashes

KEPT = 24
BITS = 48  # a hash without its lower bits, which leaves 16
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


def departments(words: Hashes) -> bytes:
    """Sorted 16-bit hashes of the departments, wards and faculties that a text names; b"" for none."""
    before, beside, after_of = _hashes(NAME_BEFORE), _hashes(NAME_BESIDE), _hashes(NAME_AFTER_OF)
    named = set()
    for at in _among(words, f"{NAME_BEFORE} {NAME_BESIDE} {NAME_AFTER_OF}"):
        noun, (last, following, second) = int(words[at]), _around(words, at)
        if noun in before or noun in beside:
            named.add(last)
        if noun in beside:
            named.add(following)
        if noun in after_of and following in _hashes(OF):
            named.add(second)
    return _kept(named - _hashes(NO_NAME) - {NOTHING})


def grades(words: Hashes) -> bytes:
    """The same of the school grades and forms, such as "Form 3"."""
    named = set()
    for at in _among(words, GRADE):
        noun, (_, following, _) = int(words[at]), _around(words, at)
        if noun in _hashes(GRADE) and following in _hashes(NUMBER):
            named.add((noun + following) % 2**64)
    return _kept(named)


def intakes(words: Hashes) -> bytes:
    """The same of the years that follow the name of a month: when internships begin, or are applied for."""
    months, years = _hashes(MONTHS), _hashes(YEARS)
    named = set()
    for at in _among(words, YEARS):
        if int(words[at]) in years and at and int(words[at - 1]) in months:
            named.add(int(words[at]))
    return _kept(named)


def spoken_languages(words: Hashes) -> bytes:
    """The same of the languages that a text names, but for English, by whatever name."""
    named = {_languages()[int(words[at])] for at in _among(words, LANGUAGES) if int(words[at]) in _languages()}
    return _kept(named)


@functools.cache
def _languages() -> dict[int, int]:
    """From the hash of each name to that of the first."""
    names = [spellings.split("/") for spellings in SPOKEN.split()]
    return {hash_of(name): hash_of(spellings[0]) for spellings in names for name in spellings}


def _around(words: Hashes, at: int) -> tuple[int, int, int]:
    """The word before and the two after; NOTHING beyond the ends."""
    last, following, second = (int(words[to]) if 0 <= to < len(words) else NOTHING for to in (at - 1, at + 1, at + 2))
    return last, following, second


def _among(words: Hashes, listed: str) -> list[int]:
    """Where listed words may be: by their upper bits, all at once, as few words have those."""
    return np.flatnonzero(_upper(listed)[words >> np.uint64(BITS)]).tolist()


def _kept(named: set[int]) -> bytes:
    return np.asarray(sorted({word >> BITS for word in named})[:KEPT], "<u2").tobytes()


@functools.cache
def _hashes(listed: str) -> frozenset[int]:
    return frozenset(hash_of(word) for word in listed.split())


@functools.cache
def _upper(listed: str) -> NDArray[np.bool_]:
    upper = np.zeros(2 ** (64 - BITS), np.bool_)
    upper[[word >> BITS for word in _hashes(listed)]] = True
    return upper
