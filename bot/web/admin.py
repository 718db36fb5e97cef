"""The admin page: the health report, what failed for good, to be tried again, and postings that people reported."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.health import report
from db.dead_letters import find_dead, replay_all, replay_inbox, replay_outbox
from db.embedding_failures import find_given_up, retry_failures
from db.embedding_notices import ring
from db.reports import close_held, find_held, release_held

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.web.services import Services
    from db.pool import Connection
    from settings import Settings

FORM_SECONDS = 12 * 3600
DIGITS = 18  # of a bigint
SALT = "admin form"
CHALLENGE = {"WWW-Authenticate": 'Basic realm="Jobherald admin", charset="UTF-8"'}


def blueprint(services: Services) -> Blueprint:
    """`/admin`, if there is an ADMIN_TOKEN; else there is no such page."""
    routes = Blueprint("admin", __name__, url_prefix="/admin")
    if services.settings.admin_token is not None:
        routes.before_request(partial(_authenticate, services.settings))
        routes.add_url_rule("", "show", partial(_show, services))
        for address, change in (("replay", _replay), ("embedding", _embed_again), ("reports", _settle)):
            routes.add_url_rule(f"/{address}", address, partial(change, services), methods=["POST"])
    return routes


def _authenticate(settings: Settings) -> Response | None:
    if is_admin(settings):
        return None
    return Response("Give the ADMIN_TOKEN as the password.", 401, CHALLENGE, mimetype="text/plain")


def _show(services: Services) -> Response:
    """The report, the dead letters (no word of what people wrote) and the postings held back."""
    now, settings = datetime.now(UTC), services.settings
    with services.pool.transaction() as conn:
        health = report(conn, now, max_age_days=settings.job_max_age_days, daily_budget_usd=settings.daily_budget_usd)
        lists = {"letters": find_dead(conn), "held": find_held(conn), "unembedded": find_given_up(conn)}
    done = {name: request.args.get(name, None, int) for name in ("replayed", "settled", "embedded")}
    form = _form_signer(settings).dumps("")
    return make_response(render_template("admin.html", health=health, form=form, now=now, **lists, **done))


def _replay(services: Services) -> Response:
    """Put one dead letter, or all, back into line."""
    answer = _changed(services, "replayed", lambda conn: _put_back(conn, request.form.get("letter", "")))
    services.bell.ring()
    return answer


def _embed_again(services: Services) -> Response:
    """Have all texts that could not be embedded tried again."""

    def retry(conn: Connection) -> int:
        again = retry_failures(conn)
        ring(conn, "job")
        ring(conn, "preference")
        return again

    return _changed(services, "embedded", retry)


def _settle(services: Services) -> Response:
    """Show a posting that was held back again, or close it."""
    return _changed(services, "settled", lambda conn: _close_or_release(conn, request.form.get("posting", "")))


def _changed(services: Services, done: str, change: Callable[[Connection], int]) -> Response:
    """Do what our own page asks for; back to it, with how many were `done`."""
    if not _may_change(services.settings):
        abort(403)
    with services.pool.transaction() as conn:
        told: dict[str, Any] = {done: change(conn)}
    return make_response(redirect(url_for("admin.show", **told), 303))


def is_admin(settings: Settings) -> bool:
    """Whether the token came as a bearer token or as the password; compared in constant time."""
    expected = settings.admin_token.get_secret_value() if settings.admin_token else ""
    given = request.authorization
    token = (given.token if given.type == "bearer" else given.password) if given else None
    return bool(expected) and hmac.compare_digest(_bytes(token or ""), _bytes(expected))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _may_change(settings: Settings) -> bool:
    """A browser adds the password by itself, also to another site's form; only our own page knows the signed field."""
    if request.authorization and request.authorization.type == "bearer":
        return True
    try:
        _form_signer(settings).loads(request.form.get("form", ""), max_age=FORM_SECONDS)
    except BadSignature:
        return False
    return True


def _form_signer(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings.secret_key.get_secret_value(), salt=SALT)


def _put_back(conn: Connection, letter: str) -> int:
    if letter == "all":
        return replay_all(conn)
    box, number = _row(letter, ("inbox", "outbox"))
    return replay_inbox(conn, number) if box == "inbox" else replay_outbox(conn, number)


def _close_or_release(conn: Connection, posting: str) -> int:
    verb, number = _row(posting, ("release", "close"))
    return release_held(conn, number) if verb == "release" else close_held(conn, number)


def _row(chosen: str, verbs: tuple[str, ...]) -> tuple[str, int]:
    """What a button names, as "inbox:7"; anything else is answered with 400."""
    verb, _, number = chosen.partition(":")
    if verb not in verbs or not (number.isascii() and number.isdecimal()) or len(number) > DIGITS:
        abort(400)
    return verb, int(number)
