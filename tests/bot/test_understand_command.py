"""`python -m bot understand`: messages in, JSON out, without settings or a database."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest

from bot.home_country import country_of_phone, home_country
from bot.understanding.command import understand


def test_every_line_is_answered_by_an_object() -> None:
    out = io.StringIO()
    understand(["driver in Nairobi\n", "\n", "30k per month"], out, language="en", country="KE")
    assert [json.loads(line) for line in out.getvalue().splitlines()] == [
        {"job_roles": ["driver"], "preferred_locations": ["Nairobi"]},
        {},
        {"salary_min": 30000, "salary_currency": "KES", "salary_period": "month"},
    ]


def test_the_command_needs_no_settings() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "understand", "--lang", "fr", "--country", "ci"],
        input="maçon à Bouaké\n",
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "", "PYTHONIOENCODING": "utf-8", "DATABASE_URL": "nonsense"},
        timeout=60,
    )
    assert json.loads(done.stdout) == {"job_roles": ["maçon"], "preferred_locations": ["Bouaké"]}


@pytest.mark.parametrize(
    ("number", "country"),
    [("2348031234567", "NG"), ("+254712345678", "KE"), ("5511987654321", "BR"), ("12", None), ("me", None)],
)
def test_a_phone_number_tells_its_country(number: str, country: str | None) -> None:
    assert country_of_phone(number) == country


@pytest.mark.parametrize(
    ("channel", "chat", "language", "country"),
    [
        ("whatsapp", "2348031234567", "en", "NG"),
        ("telegram", "2348031234567", "en", None),
        ("telegram", "7", "pt-BR", "BR"),
        ("telegram", "7", "zh-Hans-CN", "CN"),
        ("telegram", "7", "sw", None),
    ],
)
def test_somebody_new_lives_where_the_number_or_the_language_says(
    channel: str, chat: str, language: str, country: str | None
) -> None:
    assert home_country(channel, chat, language) == country
