from __future__ import annotations

import pytest

from jobs.parsing.skills import find_skills, required_and_preferred, split_skills, vocabulary

TEXTS = [
    ("Python, R and SQL", ["Python", "R", "SQL"]),
    ("proficient in R", ["R"]),
    ("R programming", ["R"]),
    ("R&D engineer", []),
    ("Experience with Go, Kubernetes and Docker", ["Go", "Kubernetes", "Docker"]),
    ("I know python and go", ["Python", "Go"]),
    ("We go to market", []),
    ("Go to the office and read", []),
    ("C programming in Linux", ["C", "Linux"]),
    ("C++ and C# developer", ["C++", "C#"]),
    ("Vitamin C and D", []),
    ("Plan B or C", []),
    ("(C) 2024 Company", []),
    ("C-level people", []),
    ("Node.js, .NET Core, ASP.NET", ["Node.js", ".NET", "ASP.NET"]),
    ("nodejs and react.js", ["Node.js", "React"]),
    ("Java or JavaScript", ["Java", "JavaScript"]),
    ("AWS/Azure", ["AWS", "Azure"]),
    ("CI/CD pipelines", ["CI/CD"]),
    ("PL/SQL", ["PL/SQL"]),
    ("SQL, Server room", ["SQL"]),
    ("MS SQL Server", ["SQL Server"]),
    ("knowledge of spark and hadoop", ["Apache Spark", "Hadoop"]),
    ("a spark of joy in The Office", []),
    ("excel", ["Excel"]),
    ("You will excel in this role", []),
    ("Microsoft Office (Word, Excel)", ["Microsoft Office", "Excel"]),
    ("machine-learning and problem-solving skills", ["Machine Learning", "Problem Solving"]),
    ("Power BI dashboards", ["Power BI"]),
    ("driving innovation", []),
    ("driving, cleaning, cooking", ["Driving", "Cleaning", "Cooking"]),
    ("valid driver's license", ["Driving"]),
    ("customer service and sales", ["Customer Service", "Sales"]),
    ("nurse with ICU and wound care experience", ["Intensive Care", "Wound Care"]),
    ("electrical wiring and plumbing", ["Electrical Installation", "Plumbing"]),
    ("forklift licence", ["Forklift Operation"]),
    ("HACCP and food hygiene", ["Food Safety"]),
    ("poultry and fish farming", ["Poultry Farming", "Aquaculture"]),
    ("lesson plans, classroom management", ["Lesson Planning", "Classroom Management"]),
    ("bookkeeping with Peachtree and IFRS", ["Accounting", "Peachtree", "IFRS"]),
    ("Adobe Photoshop and CapCut", ["Adobe Photoshop", "CapCut"]),
    ("Monitoring & Evaluation, KoboToolbox, kobo", ["Monitoring and Evaluation", "Kobo Toolbox"]),
    ("SAP MM and AutoCAD", ["SAP MM", "AutoCAD"]),
    ("fluent English, Kiswahili", ["English", "Swahili"]),
    ("Addis Bicycles PLC", []),
    ("", []),
]

LISTS = [
    ("Python, Spark; SQL", ["Python", "Apache Spark", "SQL"]),
    ('["Python","excel","Foo Bar"]', ["Python", "Excel", "Foo Bar"]),
    ("javascrpt, communcation", ["JavaScript", "Communication"]),
    ("cooking and cleaning", ["Cooking", "Cleaning"]),
    ("R, Go, C", ["R", "Go", "C"]),
    ("java/kotlin", ["Java", "Kotlin"]),
    ("UI/UX, CI/CD", ["UX Design", "CI/CD"]),
    (".NET, C#", [".NET", "C#"]),
    ("goat herding", ["goat herding"]),
    ("  beadwork ; Beadwork", ["beadwork"]),
    ("basic knowledge of accounting", ["Accounting"]),
    ("I know Excel", ["Excel"]),
    ("Customer service, MS office & Peachtree", ["Customer Service", "Microsoft Office", "Peachtree"]),
    ("- Plumbing\n- Tiling", ["Plumbing", "Tiling"]),
    ("[1, 2", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_skills_are_found(text: str, expected: list[str]) -> None:
    assert list(find_skills(text)) == expected


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_lists_are_split_into_shown_names(text: str, expected: list[str]) -> None:
    assert list(split_skills(text)) == expected


def test_headings_and_phrases_part_required_from_preferred() -> None:
    text = """We build things.
    Requirements:
    * 5+ years of Python and SQL
    * AWS is a plus
    * Docker
    **Nice to have**
    - Kubernetes
    - Rust or Go
    What we offer
    - English courses and Excel training"""
    assert required_and_preferred(text) == (("Python", "SQL", "Docker"), ("AWS", "Kubernetes", "Rust", "Go"))


def test_a_skill_asked_once_is_required_even_if_wished_elsewhere() -> None:
    assert required_and_preferred("Python needed. Python and Rust preferred.") == (("Python",), ("Rust",))


def test_the_vocabulary_is_wide_and_consistent() -> None:
    words = vocabulary()
    assert len(words.areas) >= 700
    assert len(words.names) >= 2000
    assert set(words.names.values()) == set(words.areas)
    assert set(words.rules.values()) <= {"capital", "token"}
    assert all(name in words.names.values() for name in ("Welding", "Nursing", "Teaching", "Agronomy", "Housekeeping"))
