from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from db.candidates import find_candidates, find_query_vector
from db.exchange_rates import find_latest_rates
from db.matches import add_planned, find_match_of
from db.open_jobs import Narrowing, find_newest
from db.places import StoredPlace
from db.preferences import Preferences
from matching.candidates import Candidates
from matching.feedback import record_hidden
from matching.filters import mask
from matching.narrowing import narrowing
from matching.retrieval import MatchRules, SearchResult, attach_to_message, search
from matching.variety import rank_of
from matching.wishes import Wish
from tests.factories import (
    AMSTERDAM,
    EINDHOVEN,
    HAARLEM,
    LAGOS,
    TODAY,
    add_job,
    add_model,
    add_preferences,
    add_user,
    add_vector,
    insert,
    unit,
)
from tests.stored import mark_shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from psycopg2.extensions import connection as Connection  # noqa: N812

    from settings import Settings

MODEL = "hashing-v3"
SEMANTIC = "text-embedding-3-small"
DATA_ENGINEER = Preferences(job_roles=("data engineer",))


def found(conn: Connection, wanted: Preferences = DATA_ENGINEER, **given: Any) -> SearchResult:
    asked: dict[str, Any] = {"query_vector": None, "user_id": 0, "home_country": None, "limit": 10, "model": MODEL}
    asked |= {"today": TODAY, "rules": MatchRules(minimum_score=0)} | given
    return search(conn, wanted, asked.pop("query_vector"), **asked)


def ids(result: SearchResult) -> list[int]:
    return [match.job_id for match in result.matches]


def test_a_posting_without_a_vector_is_found_by_its_words(conn: Connection) -> None:
    job = add_job(conn, title="Senior Data Engineer (m/w/d)")
    add_job(conn, title="Nurse")
    result = found(conn)
    assert ids(result) == [job]
    assert not result.semantic
    assert (result.passing, result.any_open) == (1, True)


def test_a_posting_in_other_words_is_found_by_its_vector(conn: Connection) -> None:
    add_model(conn, SEMANTIC)
    job = add_job(conn, title="ETL developer")
    other = add_job(conn, title="Gardener")
    add_vector(conn, job, [1, 0.1], SEMANTIC)
    add_vector(conn, other, [0, 1], SEMANTIC)
    result = found(conn, query_vector=unit([1, 0]), model=SEMANTIC)
    assert ids(result) == [job]
    assert result.semantic


def test_vectors_of_another_model_take_no_part(conn: Connection) -> None:
    add_model(conn)
    add_model(conn, "text-embedding-3-small", active=False)
    job = add_job(conn, title="ETL developer")
    add_vector(conn, job, [1, 0, 0], "text-embedding-3-small")
    assert ids(found(conn, query_vector=unit([1, 0]))) == []


def test_words_beside_vectors_while_some_are_missing(conn: Connection) -> None:
    add_model(conn)
    with_vector, without = add_job(conn), add_job(conn)
    add_vector(conn, with_vector, [1, 0])
    assert set(ids(found(conn, query_vector=unit([1, 0])))) == {with_vector, without}


def test_signs_in_a_role_are_no_operators(conn: Connection) -> None:
    job = add_job(conn, title="C++ & C# developer: it's (fun) | !now")
    for role in ("C++ & C# developer", "developer:* | !x", "it's (fun", "<-> :A", "'"):
        found(conn, Preferences(job_roles=(role,)))
    assert ids(found(conn, Preferences(job_roles=("C++ developer",)))) == [job]


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "EXPIRED"},
        {"expires_on": TODAY - timedelta(days=1)},
        {"posted_on": TODAY - timedelta(days=61)},
    ],
)
def test_only_open_postings_of_the_last_sixty_days(conn: Connection, columns: dict[str, Any]) -> None:
    add_job(conn, **columns)
    assert ids(found(conn)) == []


def test_the_last_day_and_an_unknown_date_still_count(conn: Connection) -> None:
    jobs = {add_job(conn, expires_on=TODAY), add_job(conn, posted_on=None)}
    assert set(ids(found(conn))) == jobs


def test_a_fresh_look_leaves_older_postings_out(conn: Connection) -> None:
    long_ago = TODAY - timedelta(days=20)
    add_job(conn, posted_on=long_ago, imported_at=long_ago)
    posted = add_job(conn, posted_on=TODAY - timedelta(days=7), imported_at=long_ago)
    imported = add_job(conn, posted_on=long_ago, imported_at=TODAY - timedelta(days=7))
    assert set(ids(found(conn, rules=MatchRules(minimum_score=0, fresh_days=7)))) == {posted, imported}


def test_one_of_each_cluster(conn: Connection) -> None:
    add_job(conn, cluster_key="same", posted_on=TODAY - timedelta(days=9))
    newer = add_job(conn, cluster_key="same")
    assert ids(found(conn)) == [newer]


