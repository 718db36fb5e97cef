from __future__ import annotations

from dataclasses import replace
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from jobs.duplicates.clusters import cluster_file
from jobs.duplicates.said_words import said_words, says, says_one_of
from jobs.duplicates.title_words import title_key
from jobs.word_hashes import hash_of, word_hashes
from tests.jobs.duplicates.postings import OTHER_WORK, WORK, job, signature_of

if TYPE_CHECKING:
    from db.canonical_jobs import NewJob

LONG = f"{WORK} {OTHER_WORK[:300]}"
ADDED = [f"added{number}" for number in range(160)]
EDITED = " ".join(word if at % 14 else ADDED[at // 14] for at, word in enumerate(LONG.split()))
TOOLS = "Kubernetes Terraform Grafana Prometheus PostgreSQL Kafka Airflow Snowflake Databricks Jenkins Ansible Vault"
OTHER_TOOLS = "Argo Helm Redis Cassandra Spark Flink Tableau Looker Splunk Datadog Sentry Istio Consul Nomad Packer"


def together(*jobs: NewJob) -> bool:
    return len(set(cluster_file([signature_of(each) for each in jobs]))) == 1


@pytest.mark.parametrize(
    "copy",
    [
        {"title": "Planner"},
        {"title": "Night Transport Planner"},
        {"title": "Transport Plannerr"},
        {"title": "Planner Transport"},
        {"title": "Logistics Employee", "source": "other"},
        {"title": "Logistics Employee"},
        {"title": "Senior Transport Planner", "source": "other"},
        {"title": "Junior Transport Planner"},
        {"title": "Transport Clerk", "source": "other", "description": f"{LONG} {' '.join(ADDED[:30])}"},
        {"title": "Night Transport Planner", "description": f"{LONG} {' '.join(ADDED)}"},
    ],
    ids=[
        "shortened",
        "longer",
        "misspelt",
        "in another order",
        "renamed",
        "the very words under two titles",
        "a board's level",
        "an early level",
        "longer text",
        "a part",
    ],
)
def test_the_same_text_under_another_title_joins(copy: dict[str, Any]) -> None:
    assert together(job(description=LONG), job(2, **({"description": LONG} | copy)))


@pytest.mark.parametrize(
    "other",
    [
        {"title": "Logistics Employee", "description": f"{LONG} Welcome."},
        {"title": "Transport Planner Team Yard", "description": f"{LONG} Welcome."},
        {"title": "Weekend Transport Planner", "description": f"{LONG} You work in the weekend."},
        {"title": "Transport Planner Germany"},
        {"title": "French Transport Planner, Buyer"},
        {"title": "Senior Transport Planner"},
        {"title": "Transport Planner Intern", "source": "other"},
        {"title": "Logistics Employee", "source": "other", "city": "Rotterdam"},
        {"title": "Transport Clerk", "description": f"{LONG} {' '.join(ADDED[:30])}"},
    ],
    ids=[
        "renamed by one board",
        "of a team",
        "told by the text",
        "a territory",
        "a language",
        "a level",
        "an intern",
        "elsewhere",
        "renamed, longer text",
    ],
)
def test_other_work_in_the_same_form_stays_apart(other: dict[str, Any]) -> None:
    assert not together(job(description=LONG), job(2, **({"description": LONG} | other)))


def test_one_board_renames_a_text_and_adds_a_line() -> None:
    longer = f"{LONG} {' '.join(ADDED[:7])}"
    assert together(job(description=LONG), job(2, title="Transport Clerk", description=longer))
    changed = longer.replace("spreadsheet", "ledger").replace("telephone", "bell")
    assert not together(job(description=LONG), job(2, title="Transport Clerk", description=changed))


def test_what_both_texts_tell_apart_stays_apart_on_every_board() -> None:
    chemistry = LONG.replace("vans", "chemistry")
    physics = LONG.replace("vans", "physics")
    first = job(title="Chemistry Planner", description=chemistry)
    assert not together(first, job(2, title="Physics Planner", description=physics, source="other", city="Delft"))
    assert not together(first, job(2, title="Physics Planner", description=physics))


@pytest.mark.parametrize(
    ("copy", "alike"),
    [
        ({}, True),
        ({"city": None}, True),
        ({"city": "Rotterdam"}, False),
        ({"title": "Fleet Mechanic"}, False),
        ({"title": "Night Transport Planner"}, True),
        ({"description": WORK}, False),
    ],
    ids=["here", "place not said", "elsewhere", "other work", "longer title", "usual text"],
)
def test_a_long_text_at_one_place_is_one_opening_under_two_names(copy: dict[str, Any], *, alike: bool) -> None:
    second = job(2, **({"company": "Red Lorries", "description": LONG} | copy))
    assert together(job(description=copy.get("description", LONG)), second) is alike


@pytest.mark.parametrize(
    ("title", "copy", "alike"),
    [
        ("Transport Planner", {"company": "Red Lorries"}, False),
        ("Night Shift Transport Planner", {"company": "Red Lorries"}, True),
        ("Transport Planner", {"company": "Blue Lorries"}, True),
        ("Transport Planner", {"company": "Lorries Tachograph"}, True),
        ("Transport Planner", {"company": "Lorries Herring"}, False),
    ],
    ids=["a chain's branches", "an intermediary", "begins alike", "said by the text", "said in part"],
)
def test_in_two_towns_more_must_say_that_two_names_are_ones(title: str, copy: dict[str, Any], *, alike: bool) -> None:
    first = job(title=title, description=LONG)
    assert together(first, job(2, title=title, city="Rotterdam", description=LONG, **copy)) is alike


@pytest.mark.parametrize(
    ("changed", "copy", "alike"),
    [
        (20, {}, True),
        (20, {"city": None}, True),
        (20, {"employment_types": ("part_time",)}, True),
        (20, {"city": "Rotterdam"}, False),
        (20, {"employment_types": ("internship",)}, False),
        (7, {}, False),
    ],
    ids=["here", "place not said", "other hours", "elsewhere", "another contract", "little in common"],
)
def test_a_recruiter_copies_most_of_a_text(changed: int, copy: dict[str, Any], *, alike: bool) -> None:
    text = " ".join(word if at % changed else ADDED[at // changed] for at, word in enumerate(LONG.split()))
    first = job(description=LONG, employment_types=("contract", "full_time"))
    assert together(first, job(2, company="Red Herring", description=text, **copy)) is alike
    longer = f"{text} {' '.join(ADDED[50:])}"
    assert together(first, job(2, company="Red Herring", description=longer, **copy)) is alike


@pytest.mark.parametrize(
    ("title", "copy", "alike"),
    [
        ("Night Transport Planner", {}, True),
        ("Planner", {}, True),
        ("Night Transport Planner", {"source": "board"}, False),
        ("Night Shift Transport Planner", {}, False),
        ("Night Transport Planner", {"city": "Leiden"}, False),
        ("Night Transport Planner", {"description": f"{OTHER_WORK} {TOOLS}"}, False),
        ("Night Transport Planner", {"description": f"{EDITED} {OTHER_TOOLS}"}, False),
    ],
    ids=["a word more", "a word less", "the same board", "two words more", "elsewhere", "other words", "other names"],
)
def test_another_board_shows_edited_words_under_a_word_more(title: str, copy: dict[str, Any], *, alike: bool) -> None:
    edited = job(2, title=title, **({"source": "other", "description": f"{EDITED} {TOOLS}"} | copy))
    assert together(job(description=f"{LONG} {TOOLS}"), edited) is alike


def test_the_very_text_is_copied_whatever_its_words() -> None:
    usual = resources.files("jobs.duplicates").joinpath("common_words.txt").read_text("utf-8").replace("\n", " ")[:1500]
    assert together(job(description=usual), job(2, company="Red Herring", description=usual))


def test_an_early_level_that_one_title_adds_counts_only_where_the_texts_differ() -> None:
    for changed, alike in ((10, True), (40, False)):
        text = " ".join([*ADDED[:changed], *LONG.split()[changed:]])
        assert together(job(description=LONG), job(2, title="Junior Transport Planner", description=text)) is alike


@pytest.mark.parametrize(
    ("title", "text", "alike"),
    [
        ("Transport Planner", f"As a senior planner. {LONG}", True),
        ("Transport Planner", f"As a young planner. {LONG}", False),
        ("Junior Transport Planner", f"As a senior planner. {LONG}", False),
    ],
    ids=["said", "not said", "another level"],
)
def test_a_level_that_a_board_cut_from_the_title_is_said_by_the_text(title: str, text: str, *, alike: bool) -> None:
    cut = job(title=title, description=text)
    whole = job(2, title="Senior Transport Planner", description=f"{text} {' '.join(ADDED[:120])}")
    assert together(cut, whole) is alike


def test_a_part_may_have_lost_a_line_break_but_no_word() -> None:
    words = LONG.split()
    glued = " ".join([*words[:40], "and", *words[40:80], "and", *words[80:120], "and", *words[120:]])
    longer = job(2, title="Coach Transport Planner", description=f"{LONG} {' '.join(ADDED)}")
    assert together(job(description=glued), longer)
    assert not together(job(description=glued.replace("vans", "ships").replace("dog", "cat")), longer)


def test_each_text_says_the_town_of_the_other() -> None:
    offices = "Our offices are in Utrecht and in Rotterdam."
    texts = [f"{offices} {WORK}", f"{offices} {' '.join(reversed(WORK.split()))}"]
    assert together(job(description=texts[0]), job(2, city="Rotterdam", description=texts[1]))
    assert not together(job(description=texts[0]), job(2, city="Leiden", description=texts[1]))


def test_of_a_text_that_a_board_cut_the_title_tells_more() -> None:
    cut = LONG[:500]
    for title, alike in (("Night Transport Planner", True), ("Night Fleet Planner", False), ("Mechanic", False)):
        copy = job(2, title=title, description=cut, source="other")
        assert together(job(description=cut), copy) is alike
        assert together(job(description=LONG), replace(copy, description=LONG))


def test_two_employers_take_a_description_of_duties_from_each_other() -> None:
    usual = resources.files("jobs.duplicates").joinpath("common_words.txt").read_text("utf-8").split()
    duties, others = " ".join(usual[:150]), " ".join(reversed(usual[:70]))
    for shared, alike in ((WORK[:250], False), (f"{WORK} {OTHER_WORK}", True)):
        longer = job(2, company="Red Herring", description=f"{others} {duties} {shared}")
        assert together(job(description=f"{duties} {shared}"), longer) is alike


def test_hours_tell_one_employers_texts_of_one_language_apart() -> None:
    whole = {"employment_types": ("full_time",)}
    part = {"employment_types": ("part_time",), "description": f"{LONG} Welcome."}
    assert not together(job(description=LONG, **whole), job(2, **part))
    assert together(job(description=LONG, **whole), job(2, **part, company="Red Herring"))


def test_an_excerpt_in_another_language_is_of_another_text() -> None:
    dutch = "Je gaat met ons aan de slag en je bent van de vroege dienst, met een team dat bij jou past…"
    english = "You will work with us on the early shift and you are part of a team that is right for you…"
    assert together(job(description=LONG), job(2, description=english))
    assert not together(job(description=LONG), job(2, description=dutch))


def test_a_department_that_the_other_text_mentions_is_no_other_department() -> None:
    ours, theirs = f"{LONG} The chemistry department hires.", f"{LONG} The physics department hires."
    assert not together(job(description=ours), job(2, description=theirs))
    assert together(job(description=ours), job(2, description=f"{theirs} Next door is chemistry."))


def test_titles_have_one_spelling() -> None:
    assert title_key("Data-analist AI") == title_key("Data Analyst Artificial Intelligence")
    assert title_key("Full-Stack ontwikkelaar") == title_key("fullstack developer")
    assert title_key("Projectleider netwerk") == title_key("Project Manager Network")
    assert title_key("Stanalist")[0] == "stanalist"


def test_a_text_says_its_words_and_hardly_others() -> None:
    (said,) = said_words(word_hashes([WORK]).words)
    assert all(says(said, word) for word in ("vans", "van", "tachograph", "spreadsheet"))
    assert sum(says(said, f"unsaid{number}") for number in range(1000)) < 40
    assert not says(b"", "vans")
    kept = np.asarray([hash_of("mechanics") >> 48], "<u2").tobytes()
    assert says_one_of(said, kept)
    assert not says_one_of(said, np.asarray([hash_of("surgeons") >> 48], "<u2").tobytes())
