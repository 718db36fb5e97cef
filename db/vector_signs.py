"""The signs of the postings' vectors and what searches narrow by, as much as fits into memory, in a few statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.binary_rows import read_rows
from db.query import one

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from psycopg2.extensions import connection as Connection  # noqa: N812

NAME_BYTES = 8  # of a name as much as this is kept; longer ones that begin alike count as one
NO_DATE = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Changes:
    """About how many vectors there are, of all models, and a number that any change of them or the postings changes."""

    vectors: int
    mark: int


def find_changes(conn: Connection) -> Changes:
    """As PostgreSQL's own statistics tell, which may be a second late."""
    return one(
        conn,
        """
        -- whether what searches look through has changed
        SELECT greatest((SELECT reltuples FROM pg_class WHERE oid = 'job_embeddings'::regclass),
                        max(n_live_tup) FILTER (WHERE relid = 'job_embeddings'::regclass), 0)::bigint AS vectors,
               sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint AS mark
        FROM pg_stat_user_tables WHERE relid IN ('open_jobs'::regclass, 'job_embeddings'::regclass)
        """,
        (),
        Changes,
    )


def read_signs(conn: Connection, model: str, dimensions: int) -> NDArray[np.void]:
    """Each open posting with a vector of the model, by its id: what it is narrowed by, and the vector's signs, packed.

    Dates are days since 1970, NO_DATE where not known; numbers NaN, names empty.
    """
    return read_rows(
        conn,
        """
        -- what is searched in memory
        SELECT job.job_id, expires_on - date '1970-01-01', coalesce(posted_on - date '1970-01-01', %(no_date)s),
               imported_at::date - date '1970-01-01',
               substring(convert_to(rpad(coalesce(work_mode, ''), %(name)s), 'UTF8') FOR %(name)s),
               substring(convert_to(rpad(coalesce(salary_currency, ''), %(name)s), 'UTF8') FOR %(name)s),
               coalesce(salary_annual_max, 'NaN'), coalesce(experience_min_years, 'NaN'),
               coalesce(experience_max_years, 'NaN'), binary_quantize(held.embedding)
        FROM open_jobs AS job JOIN job_embeddings AS held ON held.job_id = job.job_id AND held.model = %(model)s
        ORDER BY job.job_id
        """,
        {"model": model, "no_date": NO_DATE, "name": NAME_BYTES},
        (
            *(("job", ">i8"), ("expires", ">i4"), ("posted", ">i4"), ("imported", ">i4")),
            *(("mode", ">u8"), ("currency", ">u8"), ("pay", ">f8"), ("least_years", ">f4"), ("most_years", ">f4")),
            ("signs", "u1", 4 + -(-dimensions // 8)),
        ),
    )


def read_countries(conn: Connection) -> NDArray[np.void]:
    """Every country that an open posting is open to, as `open_jobs` has them."""
    return read_rows(
        conn,
        """
        -- where open postings can be done
        SELECT job_id, substring(convert_to(rpad(country, %(name)s), 'UTF8') FOR %(name)s)
        FROM open_jobs, unnest(open_to) AS country
        """,
        {"name": NAME_BYTES},
        (("job", ">i8"), ("key", ">u8")),
    )


def read_cells(conn: Connection) -> NDArray[np.void]:
    """Every square that an open posting's towns lie in."""
    return read_rows(
        conn,
        """
        -- in which squares open postings are
        SELECT job_id, cell::bigint FROM open_jobs, unnest(cells) AS cell
        """,
        (),
        (("job", ">i8"), ("key", ">u8")),
    )


def read_employment_types(conn: Connection) -> NDArray[np.void]:
    """Every kind of employment that an open posting offers; one empty name where it does not say."""
    return read_rows(
        conn,
        """
        -- what kinds of employment open postings offer
        SELECT job_id, substring(convert_to(rpad(kind, %(name)s), 'UTF8') FOR %(name)s)
        FROM open_jobs, unnest(CASE employment_types WHEN '{}' THEN ARRAY[''] ELSE employment_types END) AS kind
        """,
        {"name": NAME_BYTES},
        (("job", ">i8"), ("key", ">u8")),
    )


def name_key(name: str) -> int:
    """A name as these statements write it."""
    return int.from_bytes(name.encode()[:NAME_BYTES].ljust(NAME_BYTES), "big")
