"""What of a model's answer a posting takes over: only what its own text supports, by the rules of parsed values."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from db.places import StoredPlace
from db.text_hash import text_hash
from jobs.enrichment.own_words import presentable
from jobs.enrichment.questions import INDUSTRIES, LEVELS, PERIODS, WORK_MODES
from jobs.enrichment.support import Text, numbers_in
from jobs.parsing.amounts import amounts, legible
from jobs.parsing.countries import country_code
from jobs.parsing.currencies import currency_meant, currency_of_country, currency_pattern
from jobs.parsing.education import EDUCATIONS, names_education
from jobs.parsing.experience import MOST_YEARS
from jobs.parsing.fields_of_work import function_told
from jobs.parsing.folding import folded
from jobs.parsing.functions import job_functions
from jobs.parsing.pay_context import PERIOD_WORDS
from jobs.parsing.places import parse_places
from jobs.parsing.salary import RANGE_FACTOR, Pay
from jobs.parsing.skills import canonical_skill
from jobs.parsing.titles import parse_level
from jobs.passages import about_pay
from jobs.posting_text import posting_text
from jobs.stated_pay import pay_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from db.canonical_jobs import Job

MOST_SKILLS = 40
MOST_BENEFITS = 12
MOST_TITLES = 5
TITLE_CHARACTERS = 60
BENEFIT_CHARACTERS = 80
SUMMARY_CHARACTERS = 400
NAME_CHARACTERS = 80
SHORT_NAME = 3
LARGEST_PAY = 1e12
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_MONTHS = re.compile(r"(\d{1,3})\+?\s*(?:months?|mths|maanden|monate?n?|mois|meses|miezi)\b", re.IGNORECASE)
SMALL = 0.06  # a model rounds 18 months or 7 months to one decimal
_NO_EXPERIENCE = re.compile(
    r"no (?:prior |previous |work )?experience|without experience|entry|fresh|graduat|geen ervaring|starter|"
    r"keine erfahrung|sans expérience|débutant|sin experiencia|internship|stage|trainee|intern\b",
    re.IGNORECASE,
)


def filled(job: Job, wanted: Sequence[str], values: Mapping[str, Any]) -> tuple[Job, tuple[str, ...]]:
    """The posting with those of the wanted facts that the answer tells and its text supports; and which they are.

    The text of its vector is made anew. Values of a wrong type, unknown entries of lists, implausible figures and
    whatever the posting does not say are dropped.
    """
    text = Text.of(job)
    told = {fact: CHECKS[fact](values, text) for fact in wanted}
    changes = {name: value for change in told.values() for name, value in change.items()}
    if not changes:
        return job, ()
    better = replace(job, **changes)
    embedded = posting_text(better, better.job_titles)
    better = replace(better, embedding_text=embedded, embedding_hash=text_hash(embedded))
    return better, tuple(fact for fact, change in told.items() if change)


def _job_titles(values: Mapping[str, Any], text: Text) -> dict[str, Any]:
    """Other names of the same work: each must be known as a title of the function told, and claim no other level."""
    told = values.get("job_function")
    levels = (None, text.level, parse_level(text.title), values.get("job_level"))
    kept: dict[str, str] = {}
    for given in _texts(values.get("job_titles"), TITLE_CHARACTERS):
        title = presentable(given, TITLE_CHARACTERS)
        if title and told and function_told(title) == told and parse_level(title) in levels:
            kept.setdefault(folded(title), title)
    kept.pop(folded(text.title), None)
    return {"job_titles": (text.title, *list(kept.values())[:MOST_TITLES])} if kept else {}


def _job_function(values: Mapping[str, Any], _: Text) -> dict[str, Any]:
    given = values.get("job_function")
    functions = job_functions()
    return {"function": given, "category": functions[given]} if isinstance(given, str) and given in functions else {}


def _job_level(values: Mapping[str, Any], _: Text) -> dict[str, Any]:
    return _listed("level", values.get("job_level"), LEVELS)


def _industry(values: Mapping[str, Any], _: Text) -> dict[str, Any]:
    return _listed("industry", values.get("industry"), INDUSTRIES)


def _place(values: Mapping[str, Any], text: Text) -> dict[str, Any]:
    """A city must be named as a place of the work, and known in the country; so must a country alone."""
    city, state, country = (_name(values.get(key), text) for key in ("city", "state", "country"))
    if not all(text.names_as_place(name) for name in (city, country) if name):
        return {}
    code = country_code(country) if country else None
    found = parse_places(", ".join(filter(None, (city, state, country))), country=code) if city else ()
    place = found[0] if len(found) == 1 and found[0].city else None
    if place is not None and (code is None or place.country == code):
        where = StoredPlace(place.city, place.region, place.country, place.latitude, place.longitude)
        return {"places": (where,), "countries": (place.country,) if place.country else ()}
    return {"places": (StoredPlace(country=code),), "countries": (code,)} if code else {}


def _work_arrangement(values: Mapping[str, Any], text: Text) -> dict[str, Any]:
    told = _listed("work_mode", values.get("work_arrangement"), WORK_MODES)
    return told if told and text.says_mode(told["work_mode"]) else {}


def _skills(values: Mapping[str, Any], text: Text) -> dict[str, Any]:
    required = _known_skills(values.get("required_skills"), text)
    preferred = [name for name in _known_skills(values.get("preferred_skills"), text) if name not in required]
    changes = {"skills": tuple(required), "preferred_skills": tuple(preferred)}
    return {name: skills for name, skills in changes.items() if skills}


def _known_skills(given: Any, text: Text) -> list[str]:  # noqa: ANN401 - whatever a model wrote
    pairs = [(skill, canonical_skill(skill)) for skill in _texts(given, NAME_CHARACTERS)]
    return list(dict.fromkeys(name for skill, name in pairs if name and _written(skill, name, text)))[:MOST_SKILLS]


def _written(skill: str, name: str, text: Text) -> bool:
    """Whether a skill stands in the text as words of their own; a short one as its name is spelt, as "go" is no Go."""
    short = len(skill) <= SHORT_NAME
    spelt = re.escape(name if short else skill)
    return re.search(rf"(?<!\w){spelt}(?![\w+#])", text.written, 0 if short else re.IGNORECASE) is not None


def _years(values: Mapping[str, Any], text: Text) -> dict[str, Any]:
    low, high = (_supported_years(values.get(key), text) for key in ("years_min", "years_max"))
    if low is not None and high is not None and low > high:
        return {}
    changes = {"experience_min_years": low, "experience_max_years": high}
    return {name: years for name, years in changes.items() if years is not None}


def _supported_years(given: Any, text: Text) -> float | None:  # noqa: ANN401
    years = _number(given)
    if years is None or not 0 <= years <= MOST_YEARS:
        return None
    if years == 0 and _NO_EXPERIENCE.search(text.written):
        return years
    months = {float(count) / 12 for count in _MONTHS.findall(text.written)}
    return years if years in text.asked_years() or any(abs(years - each) < SMALL for each in months) else None


def _salary(values: Mapping[str, Any], text: Text) -> dict[str, Any]:
    """Every figure must stand in the text, or none is taken: half a range is another offer."""
    told = [_number(values.get(key)) for key in ("salary_min", "salary_max")]
    figures = [figure for figure in told if figure is not None]
    written = {amount.value for amount in amounts(legible(about_pay(text.written)))}
    if not figures or not all(0 < figure <= LARGEST_PAY and figure in written for figure in figures):
        return {}
    low, high = told
    if low is not None and high is not None and not low <= high <= low * RANGE_FACTOR:
        return {}
    pay = Pay(low, high, _currency(values.get("salary_currency"), text), _period(values.get("salary_period"), text))
    return {**pay_columns(pay)}


def _currency(given: Any, text: Text) -> str | None:  # noqa: ANN401
    """A code that the text writes in some way, or that of the country where the work is."""
    if not isinstance(given, str) or not re.fullmatch("[A-Z]{3}", given):
        return None
    if text.country and given == currency_of_country(text.country):
        return given
    spellings = re.findall(rf"(?<![^\W\d_]){currency_pattern('any', 'before', 'after')}", text.written, re.IGNORECASE)
    return given if given in {currency_meant(written, text.country) for written in set(spellings)} else None


def _period(given: Any, text: Text) -> str | None:  # noqa: ANN401
    if given not in PERIODS:
        return None
    return given if re.search(PERIOD_WORDS[given], text.written, re.IGNORECASE) else None


def _benefits(values: Mapping[str, Any], text: Text) -> dict[str, Any]:
    given = (presentable(benefit, BENEFIT_CHARACTERS) for benefit in _texts(values.get("benefits"), BENEFIT_CHARACTERS))
    named = [benefit for benefit in given if benefit and text.offers(benefit)]
    return {"benefits": tuple(dict.fromkeys(named))[:MOST_BENEFITS]} if named else {}


def _education(values: Mapping[str, Any], text: Text) -> dict[str, Any]:
    return _listed("education", values.get("education"), EDUCATIONS) if names_education(text.written) else {}


def _summary(values: Mapping[str, Any], text: Text) -> dict[str, Any]:
    """Of the model's own words: short, fit to be shown, and without a number that the text lacks."""
    plain = presentable(values.get("summary"), SUMMARY_CHARACTERS)
    if plain is None:
        return {}
    numbers = numbers_in(text.written)
    invented = [figure for figure in _NUMBER.findall(plain) if float(figure.replace(",", ".")) not in numbers]
    return {} if invented else {"summary": plain}


