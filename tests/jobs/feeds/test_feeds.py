from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from db.errors import LeaseLost, Unavailable
from db.feeds import PlannedFeed, claim_feed, get_feed, save_planned
from db.import_batches import find_failures
from jobs.feeds.host_turns import HostTurns
from jobs.feeds.one_fetch import FeedResult, FeedWork, backoff
from jobs.feeds.rounds import fetch_all, fetch_due, fetch_feed
from tests.stubs.feeds import HOST, Answer, FeedStub, as_json

if TYPE_CHECKING:
    from db.feeds import Feed
    from db.pool import Pool
    from jobs.feeds.fetching import FetchRules

NOW = datetime.now(UTC).replace(microsecond=0)


def offer(number: int, **given: Any) -> dict[str, Any]:
    """A posting as Greenhouse's boards have them."""
    return {
        "id": number,
        "title": f"Warehouse clerk {number}",
        "absolute_url": f"https://boards.example/acme/jobs/{number}",
        "location": {"name": "Nairobi, Kenya"},
        "content": "<p>Count crates and drive the fork lift. Work in shifts.</p>",
        "updated_at": f"{NOW - timedelta(days=2):%Y-%m-%dT%H:%M:%S}Z",
    } | given


def board(*numbers: int, **headers: str) -> Answer:
    return as_json({"jobs": [offer(number) for number in numbers], "meta": {"total": len(numbers)}}, **headers)


@pytest.fixture
def work(pool: Pool, rules: FetchRules) -> FeedWork:
    return FeedWork(pool, rules, seconds_per_host=0.0)


def plan(work: FeedWork, url: str, name: str = "acme", kind: str = "greenhouse", **given: Any) -> None:
    with work.pool.transaction() as conn:
        save_planned(conn, [PlannedFeed(name, kind, url, given.pop("board", "Acme"), 3600, **given)])


def feed(work: FeedWork, name: str = "acme") -> Feed:
    with work.pool.transaction() as conn:
        return get_feed(conn, name)


