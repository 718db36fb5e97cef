"""What asking a language model would take, before anything is asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ai.language import Usage, most_usage
from jobs.enrichment.texts import find_contents, find_pages, packed, question_about, stored_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from db.pool import Pool
    from jobs.enrichment.texts import Content


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run would take at most: postings, requests and tokens.

    `cached` of the postings would be filled from answers paid for before; `missing` counts the postings that lack a
    fact.
    """

    postings: int = 0
    cached: int = 0
    requests: int = 0
    usage: Usage = field(default_factory=Usage)
    missing: Mapping[str, int] = field(default_factory=dict)


def estimate(pool: Pool, model_name: str, *, limit: int | None = None, max_age_days: int, now: datetime) -> Estimate:
    """What `enrich` would ask and take at most; nothing is asked, claimed or written."""
    name = stored_name(model_name)
    found = Estimate()
    for page in find_pages(pool, name, limit=limit, max_age_days=max_age_days, now=now):
        contents = find_contents(pool, name, page)
        batches = packed([content for content in contents if content.needed], {})
        usage = found.usage
        for batch in batches:
            usage = usage.plus(_most_usage(batch))
        found = Estimate(
            postings=found.postings + len(page),
            cached=found.cached + sum(len(content.jobs) for content in contents if not content.needed),
            requests=found.requests + len(batches),
            usage=usage,
            missing=Counter(found.missing) + Counter(fact for candidate in page for fact in candidate.wanted),
        )
    return found


def _most_usage(batch: Sequence[Content]) -> Usage:
    question = question_about(batch)
    return most_usage(question.prompt, question.schema, question.max_tokens)
