"""For programs of the operator: how embedding stands, and have it done now. Opened by the ADMIN_TOKEN as bearer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, request

from bot.model_health import get_model_health
from bot.web.admin import is_admin
from bot.web.failures import refuse
from db.embedding_failures import retry_failures
from db.embedding_notices import ring
from db.embedding_runs import find_live_runs
from db.job_embeddings import find_known_jobs, get_job_coverage, mark_jobs_stale
from db.user_embeddings import find_searches_of, get_people_coverage, mark_people_stale

if TYPE_CHECKING:
    from bot.web.services import Services
    from db.embedding_failures import Kind
    from db.job_embeddings import Coverage
    from db.pool import Connection

MOST_IDS = 10_000
LARGEST_ID = 2**63 - 1
KINDS: dict[str, Kind] = {"job": "job", "user": "preference"}
ALIVE = timedelta(minutes=2)


def blueprint(services: Services) -> Blueprint:
    """`/api/embeddings`, if there is an ADMIN_TOKEN; else there is no such address."""
    routes = Blueprint("embeddings", __name__, url_prefix="/api/embeddings")
    if services.settings.admin_token is None:
        return routes

    @routes.before_request
    def authenticate() -> Response | None:
        return None if is_admin(services.settings) else refuse(401, "Give the ADMIN_TOKEN as a bearer token.")

    @routes.get("/status")
    def status() -> Response:
        """Coverage of postings and people, the queue, and costs in US dollars."""
        now = datetime.now(UTC)
        with services.pool.transaction() as conn:
            return jsonify(_status(conn, now, services.settings.job_max_age_days))

    @routes.post("/trigger")
    def trigger() -> Response:
        """Have texts embedded now; with `force` also those that have not changed."""
        try:
            kind, ids, force = _read(request.get_json(silent=True))
        except ValueError as error:
            return refuse(400, str(error))
        with services.pool.transaction() as conn:
            queued = _queue(conn, kind, ids, force=force)
            ring(conn, kind)
        answer = jsonify(queued=queued)
        answer.status_code = 202
        return answer

    return routes


def _status(conn: Connection, now: datetime, max_age_days: int) -> dict[str, Any]:
    health = get_model_health(conn, now)
    model = health.model or ""
    jobs = get_job_coverage(conn, model, (now - timedelta(days=max_age_days)).date())
    people = get_people_coverage(conn, model)
    in_hand = sum(run.in_hand for run in find_live_runs(conn, now - ALIVE))
    missing = jobs.total - jobs.covered + people.total - people.covered
    return {
        "model": health.model,
        "jobs": _covered(jobs),
        "users": _covered(people),
        "queue": {
            "pending": max(0, missing - in_hand - health.waiting - health.given_up),
            "processing": in_hand,
            "failed": health.waiting,
            "given_up": health.given_up,
        },
        "costs": {
            "today": health.costs.today_usd,
            "week": health.costs.week_usd,
            "month": health.costs.month_usd,
        },
    }


def _covered(coverage: Coverage) -> dict[str, int]:
    return {"total": coverage.total, "completed": coverage.covered}


def _read(body: object) -> tuple[Kind, list[int], bool]:
    """What is asked for; raises ValueError, saying what is wrong."""
    given = body if isinstance(body, dict) else {}
    kind, ids, force = KINDS.get(str(given.get("entity_type"))), given.get("entity_ids"), given.get("force", False)
    if kind is None:
        raise ValueError("entity_type has to be job or user.")
    if not isinstance(ids, list) or len(ids) > MOST_IDS or not all(type(each) is int for each in ids):
        raise ValueError(f"entity_ids has to be a list of at most {MOST_IDS} whole numbers.")
    if not isinstance(force, bool):
        raise ValueError("force has to be true or false.")  # noqa: TRY004 - the caller answers 400 to both
    return kind, [each for each in ids if 0 < each <= LARGEST_ID], force


def _queue(conn: Connection, kind: Kind, ids: list[int], *, force: bool) -> int:
    """Have them found as missing by the next run; how many rows there are of these."""
    rows = find_known_jobs(conn, ids) if kind == "job" else find_searches_of(conn, ids)
    retry_failures(conn, kind, rows)
    if force and kind == "job":
        mark_jobs_stale(conn, rows)
    elif force:
        mark_people_stale(conn, ids)
    return len(rows)
