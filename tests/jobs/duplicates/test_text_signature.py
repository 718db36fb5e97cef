"""What is kept of a text to find its copies: the same whenever and beside whatever other texts it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.text_signature import JOBS_AT_ONCE, VERSION, signatures_of
from tests.jobs.duplicates.postings import OTHER_WORK, WORK, job, signature_of

if TYPE_CHECKING:
    from db.canonical_jobs import NewJob

FACTS = "Our iPhone-team in the chemistry department, Form 3, speaks Dutch and NiederländischEnglish."
LONG, SHORT = job(title="Senior Planner (m/w/d)", description=f"{WORK} {FACTS}"), job(description="Call us")
TEASER, EMPTY = job(description=f"{WORK[:200]}…", company=None), job(description="")


def mark(posting: NewJob) -> int:
    """A number that changes with what is kept."""
    seen = signature_of(posting)
    kept = (
        seen.minhash,
        seen.names,
        seen.words,
        seen.said,
        seen.facts.departments,
        seen.facts.grades,
        seen.facts.spoken,
    )
    return crc32(
        f"{seen.title}|{seen.levels}|{seen.language}|{seen.shingles}|{seen.keys}".encode(), crc32(b"".join(kept))
    )


@pytest.mark.parametrize(
    ("posting", "text_key", "kept"),
    [
        (LONG, "0ba71e283d63e549a141cd5ee60bf7bc", 611536496),
        (SHORT, "076084b2395e53fc34fdffb2a60a9cba", 3695229729),
        (TEASER, "ef4188b28f44943ed0d24a4c38171179", 1279422471),
        (EMPTY, "17a671846ea5e9f4c3bfb8773d8f0027", 3286230256),
    ],
    ids=["long", "short", "teaser", "empty"],
)
def test_a_signature_stays_comparable_with_stored_ones_until_the_version_is_raised(
    posting: NewJob, text_key: str, kept: int
) -> None:
    assert VERSION == 8
    assert (signature_of(posting).text_key, mark(posting)) == (text_key, kept)


TEXTS = st.sampled_from(
    [
        "",
        "Utrecht",
        "Form",
        "ward",
        "Utrecht Form 3",
        "cut off…",
        "the chemistry",
        "department of",
        FACTS,
        WORK,
        OTHER_WORK,
    ]
)


@given(st.lists(st.tuples(TEXTS, st.sampled_from(["Utrecht", "Leiden", ""])), max_size=JOBS_AT_ONCE + 3))
def test_a_signature_does_not_depend_on_the_postings_beside_it(offered: list[tuple[str, str]]) -> None:
    postings = [job(number, description=text, city=city) for number, (text, city) in enumerate(offered)]
    assert signatures_of(postings) == [signature_of(posting) for posting in postings]
