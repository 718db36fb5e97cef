"""What is kept of a posting's text to find its copies: small, equal for equal texts, and near for near ones.

The hashes (CRC-32 and multiplication by fixed numbers) are the same on every machine; whoever changes what goes into
them raises VERSION, so that no text is compared with one that was hashed otherwise, and the stored ones are made anew.
"""

from __future__ import annotations

import functools
import hashlib
import re
from typing import TYPE_CHECKING, TypeVar
from zlib import crc32

import numpy as np

from db.job_signatures import OpeningFacts, TextSignature
from db.text_hash import text_hash
from jobs.duplicates.common_words import rare
from jobs.duplicates.departments import departments, grades, intakes, spoken_languages
from jobs.duplicates.languages import language_of
from jobs.duplicates.said_words import said_words
from jobs.duplicates.title_words import title_key
from jobs.parsing.folding import folded
from jobs.word_hashes import hash_of, word_hashes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from db.canonical_jobs import NewJob
    from jobs.word_hashes import Hashes

    Shingles = NDArray[np.uint32]

Number = TypeVar("Number", np.uint16, np.uint32)

VERSION = 8
PERMUTATIONS = 128
RUN = 3  # words a shingle
READ_CHARACTERS = 8000
KEPT_NAMES = 160
KEPT_WORDS = 384
SAME_TITLE_BANDS, SAME_TITLE_ROWS = 16, 3  # half-alike texts meet in 0.88 of the cases, 0.7-alike ones in 0.999
ANY_TITLE_BANDS, ANY_TITLE_ROWS = 8, 3  # 0.7-alike: 0.96, half-alike: 0.66
ANY_COMPANY_BANDS, ANY_COMPANY_ROWS = 3, 8  # 0.95-alike: 0.96

WORD = re.compile(r"[^\W_]+")
CUT_OFF = ("…", "...")
TEASER_WORDS = 60
UNNAMED_SHINGLES = 20  # a shorter text without a company is never taken for the same

