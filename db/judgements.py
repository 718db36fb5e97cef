"""What a language model thought of postings: kept in Redis for a week."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from db.kept_values import KeptValues

if TYPE_CHECKING:
    from collections.abc import Mapping

    from redis import Redis

KEPT_SECONDS = 7 * 24 * 3600


class JudgementCache:
    """Judgements as JSON objects by a key of everything they rest on. Losing Redis costs calls, nothing else."""

    def __init__(self, client: Redis | None) -> None:
        self._kept = KeptValues(client, "judgement", seconds=KEPT_SECONDS, loss="postings are judged anew")

    def find(self, key: str) -> Mapping[str, Any] | None:
        """The judgement kept; None where there is none."""
        return self._kept.find(key, json.loads)

    def keep(self, key: str, judgement: Mapping[str, Any]) -> None:
        """Keep it for a week."""
        self._kept.keep(key, json.dumps(judgement))
