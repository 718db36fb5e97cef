from __future__ import annotations

from pathlib import Path

import pytest

from jobs.parsing.skill_tokens import spelling_key
from jobs.parsing.skill_vocabulary import entries
from jobs.parsing.skills import find_skills, is_known_skill, split_skills, vocabulary
from jobs.parsing.title_skills import implied_skills, skills_of_workers

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
    ("Microsoft Office (Word, Excel)", ["Microsoft Office", "Microsoft Word", "Excel"]),
    ("machine-learning and problem-solving skills", ["Machine Learning", "Problem Solving"]),
    ("Power BI dashboards", ["Power BI"]),
    ("driving innovation", []),
    ("driving, cleaning, cooking", ["Driving", "Cleaning", "Cooking"]),
    ("valid driver's license", ["Driving"]),
    ("customer service and sales", ["Customer Service", "Sales"]),
    ("nurse with ICU and wound care experience", ["Intensive Care", "Wound Care"]),
    ("electrical wiring and plumbing", ["Electrical Wiring", "Plumbing"]),
    ("forklift licence", ["Forklift Licence"]),
    ("HACCP and food hygiene", ["HACCP", "Food Hygiene"]),
    ("poultry and fish farming", ["Poultry Farming", "Fish Farming"]),
    ("lesson plans, classroom management", ["Lesson Planning", "Classroom Management"]),
    ("bookkeeping with Peachtree and IFRS", ["Bookkeeping", "Peachtree", "IFRS"]),
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
    ("UI/UX, CI/CD", ["UI/UX Design", "CI/CD"]),
    (".NET, C#", [".NET", "C#"]),
    ("goat herding", ["goat herding"]),
    ("  kite flying ; Kite flying", ["kite flying"]),
    ("basic knowledge of accounting", ["Accounting"]),
    ("I know Excel", ["Excel"]),
    ("Customer service, MS office & Peachtree", ["Customer Service", "Microsoft Office", "Peachtree"]),
    ("- Plumbing\n- Tiling", ["Plumbing", "Tiling"]),
    ("[1, 2", []),
    ("", []),
]


def corpus() -> list[tuple[str, list[str]]]:
    lines = Path(__file__).with_name("skills.tsv").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return [(text, list(filter(None, names.split("|")))) for text, names in pairs]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_skills_are_found(text: str, expected: list[str]) -> None:
    assert list(find_skills(text)) == expected


@pytest.mark.parametrize(("text", "expected"), corpus())
def test_skills_of_the_corpus_are_found(text: str, expected: list[str]) -> None:
    assert list(find_skills(text)) == expected


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_lists_are_split_into_shown_names(text: str, expected: list[str]) -> None:
    assert list(split_skills(text)) == expected


def test_an_item_that_is_no_known_skill_is_told_from_one() -> None:
    assert [is_known_skill(name) for name in split_skills("welding, driver in Nairobi, goat herding")] == [
        True, False, False
    ]  # fmt: skip


def test_the_vocabulary_is_wide_and_consistent() -> None:
    words = vocabulary()
    assert len(words.areas) >= 1100
    assert sum(len(entry.spellings) for entry in entries()) >= 9000
    assert set(words.names.values()) == set(words.areas)
    assert set(words.rules.values()) == {"^", "~", "@"}
    assert min(sum(area == each for each in words.areas.values()) for area in set(words.areas.values())) >= 10


def test_no_spelling_belongs_to_two_skills() -> None:
    owners: dict[str, str] = {}
    for entry in entries():
        for _, spelling in entry.spellings:
            assert owners.setdefault(spelling_key(spelling), entry.name) == entry.name, spelling


def test_every_spelling_stands_once_and_gives_a_key() -> None:
    for entry in entries():
        keys = [spelling_key(spelling) for _, spelling in entry.spellings]
        assert all(keys), entry.name
        assert len(set(keys)) == len(keys), entry.name


def test_the_data_file_is_sorted_by_area_and_name() -> None:
    order = [(entry.area, entry.name.lower()) for entry in entries()]
    assert order == sorted(order)
    assert len({name for _, name in order}) == len(order)


def test_every_area_is_a_known_one() -> None:
    assert {entry.area for entry in entries()} == {
        "design", "engineering", "farming", "finance", "health", "hospitality", "language", "law", "logistics",
        "office", "sales", "security", "social", "soft", "teaching", "tech", "trades",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("title", "implied"),
    [
        ("Senior Accountant", ("Accounting",)),
        ("Welders (2)", ("Welding",)),
        ("Customer Service Representative", ("Customer Service",)),
        ("Infirmière", ("Nursing",)),
        ("Python Developer", ()),
        ("Assistant", ()),
        ("", ()),
    ],
)
def test_a_title_implies_the_skills_of_the_work(title: str, implied: tuple[str, ...]) -> None:
    assert implied_skills(title) == implied


def test_workers_have_known_skills() -> None:
    assert {name for names in skills_of_workers().values() for name in names} <= set(vocabulary().areas)
