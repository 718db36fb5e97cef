"""`open_jobs`: the narrow copy of the open postings that searches look through. A trigger keeps it."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from db.query import execute, many, value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from psycopg2.extensions import connection as Connection  # noqa: N812

SHORTEST_PREFIX = 4
WORD = re.compile(r"[^\W_]+")
ANYWHERE = "*"  # in open_jobs.open_to: not said, or wider than a list of countries
EPOCH = date(1970, 1, 1)
NO_CELL = 0  # in open_jobs.cells: a town is not known


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What every candidate has to meet, as far as SQL looks at it. None means: it does not matter.

    `posted_since` lets unknown dates through; `fresh_since` asks for a posting published or imported since.
    `countries` are for work on site, `remote_countries` those from which remote work has to be possible, `cells` the
    squares (see the column) in which work on site may be. `least_pay` a year, compared in the same `currency` only;
    `years` of experience may be so far under or over.
    """

    today: date
    posted_since: date
    fresh_since: date | None = None
    modes: list[str] | None = None
    countries: list[str] | None = None
    remote_countries: list[str] | None = None
    cells: list[int] | None = None
    employment_types: list[str] | None = None
    least_pay: float | None = None
    currency: str | None = None
    years: float | None = None
    years_short: float = 0.0
    years_over: float = 0.0

    def bound(self) -> dict[str, Any]:
        """As the statements take it: lists with what stands for not known; both lists of countries in one."""
        here = None if self.countries is None else [*self.countries, ANYWHERE]
        remote_from = None if self.remote_countries is None else [*self.remote_countries, ANYWHERE]
        either = None if here is None or remote_from is None else sorted({*here, *remote_from})
        cells = None if self.cells is None else [*self.cells, NO_CELL]
        own = {each.name: getattr(self, each.name) for each in fields(self)}
        return own | {"here": here, "remote_from": remote_from, "either": either, "cells": cells}


@dataclass(frozen=True, slots=True)
class Words:
    """Groups of words to look for: all of one group.

    They are found as they are spelled, and without their endings in postings in English and in `language` (ISO 639-1).
    """

    groups: tuple[tuple[str, ...], ...]
    language: str = "en"

    def query(self) -> str:
        """As a tsquery, each word as it is spelled; the start of a longer one is enough."""
        return _any_of(_all_of(group, lambda word: f"'{word}':{_prefix(word)}") for group in self.groups)

    def stems(self) -> str:
        """The same for to_tsquery."""
        return _any_of(_all_of(group, str) for group in self.groups)


def expect_rows_in_memory(conn: Connection) -> None:
    """Have statements planned, until the transaction ends, for tables in memory, as they are where many search.

    Otherwise whole indexes of countries and squares are read to be spared a few rows.
    """
    execute(
        conn,
        """
        -- reaching a page costs no more than looking at a few rows
        SELECT set_config('seq_page_cost', '0.1', true), set_config('random_page_cost', '0.1', true)
        """,
    )


def find_titled(
    conn: Connection,
    narrowing: Narrowing,
    words: Words,
    *,
    weeks: Sequence[int] | None,
    preferred: Sequence[str],
    limit: int,
) -> list[int]:
    """Postings with all words of one group in their titles, of these weeks (see `week_of`) or of any.

    Those first that ask for the most of the `preferred` skills (in lower case), then the newest.
    """
    if not words.query():
        return []
    return many(
        conn,
        """
        -- open postings by their titles
        SELECT job_id AS id
        FROM narrowed_jobs(%(today)s, %(posted_since)s, %(fresh_since)s, %(modes)s, %(here)s, %(remote_from)s,
                           %(either)s, %(cells)s, %(employment_types)s, %(least_pay)s, %(currency)s, %(years)s,
                           %(years_short)s, %(years_over)s) AS job
        WHERE titles @@ (%(spelled)s::tsquery || to_tsquery('english', %(stems)s)
                         || CASE %(language)s WHEN 'en' THEN ''::tsquery
                            ELSE to_tsquery(search_config(%(language)s), %(stems)s) END)
          AND (%(weeks)s IS NULL OR titles @@ %(weeks)s::tsquery)
        ORDER BY ts_rank(skills, %(preferred)s::tsquery) DESC, posted_on DESC NULLS LAST, job_id
        LIMIT %(limit)s
        """,
        narrowing.bound()
        | {
            "spelled": words.query(),
            "stems": words.stems(),
            "language": words.language,
            "weeks": _weeks(weeks),
            "preferred": _any_of(map(_whole, preferred)) or None,
            "limit": limit,
        },
        _id,
    )


