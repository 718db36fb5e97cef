"""What runs when. Everything is in UTC: people's own hours and time zones are the digests' business."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Every:
    """Due instants at equal distances, counted from the epoch, so that every clock names the same ones."""

    period: timedelta
    offset: timedelta = timedelta(0)

    def latest(self, now: datetime) -> datetime:
        """The last due instant that is not after `now`."""
        return now - (now - EPOCH - self.offset) % self.period

    def following(self, now: datetime) -> datetime:
        """The first due instant after `now`."""
        return self.latest(now) + self.period

    def __str__(self) -> str:
        if self.period == timedelta(days=1):
            return f"daily at {EPOCH + self.offset:%H:%M} UTC"
        minutes, seconds = divmod(int(self.period.total_seconds()), 60)
        if seconds:
            return f"every {int(self.period.total_seconds())} seconds"
        return "each minute" if minutes == 1 else f"every {minutes} minutes"


def every(*, minutes: float = 0, seconds: float = 0) -> Every:
    """A task's rhythm, from the full hour on."""
    return Every(timedelta(minutes=minutes, seconds=seconds))


def daily(hour: int) -> Every:
    """Once a day at a full hour, UTC."""
    return Every(timedelta(days=1), timedelta(hours=hour))


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the schedule.

    `time_limit`: a run is stopped at its next step when it has taken so long. `catch_up`: how old a slot that was
    missed, because no clock ran, may be and still be run. `priority`: higher goes first among waiting runs.
    """

    name: str
    when: Every
    description: str
    time_limit: timedelta
    catch_up: timedelta
    priority: int = 0


def minutes(count: int) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=count)


def hours(count: int) -> timedelta:
    """So many hours."""
    return timedelta(hours=count)


SCHEDULE: tuple[Task, ...] = (
    Task("digests", every(minutes=1), "Send each person whose hour has come their new postings.",
         time_limit=minutes(10), catch_up=minutes(10), priority=10),
    Task("instant", every(minutes=1), "Send new postings at once to those who want them so.",
         time_limit=minutes(4), catch_up=minutes(2), priority=8),
    Task("enrich", Every(minutes(15), offset=minutes(10)), "Ask a language model for what the parsers left empty.",
         time_limit=minutes(60), catch_up=minutes(15)),
    Task("embed-jobs", every(minutes=5), "Make the vectors that new and changed postings lack.",
         time_limit=minutes(60), catch_up=minutes(5)),
    Task("duplicates", Every(minutes(15), offset=minutes(7)), "Join the copies of one opening.",
         time_limit=minutes(60), catch_up=minutes(15)),
    Task("embed-people", every(minutes=10), "Make the vectors that people's searches lack.",
         time_limit=minutes(30), catch_up=minutes(10), priority=5),
    Task("feeds", every(minutes=5), "Fetch the feeds whose time has come.",
         time_limit=minutes(30), catch_up=minutes(5)),
    Task("search-index", Every(minutes(15), offset=minutes(3)), "Keep the index over vectors as their number asks for.",
         time_limit=minutes(60), catch_up=minutes(15)),
    Task("refresh-stale", daily(hour=2), "Make vectors anew that are old or of another model.",
         time_limit=hours(4), catch_up=hours(20)),
    Task("expire", daily(hour=3), "Take postings off whose time is over.",
         time_limit=minutes(30), catch_up=hours(20)),
    Task("slow-down", daily(hour=10), "Write once a week to those who answered nothing for three weeks.",
         time_limit=minutes(30), catch_up=hours(8)),
    Task("retention", daily(hour=4), "Forget what people wrote, old finished rows and postings after the set time.",
         time_limit=minutes(60), catch_up=hours(20)),
)  # fmt: skip


def get_task(name: str) -> Task:
    """A task by its name.

    Raises:
        KeyError: no such task; the message names those there are.
    """
    for task in SCHEDULE:
        if task.name == name:
            return task
    raise KeyError(f"There is no task {name!r}; there are: {', '.join(task.name for task in SCHEDULE)}.")


def missed_slots(task: Task, last_slot: datetime | None, now: datetime) -> list[datetime]:
    """The due instants up to `now` that are not in the ledger, oldest first.

    All since the last one, as far back as `catch_up` allows; for a task that never ran, the latest one.
    """
    slot = task.when.latest(now)
    since = now - task.catch_up
    missed = []
    while slot > since and (last_slot is None or slot > last_slot):
        missed.append(slot)
        if last_slot is None:
            break
        slot -= task.when.period
    return missed[::-1]


def for_trial(seconds: float) -> tuple[Task, ...]:
    """The schedule with every task due at each so many seconds: to watch it work, never for production."""
    return tuple(replace(task, when=every(seconds=seconds)) for task in SCHEDULE)
