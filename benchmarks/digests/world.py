"""A made-up but lifelike world for the planner: people's wishes and fresh postings, from a seed.

Both sides draw from 240 kinds of work (some are sought by many), each with its titles and skills, and from 48 towns in
12 countries. Vectors are a direction for the kind of work plus noise, at unit length. Written by COPY.
"""

from __future__ import annotations

import io
import json
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from db.vector_copy import NewVector, copy_vectors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from psycopg2.extensions import connection as Connection  # noqa: N812

MODEL = "text-embedding-3-small"
NOW = datetime(2026, 3, 12, 8, 0, 30, tzinfo=UTC)
FIELDS = [
    "data",
    "backend",
    "frontend",
    "mobile",
    "network",
    "cloud",
    "security",
    "hardware",
    "sales",
    "marketing",
    "finance",
    "tax",
    "payroll",
    "legal",
    "logistics",
    "warehouse",
    "kitchen",
    "hotel",
    "retail",
    "childcare",
    "primary",
    "maths",
    "science",
    "theatre",
    "surgical",
    "dental",
    "radiology",
    "pharmacy",
    "lab",
    "civil",
    "electrical",
    "mechanical",
    "chemical",
    "mining",
    "solar",
    "welding",
    "truck",
    "bus",
    "farm",
    "garden",
]
POSTS = ["engineer", "analyst", "manager", "assistant", "technician", "officer"]
COUNTRIES = ["NG", "KE", "ET", "GH", "UG", "TZ", "ZA", "IN", "DE", "NL", "GB", "US"]
CURRENCIES = ["NGN", "KES", "ETB", "GHS", "UGX", "TZS", "ZAR", "INR", "EUR", "EUR", "GBP", "USD"]
TYPES = ["full_time", "part_time", "contract", "internship"]
WORDS = [
    "team",
    "work",
    "client",
    "project",
    "report",
    "daily",
    "plan",
    "support",
    "quality",
    "safety",
    "training",
    "customer",
    "shift",
    "weekend",
    "travel",
    "office",
    "remote",
    "commission",
    "bonus",
    "visa",
    "growth",
    "system",
    "tools",
    "process",
    "review",
    "schedule",
    "experience",
    "ability",
    "strong",
    "good",
]


def fill(conn: Connection, *, people: int, postings: int, dimensions: int, seed: int = 1) -> None:
    """People whose hour is 8 UTC, each with a search and a vector, and postings of the last week with theirs."""
    dice, noise = random.Random(seed), np.random.default_rng(seed)
    kinds = noise.standard_normal((len(FIELDS) * len(POSTS), dimensions)).astype(np.float32)
    kinds /= np.linalg.norm(kinds, axis=1, keepdims=True)
    with conn.cursor() as cursor:
        cursor.execute(
            "INSERT INTO embedding_models (name, provider, dimensions, active) VALUES (%s, 'openai', %s, true)",
            (MODEL, dimensions),
        )
        cursor.execute("SET session_replication_role = replica")  # no checks of references while filling
        cursor.execute("SET statement_timeout = 0")
    _fill_postings(conn, dice, noise, kinds, postings)
    _fill_people(conn, dice, noise, kinds, people)
    with conn.cursor() as cursor:
        cursor.execute("SET session_replication_role = origin")
    conn.commit()
    conn.autocommit = True
    with conn.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    conn.autocommit = False


