"""The text of a posting that its vector is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.canonical_jobs import NewJob

# Of the 300 to 2,000 that the platform's rule allows. Measured (benchmarks/RESULTS.md): a model of meanings finds roles
# worse the more of it there is, one of words better; the short text costs half as much.
DESCRIPTION_CHARACTERS = 300
LISTED_SKILLS = 30
TITLE_CHARACTERS = 300


def posting_text(job: NewJob, titles: Sequence[str] = ()) -> str:
    """One line a fact, only what is known, in the platform's order; at most about 2,500 characters.

    Title, and the others of `titles`; company; function; level; industry; place; country; work arrangement; where
    remote is allowed; required skills; preferred skills; years; pay; the summary, else the start of the description.
    """
    lines = [
        job.title[:TITLE_CHARACTERS],
        ", ".join(title for title in titles if title != job.title)[:TITLE_CHARACTERS],
        job.company,
        job.function,
        job.level,
        job.industry,
        _place(job),
        ", ".join(job.countries),
        job.work_mode,
        f"remote in {', '.join(job.remote_in)}" if job.remote_in else None,
        _listed("required", job.skills),
        _listed("preferred", job.preferred_skills),
        _years(job),
        _pay(job),
        job.summary or job.description[:DESCRIPTION_CHARACTERS].strip(),
    ]
    return "\n".join(line for line in lines if line)


def _place(job: NewJob) -> str | None:
    named = [", ".join(filter(None, (place.city, place.region))) for place in job.places]
    return "; ".join(filter(None, named)) or job.location


def _listed(label: str, skills: tuple[str, ...]) -> str | None:
    return f"{label}: {', '.join(skills[:LISTED_SKILLS])}" if skills else None


def _years(job: NewJob) -> str | None:
    low, high = job.experience_min_years, job.experience_max_years
    if low is None and high is None:
        return None
    if low is not None and high is not None and high > low:
        return f"{low:g} to {high:g} years of experience"
    return f"{low:g} years of experience" if low is not None else f"up to {high:g} years of experience"


def _pay(job: NewJob) -> str | None:
    figures = sorted({figure for figure in (job.salary_min, job.salary_max) if figure is not None})
    if not figures:
        return None
    period = f"a {job.salary_period}" if job.salary_period else None
    return " ".join(filter(None, (job.salary_currency, " to ".join(f"{figure:,.0f}" for figure in figures), period)))
