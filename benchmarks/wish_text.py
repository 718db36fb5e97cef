"""Which parts of a person's wishes help their text's vector to find the right work: each left out, each with the roles.

    [EMBEDDING_PROVIDER=…] python -m benchmarks.wish_text FILE --truth COLUMN [--postings 1000] [--people 200]

Each person wants work as in one posting of the file: its title without level and place as the role, a sentence of their
own, its function, level, years, half of its skills, place, arrangement, type and pay; what it does not say is invented,
the same for all variants. Right are the postings of other employers with the same value in COLUMN, which the texts
do not show. People in odd places are held out; what goes in was chosen by the others.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ai.embeddings import build_embedder
from db.preferences import Preferences
from jobs.parsing.titles import parse_title
from jobs.posting_text import posting_text
from jobs.reading import Preparation, Row, choose
from jobs.sources.files import look_at
from jobs.understanding import Moment, understand
from matching.profiles import profile_text
from settings import SECRET_KEY_CHARACTERS, load_settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ai.embeddings import Embedder
    from db.canonical_jobs import NewJob

FEWEST_RIGHT = 5
LEVEL_WORDS = frozenset({"junior", "medior", "senior", "lead", "principal", "staff", "head", "intern", "trainee"})
PARTS = {
    "roles": ("job_roles",),
    "categories": ("job_categories",),
    "own words": ("user_job_input",),
    "level": ("experience_level",),
    "years": ("years_of_experience",),
    "technical skills": ("technical_skills",),
    "soft skills": ("soft_skills",),
    "places": ("preferred_locations",),
    "own words on place": ("user_location_input",),
    "relocation": ("willing_to_relocate",),
    "arrangements": ("work_arrangements",),
    "types": ("employment_types",),
    "pay": ("salary_min", "salary_max", "salary_currency", "salary_period"),
    "company sizes": ("company_size_preference",),
    "industries": ("industry_preferences",),
}


@dataclass(frozen=True)
class Known:
    """A posting as understood, without the truth, which is beside it."""

    job: NewJob
    truth: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--truth", required=True)
    parser.add_argument("--postings", type=int, default=1000)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--only", nargs="*", help="these variants")
    options = parser.parse_args()
    embedder = build_embedder(load_settings(secret_key="x" * SECRET_KEY_CHARACTERS))
    known = postings(options.file, options.truth, options.postings)
    stored = vectors(embedder, [posting_text(each.job) for each in known])
    wanted = chosen(known, options.people)
    people = [person(known[at].job, random.Random(at)) for at in wanted]
    right = [rights(known, at) for at in wanted]
    print(f"{embedder.name}, {len(known)} postings, {len(people)} people, odd ones held out")
    print("| text | MAP | nDCG@10 | choosing half: MAP | nDCG@10 |\n|---|---|---|---|---|")
    for name, texts in variants(people).items():
        if options.only and name not in options.only:
            continue
        near = vectors(embedder, texts) @ stored.T
        figures = np.array([judge(*each) for each in zip(near, right, strict=True)])
        held, own = figures[1::2].mean(axis=0), figures[::2].mean(axis=0)
        print(f"| {name} | {' | '.join(f'{figure:.3f}' for figure in (*held, *own))} |", flush=True)


def postings(path: Path, truth: str, most: int) -> list[Known]:
    opened, reader = choose(look_at(path), {}, country="")
    preparation = Preparation(reader, None, path.name.split(".")[0], Moment(datetime.now(UTC)))
    records = [record for record in opened.records() if str(truth_of(record, truth)).strip()]
    picked = random.Random(1).sample(records, min(most, len(records)))
    found = [(preparation.row(record), truth_of(record, truth)) for record in picked]
    return [
        Known(replace(understand(row.posting, preparation.moment), industry=None, category=None), str(value))
        for row, value in found
        if isinstance(row, Row)
    ]


def truth_of(record: Any, column: str) -> Any:  # noqa: ANN401 - a record of any file
    return record.values.get(column) or ""


def chosen(known: list[Known], people: int) -> list[int]:
    """Postings whose kind is there a few times at other employers; no kind more than a tenth of the people."""
    places = list(range(len(known)))
    random.Random(2).shuffle(places)
    taken: Counter[str] = Counter()
    found = []
    for at in places:
        enough = len(found) == people or taken[known[at].truth] >= max(1, people // 10)
        if not enough and rights(known, at)[0].sum() >= FEWEST_RIGHT:
            taken[known[at].truth] += 1
            found.append(at)
    return found


def rights(known: list[Known], at: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which postings are right for who wants one, and which are looked at: not those of its own employer."""
    own = known[at]
    others = np.array([each.job.company != own.job.company or each.job.company is None for each in known])
    others[at] = False
    return np.array([each.truth == own.truth for each in known]) & others, others


