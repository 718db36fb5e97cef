from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.sources import generic, jobspy
from jobs.sources.posting import SourcePosting, flag_of, kept, number_of, storable, text_of

JOBSPY_ROW = {
    "id": "in-1", "site": "indeed", "job_url": "https://example.com/1", "job_url_direct": "", "title": "Baker",
    "company": "Oven & Sons", "location": "Utrecht, UT, NL", "date_posted": "2026-04-01", "job_type": "parttime",
    "interval": "hourly", "min_amount": "14.5", "max_amount": "nan", "currency": "€", "is_remote": "False",
    "job_level": "entry level", "job_function": "Production", "company_industry": "Food", "description": "Bake.",
}  # fmt: skip


def read(record: dict[str, object], **mapping: str) -> SourcePosting:
    return generic.read_posting(record, generic.known_columns(tuple(record), mapping))


def test_jobspy_columns_are_recognised_and_read() -> None:
    assert jobspy.recognises(JOBSPY_ROW)
    posting = jobspy.read_posting(JOBSPY_ROW)
    assert (posting.source, posting.source_job_id, posting.title) == ("indeed", "in-1", "Baker")
    assert (posting.salary_min, posting.salary_max, posting.currency, posting.interval) == (14.5, None, "€", "hourly")
    assert (posting.remote, posting.level, posting.industry) == (False, "entry level", "Food")


def test_other_columns_are_not_taken_for_jobspy() -> None:
    assert not jobspy.recognises(["title", "company", "job_url"])


def test_the_platform_format_is_read() -> None:
    posting = read(
        {
            "job_id": "dice-7", "title": "Cook", "company": "Inn", "location": "Leeds", "salary": "£12/hr",
            "description": "Cook.", "requirements": "2 years", "posted_date": "2026-04-01", "job_url": "https://example.com",
        }
    )  # fmt: skip
    assert (posting.source_job_id, posting.requirements, posting.salary) == ("dice-7", "2 years", "£12/hr")
    assert (posting.posted, posting.url) == ("2026-04-01", "https://example.com")


def test_days_before_today_are_read() -> None:
    posting = read({"title": "Cook", "posted_days_ago": 3, "expires_in_days": -2, "skills": ["Cooking", "Hygiene"]})
    assert (posting.posted_days_ago, posting.expires_in_days, posting.skills) == (3, -2, "Cooking, Hygiene")


def test_the_fuller_of_two_columns_is_preferred_and_the_other_used_when_it_is_empty() -> None:
    row = {"title": "Cook", "salary": "8000", "salary_raw": "8,000 ETB Monthly", "description": "short"}
    assert read(row).salary == "8,000 ETB Monthly"
    assert read(row | {"salary_raw": ""}).salary == "8000"
    assert read(row | {"full_description": "long"}).description == "long"


def test_columns_are_known_in_any_case_and_spelling() -> None:
    posting = read({"Job Title": "Cook", "COMPANY-NAME": "Inn", "Closing Date": "2026-05-01"})
    assert (posting.title, posting.company, posting.deadline) == ("Cook", "Inn", "2026-05-01")


def test_a_map_reads_columns_of_any_name() -> None:
    posting = read({"Stelle": "Koch", "title": "not this", "Firma": "Wirt"}, title="Stelle", company="Firma")
    assert (posting.title, posting.company) == ("Koch", "Wirt")


def test_a_map_is_parsed_and_its_mistakes_named() -> None:
    assert generic.parse_mapping("title=Stelle, company=Name der Firma") == {
        "title": "Stelle",
        "company": "Name der Firma",
    }
    assert generic.parse_mapping("") == {}
    for wrong in ("tilte=Stelle", "title", "title="):
        with pytest.raises(generic.UnknownField, match="title, source"):
            generic.parse_mapping(wrong)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), ("  nan ", ""), ("Unknown", ""), (5, "5"), (["a", "", "b"], "a, b"), ({"name": "x"}, "x"), (True, "")],
)
def test_fields_become_text(value: object, text: str) -> None:
    assert text_of(value) == text


def test_fields_become_numbers_and_flags() -> None:
    found = [number_of(value) for value in ("1,200.5", 7, "about 5", "inf", "", None, True)]
    assert found == [1200.5, 7, None, None, None, None, None]
    assert [flag_of(value) for value in ("TRUE", 1, "0.0", "no", "", "maybe", None)] == [
        True, True, False, False, None, None, None,
    ]  # fmt: skip


def test_what_the_database_cannot_keep_is_taken_out() -> None:
    assert storable({"a\x00": ["x\ud800y", float("nan"), 1.5]}) == {"a": ["xy", None, 1.5]}


@pytest.mark.parametrize(
    ("value", "written"),
    [("é", "é"), (float("inf"), None), ("\x00a", "a"), ("\ud800a", "a"), (10**30, 10**30), ("\\u0000", "\\u0000")],
)
def test_a_record_is_kept_as_json_with_its_keys_in_order(value: object, written: object) -> None:
    _, payload = kept({"b": value, "a": 1})
    assert list(json.loads(payload).items()) == [("a", 1), ("b", written)]


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([name for names in generic.ALIASES.values() for name in names]), JSON))
def test_no_record_of_any_shape_raises(record: dict[str, object]) -> None:
    assert isinstance(read(record), SourcePosting)
    assert isinstance(jobspy.read_posting(record), SourcePosting)
