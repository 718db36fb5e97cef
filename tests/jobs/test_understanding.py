from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.canonical_jobs import NewJob
from db.places import StoredPlace
from jobs.posting_text import posting_text
from jobs.sources.posting import SourcePosting
from jobs.stated_dates import Moment
from jobs.understanding import understand

MOMENT = Moment(datetime(2026, 5, 4, 12, tzinfo=UTC))


def understood(**given: Any) -> NewJob:
    return understand(SourcePosting(**{"title": "Nurse", "source": "s", "source_job_id": "1"} | given), MOMENT)


class TestPay:
    def test_columns_go_before_text(self) -> None:
        job = understood(salary_min=14.5, salary_max=16, currency="€", interval="hourly", description="€ 3000 a month")
        assert (job.salary_min, job.salary_max, job.salary_currency, job.salary_period) == (14.5, 16, "EUR", "hour")
        assert job.salary_annual_max == 16 * 2080

    @pytest.mark.parametrize(
        ("interval", "period"),
        [("yearly", "year"), ("Monthly", "month"), ("per annum", "year"), ("daily", "day"), ("Fixed", None)],
    )  # fmt: skip
    def test_periods_are_those_of_the_source(self, interval: str, period: str | None) -> None:
        assert understood(salary_min=5, currency="XTS", interval=interval).salary_period == period

    def test_ends_in_the_wrong_order_are_turned(self) -> None:
        job = understood(salary_min=90_000, salary_max=60_000, currency="usd", interval="yearly")
        assert (job.salary_min, job.salary_max, job.salary_currency) == (60_000, 90_000, "USD")

    def test_a_figure_that_is_no_money_is_left_out(self) -> None:
        job = understood(salary_min=-5, salary_max=1e300)
        assert (job.salary_min, job.salary_max) == (None, None)

    def test_pay_text_takes_its_period_and_currency_from_their_columns(self) -> None:
        job = understood(salary="8000", interval="Monthly", currency="ETB", location="Addis Ababa, Ethiopia")
        assert (job.salary_min, job.salary_currency, job.salary_period) == (8000, "ETB", "month")
        assert job.salary_text == "8000"

    def test_naira_labelled_as_dollars_are_naira(self) -> None:
        given = {"currency": "USD", "interval": "yearly", "location": "Lagos, LA, NG"}
        assert understood(salary_min=3_706_608, salary_max=4_693_392, **given).salary_currency == "NGN"
        assert understood(salary_min=30_000, salary_max=40_000, **given).salary_currency == "USD"
        in_america = given | {"location": "Austin, TX, US"}
        assert understood(salary_min=3_706_608, salary_max=4_693_392, **in_america).salary_currency == "USD"

    def test_the_description_is_asked_last(self) -> None:
        job = understood(description="We offer a salary of £30,000 per year.", salary="Competitive")
        assert (job.salary_max, job.salary_currency, job.salary_text) == (30_000, "GBP", "Competitive")


class TestDemands:
    def test_columns_of_years_go_before_text(self) -> None:
        job = understood(experience_min=3, experience_max=1, description="10 years of experience")
        assert (job.experience_min_years, job.experience_max_years) == (3, 3)

    def test_impossible_years_of_a_column_are_left_out(self) -> None:
        assert understood(experience_min=120, experience="2 years").experience_min_years == 2

    def test_no_experience_is_a_value(self) -> None:
        assert understood(experience="No experience").experience_min_years == 0

    def test_listed_skills_are_kept_and_silence_filled_from_the_description(self) -> None:
        listed = understood(skills="Python; Kite flying", description="You know Java.")
        assert listed.skills == ("Python", "Kite flying")
        assert "Java" in understood(description="Requirements: Java and SQL.").skills


class TestPlaceAndMode:
    def test_what_the_text_says_goes_before_the_scrapers_flag(self) -> None:
        assert understood(remote=True, description="This is a hybrid role, 2 days in the office.").work_mode == "hybrid"
        assert understood(remote=True, description="Care for patients.").work_mode == "remote"
        assert understood(remote=False, description="Care for patients.").work_mode is None
        assert understood(job_type="Onsite - Full Time", remote=True).work_mode == "onsite"

    def test_where_remote_is_allowed_is_kept(self) -> None:
        assert understood(location="Remote (EU only)").remote_in == ("EU",)

    def test_countries_are_listed_once(self) -> None:
        assert understood(location="Lagos/Abuja").countries == ("NG",)

    @pytest.mark.parametrize(
        ("title", "city"),
        [
            ("Teacher (Abuja)", "Abuja"),
            ("Sales Rep - Houston, TX", "Houston"),
            ("[Kampala] Accountant", "Kampala"),
            ("Product Manager Berlin (m/w/d)", "Berlin"),
            ("Nurse in Nairobi, Kenya", "Nairobi"),
        ],
    )
    def test_a_place_that_the_title_loses_is_where_the_work_is(self, title: str, city: str) -> None:
        (place,) = understood(title=title).places
        assert place.city == city
        assert understood(title=title, location="Kisumu, Kenya").places[0].city == "Kisumu"

    def test_a_line_of_the_description_names_the_place_where_no_field_does(self) -> None:
        text = "<p>We cook.</p><p><b>Work location:</b> Lagos, Nigeria</p><p>Pay: well</p>"
        assert [place.city for place in understood(description=text).places] == ["Lagos"]
        assert [place.city for place in understood(description=text, location="Remote").places] == ["Lagos"]
        assert understood(description=text, location="Accra, Ghana").countries == ("GH",)

    def test_a_country_alone_is_the_last_to_be_asked(self) -> None:
        assert understood(country="Kenya").countries == ("KE",)
        assert understood(title="Cook - Mombasa", country="Kenya").places[0].city == "Mombasa"
        assert understood(title="Project Manager - IT").places == ()


