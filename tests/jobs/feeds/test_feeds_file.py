from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from db.feeds import find_feeds
from jobs.feeds.addresses import PAGING, NoAddress, address_of, country_of
from jobs.feeds.feeds_file import FeedsFileError, sync_feeds
from jobs.feeds.fetching import FetchRules
from jobs.feeds.kinds import known_kinds, lists_everything

if TYPE_CHECKING:
    from db.feeds import Feed
    from db.pool import Pool

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "feeds.toml"
GOOD = """
[[feed]]
name = "acme"
kind = "greenhouse"
board = "acme"
every = "30m"
"""


def sync(pool: Pool, folder: Path, text: str) -> list[Feed]:
    path = folder / "feeds.toml"
    path.write_text(text)
    sync_feeds(pool, path, known_kinds(), FetchRules())
    return feeds(pool)


def feeds(pool: Pool) -> list[Feed]:
    with pool.transaction() as conn:
        return find_feeds(conn)


def execute(pool: Pool, statement: str) -> None:
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute(statement)


def test_the_example_is_sound_and_fetches_nothing(pool: Pool, tmp_path: Path) -> None:
    stored = sync(pool, tmp_path, EXAMPLE.read_text())
    assert len(stored) > 10
    assert not any(feed.enabled for feed in stored)


def test_the_file_makes_rows(pool: Pool, tmp_path: Path) -> None:
    (feed,) = sync(pool, tmp_path, GOOD)
    assert (feed.name, feed.kind, feed.board, feed.url) == ("acme", "greenhouse", "acme", None)
    assert (feed.every_seconds, feed.enabled, feed.from_file) == (1800, True, True)


def test_what_has_not_changed_is_left_alone_and_what_has_is_fetched_anew(pool: Pool, tmp_path: Path) -> None:
    sync(pool, tmp_path, GOOD)
    execute(pool, "UPDATE feeds SET etag = 'v1', failures = 3, next_fetch_at = '2030-01-01'")
    (same,) = sync(pool, tmp_path, GOOD)
    assert (same.etag, same.failures, same.next_fetch_at.year) == ("v1", 3, 2030)
    (changed,) = sync(pool, tmp_path, GOOD.replace("30m", "2h"))
    assert (changed.etag, changed.failures, changed.every_seconds) == (None, 0, 7200)
    assert changed.next_fetch_at.year < 2030


def test_a_feed_that_leaves_the_file_rests_and_rows_of_your_own_do_not(pool: Pool, tmp_path: Path) -> None:
    sync(pool, tmp_path, GOOD)
    execute(pool, "INSERT INTO feeds (name, kind, url, every_seconds) VALUES ('own', 'rss', 'https://x.example', 3600)")
    assert {feed.name: feed.enabled for feed in sync(pool, tmp_path, "")} == {"acme": False, "own": True}
    assert {feed.name: feed.enabled for feed in sync(pool, tmp_path, GOOD)} == {"acme": True, "own": True}


def test_without_a_file_nothing_is_touched(pool: Pool, tmp_path: Path) -> None:
    sync(pool, tmp_path, GOOD)
    assert sync_feeds(pool, tmp_path / "absent.toml", known_kinds(), FetchRules()) == 0
    assert feeds(pool)[0].enabled


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('kind = "monster"', "kind = 'monster' is not known; there are adzuna, arbeitnow"),
        ('every = "soon"', "every = 'soon' is none of"),
        ('every = "1m"', "every = '1m' is none of"),
        ("every = 6", "every = 6 is none of"),
        ('every = "99d"', "every = '99d' is none of"),
        ('enabled = "yes"', "enabled = 'yes' is not true or false"),
        ('url = "ftp://x.example"', "url: only http"),
        ('url = "https://me:pw@x.example"', "url: its url holds a user name"),
        ('url = "https://x.example:6379"', "url: port 6379"),
        ("url = 5", "url = 5 is not a text"),
        ('colour = "red"', "colour is no key of a feed; there are name, kind"),
        ('board = "a/../b"', "board = 'a/../b' is no name"),
        ('board = ""', "board is missing"),
        ('kind = "rss"', "url is missing"),
        ('name = "a b"', "name is missing or has other signs"),
        ('name = "good"', "name is taken"),
    ],
)
def test_a_wrong_key_is_told_with_its_feed_and_stops_no_other(pool: Pool, tmp_path: Path, line: str, told: str) -> None:
    key = line.partition(" ")[0]
    wrong = "\n".join([*(row for row in GOOD.splitlines() if not row.startswith(f"{key} ")), line])
    good = GOOD.replace('"acme"', '"good"')
    with pytest.raises(FeedsFileError) as caught:
        sync(pool, tmp_path, good + wrong)
    assert told in str(caught.value)
    assert "feed 'acme'" in str(caught.value) or key == "name"
    assert [feed.name for feed in feeds(pool)] == ["good"]


