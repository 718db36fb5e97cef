from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from ai.hashing import HashingEmbedder
from db.preferences import Preferences
from jobs.sources.posting import SourcePosting
from matching.filters import words_fit
from matching.folded_texts import FoldedTexts, folded
from matching.ranking import RankedWish, Ranking, facts_asked
from matching.wishes import Wish
from tests.matching.test_retrieval import random_wish

NOW = datetime(2026, 3, 12, tzinfo=UTC)
POSTINGS = [
    SourcePosting(title=f"{title}{level}", description=f"{text} {pay}", location=place, company=company)
    for title, text in (
        ("Data Engineer", "You bring Python, SQL and 4+ years of experience. Fluent English."),
        ("Registered Nurse", "Ward work, night shifts. Patient care and first aid are required."),
        ("React Developer", "Fully remote. JavaScript, React and CSS. Spanish is a plus."),
    )
    for level in ("", " (Senior)", " - internship")
    for pay in ("", "Salary: €52,000 - €61,000 per year.", "€ 3.200 per month")
    for place, company in (("Amsterdam, Netherlands", "Acme"), ("Lagos, Nigeria", ""))
]
ASKS_EVERYTHING = Preferences(
    technical_skills=("Python",), languages_spoken=("English",), salary_min=40_000, salary_currency="EUR"
)


def ranking(*wishes: Preferences) -> Ranking:
    asked = [RankedWish(at, wish, "NL") for at, wish in enumerate(wishes)]
    return Ranking(POSTINGS, asked, HashingEmbedder(), profile="layered", now=NOW)


def test_what_other_wishes_ask_changes_no_score() -> None:
    """What is read of postings goes by all wishes together; a wish of its own has to be served by what it asks."""
    draw = random.Random(5)
    for _ in range(40):
        wish = replace(random_wish(draw), job_roles=("data engineer",), pay_unknown_fine=draw.choice([True, False]))
        wish = replace(
            wish, technical_skills=draw.choice([(), ("React",)]), excluded_skills=draw.choice([(), ("CSS",)])
        )
        _, alone, scores = next(ranking(wish).ranked(filtered=True))
        _, order, among = next(ranking(wish, ASKS_EVERYTHING).ranked(filtered=True))
        np.testing.assert_array_equal(alone, order)
        np.testing.assert_array_equal(scores, among)


def test_only_what_is_asked_is_read() -> None:
    assert facts_asked([Wish.of(Preferences(job_roles=("nurse",), years_of_experience=3), None)]) == frozenset()
    assert facts_asked([Wish.of(ASKS_EVERYTHING, None)]) == {"skills", "pay"}
    assert facts_asked([Wish.of(Preferences(pay_unknown_fine=False), None)]) == {"pay"}


def test_more_wishes_than_are_compared_at_once_are_each_ranked() -> None:
    roles = ("data engineer", "nurse", "react developer")
    found = list(ranking(*(Preferences(job_roles=(roles[at % 3],)) for at in range(200))).ranked(filtered=False))
    firsts = [POSTINGS[order[0]].title for _, order, _ in found]
    assert firsts == ["Data Engineer", "Registered Nurse", "React Developer"] * 66 + firsts[:2]


def test_equal_postings_keep_their_order() -> None:
    _, order, scores = next(ranking(Preferences(job_roles=("nurse",))).ranked(filtered=False))
    for first, second in zip(range(len(order) - 1), range(1, len(order)), strict=True):
        assert scores[first] > scores[second] or order[first] < order[second]


def test_texts_are_folded_once_and_alike() -> None:
    texts = FoldedTexts(["  Café\n am  See ", "", "STRASSE"])
    assert [texts[at] for at in (0, 0, 1, 2)] == ["cafe am see", "cafe am see", "", "strasse"]
    assert folded("Café\nStraße") == "cafe strasse"
    wish = Wish.of(Preferences(excluded_words=("night shifts",)), None)
    found = ranking(Preferences(excluded_words=("night shifts",)))
    fitting = [words_fit(found.candidates, wish, at) for at in range(len(POSTINGS))]
    assert fitting == ["Nurse" not in posting.title for posting in POSTINGS]
