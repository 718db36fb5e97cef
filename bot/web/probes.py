"""For whoever watches the process: is it alive, is everything well?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify

from bot.health import report

if TYPE_CHECKING:
    from bot.web.services import Services


def blueprint(services: Services) -> Blueprint:
    """`/healthz` and `/readyz`."""
    routes = Blueprint("probes", __name__)

    @routes.get("/healthz")
    def alive() -> Response:
        """The process answers; nothing else is looked at."""
        return jsonify(status="alive")

    @routes.get("/readyz")
    def ready() -> Response:
        """The health report. 503 only when the database is away: a late task is no reason to take the web down."""
        with services.pool.transaction() as conn:
            found = report(
                conn,
                datetime.now(UTC),
                max_age_days=services.settings.job_max_age_days,
                daily_budget_usd=services.settings.daily_budget_usd,
            )
        return jsonify(found.figures())

    return routes
