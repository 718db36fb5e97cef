"""The admin page: the health report, and what failed for good, to be tried again."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.health import report
from db.dead_letters import find_dead, replay_all, replay_inbox, replay_outbox

if TYPE_CHECKING:
    from bot.web.services import Services
    from db.pool import Connection
    from settings import Settings

FORM_SECONDS = 12 * 3600
SALT = "admin form"
CHALLENGE = {"WWW-Authenticate": 'Basic realm="Jobherald admin", charset="UTF-8"'}


def blueprint(services: Services) -> Blueprint:
    """`/admin`, if there is an ADMIN_TOKEN; else there is no such page."""
    routes = Blueprint("admin", __name__, url_prefix="/admin")
    if services.settings.admin_token is None:
        return routes

    @routes.before_request
    def authenticate() -> Response | None:
        if _is_admin(services.settings):
            return None
        return Response("Give the ADMIN_TOKEN as the password.", 401, CHALLENGE, mimetype="text/plain")

    @routes.get("")
    def show() -> Response:
        """The report and the dead letters; ids, ages and errors, no word of what people wrote."""
        now = datetime.now(UTC)
        with services.pool.transaction() as conn:
            health = report(conn, now, max_age_days=services.settings.job_max_age_days)
            letters = find_dead(conn)
        form = _form_signer(services.settings).dumps("")
        replayed = request.args.get("replayed", None, int)
        return make_response(
            render_template("admin.html", health=health, letters=letters, form=form, replayed=replayed, now=now)
        )

    @routes.post("/replay")
    def replay() -> Response:
        """Put one dead letter, or all, back into line."""
        if not _may_change(services.settings):
            abort(403)
        with services.pool.transaction() as conn:
            replayed = _replay(conn, request.form.get("letter", ""))
        services.bell.ring()
        return make_response(redirect(url_for("admin.show", replayed=replayed), 303))

    return routes


def _is_admin(settings: Settings) -> bool:
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


def _replay(conn: Connection, letter: str) -> int:
    box, _, number = letter.partition(":")
    if letter == "all":
        return replay_all(conn)
    if box not in ("inbox", "outbox") or not number.isdecimal() or len(number) > 18:  # noqa: PLR2004 - digits of a bigint
        abort(400)
    return replay_inbox(conn, int(number)) if box == "inbox" else replay_outbox(conn, int(number))