def query(work: FeedWork, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with work.pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def statuses(work: FeedWork) -> dict[str, str]:
    rows = query(work, "SELECT source_job_id, status || coalesce(' ' || closed_reason, '') FROM canonical_jobs")
    return {str(key): str(status) for key, status in rows}


def fetch_at(work: FeedWork, *, hours: float = 0, **given: Any) -> FeedResult:
    return fetch_feed(work, "acme", NOW + timedelta(hours=hours), **given)


def test_a_feed_goes_in_as_a_file_does(work: FeedWork, site: FeedStub) -> None:
    plan(work, site.give("/acme", board(1, 2)))
    result = fetch_at(work)
    assert result.report is not None
    assert (result.outcome, result.report.new, result.report.failed) == ("fetched", 2, 0)
    assert query(work, "SELECT source, company, countries FROM canonical_jobs") == [("greenhouse", "Acme", ["KE"])] * 2
    state = feed(work)
    assert (state.postings, state.failures, state.last_status, state.leased_until) == (2, 0, 200, None)
    assert state.next_fetch_at == NOW + timedelta(hours=1)
    assert query(work, "SELECT source, file_name FROM import_batches") == [("acme", "acme.json")]


def test_what_has_not_changed_is_not_read_again(work: FeedWork, site: FeedStub) -> None:
    plan(work, site.give("/acme", board(1, ETag='"v1"'), board(1, ETag='"v1"'), board(1, 2, ETag='"v2"')))
    assert fetch_at(work).outcome == "fetched"
    assert fetch_at(work, hours=1).outcome == "unchanged"
    assert feed(work).last_status == 304
    assert fetch_at(work, hours=2).outcome == "fetched"
    assert statuses(work) == {"1": "ACTIVE", "2": "ACTIVE"}


def test_new_parsers_ask_for_everything_again(work: FeedWork, site: FeedStub) -> None:
    plan(work, site.give("/acme", board(1, ETag='"v1"')))
    fetch_at(work)
    query(work, "UPDATE feeds SET read_with = 0")
    assert fetch_at(work, hours=1).outcome == "fetched"
    assert "If-None-Match" not in site.asked[-1].headers


def test_a_posting_that_its_feed_lists_no_more_is_closed_and_opens_when_listed_again(
    work: FeedWork, site: FeedStub
) -> None:
    plan(work, site.give("/acme", board(1, 2), board(2), board(1, 2)))
    fetch_at(work)
    query(work, "UPDATE canonical_jobs SET imported_at = %s", NOW - timedelta(days=9))
    assert fetch_at(work, hours=1).closed == 1
    assert statuses(work) == {"1": "CLOSED gone", "2": "ACTIVE"}
    result = fetch_at(work, hours=2)
    assert result.report is not None
    assert (result.report.updated, result.report.unchanged) == (1, 1)
    assert statuses(work) == {"1": "ACTIVE", "2": "ACTIVE"}
    ((fresh,),) = query(work, "SELECT imported_at FROM canonical_jobs WHERE source_job_id = '1'")
    assert fresh > NOW - timedelta(days=1), "a repost counts as imported anew"


def test_an_expired_posting_that_was_gone_and_is_listed_again_gets_new_dates(work: FeedWork, site: FeedStub) -> None:
    undated = as_json({"jobs": [offer(1, updated_at=""), offer(2)]})
    plan(work, site.give("/acme", undated, board(2), undated))
    fetch_at(work)
    query(work, "UPDATE canonical_jobs SET status = 'EXPIRED', expires_on = %s WHERE source_job_id = '1'", NOW)
    assert fetch_at(work, hours=1).closed == 0
    fetch_at(work, hours=48)
    ((status, last_day),) = query(work, "SELECT status, expires_on FROM canonical_jobs WHERE source_job_id = '1'")
    assert (status, last_day) == ("ACTIVE", (NOW + timedelta(hours=48, days=30)).date())


@pytest.mark.parametrize("status", ["FILLED", "CLOSED"])
def test_what_was_filled_or_closed_by_a_person_stays_so(work: FeedWork, site: FeedStub, status: str) -> None:
    changed = as_json({"jobs": [offer(1, title="Clerk, nights"), offer(2)]})
    plan(work, site.give("/acme", board(1, 2), board(2), changed))
    fetch_at(work)
    query(work, "UPDATE canonical_jobs SET status = %s WHERE source_job_id = '1'", status)
    fetch_at(work, hours=1)
    fetch_at(work, hours=2)
    assert statuses(work)["1"] == status


def test_what_another_feed_still_lists_is_not_closed(work: FeedWork, site: FeedStub) -> None:
    plan(work, site.give("/acme", board(1, 2), board(2)))
    plan(work, site.give("/other", board(1)), name="other")
    fetch_at(work)
    fetch_feed(work, "other", NOW)
    assert fetch_at(work, hours=1).closed == 0
    assert statuses(work)["1"] == "ACTIVE"


@pytest.mark.parametrize(
    "second",
    [
        Answer(status=500),
        Answer(b""),
        Answer(b'{"jobs": [{"id": 2, "title": "Clerk"}, {"id": 3, "tit', length=None),
        Answer(b'{"jobs": [{"id": 2, "title": "Clerk"}, {"id": 3, "tit'),
        Answer(json.dumps({"jobs": [offer(2), offer(3), offer(4)]}).encode(), length=None),
        as_json({"jobs": [offer(2), offer(3), offer(4, title="")]}),
        Answer(b"<html><body>Please log in</body></html>"),
        as_json({"jobs": []}),
    ],
    ids=["error", "nothing", "cut, unmarked", "cut", "unmarked length", "unreadable row", "login page", "empty"],
)
def test_nothing_is_closed_by_a_fetch_that_may_be_incomplete(work: FeedWork, site: FeedStub, second: Answer) -> None:
    plan(work, site.give("/acme", board(1, 2, 3, 4), second))
    fetch_at(work)
    result = fetch_at(work, hours=1)
    assert result.closed == 0
    assert result.told
    assert statuses(work)["1"] == "ACTIVE"


def test_a_row_that_was_never_readable_does_not_keep_others_open(work: FeedWork, site: FeedStub) -> None:
    bad = offer(9, title="")
    plan(
        work,
        site.give("/acme", as_json({"jobs": [offer(1), offer(2), bad]}), as_json({"jobs": [offer(2), bad]})),
    )
    result = fetch_at(work)
    assert result.report is not None
    with work.pool.transaction() as conn:
        (failure,) = find_failures(conn, result.report.batch_id)
    assert "no title" in failure.reason
    assert fetch_at(work, hours=1).closed == 1


def test_an_answer_without_a_single_posting_in_it_is_a_failure_however_often_it_comes(
    work: FeedWork, site: FeedStub
) -> None:
    plan(work, site.give("/acme", board(1, 2), as_json({"error": "the key has run out"})))
    fetch_at(work)
    for number, hours in enumerate((1, 2, 100), 1):
        result = fetch_at(work, hours=hours)
        assert (result.outcome, result.closed, feed(work).failures) == ("failed", 0, number)
        assert "no title" in result.told
    assert set(statuses(work).values()) == {"ACTIVE"}


def test_a_feed_that_suddenly_lists_next_to_nothing_fails_and_is_believed_after_days(
    work: FeedWork, site: FeedStub
) -> None:
    plan(work, site.give("/acme", board(*range(10)), board(0)))
    fetch_at(work)
    for hours in (1, 2, 40):
        result = fetch_at(work, hours=hours)
        assert (result.outcome, result.closed) == ("failed", 0)
        assert "1 of the 10" in result.told
        assert "--believe" in result.told
    assert set(statuses(work).values()) == {"ACTIVE"}
    assert fetch_at(work, hours=50).closed == 9
    assert (feed(work).failures, feed(work).shrunk_since) == (0, None)


def test_an_operator_can_believe_it_at_once(work: FeedWork, site: FeedStub) -> None:
    plan(work, site.give("/acme", board(*range(10)), board(0)))
    fetch_at(work)
    assert fetch_at(work, hours=1, believe=True).closed == 9


def test_a_feed_that_lists_only_the_newest_closes_nothing(work: FeedWork, site: FeedStub) -> None:
    def entries(*numbers: int) -> Answer:
        items = "".join(
            f"<item><guid>{n}</guid><title>Cook {n}</title><link>https://x.example/{n}</link></item>" for n in numbers
        )
        return Answer(f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode())

    plan(work, site.give("/rss", entries(1, 2), entries(3)), kind="rss", board=None)
    fetch_at(work)
    assert fetch_at(work, hours=1).closed == 0
    assert query(work, "SELECT DISTINCT source, status FROM canonical_jobs") == [("acme", "ACTIVE")]


def test_failures_back_off_say_what_to_do_and_are_forgotten(work: FeedWork, site: FeedStub) -> None:
    plan(work, site.give("/acme", Answer(status=404), Answer(status=404), board(1)))
    assert fetch_at(work).outcome == "failed"
    assert feed(work).next_fetch_at == NOW + timedelta(minutes=5)
    fetch_at(work)
    state = feed(work)
    assert (state.failures, state.last_status) == (2, 404)
    assert state.last_error == "it answers HTTP 404: there is nothing at this address: check its url or board"
    assert state.next_fetch_at == NOW + timedelta(minutes=10)
    fetch_at(work)
    assert (feed(work).failures, feed(work).last_error) == (0, None)


def test_backing_off_ends_at_a_day() -> None:
    assert [backoff(n) for n in (1, 2, 3)] == [timedelta(minutes=m) for m in (5, 10, 20)]
    assert backoff(99) == timedelta(days=1)


def test_one_failing_feed_does_not_stop_the_others(work: FeedWork, site: FeedStub) -> None:
    plan(work, f"{site.url}/nothing", name="a")
    plan(work, "http://10.0.0.1/", name="b")
    plan(work, site.give("/page", Answer(b"<html>no jobs</html>")), name="c")
    plan(work, site.give("/acme", board(1)), name="d")
    query(work, "INSERT INTO feeds (name, kind, url, every_seconds) VALUES ('e', 'carrier pigeon', 'http://x/', 3600)")
    outcomes = {result.name: result.outcome for result in fetch_due(work)}
    assert outcomes == dict.fromkeys("abce", "failed") | {"d": "fetched"}
    assert list(fetch_due(work)) == []
    assert "carrier pigeon" in str(feed(work, "e").last_error)


def refuse(work: FeedWork, table: str, condition: str) -> None:
    """Let the database refuse some rows of a table, as it does when its disk is full."""
    query(
        work,
        f"""
        CREATE FUNCTION refuse_{table}() RETURNS trigger LANGUAGE plpgsql
            AS $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW WHEN ({condition})
            EXECUTE FUNCTION refuse_{table}();
        """,
    )


def test_a_feed_that_the_database_refuses_fails_and_the_others_go_on(work: FeedWork, site: FeedStub) -> None:
    plan(work, site.give("/a", board(1)), name="a")
    plan(work, site.give("/b", board(2)), name="b")
    refuse(work, "feed_listings", "NEW.source_job_id = '1'")
    outcomes = {result.name: result.outcome for result in fetch_due(work)}
    assert outcomes == {"a": "failed", "b": "fetched"}
    assert "the disk is full" in str(feed(work, "a").last_error)
    assert list(fetch_due(work)) == [], "it waits its time like any feed that failed"


def test_a_feed_that_cannot_even_be_marked_does_not_stop_the_others(work: FeedWork, site: FeedStub) -> None:
    plan(work, site.give("/a", board(1)), name="a")
    plan(work, site.give("/b", board(2)), name="b")
    refuse(work, "feeds", "NEW.name = 'a' AND NEW.leased_until IS NULL")
    assert {result.name: result.outcome for result in fetch_due(work)} == {"a": "failed", "b": "fetched"}


def test_a_feed_that_was_taken_over_does_not_stop_the_others(work: FeedWork, site: FeedStub) -> None:
    plan(work, site.give("/a", board(1)), name="a")
    plan(work, site.give("/b", board(2)), name="b")

    def overtake() -> None:
        query(work, "UPDATE feeds SET lease = lease + 1 WHERE name = 'a'")

    outcomes = {result.name: result.outcome for result in fetch_due(replace(work, check=overtake))}
    assert outcomes == {"a": "waiting", "b": "fetched"}


@pytest.mark.parametrize("error", [LeaseLost, Unavailable])
def test_a_round_ends_when_its_worker_or_the_database_is_gone(
    work: FeedWork, site: FeedStub, error: type[Exception]
) -> None:
    plan(work, site.give("/a", board(1)), name="a")
    plan(work, site.give("/b", board(2)), name="b")

    def end() -> None:
        raise error

    with pytest.raises(error):
        list(fetch_due(replace(work, check=end)))
    assert not site.asked


def test_a_feed_tells_the_share_of_its_postings_that_are_over(work: FeedWork, site: FeedStub) -> None:
    old = offer(3, updated_at=f"{NOW - timedelta(days=90):%Y-%m-%dT%H:%M:%S}Z")
    plan(work, site.give("/acme", as_json({"jobs": [offer(1), offer(2), old, old | {"id": 4}]})))
    told = fetch_at(work).told
    assert told == str(feed(work).note)
    assert "2 of 4 postings (50%) are expired already" in told


def test_a_pause_that_the_site_asks_for_holds_for_the_feed_and_its_host(work: FeedWork, site: FeedStub) -> None:
    plan(work, site.give("/acme", Answer(status=429, headers={"Retry-After": "7200"}), board(1)))
    plan(work, site.give("/other", board(2)), name="other")
    fetch_at(work)
    assert feed(work).next_fetch_at >= NOW + timedelta(seconds=7200)
    result = fetch_feed(work, "other", NOW)
    assert result.outcome == "waiting"
    state = feed(work, "other")
    assert (state.failures, state.leased_until) == (0, None)
    assert NOW + timedelta(seconds=7000) < state.next_fetch_at <= NOW + timedelta(seconds=7200)
    assert len(site.asked) == 1


def test_requests_to_one_host_keep_their_distance_over_all_workers(work: FeedWork, site: FeedStub) -> None:
    for name in "abc":
        plan(work, site.give(f"/{name}", board(1)), name=name)
    for name in "abc":
        fetch_feed(replace(work, seconds_per_host=0.3), name, NOW)
    times = [asked.at for asked in site.asked]
    assert all(later - earlier >= 0.28 for earlier, later in pairwise(times))


def test_a_wait_can_be_broken_off(work: FeedWork) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    turns = HostTurns(work.pool, 5.0, stop)
    turns.wait(HOST)
    with pytest.raises(KeyboardInterrupt):
        turns.wait(HOST)


def test_two_workers_do_not_fetch_one_feed_at_once(work: FeedWork, site: FeedStub) -> None:
    plan(work, site.give("/acme", board(1)))
    with work.pool.transaction() as conn:
        assert claim_feed(conn, "acme", lease_seconds=60)
    assert fetch_at(work).outcome == "waiting"
    assert list(fetch_due(work)) == []
    query(work, "UPDATE feeds SET leased_until = now() - interval '1 second'")
    assert fetch_at(work).outcome == "fetched"


class Stopped(Exception):
    """The worker is to stop."""


def test_a_stopped_fetch_gives_its_feed_back(work: FeedWork, site: FeedStub) -> None:
    plan(work, site.give("/acme", board(1)))

    def stop() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        fetch_at(replace(work, check=stop))
    state = feed(work)
    assert (state.leased_until, state.failures) == (None, 0)
    assert [result.outcome for result in fetch_due(work)] == ["fetched"]


def test_a_fetch_that_was_taken_over_marks_nothing(work: FeedWork, site: FeedStub) -> None:
    plan(work, site.give("/acme", board(1, 2), board(2)))
    fetch_at(work)

    def overtake() -> None:
        query(work, "UPDATE feeds SET lease = lease + 1")

    with pytest.raises(LeaseLost):
        fetch_at(replace(work, check=overtake), hours=1)
    assert statuses(work) == {"1": "ACTIVE", "2": "ACTIVE"}


def test_a_fetch_that_was_killed_is_done_again(work: FeedWork, site: FeedStub) -> None:
    plan(work, site.give("/acme", board(1, 2), board(2)))
    fetch_at(work)
    query(work, "INSERT INTO import_batches (source, file_name) VALUES ('acme', 'acme.json')")
    query(work, "UPDATE feeds SET lease = 9, leased_until = now() - interval '1 minute', next_fetch_at = %s", NOW)
    assert [result.closed for result in fetch_due(work)] == [1]
    assert query(work, "SELECT DISTINCT status FROM import_batches ORDER BY 1") == [("COMPLETED",), ("FAILED",)]


def place(number: int, **given: Any) -> dict[str, Any]:
    """A posting as SmartRecruiters lists it."""
    return {
        "id": str(number),
        "name": f"Nurse {number}",
        "company": {"name": "Clinic Sunrise", "identifier": "Sunrise"},
        "releasedDate": f"{NOW:%Y-%m-%d}T08:00:00.000Z",
        "location": {"city": "Utrecht", "country": "nl"},
    } | given


def pages(site: FeedStub, total: int, *, size: int = 2, announced: int | None = None) -> str:
    for start in range(0, total, size):
        content = [place(number) for number in range(start, min(start + size, total))]
        site.give(f"/p?limit={size}&offset={start}", as_json({"totalFound": announced or total, "content": content}))
    return f"{site.url}/p?limit={size}&offset=0"


@pytest.mark.parametrize("given", [[place(1), place(2)], {"jobs": [place(1), place(2)]}], ids=["bare", "other name"])
def test_a_mirror_gives_the_list_alone(work: FeedWork, site: FeedStub, given: object) -> None:
    plan(work, site.give("/mirror", as_json(given)), kind="smartrecruiters")
    result = fetch_at(work)
    assert result.report is not None
    assert result.report.new == 2


def test_all_pages_are_one_fetch(work: FeedWork, site: FeedStub) -> None:
    plan(work, pages(site, 5), kind="smartrecruiters")
    result = fetch_at(work)
    assert result.report is not None
    assert (result.report.new, len(site.asked)) == (5, 3)
    plan(work, pages(site, 4), kind="smartrecruiters")
    assert fetch_at(work, hours=1).closed == 1


def test_a_missing_page_closes_nothing_and_keeps_what_came(work: FeedWork, site: FeedStub) -> None:
    plan(work, pages(site, 6), kind="smartrecruiters")
    fetch_at(work)
    pages(site, 4)
    site.give("/p?limit=2&offset=2", Answer(status=502))
    result = fetch_at(work, hours=1)
    assert (result.outcome, result.closed) == ("failed", 0)
    assert "page 2: it answers HTTP 502" in result.told
    assert result.report is not None
    assert result.report.unchanged == 2
    assert set(statuses(work).values()) == {"ACTIVE"}


def test_fewer_postings_than_the_site_counts_close_nothing(work: FeedWork, site: FeedStub) -> None:
    plan(work, pages(site, 4), kind="smartrecruiters")
    fetch_at(work)
    site.give("/p?limit=2&offset=0", as_json({"totalFound": 4, "content": [place(1), place(1)]}))
    result = fetch_at(work, hours=1)
    assert (result.outcome, result.closed) == ("fetched", 0)
    assert "3 of 4" in result.told


def test_pages_are_bounded_and_that_is_said(work: FeedWork, site: FeedStub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.feeds.downloading.MOST_PAGES", 2)
    plan(work, pages(site, 10), kind="smartrecruiters")
    result = fetch_at(work)
    assert "only its first 2 pages" in result.told
    assert len(statuses(work)) == 4


def test_all_fetches_what_is_enabled_whether_due_or_not(work: FeedWork, site: FeedStub) -> None:
    plan(work, site.give("/acme", board(1)))
    plan(work, site.give("/b", board(2)), name="b", enabled=False)
    fetch_at(work)
    assert [result.name for result in fetch_all(work)] == ["acme"]
