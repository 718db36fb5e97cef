"""What is kept of a posting's text to find its copies: small, equal for equal texts, and near for near ones.

The hashes (CRC-32 and multiplication by fixed numbers) are the same on every machine; whoever changes what goes into
them raises VERSION, so that no text is compared with one that was hashed otherwise, and the stored ones are made anew.
"""

from __future__ import annotations

import functools
import hashlib
import re
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np

from db.job_signatures import OpeningFacts, TextSignature
from db.text_hash import text_hash
from jobs.duplicates.common_words import rare
from jobs.duplicates.departments import departments, grades, intakes, spoken_languages
from jobs.duplicates.languages import languages_of
from jobs.duplicates.said_words import said_words
from jobs.duplicates.title_words import title_key
from jobs.minhashes import minima_of, shingles_of
from jobs.parsing.folding import folded
from jobs.signature_keys import keys_of
from jobs.word_hashes import Words, hashes_of, upper_bits, word_hashes

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from db.canonical_jobs import NewJob
    from jobs.minhashes import Minima
    from jobs.word_hashes import Hashes

VERSION = 8
READ_CHARACTERS = 8000
KEPT_NAMES = 160
KEPT_WORDS = 384
JOBS_AT_ONCE = 125  # as many as are understood at once
MARK = np.uint64(0x9E3779B97F4A7C15)

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
NO_FACTS = OpeningFacts(types=(), departments=b"", grades=b"", spoken=b"", years=None, pay=(), currency="")