def find_skilled(
    conn: Connection,
    narrowing: Narrowing,
    combinations: Sequence[Sequence[str]],
    *,
    weeks: Sequence[int] | None,
    limit: int,
) -> list[int]:
    """Postings of these weeks or any that ask for all skills of one combination (in lower case).

    Those first that ask for the most, then the newest.
    """
    groups = [" & ".join(map(_whole, each)) for each in combinations if each]
    if not groups:
        return []
    return many(
        conn,
        """
        -- open postings by skills
        SELECT job_id AS id
        FROM narrowed_jobs(%(today)s, %(posted_since)s, %(fresh_since)s, %(modes)s, %(here)s, %(remote_from)s,
                           %(either)s, %(cells)s, %(employment_types)s, %(least_pay)s, %(currency)s, %(years)s,
                           %(years_short)s, %(years_over)s) AS job
        WHERE skills @@ %(skills)s::tsquery AND (%(weeks)s IS NULL OR skills @@ %(weeks)s::tsquery)
        ORDER BY ts_rank(skills, %(each)s::tsquery) DESC, posted_on DESC NULLS LAST, job_id
        LIMIT %(limit)s
        """,
        narrowing.bound()
        | {
            "skills": _any_of(groups),
            "each": _any_of(sorted({_whole(skill) for group in combinations for skill in group})),
            "weeks": _weeks(weeks),
            "limit": limit,
        },
        _id,
    )


def week_of(day: date) -> int:
    """The number of a week, as `open_jobs.titles` has it."""
    return (day - EPOCH).days // 7


def find_mentioning(conn: Connection, narrowing: Narrowing, words: Words, *, among: int, limit: int) -> list[int]:
    """Of so many newest postings, those whose text has the words of one group one after the other."""
    phrases = _any_of(phrase(group) for group in words.groups)
    if not phrases:
        return []
    return many(
        conn,
        """
        -- open postings by their whole text: reading one takes long, so not all are read
        SELECT newest.job_id AS id
        FROM (SELECT job_id, posted_on
              FROM narrowed_jobs(%(today)s, %(posted_since)s, %(fresh_since)s, %(modes)s, %(here)s, %(remote_from)s,
                                 %(either)s, %(cells)s, %(employment_types)s, %(least_pay)s, %(currency)s, %(years)s,
                                 %(years_short)s, %(years_over)s) AS job
              ORDER BY posted_on DESC NULLS LAST, job_id LIMIT %(among)s) AS newest
        JOIN canonical_jobs AS whole ON whole.id = newest.job_id
        WHERE whole.search_document @@ to_tsquery('simple', %(phrases)s)
        ORDER BY newest.posted_on DESC NULLS LAST, newest.job_id
        LIMIT %(limit)s
        """,
        narrowing.bound() | {"phrases": phrases, "among": among, "limit": limit},
        _id,
    )


def find_newest(conn: Connection, narrowing: Narrowing, *, limit: int | None) -> list[int]:
    """The postings published last; all that there are without a limit."""
    return many(
        conn,
        """
        -- the newest open postings
        SELECT job_id AS id
        FROM narrowed_jobs(%(today)s, %(posted_since)s, %(fresh_since)s, %(modes)s, %(here)s, %(remote_from)s,
                           %(either)s, %(cells)s, %(employment_types)s, %(least_pay)s, %(currency)s, %(years)s,
                           %(years_short)s, %(years_over)s) AS job
        ORDER BY posted_on DESC NULLS LAST, job_id
        LIMIT %(limit)s
        """,
        narrowing.bound() | {"limit": limit},
        _id,
    )


def has_open_jobs(conn: Connection, today: date) -> bool:
    """Whether there is any posting that can still be applied to."""
    return bool(
        value(
            conn,
            """
            -- is there anything for anybody?
            SELECT EXISTS (SELECT FROM open_jobs WHERE expires_on >= %s)
            """,
            (today,),
        )
    )


def phrase(group: Sequence[str]) -> str:
    """The words of a group one after the other, for to_tsquery."""
    return " <-> ".join(f"{word}:*" if len(word) >= SHORTEST_PREFIX else word for word in _single(group))


def _single(group: Sequence[str]) -> list[str]:
    """Signs that mean something in a query are no part of a word."""
    return [word for part in group for word in WORD.findall(part.lower())]


def _all_of(group: Sequence[str], written: Callable[[str], str]) -> str:
    return " & ".join(written(word) for word in _single(group))


def _any_of(queries: Iterable[str]) -> str:
    return " | ".join(f"({each})" for each in queries if each)


def _whole(skill: str) -> str:
    """One lexeme whatever signs are in it."""
    escaped = skill.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _weeks(weeks: Sequence[int] | None) -> str | None:
    return None if weeks is None else _any_of(f"'~{week}'" for week in weeks)


def _prefix(word: str) -> str:
    return "*" if len(word) >= SHORTEST_PREFIX else ""


def _id(id: int) -> int:  # noqa: A002 - the column's name
    return id
