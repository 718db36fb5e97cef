"""The chat in the browser: a page, and two calls by which it sends and fetches."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from bot.apply_links import ApplyLinks
from bot.channels import web
from bot.channels.base import MalformedBody
from bot.intake import take_in
from bot.texts.catalogue import text
from bot.texts.en_web import WEB
from bot.web.failures import page, refuse
from bot.web.transcript import Cursor, load_transcript
from bot.web.visitors import chat_of, is_own_page, remember
from bot.web.wished_language import page_language, wished_language
from db.chat_transcript import count_waiting

if TYPE_CHECKING:
    from bot.web.services import Services

MOST_WAITING = 30
LARGEST_MESSAGE_BYTES = 500_000


def blueprint(services: Services) -> Blueprint:
    """`/` and `/chat/messages`; without the chat, `/` only says what this is."""
    routes = Blueprint("chat", __name__)
    if services.settings.web_chat_enabled:
        routes.add_url_rule("/", "show", partial(show, services))
        routes.add_url_rule("/chat/messages", "fetch", partial(fetch, services), methods=["GET"])
        routes.add_url_rule("/chat/messages", "send", partial(send, services), methods=["POST"])
    else:
        routes.add_url_rule("/", "closed", partial(page, 200, "web_no_chat"))
    return routes


def show(services: Services) -> Response:
    """The page. It holds no message: these are fetched, so it shows also while the database is away."""
    language = page_language(request)
    texts = {key: text(language, key) for key in WEB}
    answer = make_response(render_template("chat.html", language=language, texts=texts))
    remember(request, answer, services.settings)
    return answer


def send(services: Services) -> Response:
    """Take in one message, 202; sending it again with the same event_id does nothing more."""
    request.max_content_length = LARGEST_MESSAGE_BYTES
    if not is_own_page(request, services.settings) or not request.is_json:
        return refuse(403, "Only this site's own page may send messages, as JSON.")
    chat = chat_of(request, services.settings)
    if chat is None:
        return _unknown_visitor()
    try:
        event = web.parse(request.get_data(), chat, wished_language(request))
    except MalformedBody as error:
        return refuse(400, str(error))
    with services.pool.transaction() as conn:
        if count_waiting(conn, web.NAME, chat) >= MOST_WAITING:
            return refuse(429, "Earlier messages are still being answered.", retry_after=3)
        take_in(conn, web.NAME, [event], services.settings)
    services.bell.ring()
    return make_response(jsonify(accepted=True, event=web.given_id(event.event_id)), 202)


def fetch(services: Services) -> Response:
    """What was said after the cursor, in order of time; without a cursor, the whole transcript."""
    chat = chat_of(request, services.settings)
    if chat is None:
        return _unknown_visitor()
    try:
        after = Cursor.read(request.args.get("after", "0"))
    except ValueError:
        return refuse(400, "after must be the cursor of an earlier answer.")
    with services.pool.transaction() as conn:
        return jsonify(load_transcript(conn, chat, after, ApplyLinks.from_settings(services.settings, own_page=True)))


def _unknown_visitor() -> Response:
    return refuse(401, "The chat's cookie is missing or not valid; load the page again.")
