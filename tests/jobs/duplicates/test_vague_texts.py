from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.job_signatures import StoredText
from db.places import StoredPlace
from jobs.duplicates.clusters import cluster_file
from jobs.duplicates.regrouping import is_loose, regrouped
from tests.jobs.duplicates.postings import OTHER_WORK, WORK, job, signature_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.canonical_jobs import NewJob

Partition = set[frozenset[str]]
EXCERPT = WORK[:90]


def partition(jobs: Sequence[NewJob]) -> Partition:
    clusters: dict[str, set[str]] = {}
    for each, key in zip(jobs, cluster_file([signature_of(one) for one in jobs]), strict=True):
        clusters.setdefault(key, set()).add(each.source_job_id)
    return {frozenset(members) for members in clusters.values()}


def partition_bit_by_bit(jobs: Sequence[NewJob]) -> Partition:
    """As postings come in one by one and find those before them."""
    known: dict[str, StoredText] = {}
    texts = {each.source_job_id: signature_of(each) for each in jobs}
    for number, text in enumerate(texts.values()):
        if text.text_key in known:
            continue
        near = sorted(known.values(), key=lambda each: (each.created_at, each.signature.text_key))
        created_at = {each.cluster_key: each.created_at for each in near}
        found = regrouped(near, frozenset(at for at, each in enumerate(near) if is_loose(each)), [text])
        keys = found.clusters_of({each.signature.text_key: each.cluster_key for each in near}) | found.placed
        now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number)
        created_at |= dict.fromkeys(found.created, now)
        stored = [*(each.signature for each in near), text]
        known = {each.text_key: StoredText(each, keys[each.text_key], created_at[keys[each.text_key]], (), kept=False)
                 for each in stored}  # fmt: skip
    clusters: dict[str, set[str]] = {}
    for name, text in texts.items():
        clusters.setdefault(known[text.text_key].cluster_key, set()).add(name)
    return {frozenset(members) for members in clusters.values()}


def test_a_posting_without_a_company_never_joins_two_employers() -> None:
    named = [job(1), job(2, company="Red Lorries"), job(3, company="Green Trucks", city="Rotterdam")]
    for order in permutations([*named, job(4, company=None)]):
        assert partition(order) == {frozenset(number) for number in "1234"}


def test_a_posting_without_a_company_joins_the_only_employer_of_its_text() -> None:
    assert partition([job(1), job(2, company=None)]) == {frozenset("12")}
    assert partition([job(1), job(2, city="Delft"), job(3, company=None)]) == {frozenset("123")}
    assert partition([job(1, company=None), job(2, company=None, source="other")]) == {frozenset("12")}


@pytest.mark.parametrize(
    ("city", "alike"), [("Utrecht", True), (None, True), ("Rotterdam", False)], ids=["here", "not said", "elsewhere"]
)
def test_a_posting_without_a_company_is_not_that_of_another_place(city: str | None, *, alike: bool) -> None:
    assert (len(partition([job(1), job(2, company=None, city=city)])) == 1) is alike


@pytest.mark.parametrize("nobody", ["Private Client", "CONFIDENTIAL"])
def test_employers_who_keep_their_name_to_themselves_are_not_one(nobody: str) -> None:
    changed = WORK.replace("forty vans", "nine trains").replace("a pension from the first day, travel costs", "nothing")
    assert len(partition([job(1, company=nobody), job(2, company=nobody, description=changed)])) == 2
    assert len(partition([job(n, company=nobody, description="Call us") for n in (1, 2)])) == 2


def test_a_country_alone_does_not_contradict_a_place() -> None:
    country = replace(job(2, company=None, city="NL"), places=())
    assert partition([job(1), country]) == {frozenset("12")}


def test_unnamed_employers_join_only_with_the_same_words() -> None:
    changed = WORK.replace("forty vans", "nine trains").replace("a pension from the first day, travel costs", "nothing")
    assert len(partition([job(2, company=None), job(3, company=None, description=changed)])) == 2
    assert len(partition([job(n, company=None, description="Call us") for n in (1, 2)])) == 2