def _fill_postings(
    conn: Connection, dice: random.Random, noise: np.random.Generator, kinds: np.ndarray, postings: int
) -> None:
    chosen = [_kind(dice) for _ in range(postings)]
    lines = [_posting(dice, number, kind) for number, kind in enumerate(chosen, 1)]
    _copy(
        conn,
        """COPY canonical_jobs (id, source, source_job_id, title, company, places, countries, work_mode, remote_in,
           description, posted_on, expires_on, salary_min, salary_annual_min, salary_annual_max, salary_currency,
           experience_min_years, experience_max_years, skills, employment_types, industry, cluster_key, embedding_text,
           embedding_hash, content_hash, imported_at, search_document) FROM STDIN""",
        lines,
    )
    with conn.cursor() as cursor:
        cursor.execute(
            "UPDATE canonical_jobs SET search_document = setweight(to_tsvector('simple', title), 'A')"
            " || setweight(to_tsvector('simple', array_to_string(skills, ', ')), 'B')"
            " || setweight(to_tsvector('simple', left(description, 2000)), 'D')"
        )
        cursor.execute("INSERT INTO open_jobs SELECT made.* FROM canonical_jobs job, as_open_job(job) made")
    for first in range(0, postings, 5000):
        _stage_vectors(conn, _vectors(noise, kinds, chosen[first : first + 5000]), first + 1)
        with conn.cursor() as cursor:
            cursor.execute(
                "INSERT INTO job_embeddings (job_id, model, embedding, embedding_hash)"
                " SELECT row_id, %s, embedding, text_hash FROM new_vectors",
                (MODEL,),
            )


def _fill_people(
    conn: Connection, dice: random.Random, noise: np.random.Generator, kinds: np.ndarray, people: int
) -> None:
    ids = range(1, people + 1)
    joined = (NOW - timedelta(days=90)).isoformat()
    homes = [dice.randrange(len(COUNTRIES)) for _ in ids]
    _copy(
        conn,
        "COPY users (id, time_zone, country, digest_hour, created_at) FROM STDIN",
        [f"{user}\tUTC\t{COUNTRIES[home]}\t8\t{joined}\n" for user, home in zip(ids, homes, strict=True)],
    )
    _copy(
        conn,
        "COPY channel_accounts (user_id, channel, address, last_inbound_at) FROM STDIN",
        [f"{user}\ttelegram\t{10**9 + user}\t{joined}\n" for user in ids],
    )
    _copy(
        conn,
        "COPY conversations (user_id, channel, chat) FROM STDIN",
        [f"{user}\ttelegram\t{10**9 + user}\n" for user in ids],
    )
    chosen = [_kind(dice) for _ in ids]
    _copy(
        conn,
        """COPY user_preferences (id, user_id, job_roles, years_of_experience, technical_skills, preferred_locations,
           willing_to_relocate, work_arrangements, employment_types, salary_min, salary_currency, salary_period,
           excluded_companies, excluded_words, embedding_text, embedding_hash) FROM STDIN""",
        [_wish(dice, user, kind, home) for user, kind, home in zip(ids, chosen, homes, strict=True)],
    )
    for first in range(0, people, 5000):
        _stage_vectors(conn, _vectors(noise, kinds, chosen[first : first + 5000]), first + 1)
        with conn.cursor() as cursor:
            cursor.execute(
                "UPDATE user_preferences p SET user_embedding = v.embedding, user_embedding_hash = p.embedding_hash,"
                " embedding_model = %s FROM new_vectors v WHERE v.row_id = p.id",
                (MODEL,),
            )


def _kind(dice: random.Random) -> int:
    """Which work: the first ones much oftener than the last."""
    return int(len(FIELDS) * len(POSTS) * dice.random() ** 2)


def _title(kind: int) -> str:
    return f"{FIELDS[kind // len(POSTS)]} {POSTS[kind % len(POSTS)]}"


def _skills(dice: random.Random, kind: int, most: int) -> list[str]:
    own = [f"{FIELDS[kind // len(POSTS)]} {word}" for word in WORDS[:12]]
    return dice.sample(own, dice.randint(1, most)) + dice.sample(
        ["Excel", "English", "SQL", "Python"], dice.randint(0, 2)
    )


def _place(dice: random.Random, home: int) -> dict[str, object]:
    town = min(int(dice.expovariate(1.0)), 3)
    return {
        "city": f"Town{home}x{town}",
        "region": f"Region{home}x{town // 2}",
        "country": COUNTRIES[home],
        "latitude": -30.0 + home * 6 + town * 1.5,
        "longitude": home * 5.0 + town,
    }