def person(job: NewJob, rolls: random.Random) -> Preferences:
    title = parse_title(job.title, company=job.company or "")
    role = " ".join(word for word in title.title.lower().split() if word not in LEVEL_WORDS) or title.title
    place = job.places[:1]
    city = place[0].city if place and place[0].city else "the city"
    skills = tuple(skill for skill in (*job.skills, *job.preferred_skills) if rolls.random() < 0.5)[:8]
    return Preferences(
        job_roles=(role,),
        job_categories=(job.function,) if job.function else (),
        user_job_input=f"I am looking for work as {role} in {city}",
        experience_level=job.level or rolls.choice(("junior", "mid", "senior")),
        years_of_experience=job.experience_min_years or rolls.randint(1, 8),
        technical_skills=skills,
        soft_skills=tuple(rolls.sample(("communication", "teamwork", "leadership", "problem solving"), 2)),
        preferred_locations=place,
        user_location_input=f"close to {city} station",
        willing_to_relocate=rolls.random() < 0.5,
        work_arrangements=(job.work_mode or rolls.choice(("remote", "hybrid", "onsite")),),
        employment_types=job.employment_types[:1] or ("full_time",),
        salary_min=job.salary_min or rolls.randint(20, 90) * 1000,
        salary_currency=job.salary_currency or "EUR",
        salary_period=job.salary_period or "year",
        company_size_preference=(rolls.choice(("startup", "medium", "large")),),
        industry_preferences=(rolls.choice(("finance", "healthcare", "technology", "education", "retail")),),
    )


def variants(people: list[Preferences]) -> dict[str, list[str]]:
    """All parts; all but one; the roles alone; the roles and one other; and what serves those who name no role."""
    wordless = [part for part in PARTS if part not in ("roles", "own words")]
    chosen_parts = {"all parts": list(PARTS)}
    chosen_parts |= {f"without {part}": [each for each in PARTS if each != part] for part in PARTS}
    chosen_parts |= {"roles alone": ["roles"]}
    chosen_parts |= {f"roles and {part}": ["roles", part] for part in PARTS if part != "roles"}
    chosen_parts |= {"neither roles nor own words": wordless, "categories, skills": ["categories", "technical skills"]}
    return {name: [profile_text(only(each, parts)) for each in people] for name, parts in chosen_parts.items()}


def only(wishes: Preferences, parts: list[str]) -> Preferences:
    return Preferences(**{name: getattr(wishes, name) for part in parts for name in PARTS[part]})


def vectors(embedder: Embedder, texts: list[str]) -> NDArray[np.float32]:
    nothing = np.zeros(embedder.dimensions, np.float32)
    return np.array([nothing if isinstance(found, Exception) else found for found in embedder.embed(texts)])


def judge(near: NDArray[np.float32], right: tuple[NDArray[np.bool_], NDArray[np.bool_]]) -> tuple[float, float]:
    """Average precision and nDCG@10 among the postings that are looked at."""
    wanted, others = right
    hits = wanted[others][np.argsort(-near[others], kind="stable")]
    at = np.flatnonzero(hits)
    gains = 1 / np.log2(np.arange(2, 12))
    best = gains[: min(10, len(at))].sum()
    return float(((np.arange(len(at)) + 1) / (at + 1)).mean()), float((hits[:10] * gains).sum() / best)


if __name__ == "__main__":
    main()
