from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.duplicates.clusters import cluster_file
from jobs.duplicates.likeness import Likeness, likenesses
from jobs.duplicates.same_opening import is_same_by_vector
from jobs.duplicates.title_words import title_key
from jobs.sources.posting import SourcePosting
from jobs.stated_dates import Moment
from jobs.text_signature import company_key
from jobs.understanding import signatures, understand
from tests.jobs.duplicates.postings import OTHER_WORK, WORK, job, signature_of

if TYPE_CHECKING:
    from db.canonical_jobs import NewJob


def together(*jobs: NewJob) -> bool:
    return len(set(cluster_file([signature_of(each) for each in jobs]))) == 1


@pytest.mark.parametrize(
    "copy",
    [
        {"source": "other"},
        {"title": "TRANSPORT PLANNER (32-40 uur)"},
        {"company": "Blue Vans B.V."},
        {"company": "Blue Vans Nederland"},
        {"company": "BLUE VANS Logistics"},
        {"city": "Rotterdam", "description": WORK.replace("the yard", "the yard in Rotterdam")},
        {"city": None},
        {"description": f"{WORK} Blue Vans has driven for three generations and is certified for food and medicines."},
        {"description": WORK.replace(". ", ".")},
        {"description": f"{WORK[:-1]}!".upper()},
        {"employment_types": ("full_time",), "source": "other"},
    ],
)
def test_a_copy_joins(copy: dict[str, Any]) -> None:
    assert together(job(employment_types=("part_time",)), job(2, **copy))


@pytest.mark.parametrize(
    "other",
    [
        {"description": OTHER_WORK},
        {"description": f"{OTHER_WORK} {WORK[:300]}"},
        {"title": "Senior Transport Planner"},
        {"title": "Transport Planner Intern"},
        {"title": "Fleet Mechanic"},
        {"company": "Red Lorries"},
        {"company": "Blue Ships"},
        {"employment_types": ("internship",)},
        {"employment_types": ("part_time",)},
    ],
)
def test_another_opening_stays_apart(other: dict[str, Any]) -> None:
    text = WORK.replace("a dog", "one dog")
    assert not together(job(employment_types=("contract", "full_time")), job(2, **({"description": text} | other)))


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ({"employment_types": ("internship",)}, True),
        ({"employment_types": ("part_time",)}, True),
        ({"experience_min_years": 9.0, "source": "other"}, True),
        ({"title": "Fleet Mechanic"}, True),
        ({"title": "Fleet Mechanic", "city": "Rotterdam"}, False),
        ({"title": "Fleet Mechanic", "description": WORK[:350]}, False),
        ({"employment_types": ("internship",), "description": WORK[:350]}, False),
        ({"experience_min_years": 9.0}, False),
        ({"salary_annual_min": 90_000.0, "salary_currency": "EUR"}, False),
        ({"title": "Senior Transport Planner"}, False),
        ({"title": "Transport Planner Intern", "source": "other"}, False),
    ],
)
def test_where_not_a_word_differs_a_boards_guesses_tell_nothing(other: dict[str, Any], *, alike: bool) -> None:
    facts = {"employment_types": ("contract", "full_time"), "experience_min_years": 2.0}
    pay = {"salary_annual_min": 30_000.0, "salary_currency": "EUR"}
    given = {"description": f"{WORK} {OTHER_WORK[:300]}"} | other
    assert together(job(description=given["description"], **facts, **pay), job(2, **(facts | given))) is alike


def test_agencies_with_the_same_words_stay_apart() -> None:
    assert not together(job(company="Swift Staffing"), job(2, company="Handy People"))


def test_a_text_that_names_the_company_is_its_posting_also_under_another_name() -> None:
    text = f"{WORK} At Blue Vans you are at home. " + " ".join(OTHER_WORK.split()[:60])
    assert together(job(description=text), job(2, company="Planning Department Middle", description=text))


@pytest.mark.parametrize(
    ("title", "key", "level"),
    [
        ("Sr. Data Engineer", "data engineer", "senior"),
        ("(Senior) Data Engineer", "data engineer", "*"),
        ("Medior/Senior Data Engineer", "data engineer", "*"),
        ("Data Engineer 32-40 uur", "data engineer", ""),
        ("Stage Data Engineer", "data engineer", "intern"),
        ("Senior", "senior", "senior"),
        ("", "", ""),
    ],
)
def test_a_title_is_its_telling_words_and_its_level(title: str, key: str, level: str) -> None:
    assert title_key(title) == (key, level)


@pytest.mark.parametrize(
    ("company", "key"),
    [("Foo B.V.", "foo"), ("FOO", "foo"), ("Foo Group GmbH", "foo"), ("The Netherlands", "the netherlands"), ("", "")],
)
def test_a_company_is_its_name_alone(company: str, key: str) -> None:
    assert company_key(company) == key


def test_likeness_is_told_by_the_signatures() -> None:
    words = WORK.split()
    half = " ".join(words[: len(words) // 2])
    (same,) = likenesses([(signature_of(job()), signature_of(job(2)))])
    (part,) = likenesses([(signature_of(job()), signature_of(job(2, description=half)))])
    assert same == Likeness(1.0, 1.0)
    assert part.shared == pytest.approx(0.5, abs=0.13)
    assert part.contained > 0.8


def test_nearness_in_meaning_needs_the_same_company_title_and_place() -> None:
    one = signature_of(job())
    assert is_same_by_vector(one, signature_of(job(2, description=OTHER_WORK)), 0.95)
    assert not is_same_by_vector(one, signature_of(job(2, description=OTHER_WORK)), 0.94)
    assert not is_same_by_vector(one, signature_of(job(2, company="Red Lorries", description=OTHER_WORK)), 0.99)
    assert not is_same_by_vector(one, signature_of(job(2, title="Mechanic", description=OTHER_WORK)), 0.99)
    assert not is_same_by_vector(one, signature_of(job(2, city="Rotterdam", description=OTHER_WORK)), 0.99)


@given(st.text(), st.text(), st.text(), st.text())
def test_any_text_has_a_signature(title: str, company: str, location: str, description: str) -> None:
    posting = job(title=title, company=company, location=location, places=(), description=description)
    first, again = signature_of(posting), signature_of(replace(posting, url="https://jobs.example/2"))
    assert first == again
    assert len(first.minhash) == 256
    assert all(-(2**63) <= key < 2**63 for key in first.keys)


def test_a_file_is_read_for_copies_as_an_import_reads_it() -> None:
    posting = SourcePosting(
        title="Senior Transport Planner (m/f/d), Utrecht", source="board", source_job_id="1", company="Blue Vans B.V.",
        location="Utrecht, Netherlands", description=f"<p>{WORK}</p>", job_type="fulltime",
    )  # fmt: skip
    assert signatures([posting]) == [understand(posting, Moment(datetime(2026, 5, 1, tzinfo=UTC))).signature]
