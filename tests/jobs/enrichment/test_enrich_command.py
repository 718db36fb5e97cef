"""python -m jobs enrich, and the task, against the stub of the real model."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ai.hashing import HashingEmbedder
from ai.language import build_language_model
from db.canonical_jobs import NewJob
from db.pool import Pool
from db.redis import Bell
from jobs.__main__ import main
from scheduler.ledger import Watch
from scheduler.tasks import BODIES
from scheduler.workplace import Workplace
from tests.factories import save_jobs
from tests.stubs.openai import OpenAIStub, openai_stub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from settings import Settings

NOW = datetime.now(UTC)


def answer(message: str) -> Any:
    postings = json.loads(message)["postings"]
    return {"results": [{"id": posting["id"], "industry": "Mining"} for posting in postings]}


@pytest.fixture
def stub() -> Iterator[OpenAIStub]:
    with openai_stub() as running:
        running.chat = answer
        yield running


@pytest.fixture(autouse=True)
def posting(fresh_database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", fresh_database_url)
    monkeypatch.setenv("SECRET_KEY", "x" * 32)
    pool = Pool(fresh_database_url, size=1)
    with pool.transaction() as conn:
        until = NOW.date() + timedelta(days=9)
        save_jobs(
            conn, [NewJob(source="t", source_job_id="1", title="Driller", expires_on=until, posted_on=NOW.date())]
        )
    pool.close()


@pytest.fixture
def model_settings(stub: OpenAIStub) -> dict[str, Any]:
    return {
        "openai_api_key": stub.key,
        "openai_base_url": stub.url,
        "language_model": "gpt-test",
        "language_price_per_million_input_tokens": 1.0,
        "language_price_per_million_output_tokens": 4.0,
    }


@pytest.fixture
def with_model(model_settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in model_settings.items():
        monkeypatch.setenv(name.upper(), str(value))


def test_without_a_model_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["enrich"]) == 0
    assert "No LANGUAGE_MODEL is set" in capsys.readouterr().out


def test_dry_run_tells_what_is_missing_and_asks_nothing(
    with_model: None, stub: OpenAIStub, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["enrich", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "1 postings lack something" in said
    assert "1 requests to the model gpt-test, at most" in said
    assert "missing industry: 1" in said
    assert "$0.0" in said
    assert stub.requests == []


def test_run_tells_tokens_cost_and_what_was_filled(
    with_model: None, stub: OpenAIStub, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["enrich", "--limit", "5"]) == 0
    said = capsys.readouterr().out
    assert "1 postings enriched (0 from answers paid for before), 0 texts failed" in said
    assert "tokens in" in said
    assert "filled industry: 1" in said
    assert len(stub.requests) == 1


def test_wrong_key_is_told_without_a_trace(
    with_model: None, stub: OpenAIStub, capsys: pytest.CaptureFixture[str]
) -> None:
    stub.key = "another"
    assert main(["enrich"]) == 1
    assert "OPENAI_API_KEY" in capsys.readouterr().err


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_limit_is_a_number_of_postings(limit: str) -> None:
    with pytest.raises(SystemExit):
        main(["enrich", "--limit", limit])


def test_task_enriches_and_reports(
    make_settings: Callable[..., Settings], model_settings: dict[str, Any], fresh_database_url: str
) -> None:
    settings = make_settings(database_url=fresh_database_url, **model_settings)
    pool = Pool(fresh_database_url, size=3)
    model = build_language_model(settings, pool)
    place = Workplace(settings, pool, HashingEmbedder(64, name="hashing-v3"), Bell(None, "outbox"), model)
    watch = Watch(timedelta(minutes=1), threading.Event())
    done = BODIES["enrich"](place, watch, NOW)
    assert (done["postings"], done["failed"], "stopped" in done) == (1, 0, False)
    assert done["tokens"] > 0
    assert BODIES["enrich"](place, watch, NOW)["postings"] == 0
    model._model._client.close()  # type: ignore[union-attr]
    pool.close()