def test_without_a_text_title_company_and_place_decide() -> None:
    bare = job(2, description="")
    assert partition([bare, job(3, description="", source="other")]) == {frozenset("23")}
    assert partition([bare, job(3, description="", experience_min_years=9.0)]) == {frozenset("23")}
    assert partition([bare, job()]) == {frozenset("12")}
    assert len(partition([bare, job(3, description="", city="Rotterdam")])) == 2


def test_a_posting_without_a_text_does_not_join_two_openings() -> None:
    for order in permutations([job(1), job(2, description=""), job(3, description=OTHER_WORK)]):
        assert len(partition(order)) == 3


def test_excerpts_that_are_alike_do_not_join_two_openings() -> None:
    jobs = [
        job(1, description=WORK), job(2, description=EXCERPT),
        job(3, description=OTHER_WORK, city="Delft"), job(4, description=EXCERPT, city="Delft"),
    ]  # fmt: skip
    found = partition(jobs)
    assert not any({"1", "3"} <= members for members in found)


def test_a_vague_posting_leaves_when_it_fits_two() -> None:
    words = [f"word{number}" for number in range(300)]
    bare, first = job(1, description=""), job(2, description=" ".join(words[:200]))
    second = job(3, description=" ".join(words[100:]))
    for order in permutations([bare, first, second]):
        assert partition_bit_by_bit(order) == {frozenset(number) for number in "123"}
    both = job(4, description=" ".join(words))
    for order in permutations([bare, first, second, both]):
        assert partition_bit_by_bit(order) == partition(order) == {frozenset("1234")}


postings = st.builds(
    job,
    number=st.integers(1, 10**6),
    title=st.sampled_from(["Transport Planner", "Senior Transport Planner", "Planner Transport", "Mechanic"]),
    company=st.sampled_from(["Blue Vans", "Blue Vans BV", "Red Lorries", None]),
    city=st.sampled_from(["Utrecht", "Rotterdam", None]),
    description=st.sampled_from(
        [WORK, OTHER_WORK, WORK[:350], f"{WORK} {OTHER_WORK}", "Drive.", EXCERPT, "", WORK.replace("forty", "six")]
    ),
)
some = st.lists(postings, max_size=12, unique_by=lambda each: each.source_job_id)


@settings(max_examples=150, deadline=None)
@given(some, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_change_who_belongs_together(jobs: list[NewJob], random: Any) -> None:
    shuffled = list(jobs)
    random.shuffle(shuffled)
    assert partition(jobs) == partition(shuffled)


@settings(max_examples=150, deadline=None)
@given(some)
def test_bit_by_bit_gives_what_all_at_once_gives(jobs: list[NewJob]) -> None:
    assert partition_bit_by_bit(jobs) == partition(jobs)


@settings(max_examples=100, deadline=None)
@given(some)
def test_no_cluster_has_two_employers(jobs: list[NewJob]) -> None:
    company = {each.source_job_id: signature_of(each).company for each in jobs}
    for members in partition(jobs):
        assert len({company[member] for member in members} - {""}) <= 1


def test_without_texts_one_employers_names_are_one() -> None:
    bare, longer_name = job(1, description=""), job(2, description="", company="Blue Vans Logistics")
    assert partition([bare, longer_name]) == {frozenset("12")}
    assert len(partition([job(1, description="", title="(Senior) Transport Planner"), longer_name])) == 2
    assert len(partition([job(1, description="", company="Red Lorries"), longer_name])) == 2


@pytest.mark.parametrize(
    ("title", "together"),
    [("Night Shift Transport Planner", True), ("Data Engineer", False), ("Senior Data Engineer", True)],
)
def test_a_posting_without_a_text_joins_a_particular_one_that_names_no_city(title: str, *, together: bool) -> None:
    country = job(1, title=title, city=None, location="NL", places=(StoredPlace(country="NL"),))
    empty = job(2, title=title, description="")
    assert partition([country, empty]) == ({frozenset("12")} if together else {frozenset("1"), frozenset("2")})
    other = replace(country, source_job_id="3", description=OTHER_WORK)
    assert partition([country, empty, other]) == {frozenset("1"), frozenset("2"), frozenset("3")}
    assert partition([replace(country, location="Rotterdam", places=()), empty]) == {frozenset("1"), frozenset("2")}
