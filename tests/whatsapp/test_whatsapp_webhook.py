"""What Meta posts, and what others pretend it did; and the stub as it is started by hand."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.web.app import create_app
from db.pool import Pool
from db.query import value
from tests.stubs.whatsapp import APP_SECRET, VERIFY_TOKEN
from tests.stubs.whatsapp_callbacks import notification, signature, status
from tests.web.visits import CountingBell
from tests.whatsapp.house import BSUID, PHONE, SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.test import TestResponse

    from settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def message(number: int, text: str = "hello", **content: Any) -> dict[str, Any]:
    envelope = {"from": PHONE, "from_user_id": BSUID, "id": f"wamid.{number}", "timestamp": "1795000000"}
    return envelope | {"type": "text", "text": {"body": text}} | content


def post(app: Flask, body: bytes | dict[str, Any], *, given: str | None = None) -> TestResponse:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"X-Hub-Signature-256": signature(APP_SECRET, raw) if given is None else given}
    return app.test_client().post("/webhooks/whatsapp", data=raw, headers=headers, content_type="application/json")


@pytest.fixture
def bell() -> CountingBell:
    return CountingBell()


@pytest.fixture
def app(make_settings: Callable[..., Settings], pool: Pool, bell: CountingBell) -> Flask:
    return create_app(make_settings(**SETTINGS), pool, bell)


def count(pool: Pool, where: str = "true") -> int:
    with pool.transaction() as conn:
        return int(value(conn, f"SELECT count(*) FROM inbox WHERE {where}"))


def test_messages_and_statuses_of_one_body_are_taken_once(app: Flask, pool: Pool, bell: CountingBell) -> None:
    told = notification({"messages": [message(1), message(2), {"id": 7}]})
    told["entry"] += notification({"statuses": [status("wamid.O", "sent", to={"phone": PHONE}, opaque="17")]})["entry"]
    assert [post(app, told).status_code for _ in range(2)] == [200, 200]
    assert (count(pool, "kind = 'message'"), count(pool, "kind = 'status'"), bell.rings) == (2, 1, 1)


@pytest.mark.parametrize("given", ["", "sha256=" + "0" * 64, "sha256=ü", "wrong"])
def test_a_forged_body_is_refused_and_nothing_is_stored(app: Flask, pool: Pool, given: str) -> None:
    assert post(app, notification({"messages": [message(1)]}), given=given).status_code == 403
    assert count(pool) == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"object":"page"}', b"\xff"])
def test_what_is_no_notification_is_400_and_what_is_unknown_is_200(app: Flask, pool: Pool, body: bytes) -> None:
    assert post(app, body).status_code == 400
    assert post(app, notification({"calls": [{}]}, field="calls")).status_code == 200
    assert count(pool) == 0


@pytest.mark.parametrize("sign", ["\x00", "\ud83d"])
def test_signs_that_cannot_be_stored_lose_no_item(app: Flask, pool: Pool, sign: str) -> None:
    told = notification({"messages": [message(1, f"hel{sign}lo")]})
    failed = status("wamid.O", "failed", to={"phone": PHONE}, opaque="17", code=131026, title=f"Message{sign}")
    told["entry"] += notification({"statuses": [failed]})["entry"]
    violation = {"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": f"SPAM{sign}"}}
    told["entry"] += notification(violation, field="account_update")["entry"]
    assert post(app, told).status_code == 200
    assert (count(pool, "kind = 'message'"), count(pool, "kind = 'status'")) == (1, 1)


def test_without_the_database_it_is_503_so_that_meta_sends_again(make_settings: Callable[..., Settings]) -> None:
    away = Pool("postgresql://postgres@127.0.0.1:1/away", size=1, wait_seconds=0.1)
    app = create_app(make_settings(**SETTINGS), away, CountingBell())
    for told in ({"messages": [message(1)]}, {"statuses": [status("wamid.O", "sent", to={}, opaque=None)]}):
        assert post(app, notification(told)).status_code == 503


def test_meta_hears_its_challenge_back(app: Flask) -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "1774402931", "hub.verify_token": VERIFY_TOKEN}
    answer = app.test_client().get("/webhooks/whatsapp", query_string=asked)
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "1774402931", "text/plain")
    assert app.test_client().get("/webhooks/whatsapp", query_string=asked | {"hub.mode": "x"}).status_code == 403


def test_the_stub_is_started_by_hand_and_says_what_to_set() -> None:
    command = [sys.executable, "-m", "tests.stubs", "whatsapp"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as stub:
        assert stub.stdout is not None
        lines = [stub.stdout.readline().strip() for _ in range(8)]
        told = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
        with urllib.request.urlopen(told["WHATSAPP_BASE_URL"] + "/", timeout=10) as page:
            assert b"WhatsApp stub" in page.read()
        os.kill(stub.pid, signal.SIGINT)
    assert set(told) == {"WHATSAPP_BASE_URL", *(name.upper() for name in SETTINGS)}
    assert stub.returncode == 0
