from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.sources.hiring_thread import read_header
from jobs.sources.kinds import KINDS, kind_of
from jobs.sources.posting import NotAPosting, SourcePosting
from jobs.sources.role_words import is_role, names_role, roles_in, wanted_role

CHANNEL, THREAD = KINDS["channel"], KINDS["hiring_thread"]

LABELLED = """🔹**Title**: Stock Counter
🔹**Location**: Quay Street
🔹**Working hours**: Monday, 9 to 5
🔹**Salary**: $12/hr
🔹**Description**:
- Count boxes
To apply: https://forms.example/abc"""

BELOW = """🏢  Company Name : Tide & Sons Pte Ltd

🟡  🌟 Pier Attendant (Part Time) 🌟

💰 Salary:
11 - 13 / Hour

📍 Location:
Harbour Gate

📝Job Description:
Help passengers. Call +65 8123 4567"""

SHOUTED = """✨🔥 **$14/HR EVENT USHERS NEEDED!! @ Marina Hall** 🔥✨

Dates: 2 to 5 May
💰 $14 per hour

Interested applicants telegram @harbour_jobs with your name
Pier Staffing Pte Ltd"""


def post(text: str, **more: Any) -> SourcePosting:
    message = {"channel": "quayjobs", "message_id": 7, "date": "2026-04-01T00:00:00+00:00", "text": text}
    return CHANNEL.read(message | more)


class TestChannelPosts:
    def test_labelled_lines_are_read(self) -> None:
        found = post(LABELLED)
        assert (found.title, found.location, found.salary) == ("Stock Counter", "Quay Street", "$12/hr")
        assert (found.source_job_id, found.apply_url) == ("quayjobs/7", "https://forms.example/abc")
        assert found.posted == "2026-04-01T00:00:00+00:00"

    def test_values_may_stand_below_their_labels(self) -> None:
        found = post(BELOW)
        assert (found.title, found.company) == ("Pier Attendant (Part Time)", "Tide & Sons Pte Ltd")
        assert (found.salary, found.location) == ("11 - 13 / Hour", "Harbour Gate")
        assert "+65 8123 4567" in found.contacts

    def test_a_headline_is_freed_of_cries_pay_and_place(self) -> None:
        found = post(SHOUTED)
        assert (found.title, found.location, found.salary) == ("EVENT USHERS", "Marina Hall", "$14 per hour")
        assert (found.company, found.contacts) == ("Pier Staffing Pte Ltd", "@harbour_jobs")

    @pytest.mark.parametrize(
        ("headline", "title"),
        [
            ("✨Looking for 2 Promoters✨", "Promoters"),
            ("URGENT: Line Cook needed asap", "Line Cook"),
            ("Hiring!!! Night Packers | start now", "Night Packers"),
            ("🧽 LOOKING FOR CUP WASHER @ HARBOUR CAFE", "CUP WASHER"),
            ("Great pay! Friendly people! Delivery Rider wanted", "Delivery Rider"),
        ],
    )
    def test_headlines(self, headline: str, title: str) -> None:
        assert post(f"{headline}\n\n📍 Quay Street\n💰 $12/h\nCome and join us for a season.").title == title

    def test_lessons_are_jobs_of_tutors(self) -> None:
        assert (
            post("Subject: Grade 7 Chemistry\nLocation: Quay Street\nRate: $30/hr").title == "Tutor, Grade 7 Chemistry"
        )

    def test_without_a_role_the_first_duty_names_the_job_where_place_and_pay_are_said(self) -> None:
        found = post(
            "Looking for 3 pax\n📍 Quay Street\n💰$12/h\nJob Scope:\n- Game booth care\nRequirements:\n- Cheerful"
        )
        assert found.title == "Game booth care"

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("Follow us on all our channels for more news every day!", "names a role"),
            ("hello", "too short"),
        ],
    )
    def test_what_is_no_posting_is_said_to_be_none(self, text: str, reason: str) -> None:
        with pytest.raises(NotAPosting, match=reason):
            post(text)

    @pytest.mark.parametrize(
        "text",
        [
            "✨POSITION FILLED✨\n\n📍Hall 4\n💰 $15/h\nUsher needed for two days",
            "This position has been filled.",
            "Position closed",
        ],
    )
    def test_a_post_can_say_that_its_job_is_filled(self, text: str) -> None:
        found = CHANNEL.read({"text": text, "message_id": 7, "channel": "quay"})
        assert (found.filled, found.source_job_id) == (True, "quay/7")

    def test_telegrams_own_export_is_read(self) -> None:
        message = {
            "id": 3, "type": "message", "date": "2026-04-01T00:00:00", "from": "Quay", "from_id": "channel1",
            "text": ["Title: ", {"type": "bold", "text": "Net Mender"}, "\nSalary: 900 birr a day\nLocation: Adama"],
        }  # fmt: skip
        assert kind_of(message) is CHANNEL
        assert (CHANNEL.read(message).title, CHANNEL.read(message).location) == ("Net Mender", "Adama")


