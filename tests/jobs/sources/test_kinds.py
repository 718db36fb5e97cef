from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.reading import Preparation, Row, choose
from jobs.sources.board_address import company_in
from jobs.sources.files import UnreadableFile, look_at
from jobs.sources.kinds import KINDS, Kind
from jobs.sources.posting import NotAPosting
from jobs.sources.rows import BadRecord
from jobs.stated_dates import Moment

REAL = Path(__file__).parents[4] / "shared" / "data" / "upstream"
BOARD = {"name": "Clay Works", "jobs": [{"title": "Potter", "shortcode": "A1", "country": "Ghana"}]}


def read(path: Path, **how: Any) -> list[Row | BadRecord]:
    file, reader = choose(look_at(path), {}, **how)
    preparation = Preparation(reader, None, path.name.split(".")[0], Moment(datetime(2026, 5, 4, tzinfo=UTC)))
    return [preparation.row(record) for record in file.records()]


def row(path: Path, **how: Any) -> Row:
    (found,) = read(path, **how)
    assert isinstance(found, Row)
    return found


def written(tmp_path: Path, content: Any, name: str = "a.json") -> Path:
    (tmp_path / name).write_text(content if isinstance(content, str) else json.dumps(content))
    return tmp_path / name


@pytest.mark.parametrize(
    "wrap",
    [
        lambda jobs: {"data": jobs}, lambda jobs: {"results": jobs}, lambda jobs: {"content": jobs, "totalFound": 1},
        lambda jobs: {"offers": jobs}, lambda jobs: {"meta": {"jobs": 1}, "data": {"jobs": jobs}}, lambda jobs: jobs[0],
        lambda jobs: {"tags": ["a"], "items": jobs},
    ],
)  # fmt: skip
def test_the_list_is_found_under_any_usual_name(tmp_path: Path, wrap: Any) -> None:
    posting = {"title": "Potter", "tags": ["clay"], "company": "Clay Works"}
    assert row(written(tmp_path, wrap([posting]))).posting.title == "Potter"


class TestTheCompanyOfABoard:
    def test_stands_beside_the_list(self, tmp_path: Path) -> None:
        assert row(written(tmp_path, BOARD)).posting.company == "Clay Works"

    def test_is_what_the_operator_says(self, tmp_path: Path) -> None:
        assert row(written(tmp_path, BOARD), board="Clay Works Ltd").posting.company == "Clay Works Ltd"

    @pytest.mark.parametrize(
        ("url", "company"),
        [
            ("https://jobs.lever.co/box-co/1", "Box Co"),
            ("https://jobs.ashbyhq.com/OpenLoom/2", "OpenLoom"),
            ("https://greens.recruitee.com/o/x", "Greens"),
            ("https://jobs.lever.co/", ""),
            ("https://example.com/jobs/1", ""),
            ("http://[broken", ""),
        ],
    )
    def test_else_is_taken_from_the_address(self, url: str, company: str) -> None:
        assert company_in(url) == company


def test_the_country_of_a_channel_is_the_operators_to_say(tmp_path: Path) -> None:
    path = written(
        tmp_path, {"channel": "q", "message_id": 1, "text": "Title: Usher\nLocation: Quay\nSalary: $12/hr, daily"}
    )
    assert row(path, country="SG").posting.country == "SG"


def test_a_named_kind_is_forced_and_an_unknown_one_refused(tmp_path: Path) -> None:
    path = written(tmp_path, [{"position": "Tailor", "id": 1, "company": "Seam"}])
    assert row(path, kind="remoteok").posting.source == "remoteok"
    assert row(path, kind="generic").posting.attribution == ""
    with pytest.raises(UnreadableFile, match="remotive"):
        read(path, kind="remotiv")


def test_rows_that_are_no_postings_say_why(tmp_path: Path) -> None:
    path = written(tmp_path, [{"channel": "q", "message_id": 1, "text": "hello"}, {"message_id": 2}])
    assert [found.reason for found in read(path) if isinstance(found, BadRecord)] == ["too short for a posting"] * 2


def test_the_notice_of_remoteok_costs_no_failed_row(tmp_path: Path) -> None:
    notice = {"legal": "Link back.", "last_updated": 1}
    job = {
        "slug": "a",
        "epoch": 1775000000,
        "position": "Tailor",
        "id": "1",
        "company": "Seam",
        "url": "https://r.example/1",
    }
    assert row(written(tmp_path, [notice, job])).posting.title == "Tailor"


def test_a_table_of_skills_is_not_taken_for_postings(tmp_path: Path) -> None:
    path = written(tmp_path, "id,job_id,skill_name,skill_category\n1,1,go,languages\n", "skills.csv")
    with pytest.raises(UnreadableFile, match="skills of postings, not postings"):
        read(path)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = [
    "title",
    "text",
    "name",
    "position",
    "jobTitle",
    "company",
    "location",
    "locations",
    "address",
    "salary",
    "compensation",
    "pay_input_ranges",
    "categories",
    "tags",
    "id",
    "url",
    "refs",
    "jobAd",
    "metadata",
    "baseSalary",
    "jobLocation",
    "identifier",
    "hiringOrganization",
    "area",
    "lists",
    "department",
    "date",
    "time",
    "redirect_url",
    "description",
    "content",
    "employmentType",
    "job_types",
    "secondaryLocations",
    "salaryRange",
    "country",
    "experienceRequirements",
]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
@settings(max_examples=40)
@given(record=st.dictionaries(st.sampled_from(NAMES), JSON))
def test_no_record_of_any_shape_raises(kind: Kind, record: dict[str, Any]) -> None:
    kind.recognises(record)
    for part in kind.unfold(record):
        with suppress(NotAPosting):
            kind.read(part)


@pytest.mark.skipif(not REAL.exists(), reason="the sample responses are not here")
@pytest.mark.parametrize("path", sorted(REAL.glob("*")) if REAL.exists() else [], ids=lambda path: path.name)
def test_real_responses_are_recognised_and_read_whole(path: Path) -> None:
    found = read(path)
    failed = [row.reason for row in found if isinstance(row, BadRecord)]
    assert found
    assert failed == (
        ["no title"] if path.name == "smartrecruiters_detail.json" else []
    )  # a cut detail, without its name
    assert all(row.posting.source in path.name or row.posting.source for row in found if isinstance(row, Row))
