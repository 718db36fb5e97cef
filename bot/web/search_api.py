"""Search for programs: by free words and filters, postings like one, and a person's feed.

With a key (`python -m bot api-key`) or the ADMIN_TOKEN as bearer; what concerns one person needs the ADMIN_TOKEN.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ai.embeddings import build_embedder
from bot.api_keys import hash_of
from bot.finding import Finder, Seeker
from bot.web.admin import is_admin
from bot.web.failures import refuse
from db.api_keys import mark_api_key_used
from db.canonical_jobs import find_jobs
from db.feed_cache import FeedCache, find_still_new
from db.places import StoredPlace
from db.preferences import Preferences, find_preferences
from db.redis import connect_redis
from db.text_hash import text_hash
from db.users import find_home
from jobs.parsing.places import parse_places
from matching.free_words import read_free_words
from matching.reason_codes import BEYOND
from matching.wishes import LONGEST_ROLE_WORDS

if TYPE_CHECKING:
    from bot.web.services import Services
    from matching.retrieval import Match

MOST_WORDS = 500  # characters
PERSON = frozenset({"user_id"})


class Filters(BaseModel):
    """What a posting must not break; what is left out does not matter. Pay a year, in `currency`."""

    model_config = ConfigDict(extra="forbid")

    remote: bool = False
    hybrid: bool = False
    location: str = Field(default="", max_length=200)
    category: str = Field(default="", max_length=100)
    salary_min: float | None = Field(default=None, ge=0)
    salary_max: float | None = Field(default=None, ge=0)
    currency: str | None = Field(default=None, pattern="^[A-Z]{3}$")


class Question(BaseModel):
    """A search in free words."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(min_length=1, max_length=MOST_WORDS)
    filters: Filters = Field(default_factory=Filters)
    limit: int = Field(default=50, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=1000)
    widen: bool = True


def blueprint(services: Services) -> Blueprint:
    """`/api`, for whoever has a key or the ADMIN_TOKEN."""
    routes, api = Blueprint("search_api", __name__, url_prefix="/api"), SearchApi(services)
    routes.before_request(api.authenticate)
    routes.add_url_rule("/search", view_func=api.search, methods=["POST"])
    routes.add_url_rule("/jobs/<int:job_id>/similar", view_func=api.similar)
    routes.add_url_rule("/users/<int:user_id>/recommendations", view_func=api.recommendations)
    return routes


