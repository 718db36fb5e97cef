"""`/j/<token>`: notes that a person opens a posting, and leads to it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, request

from bot.apply_links import is_web_page, read_token
from bot.web.failures import page
from db.canonical_jobs import find_jobs
from db.users import lock_user
from matching.feedback import record_viewed

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from bot.web.services import Services


def blueprint(services: Services) -> Blueprint:
    """The only addresses led to are those of postings, so nobody can use this to lead anywhere else."""
    routes = Blueprint("openings", __name__)
    routes.add_url_rule("/j/<token>", "open", partial(follow, services), methods=["GET"])
    return routes


def follow(services: Services, token: str) -> AnyResponse:
    """302 to the posting; a page that says so when the link is none of ours, or the posting is gone."""
    opening = read_token(services.settings.secret_key.get_secret_value(), token)
    if opening is None:
        return page(404, "link_unknown")
    with services.pool.transaction() as conn:
        job = next(iter(find_jobs(conn, [opening.job_id])), None)
        if job is None or not is_web_page(job.url or ""):
            return page(404, "link_gone")
        # HEAD is what previews and checkers ask; a person who is gone leaves nothing to be noted.
        if request.method == "GET" and lock_user(conn, opening.user_id):
            record_viewed(conn, opening.user_id, opening.job_id)
    return _led_to(job.url or "")


def _led_to(url: str) -> AnyResponse:
    answer: Response | AnyResponse = redirect(url, 302)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