def test_what_was_shown_is_not_found_again_but_counted(conn: Connection) -> None:
    user = add_user(conn)
    add_job(conn, cluster_key="copies")
    result = found(conn, user_id=user)
    planned = add_planned(conn, user, None, result.matches)
    assert ids(found(conn, user_id=user)) == ids(result)  # planned is not shown
    mark_shown(conn, list(planned.values()))
    add_job(conn, cluster_key="copies")  # a new copy of what was shown
    again = found(conn, user_id=user)
    assert (ids(again), again.passing) == ([], 1)
    assert len(ids(found(conn, user_id=add_user(conn)))) == 1


def test_what_was_hidden_is_not_found_again_nor_its_copies(conn: Connection) -> None:
    user = add_user(conn)
    never_shown = add_job(conn, cluster_key="copies")
    add_job(conn, cluster_key="copies")
    record_hidden(conn, user, never_shown, reason="night shifts")
    assert ids(found(conn, user_id=user)) == []


def test_the_look_widens_until_enough_pass(conn: Connection) -> None:
    """Nine hundred nearer postings break a filter that the database does not know; the five behind them are found."""
    add_model(conn, SEMANTIC)
    for number in range(900):
        add_vector(conn, add_job(conn, company="Excluded Ltd", title=f"Data Engineer {number}"), [1, 0], SEMANTIC)
    fitting = [add_job(conn, title="Pipeline builder") for _ in range(5)]
    for job in fitting:
        add_vector(conn, job, [1, 0.3], SEMANTIC)
    wanted = Preferences(job_roles=("data engineer",), excluded_companies=("excluded ltd",))
    assert sorted(ids(found(conn, wanted, query_vector=unit([1, 0]), model=SEMANTIC, limit=5))) == fitting


def test_without_any_wish_the_newest_are_found(conn: Connection) -> None:
    add_job(conn, title="Nurse", posted_on=TODAY - timedelta(days=30))
    newest = add_job(conn, title="Gardener", posted_on=TODAY)
    assert ids(found(conn, Preferences()))[0] == newest


def test_excluded_words_are_looked_for_in_the_whole_description(conn: Connection) -> None:
    add_job(conn, description="x " * 6000 + "Night Shift")
    assert ids(found(conn, Preferences(job_roles=("data engineer",), excluded_words=("night shift",)))) == []


def test_excluded_words_are_looked_for_in_the_place_as_the_posting_writes_it(conn: Connection) -> None:
    add_job(conn, location="Lekki Phase 1, Lagos")
    asked = Preferences(job_roles=("data engineer",))
    assert len(ids(found(conn, asked))) == 1
    assert ids(found(conn, replace(asked, excluded_words=("Lekki",)))) == []


def test_a_match_carries_score_grade_factors_and_reasons(conn: Connection) -> None:
    add_job(conn, skills=["Python", "SQL"], places=[AMSTERDAM], work_mode="hybrid", posted_on=TODAY)
    wanted = Preferences(
        job_roles=("data engineer",), technical_skills=("python",), preferred_locations=(StoredPlace(**AMSTERDAM),)
    )
    (match,) = found(conn, wanted).matches
    assert match.factors == {
        "skills": 50.0,
        "experience": None,
        "place": 100.0,
        "pay": 80.0,
        "semantic": 100.0,
        "recency": 100.0,
    }
    assert (match.score, match.grade) == (80, "A")  # 17.5 + 25 + 15 + 12 + 10 = 79.5
    assert (match.matched_skills, match.missing_skills) == (("Python",), ("SQL",))
    codes = [reason.code for reason in match.reasons]
    assert codes[:4] == ["recommended_strong", "title_matches", "skills_matched", "place_city"]


def test_attaching_ties_the_planned_matches_to_their_message(conn: Connection) -> None:
    user = add_user(conn)
    add_job(conn)
    ((job, match),) = add_planned(conn, user, None, found(conn).matches).items()
    chat = insert(conn, "conversations", {"channel": "web", "chat": "x"})
    columns = {"conversation_id": chat, "channel": "web", "chat": "x", "body": "{}"}
    message = insert(conn, "outbox", columns)
    attach_to_message(conn, {"kind": "say"}, message)
    attach_to_message(conn, {"items": [{"job_id": job, "match_id": match}]}, message)
    stored = find_match_of(conn, user, job)
    assert stored is not None
    assert stored.outbox_id == message


def test_a_vector_of_former_wishes_or_of_an_inactive_model_is_not_used(conn: Connection) -> None:
    add_model(conn)
    add_model(conn, "other", active=False)
    vector = "[1,0]"
    own = {"embedding_hash": "now", "user_embedding": vector, "user_embedding_hash": "now", "embedding_model": MODEL}
    current = add_preferences(conn, add_user(conn), **own)
    former = add_preferences(conn, add_user(conn), **own | {"embedding_hash": "new"})
    inactive = add_preferences(conn, add_user(conn), **own | {"embedding_model": "other"})
    vector_found = find_query_vector(conn, current)
    assert vector_found is not None
    assert (vector_found.model, vector_found.embedding.tolist()) == (MODEL, [1, 0])
    assert find_query_vector(conn, former) is None
    assert find_query_vector(conn, inactive) is None


