from db.places import StoredPlace
from db.preferences import Preferences
from matching.profiles import profile_text, wish_text


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


def test_a_vector_is_made_of_the_work_that_is_sought() -> None:
    wanted = Preferences(
        job_roles=("Nurse", "caregiver"), job_categories=("health",), user_job_input="I can start soon",
        technical_skills=("first aid",), preferred_locations=(StoredPlace("Lagos", None, "NG"),), salary_min=90_000,
    )  # fmt: skip
    assert wish_text(wanted) == "Nurse, caregiver\nhealth"


def test_without_a_role_own_words_and_skills_tell_the_work_and_else_whatever_is_known() -> None:
    wordy = Preferences(job_roles=(" ",), user_job_input=" with animals ", technical_skills=("grooming",), salary_min=1)
    assert wish_text(wordy) == "with animals\ngrooming"
    assert wish_text(Preferences(work_arrangements=("remote",))) == "remote"
    assert wish_text(Preferences()) == "Job seeker"
