"""The ways in which candidates are found, and how they are put together."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.open_jobs import Narrowing, find_newest
from db.places import StoredPlace
from db.preferences import Preferences
from matching.experiments import METHODS, arm_of
from matching.fusion import fused
from matching.narrowing import cell, near_cells
from matching.reach import NEAR_KM, distances_km
from matching.retrieval import MatchRules, find_beside, search
from matching.search_index import IndexAway, Nearest
from matching.wishes import Wish
from tests.factories import AMSTERDAM, TODAY, add_job, add_model, add_vector, unit

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.pool import Pool

MODEL = "text-embedding-3-small"
GRONINGEN = {"city": "Groningen", "region": "Groningen", "country": "NL", "latitude": 53.22, "longitude": 6.57}
ENGLISH = "The work is with the team, and you do it for our customers."
DUTCH = "Wij zoeken een collega voor het team van de afdeling, met ervaring."


def found(conn: Connection, wanted: Preferences, **given: Any) -> set[int]:
    vector = given.pop("vector", None)
    asked: dict[str, Any] = {"user_id": 0, "home_country": None, "limit": 10, "model": MODEL, "today": TODAY}
    asked |= {"rules": MatchRules(minimum_score=0)} | given
    return {match.job_id for match in search(conn, wanted, vector, **asked).matches}


def test_reciprocal_ranks_are_summed() -> None:
    assert fused([[1, 2, 3], [3, 4]]) == [3, 1, 2, 4]  # 1/63 + 1/61, 1/61, then 1/62 twice, by id
    assert fused([[], []]) == []


def test_an_experiment_draws_the_same_method_for_one_person_and_all_methods_alike() -> None:
    assert {arm_of(user, MatchRules(method="keyword")).method for user in range(50)} == {"keyword"}
    everybody = MatchRules(experiment_share=100)
    drawn = [arm_of(user, everybody) for user in range(900)]
    assert drawn == [arm_of(user, everybody) for user in range(900)]
    assert {arm.experiment for arm in drawn} == {"search-methods"}
    counts = [sum(arm.method == method for arm in drawn) for method in METHODS]
    assert min(counts) > 250
    some = [arm_of(user, MatchRules(experiment_share=20)).experiment for user in range(1000)]
    assert 150 < sum(name is not None for name in some) < 250


@given(
    latitude=st.floats(-80, 80),
    longitude=st.floats(-179.9, 179.9),
    bearing=st.floats(0, 2 * math.pi),
    share=st.floats(0, 1),
    radius=st.sampled_from([None, 10.0, 120.0, 500.0]),
)
def test_every_point_within_reach_lies_in_a_square_looked_at(
    latitude: float, longitude: float, bearing: float, share: float, radius: float | None
) -> None:
    home = StoredPlace(city="Home", country="NL", latitude=latitude, longitude=longitude)
    squares = near_cells(Wish.of(Preferences(preferred_locations=(home,), radius_km=radius and int(radius)), "NL"))
    reach = max(radius or NEAR_KM, NEAR_KM)
    angle = share * 0.999 * reach / 6371.0
    north = math.asin(
        math.sin(math.radians(latitude)) * math.cos(angle)
        + math.cos(math.radians(latitude)) * math.sin(angle) * math.cos(bearing)
    )
    east = math.radians(longitude) + math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(math.radians(latitude)),
        math.cos(angle) - math.sin(math.radians(latitude)) * math.sin(north),
    )
    there = (math.degrees(north), (math.degrees(east) + 180) % 360 - 180)
    assert distances_km(np.array([there[0]]), np.array([there[1]]), latitude, longitude)[0] <= reach
    assert squares is None or cell(*there) in squares


def test_towns_far_away_are_ruled_out_by_the_database(conn: Connection) -> None:
    near = add_job(conn, places=[AMSTERDAM], work_mode="onsite")
    far = add_job(conn, places=[GRONINGEN], work_mode="onsite")
    vague = add_job(conn, places=[{"country": "NL"}])
    wide = Narrowing(today=TODAY, posted_since=TODAY - timedelta(days=60))
    squares = near_cells(Wish.of(Preferences(preferred_locations=(StoredPlace(**AMSTERDAM),)), None))
    assert set(find_newest(conn, wide, limit=None)) >= {near, far, vague}
    left = set(find_newest(conn, replace(wide, cells=squares), limit=None))
    assert {near, vague} <= left
    assert far not in left


@pytest.mark.parametrize(
    ("title", "text", "role", "language"),
    [
        ("Registered Nurse", ENGLISH, "nurses", "en"),
        ("Développeur backend", "", "developpeur", "fr"),
        ("C++ engineer", ENGLISH, "c++ engineer", "en"),
        ("Verpleegkundigen", DUTCH, "verpleegkundige", "nl"),
        ("Nurse", DUTCH, "nurse", "en"),
    ],
)
def test_titles_are_found_by_language(conn: Connection, title: str, text: str, role: str, language: str) -> None:
    job = add_job(conn, title=title, description=text)
    add_job(conn, title="Gardener", description=text)
    assert found(conn, Preferences(job_roles=(role,)), language=language) == {job}


def test_the_copy_follows_the_posting(conn: Connection) -> None:
    job = add_job(conn, title="Nurse")
    with conn.cursor() as cursor:
        cursor.execute("UPDATE canonical_jobs SET title = 'Welder' WHERE id = %s", (job,))
        assert found(conn, Preferences(job_roles=("welder",))) == {job}
        assert found(conn, Preferences(job_roles=("nurse",))) == set()
        cursor.execute("UPDATE canonical_jobs SET status = 'FILLED' WHERE id = %s", (job,))
        assert found(conn, Preferences(job_roles=("welder",))) == set()
        cursor.execute("UPDATE canonical_jobs SET status = 'ACTIVE' WHERE id = %s", (job,))
        assert found(conn, Preferences(job_roles=("welder",))) == {job}


def test_methods_look_by_words_by_meaning_or_by_both(conn: Connection) -> None:
    add_model(conn, MODEL)
    titled = add_job(conn, title="Welder")
    meant = add_job(conn, title="Metal joiner")
    add_vector(conn, meant, [1, 0], MODEL)
    welder = Preferences(job_roles=("welder",))

    def by(method: Any, *, towards: list[float] | None) -> set[int]:
        vector = None if towards is None else unit(towards)
        return found(conn, welder, vector=vector, rules=MatchRules(minimum_score=0, method=method))

    assert by("keyword", towards=[1, 0]) == {titled}
    assert by("semantic", towards=[1, 0]) == {meant}
    assert by("hybrid", towards=[1, 0]) == {titled, meant}
    assert by("semantic", towards=None) == {titled}  # no vector: words
    assert by("semantic", towards=[0, 1]) == {titled}  # nothing near: both


class Away:
    def nearest(self, *_: Any) -> Nearest:
        raise IndexAway("gone")


class Beside:
    def __init__(self, ids: tuple[int, ...]) -> None:
        self.ids = ids

    def nearest(self, *_: Any) -> Nearest:
        return Nearest(self.ids, all_there_are=False)


def test_an_engine_beside_the_database_is_used_and_done_without(pool: Pool) -> None:
    asked: dict[str, Any] = {"model": MODEL, "home_country": None, "today": TODAY, "rules": MatchRules(minimum_score=0)}
    wanted = Preferences(job_roles=("welder",))
    with pool.transaction() as conn:
        add_model(conn, MODEL)
        meant = add_job(conn, title="Metal joiner")
        add_vector(conn, meant, [1, 0], MODEL)
    assert find_beside(pool, Away(), wanted, unit([1, 0]), **asked) is None
    near = find_beside(pool, Beside((meant,)), wanted, unit([1, 0]), **asked)
    with pool.transaction() as conn:
        assert found(conn, wanted, vector=unit([1, 0]), near=near) == {meant}
        assert found(conn, wanted, vector=unit([1, 0]), near=Nearest((), all_there_are=True)) == set()