def _posting(dice: random.Random, number: int, kind: int) -> str:
    home = dice.randrange(len(COUNTRIES))
    mode = dice.choices(["onsite", "hybrid", "remote", None], [50, 15, 15, 20])[0]
    paid = dice.random() < 0.45
    low = round(20_000 * (1 + 3 * dice.random()))
    day = NOW.date() - timedelta(days=dice.randint(0, 6))
    level = dice.choice(["Senior ", "Junior ", "", "", ""])
    remote_in = dice.choice([[], [COUNTRIES[home]], ["WORLD"]]) if mode == "remote" else []
    years = dice.choice([None, 0, 1, 2, 3, 5, 8])
    text = ". ".join(" ".join(dice.choices(WORDS, k=12)) for _ in range(12))
    cluster = f"cluster {number if dice.random() < 0.9 else dice.randint(1, number)}"
    return _line(
        number, "made up", number, f"{level}{_title(kind).title()}", f"Company {int(2000 * dice.random() ** 2)}",
        json.dumps([_place(dice, home)]), _array([COUNTRIES[home]]), mode, _array(remote_in),
        f"{text}. We seek a {_title(kind)}.", day, day + timedelta(days=30),
        low if paid else None, low if paid else None, low * 1.4 if paid else None, CURRENCIES[home] if paid else None,
        years, None if years is None or dice.random() < 0.6 else years + 4, _array(_skills(dice, kind, 6)),
        _array(dice.choices([[], [TYPES[0]], [TYPES[1]], [TYPES[2]]], [20, 60, 10, 10])[0]),
        dice.choice(["Health", "Finance", None]), cluster, _title(kind), f"h{number}", number,
        (NOW - timedelta(hours=dice.randint(1, 150))).isoformat(), "",
    )  # fmt: skip


def _wish(dice: random.Random, user: int, kind: int, home: int) -> str:
    roles = [_title(kind)] if dice.random() < 0.7 else [_title(kind), _title((kind + 1) % (len(FIELDS) * len(POSTS)))]
    places = [_place(dice, home)] if dice.random() < 0.96 else []
    modes = dice.choices([[], ["remote"], ["onsite", "hybrid"], ["hybrid", "remote"]], [35, 10, 40, 15])[0]
    paid = dice.random() < 0.5
    return _line(
        user, user, _array(roles), dice.choice([None, 0, 1, 2, 3, 5, 8, 12]), _array(_skills(dice, kind, 5)),
        json.dumps(places), "t" if dice.random() < 0.02 else "f", _array(modes),
        _array(dice.choices([[], ["full_time"], ["full_time", "contract"]], [50, 35, 15])[0]),
        round(1500 + dice.randrange(60) * 50) if paid else None, CURRENCIES[home] if paid else None,
        "month" if paid else None, _array([f"company {dice.randrange(2000)}"] if dice.random() < 0.1 else []),
        _array([dice.choice(WORDS)] if dice.random() < 0.1 else []), f"{roles} {user}", f"wish {user}",
    )  # fmt: skip


def _vectors(noise: np.random.Generator, kinds: np.ndarray, chosen: Sequence[int]) -> np.ndarray:
    drawn = noise.standard_normal((len(chosen), kinds.shape[1]), dtype=np.float32) / np.sqrt(kinds.shape[1])
    mixed = kinds[list(chosen)] + 0.9 * drawn
    return np.asarray(mixed / np.linalg.norm(mixed, axis=1, keepdims=True), dtype=np.float32)


def _stage_vectors(conn: Connection, vectors: np.ndarray, first_id: int) -> None:
    copy_vectors(conn, [NewVector(first_id + at, "h", vector) for at, vector in enumerate(vectors)])


def _copy(conn: Connection, statement: str, lines: Iterable[str]) -> None:
    with conn.cursor() as cursor:
        cursor.copy_expert(statement, io.StringIO("".join(lines)))


def _line(*values: object) -> str:
    return "\t".join("\\N" if value is None else str(value) for value in values) + "\n"


def _array(names: Sequence[str]) -> str:
    return "{" + ",".join(f'"{name}"' for name in names) + "}"
