"""When a posting was posted and until when it is open: its fields first, then its description."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from jobs.expiry import last_day
from jobs.parsing.dates import parse_date
from jobs.parsing.deadlines import stated_deadline

if TYPE_CHECKING:
    from jobs.sources.posting import SourcePosting


@dataclass(frozen=True, slots=True)
class Moment:
    """When postings are read, and by which rules of time.

    Attributes:
        now: the time of the import.
        shift: added to every date of the file.
        expires_after_days: how long a posting stays open after posting and after import.
    """

    now: datetime
    shift: timedelta = timedelta(0)
    expires_after_days: int = 30


@dataclass(frozen=True, slots=True)
class StatedDates:
    """When a posting was posted, until when it can be applied to, and the last day on which it is shown."""

    posted_on: date | None
    deadline_on: date | None
    expires_on: date


def stated_dates(posting: SourcePosting, description: str, moment: Moment) -> StatedDates:
    """The dates of the fields, else the deadline of the description, all shifted."""
    posted_on, deadline_on = posted_day(posting, moment), _deadline(posting, description, moment)
    expires_on = last_day(
        posted_on=posted_on,
        deadline_on=deadline_on,
        imported_on=moment.now.date(),
        after_days=moment.expires_after_days,
    )
    return StatedDates(posted_on, deadline_on, expires_on)


def posted_day(posting: SourcePosting, moment: Moment) -> date | None:
    """The day of posting, shifted, never after today; None when the source does not say."""
    today = moment.now.date()
    if posting.posted_days_ago is not None:
        day: date | None = _days_from(today, -posting.posted_days_ago)
    else:
        day = _shifted(parse_date(posting.posted, moment.now), moment)
    return min(day, today) if day else None


def _deadline(posting: SourcePosting, description: str, moment: Moment) -> date | None:
    if posting.expires_in_days is not None:
        return _days_from(moment.now.date(), posting.expires_in_days)
    stated = parse_date(posting.deadline, moment.now) or stated_deadline(description, moment.now)
    return _shifted(stated, moment)


def _shifted(day: date | None, moment: Moment) -> date | None:
    return day + moment.shift if day else None


def _days_from(today: date, days: float) -> date:
    return today + timedelta(days=max(-36_500, min(36_500, round(days))))
