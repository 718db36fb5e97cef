"""Webhooks: authenticate the raw body, take its events into the inbox, commit, ring, 200. No model, no channel call."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, jsonify, request

from bot.channels import telegram, whatsapp
from bot.channels.base import MalformedBody
from bot.intake import take_in, take_in_known
from bot.web.failures import refuse

if TYPE_CHECKING:
    from bot.web.services import Services

log = logging.getLogger(__name__)

CHANNELS: dict[str, Any] = {telegram.NAME: telegram, whatsapp.NAME: whatsapp}
ACKNOWLEDGED = {telegram.NAME: telegram.acknowledge}  # a call that the channel makes by itself, read from our answer


def blueprint(services: Services) -> Blueprint:
    """`POST /webhooks/<channel>`, and WhatsApp's question whose address this is."""
    routes = Blueprint("webhooks", __name__)

    @routes.get("/webhooks/whatsapp")
    def verify_whatsapp() -> Response:
        """Meta asks whose address this is, once, when it is set: the challenge comes back as it is, else 403."""
        challenge = whatsapp.challenge_of(request.args, services.settings)
        if challenge is None:
            log.warning("whatsapp verification refused: the verify token is missing or wrong")
            return refuse(403, "The verify token is missing or wrong.")
        return Response(challenge, content_type="text/plain; charset=utf-8")

    @routes.post("/webhooks/<name>")
    def receive(name: str) -> Response:
        """200 once the events are committed, 403 for a wrong secret, 400 for a body that is none of the channel's."""
        channel = CHANNELS.get(name) or abort(404)
        body = request.get_data()
        if not channel.verify(body, request.headers, services.settings):
            log.warning("%s webhook refused: the secret is missing or wrong", name)
            return refuse(403, "The secret is missing or wrong.")
        try:
            events = channel.parse(body, services.settings)
        except MalformedBody as error:
            log.warning("%s webhook refused: malformed body of %d bytes", name, len(body))
            return refuse(400, str(error)[:300])
        with services.pool.transaction(single=True) as conn:
            new = take_in_known(conn, name, events, services.settings)
        if new is None:
            with services.pool.transaction() as conn:
                new = take_in(conn, name, events, services.settings)
        if new and any(event.kind != "status" for event in events):  # statuses are in no hurry
            services.bell.ring()
        said = ACKNOWLEDGED[name](events) if name in ACKNOWLEDGED else {}
        return jsonify(said) if said else Response("{}", mimetype="application/json")

    return routes
