"""However many people there are, of what was compared only that of a few is held at a time."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING, Any

import pytest

from db.digests import claim_due
from matching.digest.choice import choose
from matching.digest.choosing import matchers_of
from matching.digest.due import open_due
from matching.digest.fresh import Freshest
from matching.digest.passing import Passing
from matching.digest.people import read_share
from matching.digest.rules import DigestRules
from matching.rules import MatchRules
from tests.factories import NOW, add_account, add_job, add_preferences, add_user

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from psycopg2.extensions import connection as Connection  # noqa: N812

    from matching.digest.choosing import Matcher
    from matching.digest.people import Seeker

RULES = DigestRules(MatchRules(minimum_score=0), secret_key="k" * 32)
PEOPLE = 40


def seekers(conn: Connection, count: int) -> Sequence[Seeker]:
    """So many people whose digests are due, each with a wish of their own."""
    for number in range(count):
        user = add_user(conn, digest_hour=9)
        add_account(conn, user)
        add_preferences(conn, user, job_roles=["data engineer"], excluded_companies=[f"nobody {number}"])
    open_due(conn, NOW)
    return read_share(conn, claim_due(conn, limit=count, slot_until=NOW), now=NOW, rules=RULES, model="").seekers


class Counting:
    """A matcher that notes, whenever somebody's comparison is handed out, of how many people one is held."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self.held: list[int] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._matcher, name)

    def pass_all(self, asks: Any) -> Iterator[Passing]:
        for passing in self._matcher.pass_all(asks):
            self.held.append(sum(isinstance(each, Passing) for each in gc.get_objects()))
            yield passing


@pytest.fixture
def without_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("without_collector")
def test_a_block_goes_with_its_matcher(conn: Connection) -> None:
    add_job(conn)
    seeker = next(iter(seekers(conn, 1)))
    freshest = Freshest.at(conn, NOW.date(), RULES.match, "")
    matchers = matchers_of(conn, freshest, [seeker], NOW.date(), RULES.match)
    held = []

    def noted() -> Iterator[Matcher]:
        for matcher in matchers:
            held.append(weakref.ref(matcher))
            held.append(weakref.ref(matcher._parts))
            yield matcher
            del matcher

    assert choose(noted, [seeker], RULES)[0].items
    assert [each() for each in held] == [None, None]


def test_what_was_compared_is_let_go_when_the_next_people_come(conn: Connection) -> None:
    for _ in range(6):
        add_job(conn)
    people = seekers(conn, PEOPLE)
    freshest = Freshest.at(conn, NOW.date(), RULES.match, "")
    (matcher,) = matchers_of(conn, freshest, people, NOW.date(), RULES.match)
    counting = Counting(matcher)
    choices = choose(lambda: [counting], people, RULES)  # type: ignore[list-item]
    assert len(choices) == len(counting.held) == PEOPLE
    assert all(len(choice.items) == 5 for choice in choices)
    assert max(counting.held) <= 2
