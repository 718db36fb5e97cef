from __future__ import annotations

from pathlib import Path

import pytest

from jobs.parsing.titles import parse_employment_types, parse_level, parse_title

# Text, bare title, level, employment type.
CORPUS = [
    ("Junior Data Analyst (m/f/d)", "Junior Data Analyst", "junior", None),
    ("Softwareentwickler (m/w/d)", "Softwareentwickler", None, None),
    ("Frontend-Entwickler:in (m/w/d)", "Frontend-Entwickler", None, None),
    ("Data Engineer - Lagos", "Data Engineer", None, None),
    ("Software Engineer, Amsterdam", "Software Engineer", None, None),
    ("JUNIOR TRADER  - Dubai, UAE", "JUNIOR TRADER", "junior", None),
    ("Software Engineer (Remote, US)", "Software Engineer", None, None),
    ("Hiring: Senior Accountant", "Senior Accountant", "senior", None),
    ("URGENT HIRING: Cook", "Cook", None, None),
    ("Vacancy: Driver", "Driver", None, None),
    ("We are hiring a Nurse", "Nurse", None, None),
    ("Cashier Needed Urgently", "Cashier", None, None),
    ("Co-operative Bank Hiring Data Scientist", "Data Scientist", None, None),
    ("Senior Admin Officer at Aluko & Oyebode", "Senior Admin Officer", "senior", None),
    ("Registered Nurse - Night Shift", "Registered Nurse", None, None),
    ("Warehouse Operative 32-40 uur", "Warehouse Operative", None, None),
    ("Patient Navigator - 0.1 FTE", "Patient Navigator", None, "part_time"),
    ("Part-time Barista", "Barista", None, "part_time"),
    ("Full-Time Video Editors / Motion Artists", "Video Editors / Motion Artists", None, "full_time"),
    ("Freelance Graphic Designer", "Graphic Designer", None, "contract"),
    ("Senior Python Developer | Remote | $100k", "Senior Python Developer", "senior", None),
    ("Lead Data Scientist (Singapore-based, relocation provided)", "Lead Data Scientist", "lead", None),
    ("Software Developer Intern", "Software Developer Intern", "intern", "internship"),
    ("Graduate Trainee", "Graduate Trainee", "junior", None),
    ("Sr. Systems Engineer", "Sr. Systems Engineer", "senior", None),
    ("Medior Java Developer", "Medior Java Developer", "mid", None),
    ("Data Scientist II", "Data Scientist II", "mid", None),
    ("Principal Engineer", "Principal Engineer", "lead", None),
    ("Team Lead Data Science", "Team Lead Data Science", "manager", None),
    ("Treasury Manager", "Treasury Manager", "manager", None),
    ("Head of Sales", "Head of Sales", "director", None),
    ("Director of Education", "Director of Education", "director", None),
    ("Chief Financial Officer", "Chief Financial Officer", "executive", None),
    ("VP Sales", "VP Sales", "executive", None),
    ("Sales Executive", "Sales Executive", None, None),
    ("Executive Assistant", "Executive Assistant", None, None),
    ("Lead Generation Specialist", "Lead Generation Specialist", None, None),
    ("Contract Manager", "Contract Manager", "manager", None),
    (".NET Developer", ".NET Developer", None, None),
    ("C++ Developer", "C++ Developer", None, None),
    ("R&D Engineer", "R&D Engineer", None, None),
    ("Front-End Developer", "Front-End Developer", None, None),
    ("Mobile (Flutter) Developer", "Mobile (Flutter) Developer", None, None),
    ("Teacher (Grade 9)", "Teacher (Grade 9)", None, None),
    ("ባሪስታ (Barista)", "ባሪስታ (Barista)", None, None),
    ("Lagos", "Lagos", None, None),
    ("", "", None, None),
]

FUNCTIONS = [
    ("Marketing Coordinator", "Marketing & Communications"),
    ("Treasury Manager", "Finance & Accounting"),
    ("Sales Data Analyst", "Data & Analytics"),
    ("Cybersecurity Analyst", "Software & IT"),
    ("Site Engineer", "Engineering"),
    ("Electrician", "Trades & Construction"),
    ("Truck Driver", "Logistics & Transport"),
    ("Registered Nurse", "Health Care"),
    ("English Teacher", "Education & Training"),
    ("Waiter", "Hospitality & Food"),
    ("Receptionist", "Administration & Office"),
    ("Farm Manager", "Agriculture & Environment"),
    ("Security Guards", "Security & Protection"),
    ("Legal Officer", "Legal"),
    ("Graphic Designer", "Design & Creative"),
    ("Xyz", None),
]


@pytest.mark.parametrize(("text", "title", "level", "employment_type"), CORPUS)
def test_titles_are_cleaned_and_read(text: str, title: str, level: str | None, employment_type: str | None) -> None:
    parsed = parse_title(text)
    assert (parsed.title, parsed.level, parsed.employment_type) == (title, level, employment_type)


@pytest.mark.parametrize(("text", "function"), FUNCTIONS)
def test_the_field_of_work_is_told(text: str, function: str | None) -> None:
    assert parse_title(text).function == function


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("mid-senior level", "mid"),
        ("INTERMEDIATE", "mid"),
        ("entry level", "junior"),
        ("Entry-Level", "junior"),
        ("associate", "junior"),
        ("Expert", "senior"),
        ("SENIOR", "senior"),
        ("director", "director"),
        ("executive", "executive"),
        ("internship", "intern"),
        ("trainee", "junior"),
        ("not applicable", None),
        ("", None),
    ],
)
def test_level_fields_are_read(text: str, level: str | None) -> None:
    assert parse_level(text) == level


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("parttime, fulltime", ("part_time", "full_time")),
        ("Onsite - Full Time", ("full_time",)),
        ("Remote - Freelance", ("contract",)),
        ("fulltime, internship", ("full_time", "internship")),
        ("temporary", ("temporary",)),
        ("volunteer", ("volunteer",)),
        ("other", ()),
    ],
)
def test_employment_types_are_read_in_order(text: str, types: tuple[str, ...]) -> None:
    assert parse_employment_types(text) == types


def corpus(name: str) -> list[list[str]]:
    lines = (Path(__file__).parent / "corpus" / f"{name}.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("text", "title", "level", "employment_type"), corpus("titles"))
def test_titles_of_the_corpus_are_read(text: str, title: str, level: str, employment_type: str) -> None:
    found = parse_title(text)
    assert (found.title, found.level or "-", found.employment_type or "-") == (title, level, employment_type)


@pytest.mark.parametrize(
    ("text", "company", "title"),
    [
        ("Cook - Acme Foods", "Acme Foods", "Cook"),
        ("Acme Foods: Cook", "Acme Foods", "Cook"),
        ("Driver bei Acme Foods", "acme foods", "Driver"),
        ("Cook", "Cook", "Cook"),
        ("Shell Operator", "Shell", "Shell Operator"),
        ("Cook", "", "Cook"),
    ],
)
def test_the_company_is_taken_out_of_the_title(text: str, company: str, title: str) -> None:
    assert parse_title(text, company=company).title == title
