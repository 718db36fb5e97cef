"""What a failed request answers: JSON where a program asks, a small page where a person does; never a traceback."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import Response, jsonify, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from bot.texts.catalogue import text
from bot.web.wished_language import page_language
from db.errors import Unavailable
from db.failure_trace import where

if TYPE_CHECKING:
    from flask import Flask

log = logging.getLogger(__name__)

FOR_PROGRAMS = ("/api/", "/chat/", "/webhooks/", "/healthz", "/readyz")
OPENINGS = "/j/"
RETRY_AFTER_SECONDS = 5


def handle(app: Flask) -> None:
    """Answer for every error there can be."""
    app.register_error_handler(Unavailable, _away)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _broken)


def refuse(status: int, message: str, *, retry_after: int | None = None) -> Response:
    """A JSON answer that says why not."""
    answer = jsonify(error=message)
    answer.status_code = status
    if retry_after is not None:
        answer.headers["Retry-After"] = str(retry_after)
    return answer


def page(status: int, key: str) -> Response:
    """A small page with one text."""
    language = page_language(request)
    words = render_template("plain.html", words=text(language, key), language=language)
    answer = Response(words, status, mimetype="text/html")
    if status == 503:  # noqa: PLR2004 - Service Unavailable
        answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


def _away(error: Unavailable) -> Response:
    log.error("%s %s: %s", request.method, _nameless_path(), error)
    if _asked_by_program():
        return refuse(503, "The database is away; try again shortly.", retry_after=RETRY_AFTER_SECONDS)
    return page(503, "web_away")


def _refused(error: HTTPException) -> Response:
    status = error.code or 500
    if not _asked_by_program():
        answer = page(status, "web_not_found" if status == 404 else "web_broken")  # noqa: PLR2004 - Not Found
    elif isinstance(error, RequestEntityTooLarge):
        answer = refuse(status, "The body is too large.")
    else:
        answer = refuse(status, error.name)
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    return answer


def _broken(error: Exception) -> Response:
    log.error("%s %s: %s", request.method, _nameless_path(), where(error))
    return refuse(500, "Something went wrong here.") if _asked_by_program() else page(500, "web_broken")


def _nameless_path() -> str:
    """The path for the log; a signed link says who was sent it, so only its kind is named."""
    return f"{OPENINGS}…" if request.path.startswith(OPENINGS) else request.path


def _asked_by_program() -> bool:
    return request.path.startswith(FOR_PROGRAMS)
