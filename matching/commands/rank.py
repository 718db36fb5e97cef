"""python -m matching rank WISHES JOBS: rank one's own postings for one's own wishes, out of two files."""

from __future__ import annotations

import json
import sys
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ai.embeddings import EmbedderMisconfigured, build_embedder
from db.places import StoredPlace
from db.preferences import Preferences
from jobs.parsing.places import parse_places
from jobs.parsing.readable_text import readable_text
from jobs.reading import choose
from jobs.sources.files import UnreadableFile, look_at
from jobs.sources.rows import Record
from matching.free_words import read_free_words
from matching.likeness import PARTS
from matching.ranking import RankedWish, Ranking
from settings import SECRET_KEY_CHARACTERS, load_settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from jobs.command_line import Commands
    from jobs.sources.posting import SourcePosting

# Names that people give the fields of preferences.
OTHER_NAMES = {
    "role": "job_roles",
    "roles": "job_roles",
    "categories": "job_categories",
    "skills": "technical_skills",
    "location": "preferred_locations",
    "locations": "preferred_locations",
}
PLACES = ("preferred_locations", "excluded_locations")
NUMBERS = ("years_of_experience", "salary_min", "salary_max", "radius_km")
AS_THEY_ARE = ("willing_to_relocate", "remote_from_home", "pay_unknown_fine")
BEYOND = ("id", "user_id", "slot", "name", "frequency", "embedding_text", "embedding_hash")  # the product's own
KNOWN = tuple(field.name for field in fields(Preferences) if field.name not in BEYOND)
BESIDE = frozenset({"id", "text", "country"})


class BadWish(Exception):
    """A line of the wishes cannot be read; the message says which and why."""


FOR_PEOPLE: tuple[type[Exception], ...] = (BadWish, EmbedderMisconfigured, UnreadableFile)


def add_to(commands: Commands) -> None:
    """The command and its options."""
    rank = commands.add_parser(
        "rank",
        help="rank the postings of a file for the wishes of another; nothing stored is read or written",
        description="WISHES holds one JSON object a line: an id and either a text in free words or fields of"
        " preferences (job_roles, technical_skills, preferred_locations, salary_min, …). JOBS is any file that"
        " `python -m jobs import` reads. Prints a JSON object for each wish: wish_id, ranked: [{job_id, score}], best"
        " first.",
    )
    rank.add_argument("wishes", type=Path)
    rank.add_argument("jobs", type=Path)
    rank.add_argument("--no-filters", action="store_true", help="rank also what breaks a filter of the wish")
    rank.add_argument(
        "--part", choices=PARTS, help="rank by one likeness of posting and role alone, to see what the mix is worth"
    )
    rank.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Rank and print."""
    settings = load_settings(secret_key="x" * SECRET_KEY_CHARACTERS)  # signs nothing: no key file
    ids, postings = read_postings(given.jobs)
    ranking = Ranking(
        postings,
        read_wishes(given.wishes),
        build_embedder(settings),
        profile=settings.score_profile,
        now=datetime.now(UTC),
        part=given.part,
    )
    written = [json.dumps(each, ensure_ascii=False) for each in ids]
    for wish, order, scores in ranking.ranked(filtered=not given.no_filters):
        listed = ", ".join(
            f'{{"job_id": {written[at]}, "score": {score:.4f}}}'
            for at, score in zip(order.tolist(), scores.tolist(), strict=True)
        )
        sys.stdout.write(f'{{"wish_id": {json.dumps(wish.id, ensure_ascii=False)}, "ranked": [{listed}]}}\n')


def read_postings(path: Path) -> tuple[list[object], list[SourcePosting]]:
    """The postings of a file with the ids as they stand there, else their numbers in it.

    Raises:
        UnreadableFile: the file is not one of postings, or a row of it is none.
    """
    file, read = choose(look_at(path), {})
    ids: list[object] = []
    postings: list[SourcePosting] = []
    for number, record in enumerate(file.records(), 1):
        if not isinstance(record, Record):
            raise UnreadableFile(f"{path.name}, line {record.line}: {record.reason}")
        posting = read(record.values)
        text = posting.description
        postings.append(replace(posting, description=readable_text(text)) if "<" in text else posting)
        ids.append(record.values.get("id") if record.values.get("id") is not None else posting.source_job_id or number)
    return ids, postings


def read_wishes(path: Path) -> list[RankedWish]:
    """The wishes of a file, one JSON object a line.

    Raises:
        BadWish: a line is not one.
        UnreadableFile: there is no such file.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{path}: {error}") from error
    return [_wish(line, f"{path.name}, line {number}") for number, line in enumerate(lines, 1) if line.strip()]


def _wish(line: str, where: str) -> RankedWish:
    try:
        given = json.loads(line)
    except ValueError as error:
        raise BadWish(f"{where} is not JSON: {error}") from error
    if not isinstance(given, dict) or "id" not in given:
        raise BadWish(f"{where} is not an object with an id")
    country = given.get("country")
    return RankedWish(given["id"], _preferences(given, where), country if isinstance(country, str) else None)


def _preferences(given: Mapping[str, Any], where: str) -> Preferences:
    """What the fields say; of the free words what no field says."""
    named = {OTHER_NAMES.get(name, name): value for name, value in given.items() if value is not None}
    unknown = named.keys() - set(KNOWN) - BESIDE
    if unknown:
        raise BadWish(f"{where}: there is no preference {', '.join(sorted(unknown))}; there are {', '.join(KNOWN)}")
    said = {name: _value(name, value, where) for name, value in named.items() if name in KNOWN}
    return replace(read_free_words(str(named.get("text", ""))), **said)


def _value(name: str, value: Any, where: str) -> Any:  # noqa: ANN401 - any JSON value
    if name in AS_THEY_ARE or isinstance(value, bool):
        return bool(value)
    if name in NUMBERS:
        if not isinstance(value, int | float):
            raise BadWish(f"{where}: {name} is not a number")
        return value
    if name in PLACES:
        return tuple(place for part in _listed(value) for place in _places(part))
    return tuple(map(str, _listed(value))) if isinstance(getattr(Preferences(), name), tuple) else value


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - any JSON value
    return value if isinstance(value, list) else [value]


def _places(part: Any) -> list[StoredPlace]:  # noqa: ANN401 - any JSON value
    if isinstance(part, dict):
        known = {field.name for field in fields(StoredPlace)}
        return [StoredPlace(**{name: value for name, value in part.items() if name in known})]
    return [
        StoredPlace(found.city, found.region, found.country, found.latitude, found.longitude)
        for found in parse_places(str(part))
    ]
