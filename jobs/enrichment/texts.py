"""The texts to ask a language model about: copies of one text together, and several to a request where it pays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ai.tokens import estimated_tokens
from db import enrichments
from db.canonical_jobs import find_jobs
from jobs.enrichment.questions import (
    FACT_KEYS,
    QUESTIONS_VERSION,
    build_prompt,
    build_schema,
    most_output_tokens,
    new_id,
    shown_text,
    tries_to_steer,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from ai.language import Prompt, Schema
    from db.canonical_jobs import Job
    from db.enrichments import Answer, Candidate
    from db.pool import Pool

PAGE_POSTINGS = 48

# The instructions are paid once a request, about 700 tokens; with more postings a failure costs more than that.
BATCH_POSTINGS = 6
BATCH_TOKENS = 12_000


@dataclass(frozen=True, slots=True)
class Content:
    """One text: its postings with the facts wanted of each, what a model said of it before, and what is left to ask."""

    content_hash: str
    jobs: tuple[tuple[Job, tuple[str, ...]], ...]
    known: Mapping[str, Any]
    needed: tuple[str, ...]

    @property
    def job(self) -> Job:
        """Any of its postings: they are shown alike."""
        return self.jobs[0][0]


@dataclass(frozen=True, slots=True)
class Question:
    """One request about some texts, each under an id of this request alone."""

    prompt: Prompt
    schema: Schema
    max_tokens: int
    by_id: Mapping[str, Content]


def stored_name(model_name: str) -> str:
    """What answers are stored under: another model or other questions are asked anew."""
    return f"{model_name}/{QUESTIONS_VERSION}"


def find_pages(
    pool: Pool, name: str, *, limit: int | None, max_age_days: int, now: datetime
) -> Iterator[list[Candidate]]:
    """Postings with facts left empty, from the newest down, so that it ends also when a page fails as a whole."""
    left, before_id = limit, None
    oldest = now.date() - timedelta(days=max_age_days)
    while left is None or left > 0:
        size = PAGE_POSTINGS if left is None else min(left, PAGE_POSTINGS)
        with pool.transaction() as conn:
            page = enrichments.find_candidates(conn, name, before_id=before_id, oldest=oldest, now=now, limit=size)
        if not page:
            return
        yield page
        left, before_id = left if left is None else left - len(page), page[-1].job_id


def find_contents(pool: Pool, name: str, page: Sequence[Candidate]) -> list[Content]:
    """The texts of a page, each with its postings and what was said of it before; postings that are gone left out."""
    with pool.transaction() as conn:
        jobs = find_jobs(conn, [candidate.job_id for candidate in page])
        answers = enrichments.find_answers(conn, name, [candidate.content_hash for candidate in page])
    return _contents_of(page, {job.id: job for job in jobs}, answers)


def question_about(batch: Sequence[Content]) -> Question:
    """The request about these texts."""
    by_id = {new_id(): content for content in batch}
    facts = tuple(dict.fromkeys(fact for content in batch for fact in content.needed))
    return Question(
        build_prompt({each: (content.job, content.needed) for each, content in by_id.items()}),
        build_schema(facts),
        most_output_tokens([content.needed for content in batch]),
        by_id,
    )


def _contents_of(page: Sequence[Candidate], jobs: Mapping[int, Job], answers: Mapping[str, Answer]) -> list[Content]:
    by_hash: dict[str, list[tuple[Job, tuple[str, ...]]]] = {}
    for candidate in page:
        if candidate.job_id in jobs:
            by_hash.setdefault(candidate.content_hash, []).append((jobs[candidate.job_id], candidate.wanted))
    return [_content(each, held, answers.get(each)) for each, held in by_hash.items()]


def _content(content_hash: str, held: list[tuple[Job, tuple[str, ...]]], answer: Answer | None) -> Content:
    wanted = {fact for _, facts in held for fact in facts}
    asked = set(answer.asked) if answer else set()
    needed = tuple(fact for fact in FACT_KEYS if fact in wanted - asked)
    return Content(content_hash, tuple(held), answer.values if answer else {}, needed)


def packed(contents: Sequence[Content], attempts: Mapping[str, int]) -> list[list[Content]]:
    """Requests: texts that lack the same facts side by side, so that little is asked in vain.

    Alone go texts that failed before, so that they fail no others, and texts that talk to the reader.
    """
    alone = [
        content for content in contents if attempts.get(content.content_hash, 1) > 1 or tries_to_steer(content.job)
    ]
    apart = {content.content_hash for content in alone}
    together = sorted(
        (content for content in contents if content.content_hash not in apart), key=lambda content: content.needed
    )
    batches: list[list[Content]] = []
    tokens = 0
    for content in together:
        more = estimated_tokens(shown_text(content.job))
        if not batches or len(batches[-1]) == BATCH_POSTINGS or tokens + more > BATCH_TOKENS:
            batches.append([])
            tokens = 0
        batches[-1].append(content)
        tokens += more
    return batches + [[content] for content in alone]
