from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from jobs.reading import Preparation, Row, choose
from jobs.sources.files import look_at
from jobs.sources.rows import BadRecord
from jobs.stated_dates import Moment
from jobs.understanding import signatures, understand

if TYPE_CHECKING:
    from pathlib import Path

    from jobs.sources.posting import SourcePosting

MOMENT = Moment(datetime(2026, 4, 1, tzinfo=UTC))


def rows(tmp_path: Path, *records: dict[str, Any]) -> list[Row | BadRecord]:
    path = tmp_path / "jobs.json"
    path.write_text(json.dumps(records), "utf-8")
    file, reader = choose(look_at(path), {})
    preparation = Preparation(reader, None, "here", MOMENT)
    return [preparation.row(record) for record in file.records()]


def posting(tmp_path: Path, **record: Any) -> SourcePosting:
    (row,) = rows(tmp_path, record)
    assert isinstance(row, Row)
    return row.posting


def test_entities_and_tags_of_short_fields_are_resolved_whatever_the_source(tmp_path: Path) -> None:
    jobicy = posting(
        tmp_path, id=9, jobTitle="Designer &#038; Illustrator", jobGeo="USA", companyName="Smith &amp; Sons"
    )
    assert (jobicy.title, jobicy.company) == ("Designer & Illustrator", "Smith & Sons")
    adzuna = posting(tmp_path, title="<strong>Senior</strong> Nurse", redirect_url="https://www.adzuna.com/1", id=1)
    assert adzuna.title == "Senior Nurse"
    plain = posting(tmp_path, title="<b>Cook</b>", skills="<li>Grill</li><li>Sauces</li>", location="Paris<br>Lyon")
    assert (plain.title, plain.skills, plain.location) == ("Cook", "Grill, Sauces", "Paris; Lyon")


def test_the_long_text_keeps_its_markup_for_paragraphs(tmp_path: Path) -> None:
    assert posting(tmp_path, title="Cook", description="<p>a</p><p>b</p>").description == "<p>a</p><p>b</p>"


def test_escaped_places_are_found(tmp_path: Path) -> None:
    place = understand(posting(tmp_path, title="Cook", location="Bogot&aacute;, Colombia"), MOMENT).places[0]
    assert (place.city, place.country) == ("Bogot\xe1", "CO")
    job = understand(posting(tmp_path, title="Cook", location="Paris<br>Lyon"), MOMENT)
    assert [place.city for place in job.places] == ["Paris", "Lyon"]


def test_an_escaped_company_is_the_same_company(tmp_path: Path) -> None:
    escaped = posting(tmp_path, id="1", title="R&amp;D Cook", company="Smith &amp; Sons Ltd", description="abc")
    plain = posting(tmp_path, id="1", title="R&D Cook", company="Smith & Sons Ltd", description="abc")
    assert signatures([escaped]) == signatures([plain])


def test_a_title_of_markup_alone_is_no_title(tmp_path: Path) -> None:
    assert rows(tmp_path, {"title": "<b> </b>", "company": "x"}) == [BadRecord(1, "no title")]


def test_a_record_nested_without_end_is_one_bad_row(tmp_path: Path) -> None:
    deep: dict[str, Any] = {}
    for _ in range(300):
        deep = {"a": [deep]}
    first, second = rows(tmp_path, {"title": "Cook", "x": deep}, {"title": "Baker"})
    assert isinstance(first, BadRecord)
    assert "nested more than 100 deep" in first.reason
    assert isinstance(second, Row)
