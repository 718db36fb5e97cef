"""Plans all digests that are due, share by share: any number of planners may work at once, and any may be killed.

A share is claimed, chosen for and written in one transaction, so a digest is planned wholly or not at all, and once.
"""

from __future__ import annotations

import gc
import logging
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.digests import claim_due, count_due, mark_attempt_failed
from db.errors import Unavailable
from db.failure_trace import where
from matching.digest.choice import Choice, choose
from matching.digest.choosing import matcher_of
from matching.digest.due import open_due
from matching.digest.fresh import Freshest, model_in_use
from matching.digest.nothing_new import suggestions_for
from matching.digest.people import Share, read_share
from matching.digest.writing import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from db.pool import Connection, Pool
    from matching.digest.choosing import Matcher
    from matching.digest.rules import DigestRules

log = logging.getLogger(__name__)

SHARE = 4000  # people; with 1536 dimensions their vectors take 25 MB
MOST_ATTEMPTS = 3
ALLOCATIONS = 50_000


@dataclass(frozen=True, slots=True)
class DigestReport:
    """How many digests were opened, and what became of those that were due."""

    opened: int = 0
    planned: int = 0
    told: int = 0
    empty: int = 0
    skipped: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a digest would have come to: its outcome, why, and the postings with their scores."""

    user_id: int
    slot: datetime
    outcome: str
    channel: str = ""
    jobs: tuple[tuple[int, int], ...] = ()
    more: int = 0


def collect_seldom() -> None:
    """For a process that plans: look for garbage in cycles after more allocations than Python does by itself.

    Planning makes hundreds of objects for each person, none of them in cycles, and looking took a sixth of its time.
    """
    gc.set_threshold(ALLOCATIONS)


def _go_on() -> None:
    """The check of a run that nothing stops."""


def _keep_quiet(_due: int) -> None:
    """The announcement of a run that works alone."""


def run_digests(
    pool: Pool,
    *,
    now: datetime,
    rules: DigestRules,
    check: Callable[[], None] = _go_on,
    announce: Callable[[int], None] = _keep_quiet,
    share: int = SHARE,
) -> DigestReport:
    """Open the digests that have become due and plan all that wait; safe to run anywhere, at once and again.

    `check` is called between two shares; what it raises ends the run. `announce` is told how many wait at first.

    Raises:
        Unavailable: the database is away; what was planned before stays planned.
    """
    with pool.transaction() as conn:
        opened = open_due(conn, now + rules.lead)
        waiting = count_due(conn, now + rules.lead)
    announce(waiting)
    planner = Planner(pool, now=now, rules=rules, check=check, share=share)
    return DigestReport(opened, **planner.plan_all())


def rehearse(pool: Pool, *, now: datetime, rules: DigestRules, share: int = SHARE) -> Iterator[Rehearsed]:
    """What `run_digests` would do, in a transaction that is undone at the end."""
    planner = Planner(pool, now=now, rules=rules, share=share)
    with pool.transaction() as conn:
        open_due(conn, now + rules.lead)
        while claimed := planner.claim(conn):
            choices, found = planner.plan_share(conn, claimed)
            yield from _rehearsed(choices, found)
        conn.rollback()


class Planner:
    """One run's planning. It reads the fresh postings once, when the first share needs them."""

    def __init__(
        self,
        pool: Pool,
        *,
        now: datetime,
        rules: DigestRules,
        check: Callable[[], None] = _go_on,
        share: int = SHARE,
    ) -> None:
        self._pool = pool
        self._now = now
        self._rules = rules
        self._check = check
        self._share = share
        self._failed: list[int] = []
        self._held: tuple[Freshest, Matcher | None] | None = None

    def plan_all(self) -> dict[str, int]:
        """Plan shares until none is left; how many of each outcome."""
        counts: Counter[str] = Counter(dict.fromkeys(("planned", "told", "empty", "skipped", "failed"), 0))
        started = time.monotonic()
        while (done := self._plan_next()) is not None:
            counts += done
            self._report(sum(counts.values()), time.monotonic() - started)
            self._check()
        return dict(counts)

    def claim(self, conn: Connection, among: Sequence[int] | None = None) -> list[int]:
        """The next share of due digests, locked."""
        return claim_due(
            conn,
            limit=self._share,
            slot_until=self._now + self._rules.lead,
            among=among,
            leaving_out=self._failed,
        )

    def plan_share(self, conn: Connection, digest_ids: Sequence[int]) -> tuple[list[Choice], Share]:
        """Choose for the people of these digests and write it, in the caller's transaction."""
        freshest = self._freshest(conn)
        found = read_share(conn, digest_ids, now=self._now, rules=self._rules, model=freshest.model)
        roles = {role for seeker in found.seekers for _, ask in seeker.searches for role in ask.wish.roles}
        choices = choose(lambda: self._matchers(conn, freshest, roles), found.seekers, self._rules)
        told = suggestions_for(self._matchers(conn, freshest, roles), choices, self._rules)
        write(conn, choices, told, found.left_out)
        return choices, found

    def _plan_next(self, among: Sequence[int] | None = None) -> Counter[str] | None:
        """One share in one transaction; None when nothing is due. One that fails is halved, down to the culprit."""
        claimed: list[int] = []
        try:
            with self._pool.transaction() as conn:
                claimed = self.claim(conn, among)
                if not claimed:
                    return None
                choices, found = self.plan_share(conn, claimed)
                return _counted(choices, found)
        except Unavailable:
            raise
        except Exception as error:
            if not claimed:
                raise
            return self._without_culprit(claimed, error)

    def _without_culprit(self, claimed: list[int], error: Exception) -> Counter[str]:
        self._held = None
        if len(claimed) == 1:
            log.error("digest %s failed: %s", claimed[0], where(error))
            with self._pool.transaction() as conn:
                mark_attempt_failed(conn, claimed[0], error=type(error).__name__, most_attempts=MOST_ATTEMPTS)
            self._failed += claimed
            return Counter(failed=1)
        middle = len(claimed) // 2
        halves = (self._plan_next(half) for half in (claimed[:middle], claimed[middle:]))
        return sum((done for done in halves if done), Counter[str]())

    def _freshest(self, conn: Connection) -> Freshest:
        if self._held is None:
            self._held = (Freshest.at(conn, self._now.date(), self._rules.match, model_in_use(conn)), None)
        return self._held[0]

    def _matchers(self, conn: Connection, freshest: Freshest, roles: set[str]) -> Iterator[Matcher]:
        """One for each block; a single block is kept for all shares of the run."""
        for part in range(freshest.parts):
            kept = self._held[1] if self._held else None
            matcher = kept or matcher_of(conn, freshest, part, self._now.date(), self._rules.match)
            if freshest.parts == 1:
                self._held = (freshest, matcher)
            matcher.block.add_mentions(conn, roles)
            yield matcher
            del matcher, kept  # before the next block is read

    def _report(self, done: int, seconds: float) -> None:
        with self._pool.transaction() as conn:
            left = count_due(conn, self._now + self._rules.lead) - len(self._failed)
        if left > 0 or done >= self._share:
            rate = done / max(seconds, 0.001)
            log.info("digests: %d planned, %d to go, %.0f a second, %.0f s left", done, left, rate, left / rate)


def _counted(choices: Sequence[Choice], found: Share) -> Counter[str]:
    counts = Counter(choice.outcome for choice in choices)
    counts["skipped"] += len(found.left_out)
    return counts


def _rehearsed(choices: Sequence[Choice], found: Share) -> Iterator[Rehearsed]:
    for choice in choices:
        person, address = choice.seeker.person, choice.seeker.address
        jobs = tuple((match.job_id, match.score) for _, match in choice.items)
        yield Rehearsed(person.user_id, person.slot, choice.outcome, address.channel, jobs, choice.more)
    for person, reason in found.left_out:
        yield Rehearsed(person.user_id, person.slot, reason)
