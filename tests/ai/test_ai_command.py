from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ai.__main__ import main
from db.pool import connect
from db.text_hash import text_hash
from tests.stubs.openai import openai_stub

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fresh_database_url: str) -> pytest.MonkeyPatch:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", fresh_database_url)
    monkeypatch.setenv("SECRET_KEY", "x" * 32)
    conn = connect(fresh_database_url)
    with conn, conn.cursor() as cursor:
        cursor.execute("INSERT INTO users DEFAULT VALUES RETURNING id")
        values = (cursor.fetchone()[0], "Nurse", text_hash("Nurse"))
        cursor.execute(
            "INSERT INTO user_preferences (user_id, embedding_text, embedding_hash) VALUES (%s, %s, %s)", values
        )
    conn.close()
    return monkeypatch


def test_embed_makes_what_is_missing_and_status_tells_the_coverage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status"]) == 0
    assert "no model is in use yet" in capsys.readouterr().out
    assert main(["embed", "jobs"]) == 0
    assert main(["status"]) == 0
    assert "people  0 of 1 (0 %)" in capsys.readouterr().out
    assert main(["embed"]) == 0
    assert "people: 1 embedded with hashing-v1, 0 failed" in capsys.readouterr().out
    assert main(["status"]) == 0
    assert "people  1 of 1 (100 %)" in capsys.readouterr().out


def test_a_paid_model_is_recorded_with_its_tokens(
    environment: pytest.MonkeyPatch, fresh_database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with openai_stub() as stub:
        environment.setenv("OPENAI_API_KEY", stub.key)
        environment.setenv("OPENAI_BASE_URL", stub.url)
        assert main(["embed"]) == 0
    assert "people: 1 embedded with text-embedding-3-small" in capsys.readouterr().out
    conn = connect(fresh_database_url)
    with conn, conn.cursor() as cursor:
        cursor.execute("SELECT purpose, model, tokens FROM model_costs")
        assert cursor.fetchall() == [("embedding", "text-embedding-3-small", 2)]
    conn.close()


def test_a_wrong_key_is_said_with_what_to_check(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with openai_stub() as stub:
        environment.setenv("OPENAI_API_KEY", "sk-wrong-key")
        environment.setenv("OPENAI_BASE_URL", stub.url)
        assert main(["embed"]) == 1
    assert "OPENAI_API_KEY" in capsys.readouterr().err