class TestTitleAndTypes:
    def test_fields_go_before_the_title(self) -> None:
        job = understood(title="Senior Nurse (m/w/d)", level="entry level", job_type="parttime, fulltime")
        assert (job.title, job.level) == ("Senior Nurse", "junior")
        assert set(job.employment_types) == {"part_time", "full_time"}
        assert understood(title="Senior Nurse").level == "senior"


class TestDates:
    def test_a_posting_from_the_future_is_of_today(self) -> None:
        assert understood(posted="2026-06-30").posted_on == date(2026, 5, 4)

    def test_the_earliest_end_counts(self) -> None:
        assert understood(posted="2026-05-01").expires_on == date(2026, 5, 31)
        assert understood(posted="2026-05-01", deadline="2026-05-20").expires_on == date(2026, 5, 20)
        assert understood(deadline="2026-12-24").expires_on == date(2026, 6, 3)
        assert understood(posted_days_ago=40).status == "EXPIRED"

    def test_a_shift_moves_every_date_but_those_counted_from_today(self) -> None:
        moment = Moment(MOMENT.now, timedelta(days=10))
        job = understand(SourcePosting("Nurse", posted="2026-04-01", deadline="2026-05-01"), moment)
        assert (job.posted_on, job.deadline_on) == (date(2026, 4, 11), date(2026, 5, 11))
        assert understand(SourcePosting("Nurse", posted_days_ago=3), moment).posted_on == date(2026, 5, 1)


class TestText:
    def test_markup_becomes_text_and_long_texts_are_cut(self) -> None:
        job = understood(description="<p>Care &amp; cure</p>" + "x" * 90_000)
        assert job.description.startswith("Care & cure")
        assert len(job.description) <= 20_000

    def test_the_embedding_text_follows_the_order_of_the_rule(self) -> None:
        job = NewJob(
            source="s", source_job_id="1", title="Nurse", expires_on=date(2026, 6, 1), company="Clinic",
            function="Health", level="senior", industry="Hospitals",
            places=(StoredPlace("Lagos", "Lagos State", "NG"), StoredPlace(country="KE")), countries=("NG", "KE"),
            work_mode="remote", remote_in=("AFRICA",), skills=("Triage",), preferred_skills=("Swahili",),
            experience_min_years=2, experience_max_years=4.5, salary_min=100_000, salary_max=200_000,
            salary_currency="NGN", salary_period="month", description="d" * 5000,
        )  # fmt: skip
        assert posting_text(job).splitlines() == [
            "Nurse", "Clinic", "Health", "senior", "Hospitals", "Lagos, Lagos State", "NG, KE", "remote",
            "remote in AFRICA", "required: Triage", "preferred: Swahili", "2 to 4.5 years of experience",
            "NGN 100,000 to 200,000 a month", "d" * 300,
        ]  # fmt: skip

    def test_only_what_is_known_is_in_the_embedding_text(self) -> None:
        job = NewJob(source="s", source_job_id="1", title="Nurse", expires_on=date(2026, 6, 1), location="Somewhere")
        assert posting_text(job) == "Nurse\nSomewhere"

    def test_a_new_pay_changes_the_hash_and_a_new_date_does_not(self) -> None:
        base = understood(salary="£20,000 a year", posted="2026-05-01")
        assert understood(salary="£20,000 a year", posted="2026-05-02").embedding_hash == base.embedding_hash
        assert understood(salary="£21,000 a year", posted="2026-05-01").embedding_hash != base.embedding_hash

    def test_unnamed_employers_are_not_taken_for_one(self) -> None:
        first, second = understood(description="Care for the old."), understood(description="Care for children.")
        assert first.cluster_key != second.cluster_key


@given(
    st.builds(
        SourcePosting,
        title=st.text(min_size=1),
        location=st.text(),
        description=st.text(),
        salary=st.text(),
        experience=st.text(),
        skills=st.text(),
        posted=st.text(),
        job_type=st.text(),
        posted_days_ago=st.none() | st.floats(allow_nan=False, allow_infinity=False),
        salary_min=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    )
)
def test_no_posting_raises(posting: SourcePosting) -> None:
    assert understand(posting, MOMENT).embedding_text
