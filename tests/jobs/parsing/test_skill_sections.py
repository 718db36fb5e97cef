from __future__ import annotations

import pytest

from jobs.parsing.skill_sections import required_and_preferred

POSTING = """We build things.
Requirements:
* 5+ years of Python and SQL
* AWS is a plus
* Docker
**Nice to have**
- Kubernetes
- Rust or Go
What we offer
- English courses and Excel training"""

SENTENCES = [
    ("Experience with SQL is required, Tableau is a plus", ["SQL"], ["Tableau"]),
    ("Python is a must; Docker would be an advantage", ["Python"], ["Docker"]),
    ("Java (Kotlin is a plus)", ["Java"], ["Kotlin"]),
    ("You know PHP, preferably with Laravel", ["PHP"], ["Laravel"]),
    ("Python, SQL and AWS are a plus", [], ["Python", "SQL", "AWS"]),
    ("Nice to have: Docker, Kubernetes", [], ["Docker", "Kubernetes"]),
    ("Preferred qualifications:\n- Welding\nRequirements:\n- Plumbing", ["Plumbing"], ["Welding"]),
    ("Kennis van SQL vereist, Tableau is een pr\u00e9", ["SQL"], ["Tableau"]),
    ("Kenntnisse in Java; Docker von Vorteil", ["Java"], ["Docker"]),
    ("Anforderungen:\n- Buchhaltung\nWir bieten:\n- Englisch, Excel Kurse", ["Accounting"], []),
    ("Python needed. Python and Rust preferred.", ["Python"], ["Rust"]),
    ("Benefits:\n- First Aid courses\n\nRequirements:\n- Bookkeeping", ["Accounting"], []),
    ("About us\nWe do solar installation.\nResponsibilities:\n- Bookkeeping", ["Accounting"], []),
    ("Helios Ltd is a leading solar installation company. You need bookkeeping.", ["Accounting"], []),
    ("We are a digital marketing agency. You know WordPress.", ["WordPress"], []),
    ("What we offer\n- Excel training", [], []),
    ("", [], []),
]


def test_headings_and_phrases_part_required_from_preferred() -> None:
    assert required_and_preferred(POSTING) == (("Python", "SQL", "Docker"), ("AWS", "Kubernetes", "Rust", "Go"))


@pytest.mark.parametrize(("text", "required", "preferred"), SENTENCES)
def test_what_is_asked_is_told_from_what_is_wished(text: str, required: list[str], preferred: list[str]) -> None:
    assert [list(names) for names in required_and_preferred(text)] == [required, preferred]
