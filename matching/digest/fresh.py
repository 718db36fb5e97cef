"""The fresh postings in memory: a block of them with vectors, ready to be set against many people at once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from db.embedding_models import find_active_model
from db.fresh_postings import Freshness, count_fresh, find_fresh, find_job_vectors, find_mentions
from matching.candidates import Candidates
from matching.retrieval import NO_MODEL
from matching.title_words import telling_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from db.pool import Connection
    from matching.candidates import Booleans, Floats, Integers
    from matching.retrieval import MatchRules

FRESH_DAYS = 7
MOST_IN_A_BLOCK = 20_000  # postings; with 1536 dimensions their vectors take 120 MB


@dataclass(frozen=True, slots=True)
class Block:
    """Postings in the order in which equal scores are shown: the newest first, then by id.

    `vectors` (float32, one row each) are of `has_vector` only, elsewhere zero. `imported` is in Unix seconds,
    `clusters` equal for copies of one opening, `cluster_of` finds that number by the cluster's key. `mentions` holds,
    by the role's words, which of them have these words in their text.
    """

    candidates: Candidates
    vectors: NDArray[np.float32]
    has_vector: Booleans
    imported: Floats
    clusters: Integers
    cluster_of: Mapping[str, int]
    position_of: Mapping[int, int]
    mentions: dict[tuple[str, ...], Booleans] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.candidates)

    def add_mentions(self, conn: Connection, roles: Iterable[str]) -> None:
        """Look up who names these roles, as far as that is not known."""
        wanted = {telling_words(role) for role in roles}
        unknown = sorted(words for words in wanted - self.mentions.keys() if words)
        self.mentions.setdefault((), np.zeros(len(self), dtype=np.bool_))
        if not unknown:
            return
        for words, jobs in zip(unknown, find_mentions(conn, self.candidates.ids.tolist(), unknown), strict=True):
            named = np.zeros(len(self), dtype=np.bool_)
            named[[self.position_of[job] for job in jobs]] = True
            self.mentions[words] = named

    def naming(self, roles: Sequence[str]) -> Candidates:
        """The postings with the mentions of these roles."""
        named = [self.mentions[telling_words(role)] for role in roles]
        return replace(self.candidates, mentions=np.asarray(named, np.bool_).reshape(len(named), len(self)))


@dataclass(frozen=True, slots=True)
class Freshest:
    """Which postings a run chooses from, and the model by whose vectors."""

    wanted: Freshness
    model: str
    parts: int

    @classmethod
    def at(
        cls,
        conn: Connection,
        today: date,
        rules: MatchRules,
        model: str,
        *,
        imported_after: datetime | None = None,
        among: Sequence[int] | None = None,
    ) -> Freshest:
        """Those of the last seven days, in as many parts as it takes to hold one in memory."""
        oldest, fresh_since = (today - timedelta(days=days) for days in (rules.max_age_days, FRESH_DAYS))
        wanted = Freshness(today, oldest, fresh_since, imported_after, among)
        return cls(wanted, model, max(1, -(-count_fresh(conn, wanted) // MOST_IN_A_BLOCK)))

    def block(self, conn: Connection, part: int) -> Block:
        """Read one part."""
        rows = find_fresh(conn, self.wanted, part=part, parts=self.parts)
        candidates = Candidates.of([row.row for row in rows])
        keys = [row.row.cluster_key for row in rows]
        cluster_of = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        position_of = {row.row.id: at for at, row in enumerate(rows)}
        vectors, has_vector = _vectors(conn, position_of, self.model)
        return Block(
            candidates,
            vectors,
            has_vector,
            np.asarray([row.imported_at.timestamp() for row in rows], dtype=np.float64),
            np.asarray([cluster_of[key] for key in keys], dtype=np.int64),
            cluster_of,
            position_of,
        )


def _vectors(conn: Connection, position_of: Mapping[int, int], model: str) -> tuple[NDArray[np.float32], Booleans]:
    stored = find_job_vectors(conn, list(position_of), model)
    vectors = np.zeros((len(position_of), stored.vectors.shape[1]), dtype=np.float32)
    has_vector = np.zeros(len(position_of), dtype=np.bool_)
    at = np.asarray([position_of[job] for job in stored.ids.tolist()], dtype=np.int64)
    vectors[at] = stored.vectors
    has_vector[at] = True
    return vectors, has_vector


def model_in_use(conn: Connection) -> str:
    """The model whose vectors are compared; NO_MODEL before the first was made."""
    active = find_active_model(conn)
    return NO_MODEL if active is None else active.name


def unix(moment: datetime | None) -> float:
    """In Unix seconds; the beginning of time for None."""
    return (moment or datetime.min.replace(tzinfo=UTC)).timestamp()