def some_places(draw: random.Random) -> list[dict[str, Any]]:
    known = [AMSTERDAM, HAARLEM, EINDHOVEN, LAGOS, {"country": "NL"}, {"city": "Amsterdam"}, {"region": "Lagos"}]
    return draw.sample(known, draw.choice([0, 1, 1, 2]))


def random_job(conn: Connection, draw: random.Random) -> int:
    one_of = draw.choice
    return add_job(
        conn,
        places=some_places(draw),
        work_mode=one_of([None, "onsite", "hybrid", "remote"]),
        remote_in=one_of([[], ["NG"], ["EU"], ["WORLD"], ["NL", "US"]]),
        posted_on=one_of([None, TODAY - timedelta(days=draw.randrange(80))]),
        salary_annual_max=one_of([None, 30_000, 51_000, 60_000, 50_999.99]),
        salary_currency=one_of([None, "EUR", "USD"]),
        experience_min_years=one_of([None, 0, 1.83, 4, 6]),
        experience_max_years=one_of([None, 2, 5]),
        employment_types=one_of([[], ["full_time"], ["contract", "part_time"]]),
        level=one_of([None, "junior", "senior", "director"]),
        skills=one_of([[], ["Excel"], ["English"], ["German", "English"]]),
    )


def random_wish(draw: random.Random) -> Preferences:
    one_of = draw.choice
    return Preferences(
        preferred_locations=tuple(StoredPlace(**place) for place in some_places(draw)),
        willing_to_relocate=one_of([None, None, True]),
        work_arrangements=one_of([(), ("remote",), ("hybrid", "onsite"), ("onsite",)]),
        salary_min=one_of([None, 60_000, 35_294.117647]),
        salary_currency=one_of([None, "EUR"]),
        years_of_experience=one_of([None, 0, 0.83, 3, 5, 7]),
        employment_types=one_of([(), ("full_time",), ("contract", "internship")]),
        experience_level=one_of([None, None, "mid", "manager"]),
        languages_spoken=one_of([(), (), ("English",)]),
    )


def test_the_database_drops_nothing_that_the_filters_would_keep(conn: Connection) -> None:
    draw = random.Random(7)
    for _ in range(300):
        random_job(conn, draw)
    kept = 0
    for _ in range(120):
        wish = Wish.of(random_wish(draw), draw.choice([None, "NG", "NL"]), draw.choice([{}, {"EUR": 0.9, "USD": 1}]))
        wide = Narrowing(today=TODAY, posted_since=TODAY - timedelta(days=60))
        everything = Candidates.of(rows_of(conn, wide))
        expected = set(everything.ids[mask(everything, wish)].tolist())
        narrowed = narrowing(wish, MatchRules(), TODAY)
        assert expected <= {row.id for row in rows_of(conn, narrowed)}
        assert rows_of(conn, replace(narrowed, today=TODAY + timedelta(days=99))) == []
        kept += len(expected)
    assert kept > 1000


def rows_of(conn: Connection, within: Narrowing) -> list[Any]:
    return find_candidates(
        conn,
        find_newest(conn, within, limit=None),
        titled=[],
        user_id=0,
        vector=None,
        model=MODEL,
        words=[],
        with_description=False,
    )


def test_no_match_breaks_a_filter_and_none_is_missing(conn: Connection) -> None:
    """Whatever way candidates are found, the result is that of filtering and scoring every posting there is."""
    add_model(conn)
    draw = random.Random(11)
    for _ in range(250):
        job = random_job(conn, draw)
        if draw.random() < 0.7:
            add_vector(conn, job, [draw.random(), draw.random(), 0.2])
    for _ in range(25):
        wanted = replace(random_wish(draw), job_roles=("data engineer",))
        result = found(conn, wanted, limit=1000, home_country="NG", query_vector=unit([1, 0.5, 0]))
        wish = Wish.of(wanted, "NG", {rate.currency: rate.per_usd for rate in find_latest_rates(conn)})
        everything = Candidates.of(rows_of(conn, narrowing(wish, MatchRules(), TODAY)))
        assert set(ids(result)) == set(everything.ids[mask(everything, wish)].tolist())
        scores = [match.score for match in result.matches]
        assert list(map(rank_of, scores)) == sorted(map(rank_of, scores))
        assert all(np.isfinite(scores))


def test_rules_come_from_the_settings(make_settings: Callable[..., Settings]) -> None:
    rules = MatchRules.from_settings(make_settings(score_profile="classic", minimum_score=60, job_max_age_days=30))
    assert rules == MatchRules("classic", 60, 30)
