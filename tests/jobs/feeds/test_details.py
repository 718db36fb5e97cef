from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from db.feeds import PlannedFeed, save_planned
from jobs.feeds import details
from jobs.feeds.one_fetch import FeedResult, FeedWork
from jobs.feeds.rounds import fetch_feed
from tests.jobs.feeds.conftest import resolve
from tests.stubs.feeds import HOST, Answer, FeedStub, as_json

if TYPE_CHECKING:
    from db.pool import Pool
    from jobs.feeds.fetching import FetchRules

NOW = datetime.now(UTC).replace(microsecond=0)


def place(number: int, **given: Any) -> dict[str, Any]:
    """A posting as SmartRecruiters lists it."""
    return {
        "id": str(number),
        "name": f"Nurse {number}",
        "company": {"name": "Clinic Sunrise", "identifier": "Sunrise"},
        "releasedDate": f"{NOW:%Y-%m-%d}T08:00:00.000Z",
        "location": {"city": "Utrecht", "country": "nl"},
    } | given


def detailed(number: int, text: str = "Care for patients") -> Answer:
    return as_json(place(number) | {"jobAd": {"sections": {"jobDescription": {"text": f"<p>{text} {number}.</p>"}}}})


class Clinic:
    """A feed of SmartRecruiters and what was taken in of it."""

    def __init__(self, pool: Pool, rules: FetchRules, site: FeedStub) -> None:
        self.work = FeedWork(pool, rules, seconds_per_host=0.0)
        self.site = site
        self.hours = 0

    def list(self, *numbers: int, **given: Any) -> None:
        listed = [place(n, **{"ref": f"{self.site.url}/d/{n}"} | given) for n in numbers]
        url = self.site.give("/p", as_json({"totalFound": len(listed), "content": listed}))
        with self.work.pool.transaction() as conn:
            save_planned(conn, [PlannedFeed("clinic", "smartrecruiters", url, "Sunrise", 3600)])

    def fetch(self) -> FeedResult:
        self.hours += 1
        return fetch_feed(self.work, "clinic", NOW + timedelta(hours=self.hours))

    def asked(self) -> list[str]:
        return [asked.path for asked in self.site.asked if asked.path != "/p"]

    def texts(self) -> dict[str, str]:
        with self.work.pool.transaction() as conn, conn.cursor() as cursor:
            cursor.execute("SELECT source_job_id, description FROM canonical_jobs")
            return dict(cursor.fetchall())


@pytest.fixture
def clinic(pool: Pool, rules: FetchRules, site: FeedStub) -> Clinic:
    return Clinic(pool, rules, site)


def test_texts_that_the_list_lacks_are_fetched_once(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(details, "MOST_DETAILS", 1)
    clinic.list(1, 2)
    for number in (1, 2):
        clinic.site.give(f"/d/{number}", detailed(number))
    assert "1 texts are to come" in clinic.fetch().told
    assert clinic.fetch().told == ""
    result = clinic.fetch()
    assert result.report is not None
    assert (result.report.unchanged, result.told) == (2, "")
    assert sorted(clinic.asked()) == ["/d/1", "/d/2"]
    assert ["patients 1" in clinic.texts()["1"], "patients 2" in clinic.texts()["2"]] == [True, True]


@pytest.mark.parametrize(
    "broken",
    [Answer(status=404), Answer(status=410), Answer(b"<html>gone</html>"), as_json([1]), Answer(b"x" * 2_000_000)],
    ids=["not found", "gone", "no JSON", "a list", "too large"],
)
def test_a_text_that_cannot_be_had_keeps_no_other_back(clinic: Clinic, broken: Answer) -> None:
    clinic.list(*range(1, 7))
    clinic.site.give("/d/1", broken)
    for number in range(2, 7):
        clinic.site.give(f"/d/{number}", detailed(number))
    result = clinic.fetch()
    assert (result.outcome, "1 texts are to come" in result.told) == ("fetched", True)
    assert sorted(number for number, text in clinic.texts().items() if text) == ["2", "3", "4", "5", "6"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_text_that_the_site_does_not_have_is_not_asked_for_at_each_fetch(
    clinic: Clinic, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic.list(1, 2)
    clinic.site.give("/d/1", Answer(status=status))
    clinic.site.give("/d/2", detailed(2))
    assert "1 texts are to come" in clinic.fetch().told
    for _ in range(3):
        result = clinic.fetch()
        assert (result.outcome, result.told) == ("fetched", "")
    assert sorted(clinic.asked()) == ["/d/1", "/d/2"]
    clinic.list(1, 2, name="Head nurse")
    clinic.fetch()
    assert clinic.asked().count("/d/1") == 2
    monkeypatch.setattr(details, "ASKED_AGAIN_AFTER", 1)
    clinic.site.give("/d/1", detailed(1))
    clinic.fetch()
    assert "Care for patients 1" in clinic.texts()["1"]


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_a_site_in_trouble_is_asked_for_no_more_texts(clinic: Clinic, status: int) -> None:
    clinic.list(*range(1, 7))
    for number in range(1, 7):
        clinic.site.give(f"/d/{number}", Answer(status=status))
    assert f"HTTP {status}" in clinic.fetch().told
    assert len(clinic.asked()) == 1


def test_a_text_at_which_the_site_breaks_is_not_always_the_first_asked(clinic: Clinic) -> None:
    clinic.list(*range(1, 7))
    clinic.site.give("/d/1", Answer(status=500))
    for number in range(2, 7):
        clinic.site.give(f"/d/{number}", detailed(number))
    for _ in range(8):
        clinic.fetch()
    assert len([text for text in clinic.texts().values() if text]) == 5


def test_a_posting_keeps_its_text_until_its_new_one_can_be_had(clinic: Clinic) -> None:
    clinic.list(1)
    clinic.site.give("/d/1", detailed(1))
    clinic.fetch()
    clinic.list(1, name="Head nurse")
    clinic.site.give("/d/1", Answer(status=500))
    clinic.fetch()
    assert "Care for patients 1" in clinic.texts()["1"]
    clinic.site.give("/d/1", detailed(1, "Lead the ward"))
    clinic.fetch()
    assert "Lead the ward 1" in clinic.texts()["1"]


def test_a_payload_leads_to_no_private_host_but_its_own(clinic: Clinic) -> None:

    def names(host: str, port: int) -> list[str]:
        return ["127.0.0.1"] if host == "intranet.test" else resolve(host, port)

    port = clinic.site.port
    private = frozenset({f"{HOST}:{port}", f"intranet.test:{port}"})
    clinic.work = replace(clinic.work, rules=replace(clinic.work.rules, resolve=names, private_hosts=private))
    clinic.site.give("/d/1", detailed(1, "Secret"))
    clinic.list(1, ref=f"http://intranet.test:{port}/d/1")
    told = clinic.fetch().told
    assert "FETCH_PRIVATE_HOSTS" in told
    assert clinic.asked() == []
