"""The admin page: the health report, what failed for good, to be tried again, and postings that people reported."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.health import report
from db.dead_letters import find_dead, replay_all, replay_inbox, replay_outbox
from db.embedding_failures import find_given_up, retry_failures
from db.embedding_notices import ring
from db.reports import close_held, find_held, release_held

if TYPE_CHECKING:
    from bot.web.services import Services
    from db.pool import Connection
    from settings import Settings

FORM_SECONDS = 12 * 3600
DIGITS = 18  # of a bigint
SALT = "admin form"
CHALLENGE = {"WWW-Authenticate": 'Basic realm="Jobherald admin", charset="UTF-8"'}


def blueprint(services: Services) -> Blueprint:  # noqa: C901 - a function for each address
    """`/admin`, if there is an ADMIN_TOKEN; else there is no such page."""
    routes = Blueprint("admin", __name__, url_prefix="/admin")
    if services.settings.admin_token is None:
        return routes

    @routes.before_request
    def authenticate() -> Response | None:
        if is_admin(services.settings):
            return None
        return Response("Give the ADMIN_TOKEN as the password.", 401, CHALLENGE, mimetype="text/plain")

    @routes.get("")
    def show() -> Response:
        """The report, the dead letters (no word of what people wrote) and the postings held back."""
        now = datetime.now(UTC)
        with services.pool.transaction() as conn:
            health = report(
                conn,
                now,
                max_age_days=services.settings.job_max_age_days,
                daily_budget_usd=services.settings.daily_budget_usd,
            )
            letters, held, unembedded = find_dead(conn), find_held(conn), find_given_up(conn)
        form = _form_signer(services.settings).dumps("")
        done = {name: request.args.get(name, None, int) for name in ("replayed", "settled", "embedded")}
        return make_response(
            render_template(
                "admin.html",
                health=health,
                letters=letters,
                held=held,
                unembedded=unembedded,
                form=form,
                now=now,
                **done,
            )
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

    @routes.post("/embedding")
    def embed_again() -> Response:
        """Have all texts that could not be embedded tried again."""
        if not _may_change(services.settings):
            abort(403)
        with services.pool.transaction() as conn:
            again = retry_failures(conn)
            ring(conn, "job")
            ring(conn, "preference")
        return make_response(redirect(url_for("admin.show", embedded=again), 303))

    @routes.post("/reports")
    def settle() -> Response:
        """Show a posting that was held back again, or close it."""
        if not _may_change(services.settings):
            abort(403)
        with services.pool.transaction() as conn:
            settled = _settle(conn, request.form.get("posting", ""))
        return make_response(redirect(url_for("admin.show", settled=settled), 303))

    return routes


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


def _replay(conn: Connection, letter: str) -> int:
    if letter == "all":
        return replay_all(conn)
    box, number = _row(letter, ("inbox", "outbox"))
    return replay_inbox(conn, number) if box == "inbox" else replay_outbox(conn, number)


def _settle(conn: Connection, posting: str) -> int:
    verb, number = _row(posting, ("release", "close"))
    return release_held(conn, number) if verb == "release" else close_held(conn, number)


def _row(chosen: str, verbs: tuple[str, ...]) -> tuple[str, int]:
    """What a button names, as "inbox:7"; anything else is answered with 400."""
    verb, _, number = chosen.partition(":")
    if verb not in verbs or not (number.isascii() and number.isdecimal()) or len(number) > DIGITS:
        abort(400)
    return verb, int(number)