class SearchApi:
    """The addresses, over one finder and the feeds kept for a day."""

    def __init__(self, services: Services) -> None:
        self._services = services
        embedder = build_embedder(services.settings, services.pool, purpose="query", tries_again=False)
        self._finder = Finder(services.pool, embedder, services.settings)
        self._kept = FeedCache(connect_redis(services.settings.redis_address))

    def authenticate(self) -> Response | None:
        """Why a request is refused; None when it has the ADMIN_TOKEN or its key is good for one more."""
        if is_admin(self._services.settings):
            return None
        if PERSON & (request.args.keys() | (request.view_args or {}).keys()):
            return refuse(401, "What concerns a person needs the ADMIN_TOKEN as a bearer token.")
        given = request.authorization
        token = given.token if given and given.type == "bearer" else None
        with self._services.pool.transaction() as conn:
            use = mark_api_key_used(conn, hash_of(token)) if token else None
        if use is None:
            return refuse(401, "Give a key or the ADMIN_TOKEN as a bearer token.")
        if use.requests > use.per_minute:
            return refuse(429, f"{use.per_minute} requests a minute are let pass.", retry_after=use.seconds_left)
        return None

    def search(self) -> Response:
        """The best postings for free words inside the filters; a little beyond where fewer than three pass."""
        began = time.perf_counter()
        try:
            asked = Question.model_validate(request.get_json(silent=True) or {})
        except ValidationError as error:
            first = error.errors()[0]
            return refuse(422, f"{'.'.join(map(str, first['loc']))}: {first['msg']}")
        limit = asked.offset + asked.limit
        found = self._finder.find(Seeker(0), _wishes(asked), limit=limit, kind="api", plan=False, widen=asked.widen)
        page = [_item(match) for match in found.matches[asked.offset :]]
        return self._answer(page, began, total=found.passing)

    def similar(self, job_id: int) -> Response:
        """Postings like one; without those that a person applied to or was shown, where `user_id` names one."""
        began = time.perf_counter()
        wanted = self._finder.wishes_like(Preferences(), job_id)
        if wanted is None:
            return refuse(404, f"There is no posting {job_id}.")
        seeker = Seeker(request.args.get("user_id", 0, int) if request.args.get("exclude_applied") else 0)
        limit = _asked("limit", 20, most=50)
        found = self._finder.find(seeker, wanted, limit=limit, kind="similar", leaving_out=job_id, plan=False)
        return self._answer([_item(match) for match in found.matches], began, total=found.passing)

    def recommendations(self, user_id: int) -> Response:
        """What fits a person among the postings of the last days; made once a day, and again after an edit."""
        began = time.perf_counter()
        limit, days = _asked("limit", 20, most=50), _asked("days_back", 7, most=30)
        with self._services.pool.transaction() as conn:
            home, searches = find_home(conn, user_id), find_preferences(conn, user_id)
        if home is None or not searches:
            return refuse(404, f"There is no person {user_id} with a search.")
        made_from = f"{days}:{text_hash(repr(searches[0]))}"
        items = self._kept.find(user_id, made_from)
        cached = items is not None
        if items is None:
            seeker = Seeker(user_id, home.country, home.language)
            found = self._finder.find(seeker, searches[0], limit=50, kind="feed", fresh_days=days, plan=False)
            items = [_item(match) for match in found.matches]
            self._kept.keep(user_id, made_from, items)
        with self._services.pool.transaction() as conn:
            new = find_still_new(conn, user_id, [item["id"] for item in items], datetime.now(UTC).date())
        shown = [item for item in items if item["id"] in new]
        return self._answer(shown[:limit], began, total=len(shown), cached=cached)

    def _answer(self, items: list[dict[str, Any]], began: float, *, total: int, cached: bool = False) -> Response:
        with self._services.pool.transaction() as conn:
            jobs = {job.id: job for job in find_jobs(conn, [item["id"] for item in items])}
        shown = [
            {"title": job.title, "company": job.company, "location": job.location, "url": job.url} | item
            for item in items
            if (job := jobs.get(item["id"])) is not None
        ]
        took = round((time.perf_counter() - began) * 1000, 1)
        return jsonify(jobs=shown, total=total, cached=cached, latency_ms=took)


def _wishes(asked: Question) -> Preferences:
    """What the words ask beside the work is obeyed, the filters before them; few words more are a role, many a text."""
    said = read_free_words(asked.query)
    role = " ".join(said.job_roles)
    few = len(role.split()) <= LONGEST_ROLE_WORDS
    modes = tuple(mode for mode in ("remote", "hybrid") if getattr(asked.filters, mode))
    places = tuple(
        StoredPlace(each.city, each.region, each.country, each.latitude, each.longitude)
        for each in parse_places(asked.filters.location)
    )
    words = replace(
        said,
        job_roles=(role,) if few else (),
        user_job_input="" if few else asked.query,
        job_categories=(asked.filters.category,) if asked.filters.category else (),
        preferred_locations=places or said.preferred_locations,
        work_arrangements=modes or said.work_arrangements,
        salary_currency=asked.filters.currency or said.salary_currency,
        salary_max=asked.filters.salary_max,
    )
    least = asked.filters.salary_min
    return words if least is None else replace(words, salary_min=least, salary_period="year")


def _item(match: Match) -> dict[str, Any]:
    return {
        "id": match.job_id,
        "similarity": match.factors.get("semantic"),
        "match_score": match.score,
        "grade": match.grade,
        "match_reasons": [{"code": reason.code, "args": dict(reason.args)} for reason in match.reasons],
        "matched_skills": list(match.matched_skills),
        "missing_skills": list(match.missing_skills),
        "beyond": [reason.code for reason in match.reasons if reason.code in BEYOND],
    }


def _asked(name: str, usual: int, *, most: int) -> int:
    return max(1, min(request.args.get(name, usual, int), most))