def comment(text: str) -> list[SourcePosting]:
    return [THREAD.read(part) for part in THREAD.unfold({"id": 42, "by": "someone", "time": 1775000000, "text": text})]


class TestHiringThreads:
    def test_the_first_line_is_read_by_what_its_parts_are(self) -> None:
        (found,) = comment(
            "Kelp & Co | Marine Engineer | Bergen, Norway | ONSITE, Full-time | €60k-80k | https://kelp.example\nWe."
        )
        assert (found.title, found.company, found.location) == ("Marine Engineer", "Kelp & Co", "Bergen, Norway")
        assert (found.work_mode, found.job_type, found.salary) == ("ONSITE, Full-time", "ONSITE, Full-time", "€60k-80k")
        assert (found.url, found.apply_url) == ("https://news.ycombinator.com/item?id=42", "https://kelp.example")
        assert found.posted == "1775000000"

    @pytest.mark.parametrize(
        ("line", "company", "role", "place"),
        [
            (
                "Kelp (https://kelp.example) | Berlin, Germany | Data Analyst | REMOTE",
                "Kelp",
                "Data Analyst",
                "Berlin, Germany",
            ),
            (
                "Net Mender and Engineer | Kelp | Oslo, Norway | Onsite",
                "Kelp",
                "Net Mender and Engineer",
                "Oslo, Norway",
            ),
            ("Kelp - Backend Engineer - Lagos, Nigeria", "Kelp", "Backend Engineer", "Lagos, Nigeria"),
            ("Kelp.io | Fully Remote | Full-time", "Kelp.io", "", ""),
        ],
    )
    def test_headers_in_any_order(self, line: str, company: str, role: str, place: str) -> None:
        header = read_header(line)
        assert (header.company, header.roles, header.place) == (company, role, place)

    def test_several_roles_of_one_line_are_several_postings(self) -> None:
        found = comment("Kelp | Data Analyst, Diver Trainer and Boat Mechanic | Bergen, Norway | ONSITE\nJoin us.")
        assert [posting.title for posting in found] == ["Data Analyst", "Diver Trainer", "Boat Mechanic"]
        assert len({posting.source_job_id for posting in found}) == 3
        assert {posting.company for posting in found} == {"Kelp"}

    def test_a_role_of_several_words_stays_one(self) -> None:
        assert roles_in("Software Engineer, Payments") == ["Software Engineer, Payments"]
        assert roles_in("Research and Development Engineer") == ["Research and Development Engineer"]

    def test_lines_of_the_same_company_are_postings_with_their_own_places(self) -> None:
        found = comment(
            "Kelp | Data Analyst | Bergen, Norway | ONSITE\nText.\nKelp | Boat Mechanic | Oslo, Norway | REMOTE"
        )
        assert [(posting.title, posting.location) for posting in found] == [
            ("Data Analyst", "Bergen, Norway"),
            ("Boat Mechanic", "Oslo, Norway"),
        ]

    def test_roles_listed_below_stand_in_for_a_header_without_any(self) -> None:
        text = "Kelp | Multiple roles | Bergen, Norway | ONSITE\n- Data Analyst: counts\n- Boat Mechanic\n- Growing"
        assert [posting.title for posting in comment(text)] == ["Data Analyst", "Boat Mechanic"]

    def test_an_open_call_is_kept_under_that_name(self) -> None:
        (found,) = comment("Kelp | Bergen, Norway | REMOTE | Full-time\nWe farm the sea and grow.")
        assert (found.title, found.company) == ("Open positions", "Kelp")

    def test_prose_names_its_role_too(self) -> None:
        (found,) = comment(
            "Hi all! Kelp farms the sea.\nWe are looking for a senior boat mechanic to join us in Bergen."
        )
        assert found.title == "senior boat mechanic"

    @pytest.mark.parametrize(
        "text", ["Threads are paginated, see page 2.", "Use {company} | {job title} | {place} please"]
    )
    def test_notes_and_questions_are_no_postings(self, text: str) -> None:
        with pytest.raises(NotAPosting):
            comment(text)

    def test_markup_of_the_api_is_read_as_lines(self) -> None:
        (found,) = comment("Kelp | Data Analyst | Bergen | REMOTE<p>We farm the sea &#x27;gently&#x27;.")
        assert found.title == "Data Analyst"
        assert "'gently'" in found.description


def test_roles_are_told_from_sentences() -> None:
    assert is_role("Head of Sales")
    assert is_role("Senior iOS Developer")
    assert not is_role("Answering tickets of engineers")
    assert not is_role("Excellent understanding of security")
    assert not names_role("Learn real communication and sales skills")
    assert wanted_role("We need people. We are hiring an experienced crane operator for nights.") == "crane operator"


@given(st.text())
def test_no_post_and_no_comment_raises_anything_else(text: str) -> None:
    for read in (lambda: [post(text)], lambda: comment(text)):
        with suppress(NotAPosting):
            assert all(found.title for found in read())
