from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ai.__main__ import main
from db.embedding_runs import try_lock
from db.pool import Pool, connect
from db.text_hash import text_hash
from tests.stubs.openai import OpenAIStub, openai_stub
from tests.texts_to_embed import add_jobs, new_job

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fresh_database_url: str) -> pytest.MonkeyPatch:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", fresh_database_url)
    monkeypatch.setenv("SECRET_KEY", "x" * 32)
    execute(fresh_database_url, "INSERT INTO users DEFAULT VALUES")
    execute(
        fresh_database_url,
        "INSERT INTO user_preferences (user_id, embedding_text, embedding_hash, updated_at)"
        " SELECT id, 'Nurse', %s, now() - interval '1 hour' FROM users",
        text_hash("Nurse"),
    )
    pool = Pool(fresh_database_url, size=2)
    add_jobs(pool, *(new_job(number, posted_on=datetime.now(UTC).date()) for number in range(3)))
    pool.close()
    return monkeypatch


@pytest.fixture
def openai(environment: pytest.MonkeyPatch) -> Iterator[OpenAIStub]:
    with openai_stub() as stub:
        environment.setenv("OPENAI_API_KEY", stub.key)
        environment.setenv("OPENAI_BASE_URL", stub.url)
        yield stub


def execute(url: str, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    conn = connect(url)
    with conn, conn.cursor() as cursor:
        cursor.execute(statement, parameters)
        found = cursor.fetchall() if cursor.description else []
    conn.close()
    return found


def active(url: str) -> str:
    ((name,),) = execute(url, "SELECT name FROM embedding_models WHERE active")
    return str(name)


def test_backfill_makes_what_is_missing_and_status_tells_the_coverage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status"]) == 0
    assert "no model is in use yet" in capsys.readouterr().out
    assert main(["backfill", "jobs"]) == 0
    assert "jobs: 3 embedded" in capsys.readouterr().out
    assert main(["status"]) == 0
    assert "people  0 of 1 (0 %)" in capsys.readouterr().out
    assert main(["backfill"]) == 0
    assert "users: 1 embedded" in capsys.readouterr().out
    assert main(["status"]) == 0
    assert "people  1 of 1 (100 %)" in capsys.readouterr().out


def test_a_dry_run_tells_the_cost_and_calls_nothing(openai: OpenAIStub, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backfill", "jobs", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "3 to embed with text-embedding-3-small: 3 different texts, at most 15 tokens, $0.0000" in said
    assert openai.requests == []


def test_an_unchanged_second_run_calls_nothing_unless_forced(openai: OpenAIStub) -> None:
    assert main(["backfill"]) == 0
    assert len(openai.requests) == 2
    assert main(["backfill"]) == 0
    assert len(openai.requests) == 2
    assert main(["backfill", "jobs", "--force", "--limit", "2"]) == 0
    assert len(openai.requests[2]["input"]) == 2


def test_a_run_with_nothing_to_do_does_not_wait_for_the_client_to_load(openai: OpenAIStub) -> None:
    assert main(["backfill"]) == 0
    asked = len(openai.requests)
    script = "import sys, ai.__main__ as ai; ai.main(['backfill']) or sys.exit('openai' in sys.modules)"
    given = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    assert subprocess.run([sys.executable, "-c", script], env=given, check=False).returncode == 0
    assert len(openai.requests) == asked


def test_asked_to_end_it_keeps_what_is_in_hand(openai: OpenAIStub, fresh_database_url: str) -> None:
    openai.delay_seconds = 2
    given = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", "ai", "backfill", "jobs"]
    with subprocess.Popen(command, env=given, stderr=subprocess.PIPE, text=True) as process:
        while not openai.requests:
            time.sleep(0.02)
        process.terminate()
        _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert said.endswith("stopped; run it again to go on\n")
    assert execute(fresh_database_url, "SELECT count(*) FROM job_embeddings") == [(3,)]
    assert execute(fresh_database_url, "SELECT count(*) FROM embedding_runs WHERE finished_at IS NULL") == [(0,)]
    assert len(openai.requests) == 1


def test_every_call_is_recorded_with_its_tokens(openai: OpenAIStub, fresh_database_url: str) -> None:
    assert main(["backfill", "users"]) == 0
    costs = execute(fresh_database_url, "SELECT purpose, model, tokens FROM model_costs")
    assert costs == [("embedding", "text-embedding-3-small", 2)]


def test_a_wrong_key_is_said_with_what_to_check(
    environment: pytest.MonkeyPatch, openai: OpenAIStub, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("OPENAI_API_KEY", "sk-wrong-key")
    assert main(["backfill"]) == 1
    assert "OPENAI_API_KEY" in capsys.readouterr().err


def test_a_spent_budget_stops_it_and_a_later_run_goes_on(
    environment: pytest.MonkeyPatch, openai: OpenAIStub, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("DAILY_BUDGET_USD", "0")
    environment.setenv("EMBEDDING_PRICE_PER_MILLION_TOKENS", "100")
    assert main(["backfill", "jobs"]) == 1
    assert "budget" in capsys.readouterr().err
    assert openai.requests == []
    environment.setenv("DAILY_BUDGET_USD", "1")
    assert main(["backfill", "jobs"]) == 0


def test_switch_makes_the_new_vectors_first_and_then_uses_them(
    openai: OpenAIStub, fresh_database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["backfill"])
    assert main(["switch", "text-embedding-3-large", "--dimensions", "512", "--dry-run"]) == 0
    assert len(openai.requests) == 2
    assert main(["switch", "text-embedding-3-large", "--dimensions", "512"]) == 0
    assert "In use: text-embedding-3-large/512" in capsys.readouterr().out
    people = execute(
        fresh_database_url, "SELECT embedding_model, vector_dims(user_embedding::vector) FROM user_preferences"
    )
    assert people == [("text-embedding-3-large/512", 512)]
    capsys.readouterr()
    assert main(["models"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("text-embedding-3-large/512   openai, 512 dimensions; in use")
    assert "named by the settings" in said[2]
    assert main(["backfill"]) == 0  # holds, though the settings name the other one
    assert execute(fresh_database_url, "SELECT name FROM embedding_models WHERE active") == [
        ("text-embedding-3-large/512",)
    ]


def test_switch_says_what_keeps_a_model_without_vectors_from_taking_over(
    environment: pytest.MonkeyPatch, openai: OpenAIStub, fresh_database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("EMBEDDING_PROVIDER", "hashing")
    execute(fresh_database_url, "UPDATE canonical_jobs SET updated_at = now() - interval '2 hours'")
    assert main(["backfill"]) == 0
    openai.bad_vectors = {text: [float("nan")] * 1536 for text in ("Nurse", *(f"Nurse number {n}" for n in range(3)))}
    assert main(["switch", "text-embedding-3-small"]) == 1
    assert "of text-embedding-3-small, it has no vector yet, 4 failed and are tried again" in capsys.readouterr().err
    openai.bad_vectors = {"Nurse number 1": [0.0] * 1536}
    execute(fresh_database_url, "UPDATE embedding_failures SET retry_at = now()")
    assert main(["switch", "text-embedding-3-small"]) == 0  # one may be given up, after its three tries
    assert execute(fresh_database_url, "SELECT attempts, retry_at FROM embedding_failures") == [(3, None)]


def test_a_dry_run_leaves_no_trace(openai: OpenAIStub, fresh_database_url: str) -> None:
    assert main(["backfill", "--dry-run"]) == 0
    assert execute(fresh_database_url, "SELECT name FROM embedding_models") == []
    main(["backfill"])
    assert main(["switch", "hashing-v3", "--dry-run"]) == 0
    assert execute(fresh_database_url, "SELECT name FROM embedding_models") == [("text-embedding-3-small",)]
    assert openai.url


def test_switch_without_a_name_goes_back_to_the_model_of_the_settings(
    openai: OpenAIStub, fresh_database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["backfill"])
    assert main(["switch", "hashing-v3"]) == 0
    asked = len(openai.requests)
    assert main(["switch"]) == 0
    assert "In use: text-embedding-3-small" in capsys.readouterr().out
    assert execute(fresh_database_url, "SELECT name, chosen_over FROM embedding_models WHERE active") == [
        ("text-embedding-3-small", None)
    ]
    assert len(openai.requests) == asked  # its vectors were kept


def test_texts_that_have_just_come_in_count_for_a_switch(
    openai: OpenAIStub, fresh_database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["backfill"])
    execute(fresh_database_url, "UPDATE canonical_jobs SET updated_at = now()")
    assert main(["switch", "hashing-v3", "--limit", "1"]) == 1
    assert execute(fresh_database_url, "SELECT name FROM embedding_models WHERE active") == [
        ("text-embedding-3-small",)
    ]
    capsys.readouterr()
    assert main(["models"]) == 0
    assert "jobs 1 of 3 (33 %)" in capsys.readouterr().out
    assert openai.url


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["backfill", "--limit", "-3"], "--limit: has to be a whole number from 1 on"),
        (["backfill", "--limit", "0"], "--limit: has to be a whole number from 1 on"),
        (["backfill", "--limit", "many"], "--limit: has to be a whole number from 1 on"),
        (["backfill", "posts"], "'posts' is neither jobs nor users"),
        (["switch", "text-embedding-3-small", "--dimensions", "0"], "--dimensions: has to be a whole number from 1 on"),
        (["switch", "text-embedding-3-small", "--dimensions", "5000"], "--dimensions: has to be at most 4000"),
    ],
)
def test_what_makes_no_sense_is_said_before_anything_is_done(
    given: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(given)
    assert said in capsys.readouterr().err


def test_a_backfill_of_which_most_fails_is_no_success(
    openai: OpenAIStub, fresh_database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    openai.bad_vectors = {f"Nurse number {number}": [0.0] * 1536 for number in range(3)}
    assert main(["backfill", "jobs"]) == 1
    assert "jobs: 0 embedded, 0 had their vector from the same text, 3 failed" in capsys.readouterr().out
    openai.bad_vectors.popitem()
    openai.bad_vectors.popitem()
    execute(fresh_database_url, "UPDATE embedding_failures SET retry_at = now()")
    assert main(["backfill", "jobs"]) == 0


def test_a_switch_succeeds_while_a_worker_makes_vectors_of_the_model_in_use(
    environment: pytest.MonkeyPatch, openai: OpenAIStub, fresh_database_url: str
) -> None:
    environment.setenv("EMBEDDING_PROVIDER", "hashing")
    assert main(["backfill"]) == 0
    with closing(connect(fresh_database_url)) as worker:
        assert try_lock(worker, "job", "hashing-v3")
        assert main(["switch", "text-embedding-3-small"]) == 0
    assert active(fresh_database_url) == "text-embedding-3-small"


def test_a_model_in_use_whose_key_is_refused_holds_no_switch_up(
    environment: pytest.MonkeyPatch, openai: OpenAIStub, fresh_database_url: str
) -> None:
    assert main(["backfill"]) == 0
    environment.setenv("OPENAI_API_KEY", "sk-wrong-key")
    pool = Pool(fresh_database_url, size=2)
    add_jobs(pool, new_job(9, posted_on=datetime.now(UTC).date()))
    pool.close()
    assert main(["switch", "hashing-v3"]) == 0
    assert active(fresh_database_url) == "hashing-v3"


def test_a_switch_is_given_up_by_command(
    openai: OpenAIStub, fresh_database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backfill"]) == 0
    assert main(["switch", "hashing-v3", "--limit", "1"]) == 1
    assert main(["models"]) == 0
    assert "to come, by command" in capsys.readouterr().out
    assert main(["switch", "--abandon"]) == 0
    assert "In use: text-embedding-3-small. Given up: hashing-v3." in capsys.readouterr().out
    assert main(["models"]) == 0
    assert "to come" not in capsys.readouterr().out
    assert execute(fresh_database_url, "SELECT name FROM embedding_models WHERE left_at IS NULL") == [
        ("text-embedding-3-small",)
    ]


def test_a_switch_that_the_settings_ask_for_stays_given_up(
    environment: pytest.MonkeyPatch, openai: OpenAIStub, fresh_database_url: str
) -> None:
    assert main(["backfill"]) == 0
    environment.setenv("EMBEDDING_PROVIDER", "hashing")
    assert main(["backfill", "jobs"]) == 0
    assert main(["switch", "--abandon"]) == 0
    execute(fresh_database_url, "UPDATE embedding_models SET left_at = now() - interval '1 hour' WHERE NOT active")
    assert main(["backfill"]) == 0
    assert active(fresh_database_url) == "text-embedding-3-small"
    assert main(["switch", "hashing-v3"]) == 0  # until it is asked for again
    assert active(fresh_database_url) == "hashing-v3"


def test_switch_knows_models_by_their_names_here_and_those_of_a_server_of_ones_own(
    openai: OpenAIStub, fresh_database_url: str
) -> None:
    assert main(["switch", "text-embedding-3-large", "--dimensions", "256"]) == 0
    assert main(["switch", "my-model", "--dimensions", "64"]) == 0
    assert active(fresh_database_url) == "my-model"
    assert main(["switch", "text-embedding-3-large/256"]) == 0
    assert active(fresh_database_url) == "text-embedding-3-large/256"
    assert {body["model"] for body in openai.requests} == {"text-embedding-3-large", "my-model"}


def test_failures_are_listed_and_tried_again(
    openai: OpenAIStub, fresh_database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    openai.refused = "number 1"
    main(["backfill", "jobs"])
    execute(fresh_database_url, "UPDATE embedding_failures SET retry_at = NULL, attempts = 3")
    capsys.readouterr()
    assert main(["failures"]) == 0
    assert "refused by the model" in capsys.readouterr().out
    openai.refused = None
    assert main(["failures", "--retry"]) == 0
    assert main(["backfill", "jobs"]) == 0
    assert "jobs: 1 embedded" in capsys.readouterr().out
