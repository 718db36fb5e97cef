"""Where a posting's text supports a value: a word that stands in it may be said of something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jobs.enrichment.questions import shown_text
from jobs.parsing.cues import Cues, lowered
from jobs.parsing.figures import WORD_VALUES
from jobs.parsing.folding import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.canonical_jobs import Job

HEADING_WORDS = 6
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_WORD = re.compile(r"\w+")
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
_CLAUSES = re.compile(r"[.;!?,\n]+")
_OF_YEARS = Cues(
    (
        "year", "yr", "jaar", "jaren", "jahr", " ans", "año", " ano", "anni", "miaka", "ዓመት", "አመት", "month", "mths",
        "maand", "monat", "mois", "mes", "miezi", "yoe", "y.o.e", "experience", "entry", "fresh", "graduat", "no exp",
        "never worked", "ervaring", "erfahrung", "experiencia", "experiência", "expérience", "uzoefu",
    )
)  # fmt: skip
_YEARS = r"[\s-]*(?:years?|yrs?|jaar|jahre?n?|ans|años?|anos|anni|miaka)"
# A length of time that is somebody's age, or how long ago something was.
_AGE = re.compile(
    rf"\b\w+\+?{_YEARS}(?:[ -]old\b|[ -](?:of age|ago|in business|oud|alt)\b|[ -]?(?:history|anniversary|of history))|"
    rf"\b(?:aged?|over the age of|founded|established|for (?:over|more than|the (?:last|past))|(?:last|past|since))\s"
    rf"\w+(?:{_YEARS})?",
    re.IGNORECASE,
)
_OF_COMPANY = re.compile(
    r"\b(?:we(?:'ve)?|our|company|firm|founded|established|client has|onze?|wij|wir|unser\w*|nous|notre|nuestr[ao])\b",
    re.IGNORECASE,
)
_OF_CANDIDATE = re.compile(
    r"\b(?:you|your|look(?:ing)? for|seek\w*|requir\w+|need\w*|expect\w*|must|candidates?|applicants?|who|someone|"
    r"minimum|at least|je|jij|jouw|minimaal|du|dein\w*|sie|ihre?|mindestens|vous|votre|usted|tu|mínimo)\b",
    re.IGNORECASE,
)
_OTHER_PLACE = re.compile(
    r"\b(?:founders?|founded|met in|headquart\w+|hq|born|grew up|customers?|clients?|investors?|studied|"
    r"branches|offices in|hoofdkantoor|klanten|gegründet|kunden|clientèle|fondée?|fundad[ao])\b",
    re.IGNORECASE,
)
_WORK_PLACE = re.compile(
    r"\b(?:based (?:in|at)|located|location|workplace|duty station|work(?:ing)? (?:in|at|from|out of)|job in|"
    r"position (?:is )?in|role (?:is )?in|our (?:\w+ )?(?:office|depot|site|shop|store|branch|school|clinic|team) in|"
    r"standplaats|werklocatie|einsatzort|arbeitsort|standort|lieu|poste (?:basé|à)|ubicación|local de trabalho)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:no|not|non|never|without|cannot|geen|niet|nooit|kein\w*|nicht|nie|pas|jamais|sans|sin|nunca|sem|hakuna)\b|"
    r"n['\u2019]t\b",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"remot|home|thuis|\bwf[ha]\b|tele|télé|afstand|distan|anywhere|virtual|distributed|nyumbani|በርቀት", re.IGNORECASE
)
_THERE = re.compile(
    r"office|\bsite\b|on-?site|premise|location|in[ -]person|kantoor|locatie|vor ort|büro|sur (?:site|place)|"
    r"pr[eé]sen[tc]iel|presencial|oficina|\bwfo\b",
    re.IGNORECASE,
)
_BOTH = re.compile(r"h[yií]brid|mseto|ዲብል|days?\b|dagen|tage\b|jours|días", re.IGNORECASE)
_OFFERS = re.compile(
    r"\b(?:you(?:'ll|\u2019ll| will)? (?:get|receive|enjoy|have|earn)|(?:we|company|employer) (?:\w+ )?(?:offers?|"
    r"provides?|gives?|pays?)|on offer|offer(?:s|ed|ing)?|provided|benefits?|perks?|packages?|in return|what's in it|"
    r"why (?:join|work)|wij bieden|bieden wij|wat bieden|arbeidsvoorwaarden|krijg je|je krijgt|wir bieten|bieten wir|"
    r"das bieten|nous offrons|avantages|on vous offre|ofrecemos|beneficios|oferecemos|tunatoa|marupurupu)\b|"
    r"allowance|insurance|\bleave\b|bonus|commission|pension|\bfree\b|\bpaid\b|vacation|discount|reimburse|vergoeding|"
    r"ጥቅማ",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Text:
    """All that a posting says, as written and folded, and what of it tells the place: what answers must be found in."""

    title: str
    written: str
    folded: str
    location: str | None
    description: str
    country: str | None
    level: str | None

    @classmethod
    def of(cls, job: Job) -> Text:
        """What the model was shown, and what the parsers know."""
        shown = shown_text(job)
        written = "\n".join(filter(None, (job.title, job.company, job.location, shown)))
        plain = f" {folded.__wrapped__(written)} "
        country = job.countries[0] if job.countries else None
        return cls(job.title, written, plain, job.location, shown, country, job.level)

    def names(self, words: str) -> bool:
        """Whether the text holds these words, letter case, accents and signs aside."""
        plain = folded(words)
        return bool(plain) and f" {plain} " in self.folded

    def names_as_place(self, words: str) -> bool:
        """Whether it names them in title or location, or in a sentence that is not about another place than the work's.

        Where founders met, where customers and other offices are, nobody is asked to work.
        """
        sentences = _SENTENCES.split(self.description)
        about = (part for part in sentences if _WORK_PLACE.search(part) or not _OTHER_PLACE.search(part))
        return any(_holds(part, words) for part in (self.title, self.location or "", *about))

    def asked_years(self) -> frozenset[float]:
        """The numbers of sentences on lengths of time, but of those on the employer and of ages."""
        about = (part for part in _SENTENCES.split(_AGE.sub(" ", self.written)) if _OF_YEARS.starts(lowered(part)))
        kept = [part for part in about if _OF_CANDIDATE.search(part) or not _OF_COMPANY.search(part)]
        return numbers_in("\n".join(kept))

    def says_mode(self, mode: str) -> bool:
        """Whether it speaks of such a place of work and does not deny it; who denies working from home says on site."""
        clauses = _CLAUSES.split(self.written)
        said = [clause for clause in clauses if not _NEGATION.search(clause)]
        if mode == "onsite":
            denied = (clause for clause in clauses if _NEGATION.search(clause))
            return any(map(_THERE.search, said)) or any(map(_AWAY.search, denied))
        patterns = (_AWAY,) if mode == "remote" else (_BOTH, _AWAY)
        return any(pattern.search(clause) for clause in said for pattern in patterns)

    def offers(self, words: str) -> bool:
        """Whether it names them where it offers something."""
        return any(_holds(part, words) for part in self._offering())

    def _offering(self) -> Iterator[str]:
        """Sentences that offer something, and those below a heading that does."""
        below = False
        for part in _SENTENCES.split(self.description):
            offering = bool(_OFFERS.search(part))
            if part.rstrip().endswith(":") and len(part.split()) <= HEADING_WORDS:
                below = offering
            if offering or below:
                yield part


def numbers_in(text: str) -> frozenset[float]:
    """Every number in a text, in figures or words."""
    figures = {float(figure.replace(",", ".")) for figure in _NUMBER.findall(text)}
    words = set(_WORD.findall(text.lower()))
    return frozenset(figures | {float(value) for word, value in WORD_VALUES.items() if word in words})


def _holds(part: str, words: str) -> bool:
    plain = folded(words)
    return bool(plain) and f" {plain} " in f" {folded.__wrapped__(part)} "
