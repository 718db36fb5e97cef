"""The application as a whole: probes, headers, static files, failures."""

from __future__ import annotations

import gzip
import logging
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.web.app import from_environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from db.pool import Pool

ROOT = Path(__file__).resolve().parents[2]


def test_healthz_looks_at_nothing(app_without_database: Flask) -> None:
    answer = app_without_database.test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "alive"})


def test_readyz_is_the_report_and_200_also_when_something_needs_attention(app: Flask) -> None:
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["verdict"] == "NEEDS ATTENTION"
    assert answer.json["jobs"] == {"total": 0, "covered": 0, "share": 1.0}


def test_readyz_is_503_when_the_database_is_away(app_without_database: Flask) -> None:
    answer = app_without_database.test_client().get("/readyz")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/admin", "/chat/messages", "/nothing", "/static/x/no"])
def test_every_answer_carries_the_protecting_headers(app: Flask, path: str) -> None:
    headers = app.test_client().get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_every_static_file_of_the_page_is_there_packed_and_kept(app: Flask) -> None:
    browser = app.test_client()
    addresses = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', browser.get("/").text))
    assert len(addresses) > 8
    total = 0
    for address in addresses:
        answer = browser.get(address, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert gzip.decompress(answer.data) == browser.get(address).data
        total += len(answer.data)
    assert total < 25_000  # bytes that a phone on a slow network waits for


def test_every_module_that_the_page_imports_exists(app: Flask) -> None:
    browser = app.test_client()
    start = next(iter(re.findall(r'src="(/static/[^"]+\.js)"', browser.get("/").text)))
    folder = start.rpartition("/")[0]
    for path in (ROOT / "bot/web/static").glob("*.js"):
        for name in re.findall(r'from "\./([^"]+)"', path.read_text()):
            assert browser.get(f"{folder}/{name}").mimetype == "text/javascript"


def test_scripts_never_turn_data_into_markup() -> None:
    for path in (ROOT / "bot/web/static").glob("*.js"):
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", path.read_text())


def test_an_older_pages_file_is_sent_but_not_kept(app: Flask) -> None:
    answer = app.test_client().get("/static/of-yesterday/chat.js")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/static/x/../app.py", "/static/x/%2e%2e%2fapp.py", "/static/x/chat.html"])
def test_nothing_else_is_served_as_static(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code == 404


def test_a_bug_is_500_without_a_traceback_and_logged_without_words(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    @app.get("/chat/broken")
    def broken() -> str:
        raise ValueError("words of a person")

    with caplog.at_level(logging.ERROR):
        answer = app.test_client().get("/chat/broken")
    assert (answer.status_code, answer.json) == (500, {"error": "Something went wrong here."})
    assert "ValueError at test_web_app.py" in caplog.text
    assert "words of a person" not in caplog.text


def test_a_signed_link_is_not_logged_in_full(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    @app.get("/j/<path:token>/broken")
    def broken(token: str) -> str:
        raise ValueError(token)

    with caplog.at_level(logging.ERROR):
        assert app.test_client().get("/j/42.7.signature/broken").status_code == 500
    assert "/j/…" in caplog.text
    assert "42.7" not in caplog.text


def test_a_person_gets_a_page_where_a_program_gets_json(app: Flask) -> None:
    page = app.test_client().get("/nothing")
    assert page.status_code == 404
    assert page.mimetype == "text/html"


def test_wrong_settings_end_gunicorn_with_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    from gunicorn.errors import AppImportError  # noqa: PLC0415 - only this test needs it

    monkeypatch.setenv("PORT", "no number")
    with pytest.raises(AppImportError, match="PORT"):
        from_environment()


def test_no_secret_is_logged(make_app: Callable[..., Flask], pool: Pool, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        browser = make_app(pool).test_client()
        browser.get("/admin", headers={"Authorization": "Bearer let-me-in-wrong"})
        browser.post("/webhooks/telegram", headers={"X-Telegram-Bot-Api-Secret-Token": "guessed"}, data=b"{}")
    for secret in ("let-me-in", "guessed", "right", "x" * 32):
        assert secret not in caplog.text


def test_the_web_process_loads_neither_models_nor_the_conversation() -> None:
    heavy = "{'openai', 'bot.conversation.flow', 'bot.turns', 'procrastinate', 'apscheduler', 'rapidfuzz'}"
    command = f"import sys, bot.web.app; print(sorted({heavy} & sys.modules.keys()))"
    ended = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