@dataclass(frozen=True, slots=True)
class _Named:
    """What the fields of a posting tell beside its text; `here` are the words of its places."""

    title: str
    levels: str
    company: str
    place: str
    here: frozenset[str]

    @classmethod
    def by(cls, job: NewJob) -> _Named:
        company, here = company_key(job.company or ""), _place_words(job)
        title, levels = title_key(job.title, here | frozenset(company.split()))
        return cls(title, levels, company, _place_key(job), here)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a text says by itself."""

    words: Hashes
    names: bytes
    said: bytes
    language: str
    departments: bytes
    grades: bytes
    intakes: bytes
    spoken: bytes


@dataclass(frozen=True, slots=True)
class _Left:
    """What is left of a text without the words of the posting's places.

    Attributes:
        words: in order; none of a text that a board has cut off.
        telling: neither common nor in title or company, and what is kept of them.
        shingles: how many runs of the words there are, and the least of each permutation.
    """

    words: Hashes
    telling: Hashes
    kept: bytes
    shingles: int
    minima: Minima


def signatures_of(jobs: Sequence[NewJob]) -> list[TextSignature]:
    """What is kept of each posting as read; about 0.13 ms for 4,000 characters, of one alone 1 ms.

    Place names are left out of text and title: one opening offered in two cities is one.
    """
    blocks = (jobs[start : start + JOBS_AT_ONCE] for start in range(0, len(jobs), JOBS_AT_ONCE))
    return [signature for block in blocks for signature in _signatures(block)]


def _signatures(jobs: Sequence[NewJob]) -> list[TextSignature]:
    named = [_Named.by(job) for job in jobs]
    texts = [job.description[:READ_CHARACTERS] for job in jobs]
    said_by = _said_by(list(dict.fromkeys(texts)))
    said = [said_by[text] for text in texts]
    words = _without(Words.of([each.words for each in said]), [each.here for each in named])
    telling = _without(rare(words), [{*each.company.split(), *each.title.split()} for each in named])
    whole = Words.of(
        [each[:0] if _is_teaser(text, each) else each for text, each in zip(texts, words.each(), strict=True)]
    )
    shingles = shingles_of(whole)
    minima = minima_of(shingles)
    left = map(
        _Left, whole.each(), telling.each(), _short(telling, KEPT_WORDS), np.diff(shingles.starts).tolist(), minima
    )
    return list(map(_signature, jobs, named, said, left))


def _said_by(texts: Sequence[str]) -> dict[str, _Said]:
    found = word_hashes(texts)
    words = found.words
    each = map(
        _Said,
        words.each(),
        _short(found.names, KEPT_NAMES),
        said_words(words, found.glued),
        languages_of(words),
        departments(words),
        grades(words),
        intakes(words),
        spoken_languages(words),
    )
    return dict(zip(texts, each, strict=True))


def _signature(job: NewJob, named: _Named, said: _Said, left: _Left) -> TextSignature:
    facts = _facts(job, named, said) if left.shingles else NO_FACTS
    return TextSignature(
        text_key=_text_key(job, named, facts, left),
        source=job.source,
        title=named.title,
        levels=named.levels,
        company=named.company,
        place=named.place,
        shingles=left.shingles,
        minhash=left.minima.astype("<u2").tobytes(),
        names=said.names,
        words=left.kept,
        said=said.said,
        language=said.language,
        facts=facts,
        keys=keys_of(
            named.title, named.company, named.place, left.minima.astype("<u4").tobytes() if left.shingles else b""
        ),
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


def _text_key(job: NewJob, named: _Named, facts: OpeningFacts, left: _Left) -> str:
    said = hashlib.sha256(left.words.astype("<u8").tobytes()).hexdigest()
    if not named.company and left.shingles < UNNAMED_SHINGLES:  # "Call us": it may be anybody's
        said = f"{said} {job.source} {job.source_job_id}"
    if not left.shingles:
        said = f"{said} {left.telling.tobytes().hex()}"
    types = (job.source, *facts.types) if facts.types else ()  # each source guesses them in its own way
    slot = (named.title, named.levels, named.company, named.place)
    return text_hash("|".join((str(VERSION), *slot, *types, str(facts.pay), facts.currency, str(facts.years), said)))


def _facts(job: NewJob, named: _Named, said: _Said) -> OpeningFacts:
    pay = [float(round(pay)) for pay in (job.salary_annual_min, job.salary_annual_max) if pay is not None]
    return OpeningFacts(
        types=tuple(sorted(job.employment_types)),
        departments=said.departments,
        grades=said.intakes if named.levels == "intern" else said.grades,
        spoken=said.spoken,
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
    return _long_words(" ".join([job.location or "", *(place.city or "" for place in job.places)]))


@functools.lru_cache(maxsize=4096)
def _long_words(named: str) -> frozenset[str]:
    return frozenset(word for word in WORD.findall(named.lower()) if len(word) > 2)  # noqa: PLR2004 - "NL", "la"


def _without(words: Words, left_out: Sequence[Collection[str]]) -> Words:
    """The words of each text but those left out of it."""
    listed = Words(hashes_of(chain.from_iterable(left_out)), np.cumsum([0, *map(len, left_out)]))
    if not len(listed.hashes):
        return words
    marks = np.sort(_marked(listed))
    may_be = words.places(upper_bits(listed.hashes))
    found = _marked(words).take(may_be)
    kept = np.ones(len(words.hashes), np.bool_)
    kept[may_be[marks.take(marks.searchsorted(found), mode="clip") == found]] = False
    return words.at(np.flatnonzero(kept))


def _marked(words: Words) -> Hashes:
    """Hashes that differ from text to text."""
    return words.hashes ^ (words.texts().view(np.uint64) * MARK)


def _is_teaser(text: str, words: Hashes) -> bool:
    return len(words) < TEASER_WORDS and text.rstrip().endswith(CUT_OFF)


def _short(words: Words, kept: int) -> list[bytes]:
    """The least of them, distinct and sorted, by their upper 16 bits: of two texts the same part of all words."""
    distinct = Words(words.upper().view(np.uint64), words.starts).distinct()
    upper = distinct.hashes.astype("<u2")
    return [upper[start : min(end, start + kept)].tobytes() for start, end in pairwise(distinct.starts.tolist())]
