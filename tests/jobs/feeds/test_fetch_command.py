from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from jobs.__main__ import main
from tests.stubs.feeds import Answer, FeedStub, as_json

if TYPE_CHECKING:
    from pathlib import Path

LOOPBACK = "127.0.0.1"


@pytest.fixture
def folder(tmp_path: Path, fresh_database_url: str, site: FeedStub, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands run: with settings of their own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", fresh_database_url)
    monkeypatch.setenv("SECRET_KEY", "x" * 32)
    monkeypatch.setenv("FETCH_PRIVATE_HOSTS", f"{LOOPBACK}:{site.port}")
    monkeypatch.setenv("FETCH_SECONDS_PER_HOST", "0")
    return tmp_path


def write(folder: Path, site: FeedStub, **feeds: str) -> None:
    tables = [
        f'[[feed]]\nname = "{name}"\nkind = "lever"\nboard = "Acme"\nurl = "http://{LOOPBACK}:{site.port}{path}"\n'
        for name, path in feeds.items()
    ]
    (folder / "feeds.toml").write_text("\n".join(tables))


def opening(number: int) -> dict[str, object]:
    return {"id": f"l{number}", "text": f"Gardener {number}", "hostedUrl": f"https://l.example/{number}",
            "categories": {"location": "Accra, Ghana"}, "createdAt": 1_790_000_000_000}  # fmt: skip


def test_a_feed_of_the_file_is_fetched_by_name(
    folder: Path, site: FeedStub, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder, site, acme="/acme")
    site.give("/acme", as_json([opening(1), opening(2)]))
    assert main(["fetch", "acme"]) == 0
    assert "acme: 2 postings: 2 new, 0 updated, 0 unchanged, 0 failed, 0 gone" in capsys.readouterr().out


def test_a_failed_feed_is_told_and_the_others_are_fetched(
    folder: Path, site: FeedStub, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder, site, bad="/bad", good="/good")
    site.give("/bad", Answer(status=404))
    site.give("/good", as_json([opening(1)]))
    assert main(["fetch", "--all"]) == 1
    said = capsys.readouterr()
    assert "bad: failed: it answers HTTP 404" in said.out
    assert "good: 1 postings: 1 new" in said.out
    assert "Could not be fetched: bad." in said.err


def test_sources_lists_the_feeds_and_how_they_go(
    folder: Path, site: FeedStub, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder, site, bad="/bad", good="/good")
    site.give("/good", as_json([opening(1)]))
    main(["fetch", "--due"])
    capsys.readouterr()
    assert main(["sources"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("  good") and "1 postings" in line for line in lines)
    assert any(line.startswith("  bad") and "failed 1 times in a row" in line for line in lines)
    assert any("HTTP 404" in line for line in lines)


def test_an_unknown_feed_is_said_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fetch", "nobody"]) == 1
    assert "There is no feed 'nobody'" in capsys.readouterr().err


def test_nothing_due_is_said_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fetch", "--due"]) == 0
    assert "no feed is due" in capsys.readouterr().out


def test_what_is_wrong_in_the_file_stops_nothing_else(
    folder: Path, site: FeedStub, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder, site, acme="/acme")
    site.give("/acme", as_json([opening(1)]))
    path = folder / "feeds.toml"
    path.write_text(f'{path.read_text()}\n[[feed]]\nname = "odd"\nkind = "pigeon"\n')
    assert main(["fetch", "acme"]) == 0
    assert "feed 'odd': kind = 'pigeon' is not known" in capsys.readouterr().err
