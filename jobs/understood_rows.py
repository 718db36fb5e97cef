"""Postings understood and made ready to be written: the work that an import gives to other processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.job_rows import job_row
from jobs.understanding import Misunderstood, understand_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.canonical_jobs import NewJob
    from db.job_rows import JobRow
    from jobs.sources.posting import SourcePosting
    from jobs.stated_dates import Moment


def understood_rows(postings: Sequence[SourcePosting], moment: Moment) -> list[JobRow | Misunderstood]:
    """Each posting as a row, in order, or why it is none."""
    return [_row(job) for job in understand_all(postings, moment)]


def _row(job: NewJob | Misunderstood) -> JobRow | Misunderstood:
    if isinstance(job, Misunderstood):
        return job
    try:
        return job_row(job)
    except TypeError as error:
        return Misunderstood(f"cannot be written: {error}")