def test_a_feed_that_is_wrong_now_stays_as_it_was(pool: Pool, tmp_path: Path) -> None:
    sync(pool, tmp_path, GOOD)
    with pytest.raises(FeedsFileError):
        sync(pool, tmp_path, GOOD.replace("30m", "often"))
    assert (feeds(pool)[0].enabled, feeds(pool)[0].every_seconds) == (True, 1800)


@pytest.mark.parametrize("text", ["[[feed", "feed = 3", '[feeds]\nname = "a"', "\ud800"])
def test_a_file_that_is_no_list_of_feeds_changes_nothing(pool: Pool, tmp_path: Path, text: str) -> None:
    sync(pool, tmp_path, GOOD)
    (tmp_path / "feeds.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(FeedsFileError, match=r"feeds\.toml"):
        sync_feeds(pool, tmp_path / "feeds.toml", known_kinds(), FetchRules())
    assert feeds(pool)[0].enabled


@pytest.mark.parametrize("kind", ["greenhouse", "lever", "ashby", "workable", "recruitee", "smartrecruiters"])
def test_companies_boards_have_an_address_and_list_everything(kind: str) -> None:
    assert "acme-x" in address_of(kind, None, "acme-x")
    assert httpx.URL(address_of(kind, None, "acme-x")).host.endswith((".com", ".io", ".co"))
    assert lists_everything(kind)
    with pytest.raises(NoAddress):
        address_of(kind, None, None)


def test_a_board_cannot_lead_to_another_host() -> None:
    for board in ("evil.example/", "evil.example", "a@b", "a?b", "a#b", "..", "a/b"):
        with pytest.raises(NoAddress):
            address_of("recruitee", None, board)


def test_an_own_url_comes_first() -> None:
    assert address_of("lever", "https://api.eu.lever.co/v0/postings/x?mode=json", "x").startswith("https://api.eu.")


def test_the_country_of_an_adzuna_address_is_known() -> None:
    assert country_of("adzuna", "https://api.adzuna.com/v1/api/jobs/gb/search/1?app_id=a") == "GB"
    assert country_of("rss", "https://x.example/jobs/de/") == ""


@pytest.mark.parametrize(
    ("kind", "url", "page", "so_far", "following"),
    [
        ("adzuna", "https://a.example/jobs/gb/search/1?k=v", {"count": 70}, 50, "https://a.example/jobs/gb/search/2?k=v"),
        ("adzuna", "https://a.example/jobs/gb/search/2?k=v", {"count": 70}, 70, None),
        ("arbeitnow", "https://a.example/api", {"links": {"next": "https://a.example/api?page=2"}}, 9, "https://a.example/api?page=2"),
        ("arbeitnow", "https://a.example/api", {"links": {"next": "https://evil.example/api"}}, 9, None),
        ("arbeitnow", "https://a.example/api", {"links": {"next": None}}, 9, None),
        ("himalayas", "https://a.example/api?limit=20&offset=0", {"totalCount": 30}, 20, "https://a.example/api?limit=20&offset=20"),
        ("smartrecruiters", "https://a.example/p?limit=100&offset=0", {"totalFound": 100}, 100, None),
        ("themuse", "https://a.example/jobs?page=1", {"page_count": 2}, 20, "https://a.example/jobs?page=2"),
        ("themuse", "https://a.example/jobs?page=2", {"page_count": 2}, 40, None),
        ("themuse", "https://a.example/jobs?page=2", {"page_count": "many"}, 40, None),
    ],
)  # fmt: skip
def test_the_next_page_is_known(
    kind: str, url: str, page: dict[str, object], so_far: int, following: str | None
) -> None:
    found = PAGING[kind].following(httpx.URL(url), page, so_far)
    assert (None if found is None else str(found)) == following
