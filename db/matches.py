"""`matches`: which posting was found for whom, and whether it was shown. One row per person and posting."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING, Any, Protocol

from psycopg2.extras import Json

from db.query import execute, execute_rows, id_list, many, maybe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _typeshed import DataclassInstance
    from psycopg2.extensions import connection as Connection  # noqa: N812


class Found(Protocol):
    """A match as the search gives it; each reason becomes a JSON object of its fields."""

    @property
    def job_id(self) -> int: ...  # noqa: D102
    @property
    def cluster_key(self) -> str: ...  # noqa: D102
    @property
    def score(self) -> int: ...  # noqa: D102
    @property
    def grade(self) -> str: ...  # noqa: D102
    @property
    def factors(self) -> dict[str, float | None]: ...  # noqa: D102
    @property
    def reasons(self) -> Sequence[DataclassInstance]: ...  # noqa: D102
    @property
    def matched_skills(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def missing_skills(self) -> Sequence[str]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class StoredMatch:
    """A match as stored; `shown_at` is None while it is only planned."""

    id: int
    user_id: int
    preference_id: int | None
    job_id: int
    cluster_key: str
    score: int
    grade: str
    factors: dict[str, float | None]
    reasons: list[dict[str, Any]]
    matched_skills: tuple[str, ...]
    missing_skills: tuple[str, ...]
    status: str
    outbox_id: int | None
    digest_id: int | None
    planned_at: datetime
    shown_at: datetime | None


def add_planned(
    conn: Connection, user_id: int, preference_id: int | None, matches: Sequence[Found], *, digest_id: int | None = None
) -> dict[int, int]:
    """Plan to show these; the id of each match by its posting's.

    One that was planned before is planned anew: it belongs to the message that it is attached to next. One that was
    shown or hidden in this very moment keeps what it is.
    """
    planned = execute_rows(
        conn,
        """
        -- plan to show some postings to a person
        INSERT INTO matches AS old (user_id, preference_id, job_id, cluster_key, score, grade, factors, reasons,
                                    matched_skills, missing_skills, digest_id)
        VALUES %s
        ON CONFLICT (user_id, job_id) DO UPDATE SET
            preference_id = excluded.preference_id, cluster_key = excluded.cluster_key, score = excluded.score,
            grade = excluded.grade, factors = excluded.factors, reasons = excluded.reasons,
            matched_skills = excluded.matched_skills, missing_skills = excluded.missing_skills,
            outbox_id = CASE WHEN old.shown_at IS NULL THEN excluded.outbox_id ELSE old.outbox_id END,
            digest_id = CASE WHEN old.shown_at IS NULL THEN excluded.digest_id ELSE old.digest_id END,
            planned_at = now()
        RETURNING job_id, id
        """,
        [_bound(match, user_id, preference_id, digest_id) for match in matches],
        template="(%s, %s, %s, %s, %s, %s, %s, %s, %s::text[], %s::text[], %s::bigint)",
    )
    return {int(job_id): int(match_id) for job_id, match_id in planned}


def attach_outbox(conn: Connection, matches: Sequence[int], outbox_id: int) -> int:
    """Say which message will show these planned matches."""
    return execute(
        conn,
        """
        -- the message that will show them
        UPDATE matches SET outbox_id = %s WHERE id = ANY (%s) AND shown_at IS NULL
        """,
        (outbox_id, list(matches)),
    )


def mark_not_shown(conn: Connection, outbox_id: int) -> int:
    """The channel took the message and said later that it did not arrive."""
    return execute(
        conn,
        """
        -- taken by the channel, but never arrived
        UPDATE matches SET shown_at = NULL WHERE outbox_id = %s AND status = 'SUGGESTED'
        """,
        (outbox_id,),
    )


def release_planned(conn: Connection, outbox_id: int) -> int:
    """The message will never arrive: what it would have shown may be shown another time."""
    return execute(
        conn,
        """
        -- the message will never arrive
        DELETE FROM matches WHERE outbox_id = %s AND shown_at IS NULL AND status = 'SUGGESTED'
        """,
        (outbox_id,),
    )


@dataclass(frozen=True, slots=True)
class CardMatch:
    """What a posting's card says of the match."""

    id: int
    score: int
    grade: str
    reasons: list[dict[str, Any]]


def find_card_matches(conn: Connection, ids: Sequence[int]) -> list[CardMatch]:
    """The matches of these ids as cards need them, in any order; those that are gone are left out."""
    return many(
        conn,
        """
        -- what cards say of some matches
        SELECT id, score, grade, reasons FROM matches WHERE id = ANY (%s::bigint[])
        """,
        (id_list(ids),),
        CardMatch,
    )


def find_match_of(conn: Connection, user_id: int, job_id: int) -> StoredMatch | None:
    """A person's match with a posting, if there ever was one."""
    return maybe(
        conn,
        """
        -- a person's match with a posting
        SELECT id, user_id, preference_id, job_id, cluster_key, score, grade, factors, reasons, matched_skills,
               missing_skills, status, outbox_id, digest_id, planned_at, shown_at
        FROM matches WHERE user_id = %s AND job_id = %s
        """,
        (user_id, job_id),
        _read,
    )


def mark_status(conn: Connection, user_id: int, job_id: int, status: str) -> int:
    """What the person did with it: VIEWED, SHORTLISTED, APPLIED or REJECTED. To have looked changes nothing more."""
    return execute(
        conn,
        """
        -- what the person did with a match
        UPDATE matches SET status = %(status)s
        WHERE user_id = %(user_id)s AND job_id = %(job_id)s AND (status = 'SUGGESTED' OR %(status)s <> 'VIEWED')
        """,
        {"status": status, "user_id": user_id, "job_id": job_id},
    )


def add_rejected(conn: Connection, user_id: int, job_id: int) -> int:
    """Hide a posting that was never a match, if it exists."""
    return add_decided(conn, user_id, job_id, "REJECTED")


def add_decided(conn: Connection, user_id: int, job_id: int, status: str) -> int:
    """Mark a posting that was never a match as REJECTED or APPLIED, if it exists."""
    return execute(
        conn,
        """
        -- decided on without having been found for them
        INSERT INTO matches (user_id, job_id, cluster_key, score, grade, factors, reasons, status)
        SELECT %(user_id)s, id, cluster_key, 0, 'F', '{}', '[]', %(status)s FROM canonical_jobs WHERE id = %(job_id)s
        ON CONFLICT (user_id, job_id) DO UPDATE SET status = excluded.status
        """,
        {"user_id": user_id, "job_id": job_id, "status": status},
    )


def _bound(match: Found, user_id: int, preference_id: int | None, digest_id: int | None) -> tuple[Any, ...]:
    return (
        user_id,
        preference_id,
        match.job_id,
        match.cluster_key,
        match.score,
        match.grade,
        Json(match.factors),
        Json([asdict(reason) for reason in match.reasons]),
        list(match.matched_skills),
        list(match.missing_skills),
        digest_id,
    )


def _read(matched_skills: list[str], missing_skills: list[str], **columns: Any) -> StoredMatch:  # noqa: ANN401 - columns of every type
    return StoredMatch(matched_skills=tuple(matched_skills), missing_skills=tuple(missing_skills), **columns)
