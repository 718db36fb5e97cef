"""Every kind with an address of its own, fetched as its site answers; skipped where the captured answers are absent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from db.feeds import PlannedFeed, save_planned
from jobs.feeds.one_fetch import FeedWork
from jobs.feeds.rounds import fetch_feed
from tests.stubs.feeds import Answer, FeedStub, as_json

if TYPE_CHECKING:
    from db.pool import Pool
    from jobs.feeds.fetching import FetchRules

CAPTURED = Path(__file__).resolve().parents[4] / "shared" / "data" / "upstream"
FILES = {
    "adzuna": "adzuna_us.json",
    "arbeitnow": "arbeitnow.json",
    "ashby": "ashby.json",
    "greenhouse": "greenhouse.json",
    "himalayas": "himalayas.json",
    "jobicy": "jobicy.json",
    "lever": "lever.json",
    "recruitee": "recruitee.json",
    "remoteok": "remoteok.json",
    "remotive": "remotive.json",
    "smartrecruiters": "smartrecruiters_page.json",
    "themuse": "themuse.json",
    "weworkremotely": "weworkremotely.rss.xml",
    "workable": "workable.json",
    "workingnomads": "workingnomads.json",
}


@pytest.mark.skipif(not CAPTURED.exists(), reason="the captured answers are not here")
@pytest.mark.parametrize("kind", FILES)
def test_what_a_site_answers_goes_in(kind: str, pool: Pool, rules: FetchRules, site: FeedStub) -> None:
    url = site.give("/jobs", Answer((CAPTURED / FILES[kind]).read_bytes()))
    site.give("/jobs?offset=3", as_json({"jobs": [], "content": []}))  # the captured pages say that there are more
    with pool.transaction() as conn:
        save_planned(conn, [PlannedFeed("site", kind, url, "Acme", 3600)])
    result = fetch_feed(
        FeedWork(pool, replace(rules, max_bytes=2_000_000), seconds_per_host=0.0), "site", datetime.now(UTC)
    )
    assert result.report is not None, result.told
    assert (result.report.failed, result.report.new > 1) == (0, True)
