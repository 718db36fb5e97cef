from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from db.import_batches import add_batch
from db.pool import connect
from db.query import execute
from jobs.__main__ import main
from jobs.command_line import INTERRUPTED
from tests.stubs.openai import openai_stub

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]


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
    assert "1 embedded with hashing-v3" in said
    assert main(["batches"]) == 0
    assert "board.jsonl: 1 new, 0 updated, 0 unchanged, 25 failed" in capsys.readouterr().out
    assert main(["batches", "1"]) == 0
    assert "line 21: no title" in capsys.readouterr().out
    assert main(["batches", "7"]) == 1
    assert "no import 7" in capsys.readouterr().err


def test_a_command_loads_what_it_needs_alone() -> None:
    script = "import sys; from jobs.__main__ import main; main(['batches']); assert 'jobs.intake' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True)


def test_ctrl_c_ends_a_command_with_one_line() -> None:
    command = [sys.executable, "-m", "jobs", "parse", "pay"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("KSh 500 a day\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["currency"] == "KES"
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=10)
    assert (process.returncode, said) == (INTERRUPTED, "Interrupted; what was written before stays.\n")


def test_a_wrong_use_names_all_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["sources", "extra"])
    assert "{import,fetch,sources," in capsys.readouterr().err


def test_an_import_that_was_killed_is_listed_as_broken_off(
    fresh_database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(connect(fresh_database_url)) as conn, conn:
        killed = add_batch(conn, "board", "board.jsonl", datetime.now(UTC))
        execute(conn, "UPDATE import_batches SET held_until = now() - interval '1 second'")
    for listing in (["batches"], ["batches", str(killed)]):
        assert "broken off: the process ended" in told(capsys, *listing, code=0)


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
        ("board.jsonl", ["--map", "title=title", "--source", "lever"], "give --map without it"),
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


LEVER = {
    "id": "7", "text": "Net mender", "createdAt": 1777600000000, "hostedUrl": "https://jobs.lever.example/quay/7",
    "categories": {"location": "Bergen", "team": "Nets", "commitment": "Full-time"}, "descriptionPlain": "Mend nets.",
}  # fmt: skip


def told(capsys: pytest.CaptureFixture[str], *arguments: str, code: int) -> str:
    """What is said when a command is refused before it begins, or ends with this code."""
    try:
        assert main(arguments) == code
    except SystemExit as refused:
        assert refused.code == code  # noqa: PT017 - both ends are looked at
    said = capsys.readouterr()
    return said.out + said.err


@pytest.mark.parametrize("written", ["lever", "Lever", "LEVER"])
def test_a_kind_may_be_written_in_any_case(
    write: Callable[..., str], capsys: pytest.CaptureFixture[str], written: str
) -> None:
    path = write(LEVER)
    assert main(["import", "--no-embed", "--source", "lever", path]) == 0
    assert "0 new, 0 updated, 1 unchanged" in told(capsys, "import", "--no-embed", "--source", written, path, code=0)


def test_a_slip_in_a_kind_or_a_country_is_refused(
    write: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = write({"title": "Nurse"})
    assert "is it greenhouse?" in told(capsys, "import", "--source", "Greenhose", path, code=2)
    assert "is it remotive?" in told(capsys, "duplicates", "--source", "remotiv", path, code=2)
    assert "'Narnia' is no country" in told(capsys, "import", "--country", "Narnia", path, code=2)
    assert "no imports yet" in told(capsys, "batches", code=0)
    assert "1 new" in told(capsys, "import", "--no-embed", "--source", "adzuna-ng", "--country", "kenya", path, code=0)


def test_an_import_without_one_good_row_fails(write: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    said = told(capsys, "import", "--source", "lever", write({"company": "x", "title": ""}), code=1)
    assert "0 new, 0 updated, 0 unchanged, 1 failed" in said
    assert "Not one row could be taken in" in said


def test_rows_of_a_file_in_one_line_are_told_by_their_number(
    write: Callable[..., str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "board.json").write_text(json.dumps([{"title": "Nurse"}, {"title": ""}, {"title": "Cook"}]))
    said = told(capsys, "import", str(tmp_path / "board.json"), code=0)
    assert "3 rows: 2 new, 0 updated, 0 unchanged, 1 failed" in said
    assert "row 2: no title" in said
    assert "2 embedded" in said


def test_a_column_with_a_comma_or_an_equals_sign_can_be_mapped(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "board.csv").write_text('"Job, as named",pay=min\nNurse,Clinic\n')
    mapping = '"title=Job, as named", company=pay=min'
    assert "1 new" in told(capsys, "import", "--no-embed", "--map", mapping, str(tmp_path / "board.csv"), code=0)


def test_a_reader_of_the_output_that_goes_away_ends_it_quietly(write: Callable[..., str], tmp_path: Path) -> None:
    path = write(*({"id": number, "title": f"Nurse {number} {'x' * 200}"} for number in range(1000)))
    command = [sys.executable, "-W", "ignore", "-m", "jobs", "duplicates", path]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0