LEGAL_FORMS = re.compile(
    r"(?:\b(?:b\.?v|n\.?v|s\.?a|s\.?r\.?l|s\.?p\.?a|s\.?a\.?s|p\.?l\.?c|l\.?l\.?c|l\.?l\.?p|a\.?g|a\.?b|o\.?y|a\.?s|inc"
    r"|incorporated|ltd|limited|gmbh|kg|pty|pvt|private|co|corp|corporation|company|plc|oyj|aps)(?=[\s.,)]|$)\.?)",
    re.IGNORECASE,
)
LETTERS_OF_A_NAME = re.compile(r"\w \(([A-Z]{3,8})\)")  # "National Institute of Health (NIH)"
FAMILY_WORDS = frozenset(
    re.findall(
        r"\w+",
        "group groep gruppe holding holdings international nederland netherlands nl benelux europe emea"
        " deutschland germany france belgium uk usa kenya nigeria ethiopia india the de het of van"
        " university universiteit universität université universidad universidade",
    )
)
# What boards write where an employer keeps its name to itself: as many employers as postings.
NOBODY = frozenset({"private client", "private employer", "private", "confidential", "anonymous", "undisclosed"})
FACTORS: Shingles = np.random.default_rng(20_250_401).integers(1, 2**32, PERMUTATIONS, dtype=np.uint32) | np.uint32(1)
MIX = tuple(np.uint64(value) for value in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
NO_FACTS = OpeningFacts(types=(), departments=b"", grades=b"", spoken=b"", years=None, pay=(), currency="")
HALF, LOW, NAME_BITS = np.uint64(32), np.uint32(0xFFFF), 48


def signature_of(job: NewJob) -> TextSignature:
    """What is kept of a posting as read; about 0.2 ms for 4,000 characters.

    Place names are left out of text and title: one opening offered in two cities is one.
    """
    company, place = company_key(job.company or ""), _place_key(job)
    here = _place_words(job)
    title, levels = title_key(job.title, here | frozenset(company.split()))
    text = job.description[:READ_CHARACTERS]
    hashed = word_hashes(text)
    words = _without(hashed.words, here)
    telling = rare(_without(words, frozenset((*company.split(), *title.split()))))
    if len(words) < TEASER_WORDS and text.rstrip().endswith(CUT_OFF):
        words = words[:0]
    shingles = _shingles(words)
    minima = _minima(shingles)
    facts = _facts(job, levels, hashed.words) if len(shingles) else NO_FACTS
    said = hashlib.sha256(words.astype("<u8").tobytes()).hexdigest()
    if not company and len(shingles) < UNNAMED_SHINGLES:  # "Call us": it may be anybody's
        said = f"{said} {job.source} {job.source_job_id}"
    types = (job.source, *facts.types) if facts.types else ()  # each source guesses them in its own way
    key = (str(VERSION), title, levels, company, place, *types, str(facts.pay), facts.currency, str(facts.years))
    if not len(shingles):
        said = f"{said} {telling.tobytes().hex()}"
    return TextSignature(
        text_key=text_hash("|".join((*key, said))),
        source=job.source,
        title=title,
        levels=levels,
        company=company,
        place=place,
        shingles=len(shingles),
        minhash=(minima & LOW).astype("<u2").tobytes(),
        names=_short(hashed.names, KEPT_NAMES),
        words=_short(telling, KEPT_WORDS),
        said=said_words(hashed.words, hashed.wholes),
        language=language_of(hashed.words),
        facts=facts,
        keys=_keys(title, company, place, minima if len(shingles) else None),
    )


@functools.lru_cache(maxsize=4096)
def company_key(company: str) -> str:
    """A company's name without legal form, country and "group", or its letters in brackets; "" when it is not named."""
    letters = LETTERS_OF_A_NAME.search(company)
    if letters:
        return letters[1].lower()
    if folded(company) in NOBODY:
        return ""
    words = folded(LEGAL_FORMS.sub(" ", company)).split()
    return " ".join([word for word in words if word not in FAMILY_WORDS] or words)


def _facts(job: NewJob, levels: str, words: Hashes) -> OpeningFacts:
    pay = [float(round(pay)) for pay in (job.salary_annual_min, job.salary_annual_max) if pay is not None]
    return OpeningFacts(
        types=tuple(sorted(job.employment_types)),
        departments=departments(words),
        grades=intakes(words) if levels == "intern" else grades(words),
        spoken=spoken_languages(words),
        years=job.experience_min_years,
        pay=(min(pay), max(pay)) if pay else (),
        currency=job.salary_currency or "" if pay else "",
    )


def _place_key(job: NewJob) -> str:
    place = job.places[0] if job.places else None
    if place is None:
        return folded(job.location or "")
    return folded(place.city or place.region or place.country or "")


def _place_words(job: NewJob) -> frozenset[str]:
    named = " ".join([job.location or "", *(place.city or "" for place in job.places)])
    return frozenset(word for word in WORD.findall(named.lower()) if len(word) > 2)  # noqa: PLR2004 - "NL", "la"


def _without(words: Hashes, left_out: frozenset[str]) -> Hashes:
    hashes = np.array([hash_of(word) for word in left_out], np.uint64)
    kept: NDArray[np.bool_] = (words != hashes[:, None]).all(axis=0)
    return words[kept]


def _shingles(words: Hashes) -> Shingles:
    """Distinct runs of three words, hashed; a shorter text is one run."""
    if 0 < len(words) < RUN:
        words = np.resize(words, RUN)
    mixed = (words[:-2] * MIX[0]) ^ (words[1:-1] * MIX[1] + words[2:] * MIX[2])
    shingles: Shingles = (((mixed ^ (mixed >> np.uint64(29))) * MIX[0]) >> HALF).astype(np.uint32)
    shingles.sort()
    return _distinct(shingles)


def _minima(shingles: Shingles) -> Shingles:
    """For each permutation the least hash, of 32 bits."""
    if not len(shingles):
        return np.zeros(PERMUTATIONS, np.uint32)
    least: Shingles = (FACTORS[:, None] * shingles[None, :]).min(axis=1)
    return least


def _short(hashes: Hashes, kept: int) -> bytes:
    """The least of them, distinct and sorted, by their upper 16 bits: of two texts the same part of all words."""
    upper = (hashes >> np.uint64(NAME_BITS)).astype("<u2")
    upper.sort()
    return _distinct(upper)[:kept].tobytes()


def _distinct(ordered: NDArray[Number]) -> NDArray[Number]:
    """Each of some sorted numbers once."""
    first = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def _keys(title: str, company: str, place: str, minima: Shingles | None) -> tuple[int, ...]:
    """Signed 64-bit hashes; two texts are compared if they share one.

    By title and company with the place, and without it in any order of words; by parts of the text with the title, with
    the company's first word, and by large parts of the text alone.
    """
    glued, root = title.replace(" ", ""), company.split(" ", 1)[0]
    role = "".join(sorted(title.split()))
    keys = [_key(f"slot|{glued}|{company}|{place}", 0), _key(f"role|{role}|{root}", 0)] if company else []
    if minima is None:
        return tuple(keys)
    parts = minima.astype("<u4").tobytes()
    at = 0
    for scope, bands, rows in (
        (f"title|{glued}", SAME_TITLE_BANDS, SAME_TITLE_ROWS),
        (f"company|{root}" if company else "", ANY_TITLE_BANDS, ANY_TITLE_ROWS),
        ("text", ANY_COMPANY_BANDS, ANY_COMPANY_ROWS),
    ):
        for band in range(bands):
            if scope:
                keys.append(_key(f"{scope}|{band}", crc32(parts[at : at + rows * minima.itemsize])))
            at += rows * minima.itemsize
    return tuple(dict.fromkeys(keys))


def _key(scope: str, part: int) -> int:
    unsigned = crc32(scope.encode("utf-8", "surrogatepass")) << 32 | part
    return unsigned - 2**64 if unsigned >= 2**63 else unsigned
