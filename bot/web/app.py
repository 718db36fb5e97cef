"""The web application: webhooks, the chat in the browser, the admin page and two probes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from bot.web import admin, assets, chat, embeddings_api, failures, headers, openings, probes, webhooks
from bot.web.services import Services
from db.logs import set_up_logging
from db.pool import Pool
from db.redis import Bell, connect_redis
from settings import SettingsError, load_settings

if TYPE_CHECKING:
    from settings import Settings


def create_app(settings: Settings, pool: Pool, bell: Bell) -> Flask:
    """The application over these services; nothing is connected before the first request."""
    services = Services(settings, pool, bell)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.webhook_body_limit_bytes
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask types the provider by its base class
    assets.serve(app)
    headers.add_to(app)
    failures.handle(app)
    for part in (embeddings_api, probes, webhooks, chat, openings, admin):
        app.register_blueprint(part.blueprint(services))
    if settings.admin_token is not None:
        # It loads what matches and embeds, which webhooks alone do not need.
        from bot.web import search_api  # noqa: PLC0415

        app.register_blueprint(search_api.blueprint(services))
    return app


def from_environment() -> Flask:
    """The application as the environment says, for gunicorn: `gunicorn "bot.web.app:from_environment()"`.

    Raises:
        AppImportError: the settings are wrong; gunicorn prints the message and ends, instead of trying again for ever.
    """
    try:
        settings = load_settings()
    except SettingsError as error:
        # Needed only to say that we cannot start.
        from gunicorn.errors import AppImportError  # type: ignore[import-untyped]  # noqa: PLC0415

        raise AppImportError(str(error)) from None
    set_up_logging(settings.log_level)
    pool = Pool(settings.postgres_url, size=settings.db_pool_size, wait_seconds=settings.db_pool_wait_seconds)
    return create_app(settings, pool, Bell(connect_redis(settings.redis_address), "inbox"))
