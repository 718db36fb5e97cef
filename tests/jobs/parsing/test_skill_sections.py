from __future__ import annotations

from pathlib import Path

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
    ("Benefits:\n- First Aid courses\n\nRequirements:\n- Bookkeeping", ["Bookkeeping"], []),
    ("About us\nWe do solar installation.\nResponsibilities:\n- Bookkeeping", ["Bookkeeping"], []),
    ("Helios Ltd is a leading solar installation company. You need bookkeeping.", ["Bookkeeping"], []),
    ("We are a digital marketing agency. You know WordPress.", ["WordPress"], []),
    ("What we offer\n- Excel training", [], []),
    ("SQL and Docker. Bonus: Terraform", ["SQL", "Docker"], ["Terraform"]),
    ("Docker. Ansible and Jenkins are nice to have.", ["Docker"], ["Ansible", "Jenkins"]),
    ("SQL; Docker ideally", ["SQL"], ["Docker"]),
    ("SQL. Extra points for Docker", ["SQL"], ["Docker"]),
    ("SQL. Mile widziane: Docker", ["SQL"], ["Docker"]),
    ("SQL. Diferencial: Docker", ["SQL"], ["Docker"]),
    ("SQL. Souhait\u00e9 : Docker", ["SQL"], ["Docker"]),
    ("SQL. PHP is not required.", ["SQL"], []),
    ("You don't need to know PHP, but SQL is a must", ["SQL"], []),
    ("Docker, PHP and Perl are not needed. SQL is.", ["SQL"], []),
    ("No PHP needed, SQL required", ["SQL"], []),
    ("We don't use PHP; we use SQL", ["SQL"], []),
    ("PHP n'est pas obligatoire. SQL", ["SQL"], []),
    ("PHP ist nicht erforderlich. SQL", ["SQL"], []),
    ("PHP is not required but a plus", [], ["PHP"]),
    ("Our company sells SAP licences. You know SQL.", ["SQL"], []),
    ("Benefits: gym, Excel training. You must know SQL.", ["SQL"], []),
    ("Required: C++, .NET, Node.js and Go.", ["C++", ".NET", "Node.js", "Go"], []),
    ("Required: Rust, Zorblatt", ["Rust", "Zorblatt"], []),
    ("Required: Degree, Nairobi residents, Excel", ["Excel"], []),
    ("i know javascrpt", ["JavaScript"], []),
    ("my skills are excell and javascrpt", ["Excel", "JavaScript"], []),
    ("Welding and rigging; forklift licence would be useful", ["Welding", "Rigging"], ["Forklift Licence"]),
    ("Swift or Kotlin for mobile, Flutter is a bonus", ["Swift", "Kotlin"], ["Flutter"]),
    ("TEFL certificate desirable, experience with lesson planning", ["Lesson Planning"], ["TEFL"]),
    ("F\u00fchrerschein Klasse B, Staplerschein w\u00fcnschenswert", ["Driving"], ["Forklift Licence"]),
    ("Se valorar\u00e1 ingl\u00e9s alto; imprescindible alba\u00f1iler\u00eda", ["Masonry"], ["English"]),
    ("Experience with cloud platforms (AWS, Azure) is a plus", [], ["Cloud Computing", "AWS", "Azure"]),
    ("Fluent English (oral and written), Dutch is a plus", ["English"], ["Dutch"]),
    ("Docker, Kubernetes and Helm would be a plus", [], ["Docker", "Kubernetes", "Helm"]),
    ("Ervaring met AWS, Azure of Docker is een pr\u00e9", [], ["AWS", "Azure", "Docker"]),
    ("PHP is a plus.You know Python", ["Python"], ["PHP"]),
    ("Python, Django, SQL preferred", [], ["Python", "Django", "SQL"]),
    ("Skills: Python, Docker, Kubernetes preferred", [], ["Python", "Docker", "Kubernetes"]),
    ("Experience with Python, Docker, Kubernetes is a plus", [], ["Python", "Docker", "Kubernetes"]),
    ("Knowledge of Excel, Word, PowerPoint preferred", [], ["Excel", "Microsoft Word", "PowerPoint"]),
    ("Tools such as Tableau, Looker, Power BI preferred", [], ["Tableau", "Looker", "Power BI"]),
    ("Strong Java, Spring, SQL, AWS preferred", ["Java", "Spring", "SQL"], ["AWS"]),
    ("We use Python, Django, PostgreSQL, Docker preferred", ["Python", "Django", "PostgreSQL"], ["Docker"]),
    ("Bachelor's degree in accounting, Excel, SAP preferred", ["Accounting", "Excel"], ["SAP"]),
    ("Java, Python, AWS is a plus", ["Java", "Python"], ["AWS"]),
    ("Java, Excel, knowledge of SAP preferred", ["Java", "Excel"], ["SAP"]),
    ("Python, Docker (preferred)", ["Python"], ["Docker"]),
    ("AWS (preferred), Docker", ["Docker"], ["AWS"]),
    ("Python (required) and Rust (preferred)", ["Python"], ["Rust"]),
    ("Knowledge of BI tools (Tableau, Looker) is a plus", [], ["Business Intelligence", "Tableau", "Looker"]),
    ("Fluent in English, a second language (French, Dutch) is a plus", ["English"], ["French", "Dutch"]),
    ("", [], []),
]


def corpus() -> list[tuple[str, list[str], list[str]]]:
    lines = Path(__file__).with_name("skill_lines.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return [(text, *(list(filter(None, names.split("|"))) for names in (must, may))) for text, must, may in rows]


@pytest.mark.parametrize(("text", "required", "preferred"), corpus())
def test_lines_of_the_corpus_are_read(text: str, required: list[str], preferred: list[str]) -> None:
    assert [list(names) for names in required_and_preferred(text)] == [required, preferred]


def test_headings_and_phrases_part_required_from_preferred() -> None:
    assert required_and_preferred(POSTING) == (("Python", "SQL", "Docker"), ("AWS", "Kubernetes", "Rust", "Go"))


@pytest.mark.parametrize(("text", "required", "preferred"), SENTENCES)
def test_what_is_asked_is_told_from_what_is_wished(text: str, required: list[str], preferred: list[str]) -> None:
    assert [list(names) for names in required_and_preferred(text)] == [required, preferred]


def test_a_character_that_ends_no_passage_does_not_shift_the_others() -> None:
    """Passages are searched in one text, with a control character between them that a text may hold itself."""
    text = "Requirements:\n\x01Python\x01 and SQL\nWhat we offer:\nDocker courses"
    assert required_and_preferred(text) == (("Python", "SQL"), ())