def _listed(name: str, given: Any, allowed: Sequence[str]) -> dict[str, Any]:  # noqa: ANN401
    return {name: given} if isinstance(given, str) and given in allowed else {}


def _name(given: Any, text: Text) -> str | None:  # noqa: ANN401
    """A name that stands in the text."""
    plain = given.strip() if isinstance(given, str) else ""
    return plain if 0 < len(plain) <= NAME_CHARACTERS and text.names(plain) else None


def _texts(given: Any, most_characters: int) -> list[str]:  # noqa: ANN401
    listed = given if isinstance(given, list) else []
    plain = (" ".join(each.split()) for each in listed if isinstance(each, str))
    return [each for each in plain if 0 < len(each) <= most_characters]


def _number(given: Any) -> float | None:  # noqa: ANN401
    if isinstance(given, bool) or not isinstance(given, int | float):
        return None
    try:
        number = float(given)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


CHECKS: Mapping[str, Callable[[Mapping[str, Any], Text], dict[str, Any]]] = {
    "job_titles": _job_titles,
    "job_function": _job_function,
    "job_level": _job_level,
    "industry": _industry,
    "place": _place,
    "work_arrangement": _work_arrangement,
    "skills": _skills,
    "years": _years,
    "salary": _salary,
    "benefits": _benefits,
    "education": _education,
    "summary": _summary,
}
