from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from jobs.expiry import has_shrunk, last_day

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
IMPORTED = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("posted", "deadline", "last"),
    [
        (None, None, date(2026, 12, 21)),
        (date(2026, 11, 11), None, date(2026, 12, 11)),
        (date(2026, 12, 1), None, date(2026, 12, 21)),
        (date(2026, 11, 11), date(2026, 12, 1), date(2026, 12, 1)),
        (date(2026, 11, 11), date(2027, 6, 1), date(2026, 12, 11)),
        (None, date(2026, 11, 1), date(2026, 11, 1)),
    ],
)
def test_the_last_day_is_the_earliest_of_all_that_is_known(
    posted: date | None, deadline: date | None, last: date
) -> None:
    assert last_day(posted_on=posted, deadline_on=deadline, imported_on=IMPORTED, after_days=30) == last


@pytest.mark.parametrize(
    ("before", "listed", "shrunk"),
    [(0, 0, False), (100, 20, False), (100, 19, True), (100, 0, True), (1, 0, True), (5, 1, False), (10, 300, False)],
)
def test_next_to_nothing_is_less_than_a_fifth(before: int, listed: int, shrunk: bool) -> None:  # noqa: FBT001
    assert has_shrunk(before, listed, since=None, now=NOW) is shrunk


def test_what_lasts_two_days_is_believed() -> None:
    assert has_shrunk(100, 0, since=NOW - timedelta(hours=47), now=NOW)
    assert not has_shrunk(100, 0, since=NOW - timedelta(hours=48), now=NOW)
