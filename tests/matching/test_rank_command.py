from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from matching.__main__ import main
from matching.free_words import read_free_words

if TYPE_CHECKING:
    from pathlib import Path

JOBS = [
    {"id": "react", "title": "React Developer", "description": "Fully remote. Salary $90,000 a year."},
    {"id": "berlin", "title": "React Developer", "description": "On site in Berlin.", "salary": "$50,000 a year"},
    {"id": 3, "title": "Data Engineer", "description": "<p>Spark &amp; Kafka pipelines</p>"},
    {"id": "nurse", "title": "Registered Nurse", "description": "Ward work.", "location": "Lagos, Nigeria"},
    {"id": "clinic", "title": "Nurse", "description": "Clinic, night shifts.", "location": "Nairobi, Kenya"},
]


@pytest.fixture(autouse=True)
def _no_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EMBEDDING_PROVIDER", "hashing")
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")


def ranked(tmp_path: Path, capsys: pytest.CaptureFixture[str], wishes: list[dict[str, Any]], *options: str) -> Any:
    for name, rows in (("wishes.jsonl", wishes), ("jobs.jsonl", JOBS)):
        (tmp_path / name).write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert main(["rank", str(tmp_path / "wishes.jsonl"), str(tmp_path / "jobs.jsonl"), *options]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {line["wish_id"]: [each["job_id"] for each in line["ranked"]] for line in lines}


def test_every_posting_is_ranked_the_nearest_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wishes = [{"id": 1, "text": "data enginer"}, {"id": "two", "text": "kafka"}, {"id": 3, "job_roles": ["nurse"]}]
    found = ranked(tmp_path, capsys, wishes, "--no-filters")
    assert found[1][0] == 3
    assert found["two"][0] == 3
    assert found[3][0] == "clinic"
    assert all(len(each) == len(JOBS) for each in found.values())


def test_filters_inside_the_words_are_obeyed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wishes = [
        {"id": 1, "text": "remote react jobs over 80k usd"},
        {"id": 2, "text": "I am looking for a job as a nurse in Lagos, no night shifts"},
        {"id": 3, "roles": ["nurse"], "locations": ["Lagos"]},
    ]
    found = ranked(tmp_path, capsys, wishes)
    assert found[1][0] == "react"
    assert "berlin" not in found[1]
    assert found[2][0] == found[3][0] == "nurse"
    assert "clinic" not in found[2] + found[3]
    assert sorted(map(str, ranked(tmp_path, capsys, wishes, "--no-filters")[1])) == sorted(
        str(job["id"]) for job in JOBS
    )


def test_one_part_alone_ranks_by_what_it_looks_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wishes = [{"id": 1, "text": "kafka nurse"}]
    assert ranked(tmp_path, capsys, wishes, "--part", "letters")[1][0] in {"nurse", "clinic"}
    assert ranked(tmp_path, capsys, [{"id": 1, "text": "kafka"}], "--part", "full_text")[1][0] == 3


def test_the_order_of_the_files_changes_no_score(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wishes = [{"id": 1, "text": "react developer"}, {"id": 2, "text": "nurse"}]
    first = ranked(tmp_path, capsys, wishes)
    JOBS.reverse()
    try:
        assert ranked(tmp_path, capsys, wishes[::-1]) == first
    finally:
        JOBS.reverse()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("nonsense", "line 1 is not JSON"),
        ('["x"]', "with an id"),
        ('{"id": 1, "colour": "red"}', "no preference colour"),
    ],
)
def test_a_wish_that_cannot_be_read_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, told: str
) -> None:
    (tmp_path / "wishes.jsonl").write_text(line)
    (tmp_path / "jobs.jsonl").write_text(json.dumps(JOBS[0]))
    assert main(["rank", str(tmp_path / "wishes.jsonl"), str(tmp_path / "jobs.jsonl")]) == 1
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "role", "said"),
    [
        ("remote react jobs over 80k", "react", {"work_arrangements": ("remote",), "salary_min": 80_000}),
        ("part time cashier in Nairobi", "cashier", {"employment_types": ("part_time",)}),
        ("looking for work as a nurse, 3 years experience", "nurse", {"years_of_experience": 3}),
        ("Internship Digital Marketer", "Internship Digital Marketer", {}),
        ("MARKETING ASSISTANT (SELANGOR)", "MARKETING ASSISTANT (SELANGOR)", {}),
        ("job coach", "job coach", {}),
        ("R", "R", {}),
        ("Data Analyst 2025", "Data Analyst 2025", {}),
        ("sales, no cold calling", "sales", {"excluded_words": ("cold calling",)}),
    ],
)
def test_free_words_are_a_role_and_what_is_said_beside(text: str, role: str, said: dict[str, Any]) -> None:
    read = read_free_words(text)
    assert read.job_roles == (role,)
    assert {name: getattr(read, name) for name in said} == said
    if not said:
        assert read == type(read)(job_roles=(role,))
