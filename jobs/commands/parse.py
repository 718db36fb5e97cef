"""python -m jobs parse pay|experience|place|skills|title: what the parsers see, one JSON object for each line read."""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING, Any

from jobs.parsing.experience import parse_experience
from jobs.parsing.places import parse_places
from jobs.parsing.salary import parse_pay
from jobs.parsing.skill_sections import required_and_preferred
from jobs.parsing.titles import parse_title
from jobs.parsing.work_mode import parse_work_mode

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from jobs.command_line import Commands

Answer = dict[str, Any]
FOR_PEOPLE: tuple[type[Exception], ...] = ()
_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_LENGTH_OF_TIME = re.compile(r"\d\s?(?:hour|hr|h|day|week|wk|month|mo|year|yr)\b", re.IGNORECASE)
MOST_FIGURES = 20  # digits: more are a list of numbers
# What people say around the figures of their pay, and of nothing else.
WORDS_AROUND_PAY = frozenset(
    """a about above accept an and annually annum any anything approx approximately around at below between both
    but circa ca cr crore crores day daily de depending desde doe each entre every experience expect expecting fine
    flexible from good hasta hour hourly hr h i ideally is k lac lacs lakh lakhs least less like m max maximum min
    minimum mo month monthly more most neg nego negotiable not of ok okay on open or over per please roughly slightly
    starting than to up upto upwards want week weekly wk would y year yearly yr""".split()  # noqa: SIM905
)


def add_to(commands: Commands) -> None:
    """The command and its options."""
    parse = commands.add_parser(
        "parse", help="read lines from standard input and print what a parser sees in each, as one JSON object a line"
    )
    parse.add_argument("what", choices=sorted(READERS))
    parse.add_argument(
        "--country", type=alpha_2, metavar="XX", help="ISO code of where it was written: settles shared names like $"
    )
    parse.set_defaults(run=run)


def alpha_2(given: str) -> str:
    """An ISO 3166 alpha-2 code, in capitals.

    Raises:
        ValueError: it is none.
    """
    if not re.fullmatch(r"[A-Za-z]{2}", given):
        raise ValueError(given)
    return given.upper()


def run(given: argparse.Namespace) -> None:
    """Answer each line as soon as it is read."""
    read: Callable[[str, str | None], Answer] = READERS[given.what]
    output = sys.stdout.buffer
    for line in sys.stdin.buffer:
        text = line.decode("utf-8", errors="replace").rstrip("\r\n").removeprefix("\ufeff")
        output.write(json.dumps(read(text, given.country), ensure_ascii=False).encode() + b"\n")
        output.flush()


def pay(text: str, country: str | None) -> Answer:
    """Least, most, currency (ISO 4217) and period; a line of figures alone is taken for pay."""
    found = parse_pay(text, country=country, bare_numbers=speaks_of_pay_alone(text))
    if found is None:
        return dict.fromkeys(("min", "max", "currency", "period"))
    return {"min": _number(found.min), "max": _number(found.max), "currency": found.currency, "period": found.period}


def speaks_of_pay_alone(text: str) -> bool:
    """Whether a line is figures and such words as "around", "negotiable" and "per month"."""
    digits = len(_DIGIT.findall(text))
    if _LENGTH_OF_TIME.search(text):
        return False
    return 0 < digits <= MOST_FIGURES and WORDS_AROUND_PAY.issuperset(map(str.lower, _WORD.findall(text)))


def experience(text: str, _: str | None) -> Answer:
    """Years."""
    found = parse_experience(text)
    if found is None:
        return {"min_years": None, "max_years": None}
    return {"min_years": _number(found.min_years), "max_years": _number(found.max_years)}


def place(text: str, country: str | None) -> Answer:
    """Places with country as ISO 3166 alpha-2, the way of working, and where remote work is allowed."""
    mode = parse_work_mode(text)
    places = [
        {"city": found.city, "region": found.region, "country": found.country}
        for found in parse_places(text, country=country)
    ]
    return {"places": places or None, "work_mode": mode.mode, "remote_in": list(mode.remote_in) or None}


def skills(text: str, _: str | None) -> Answer:
    """Names of the vocabulary."""
    required, preferred = required_and_preferred(text)
    return {"required": list(required) or None, "preferred": list(preferred) or None}


def title(text: str, _: str | None) -> Answer:
    """The title without marks and places, and what it tells."""
    found = parse_title(text)
    return {
        "title": found.title or None,
        "level": found.level,
        "function": found.function,
        "employment_type": found.employment_type,
    }


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and float(value).is_integer() else value


READERS: dict[str, Callable[[str, str | None], Answer]] = {
    "pay": pay,
    "experience": experience,
    "place": place,
    "skills": skills,
    "title": title,
}
