from db.places import StoredPlace
from db.preferences import Preferences
from matching.profiles import profile_text


def test_nothing_known_is_a_job_seeker() -> None:
    assert profile_text(Preferences(job_roles=(" ",), work_arrangements=())) == "Job seeker"


def test_everything_known_comes_in_the_agreed_order() -> None:
    wanted = Preferences(
        job_roles=("Data engineer", "Analyst"),
        job_categories=("IT",),
        user_job_input="something with data",
        experience_level="senior",
        years_of_experience=6.0,
        technical_skills=("Python", "Spark"),
        soft_skills=("Teamwork",),
        preferred_locations=(StoredPlace("Lagos", None, "NG"), StoredPlace(country="KE")),
        user_location_input="near the coast",
        willing_to_relocate=True,
        work_arrangements=("hybrid", "remote"),
        employment_types=("full_time",),
        salary_min=2_000_000,
        salary_max=3_000_000,
        salary_currency="NGN",
        salary_period="month",
        company_size_preference=("startup",),
        industry_preferences=("banking",),
    )
    assert profile_text(wanted).split("\n") == [
        "Data engineer, Analyst",
        "IT",
        "something with data",
        "senior level",
        "6 years of experience",
        "Python, Spark",
        "Teamwork",
        "Lagos, NG; KE",
        "near the coast",
        "willing to relocate",
        "hybrid, remote",
        "full time",
        "NGN 2,000,000 – 3,000,000 a month",
        "startup",
        "banking",
    ]


def test_only_a_minimum_is_said_as_a_minimum() -> None:
    assert profile_text(Preferences(salary_min=60_000, salary_currency="EUR")) == "at least EUR 60,000"


def test_zero_years_and_no_relocation_are_known_facts() -> None:
    text = profile_text(Preferences(years_of_experience=0.0, willing_to_relocate=False))
    assert text == "0 years of experience\nnot relocating"
