from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from jobs.commands.parse import pay

ROOT = Path(__file__).resolve().parents[2]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "jobs", "parse", *arguments]


def parsed(given: bytes, *arguments: str) -> list[dict[str, Any]]:
    done = subprocess.run(command(*arguments), input=given, capture_output=True, cwd=ROOT, env={}, check=True)
    assert done.stderr == b""
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


NO_PAY = {"min": None, "max": None, "currency": None, "period": None}


def test_pay_is_printed_a_line_for_a_line_whatever_the_bytes() -> None:
    given = (
        "KSh 45,000 - 60,000 p.m.\n\nnegotiable\r\n€12.50 per uur\n45 000\n15.50/hour\nup to $2k\n".encode()
        + b"caf\xe9 \xff\n7 LPA\n3.5 lakhs\nat least 100k\n80K+"
    )
    assert parsed(given, "pay", "--country", "sg") == [
        {"min": 45_000, "max": 60_000, "currency": "KES", "period": "month"},
        NO_PAY,
        NO_PAY,
        {"min": 12.5, "max": 12.5, "currency": "EUR", "period": "hour"},
        {"min": 45_000, "max": 45_000, "currency": "SGD", "period": None},
        {"min": 15.5, "max": 15.5, "currency": "SGD", "period": "hour"},
        {"min": None, "max": 2_000, "currency": "SGD", "period": None},
        NO_PAY,
        {"min": 700_000, "max": 700_000, "currency": "INR", "period": "year"},
        {"min": 350_000, "max": 350_000, "currency": "SGD", "period": None},
        {"min": 100_000, "max": None, "currency": "SGD", "period": None},
        {"min": 80_000, "max": None, "currency": "SGD", "period": None},
    ]


@pytest.mark.parametrize(
    ("line", "least", "most"),
    [
        ("roughly 45k, flexible", 45_000, 45_000),
        ("Anything over 90k is ok", 90_000, None),
        ("hasta 1.500", None, 1_500),
        ("between 70k and 80k please", 70_000, 80_000),
        ("6 months", None, None),
        ("a 12 hour day", None, None),
        ("70k followers", None, None),
    ],
)
def test_words_around_figures_alone_make_them_pay(line: str, least: int | None, most: int | None) -> None:
    assert pay(line, None) == {**NO_PAY, "min": least, "max": most}


@pytest.mark.parametrize(
    ("what", "line", "expected"),
    [
        ("experience", "3–5 yrs", {"min_years": 3, "max_years": 5}),
        ("experience", "fresh graduate", {"min_years": 0, "max_years": None}),
        ("experience", "", {"min_years": None, "max_years": None}),
        ("place", "", {"places": None, "work_mode": None, "remote_in": None}),
        ("skills", "", {"required": None, "preferred": None}),
        ("title", "", {"title": None, "level": None, "function": None, "employment_type": None}),
    ],
)
def test_other_parsers_print_all_keys(what: str, line: str, expected: dict[str, Any]) -> None:
    assert parsed(f"{line}\n".encode(), what) == [expected]


def test_the_spaces_of_a_long_line_are_looked_at_once() -> None:
    began = time.process_time()
    assert pay(f"1{' ' * 3000}x", None) == NO_PAY
    assert time.process_time() - began < 5


def test_place_skills_and_title_are_read() -> None:
    assert parsed(b"Nairobi, Kenya\n", "place")[0]["places"][0]["country"] == "KE"
    assert "Python" in parsed(b"Python and SQL\n", "skills")[0]["required"]
    assert parsed(b"Senior Accountant (m/w/d)\n", "title")[0]["level"] == "senior"


def test_each_answer_comes_at_once_and_a_closed_pipe_is_no_error() -> None:
    with subprocess.Popen(
        command("pay"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env={}
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b"KSh 500\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["currency"] == "KES"
        process.stdout.close()
        process.stdin.write(b"KSh 500\n" * 10)
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(20) == 0


@pytest.mark.parametrize("arguments", [("wages",), ("pay", "--country", "Kenya")])
def test_what_cannot_be_asked_is_refused(arguments: tuple[str, ...]) -> None:
    done = subprocess.run(command(*arguments), input=b"", capture_output=True, cwd=ROOT, env={}, check=False)
    assert done.returncode == 2
