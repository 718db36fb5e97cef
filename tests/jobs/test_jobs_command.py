from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from jobs.__main__ import main
from tests.stubs.openai import openai_stub

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    def write_rows(*rows: dict[str, Any], name: str = "board.jsonl") -> str:
        (tmp_path / name).write_text("\n".join(map(json.dumps, rows)))
        return str(tmp_path / name)

    return write_rows


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fresh_database_url: str) -> pytest.MonkeyPatch:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", fresh_database_url)
    monkeypatch.setenv("SECRET_KEY", "x" * 32)
    return monkeypatch


def test_importing_says_what_it_came_to_and_embeds(
    write: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    bad = [{"company": "x", "title": ""}] * 25
    assert main(["import", write({"title": "Nurse", "company": "Clinic"}, *bad)]) == 0
    said = capsys.readouterr().out
    assert "26 rows: 1 new, 0 updated, 0 unchanged, 25 failed" in said
    assert "line 2: no title" in said
    assert "line 21: no title" in said
    assert "line 22" not in said
    assert "and 5 more" in said
    assert "1 embedded with hashing-v1" in said
    assert main(["batches"]) == 0
    assert "board.jsonl: 1 new, 0 updated, 0 unchanged, 25 failed" in capsys.readouterr().out
    assert main(["batches", "1"]) == 0
    assert "line 21: no title" in capsys.readouterr().out
    assert main(["batches", "7"]) == 1
    assert "no import 7" in capsys.readouterr().err


def test_no_embed_leaves_vectors_for_later(write: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "--no-embed", write({"title": "Nurse"})]) == 0
    assert "embedded" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("absent.csv", [], "No such file"),
        ("board.csv", [], "rename it to .json"),
        ("board.jsonl", ["--map", "titel=x"], "'titel=x' is not field=column"),
        ("board.jsonl", ["--map", "title=Stelle"], "no column 'Stelle'"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_remedy(
    write: Callable[..., str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    options: list[str],
    message: str,
) -> None:
    if name != "absent.csv":
        write({"title": "Nurse"}, name=name)
    assert main(["import", str(tmp_path / name), *options]) == 1
    assert message in capsys.readouterr().err


def test_a_wrong_key_loses_no_posting(
    environment: pytest.MonkeyPatch, write: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    with openai_stub() as stub:
        environment.setenv("OPENAI_API_KEY", "sk-wrong-key")
        environment.setenv("OPENAI_BASE_URL", stub.url)
        assert main(["import", write({"title": "Nurse"})]) == 0
    said = capsys.readouterr()
    assert "1 new" in said.out
    assert "The postings are in, but without vectors" in said.err
    assert "OPENAI_API_KEY" in said.err


def test_without_the_database_it_says_how_to_start_one(
    environment: pytest.MonkeyPatch, write: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    environment.delenv("DATABASE_URL")
    assert main(["import", write({"title": "Nurse"})]) == 1
    assert "python -m db embedded" in capsys.readouterr().err
