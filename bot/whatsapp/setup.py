"""Connects a WhatsApp number: looks at token, number, webhook and template, and tells what to mend and how."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from contextlib import closing
from typing import TYPE_CHECKING, Any

import httpx

from bot.channels.base import Identity
from bot.channels.whatsapp import SIGNATURE_HEADER, Destination, send
from bot.channels.whatsapp.client import WhatsAppClient
from bot.channels.whatsapp.errors import Refused, said
from bot.channels.whatsapp.rendering import Rendered, render
from bot.channels.wire import WireError
from bot.contents import Content, TemplateView
from bot.texts.catalogue import text
from bot.whatsapp.rules import TEMPLATE_ACTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from settings import Settings

PATH = "/webhooks/whatsapp"
EMPTY = b'{"object":"whatsapp_business_account","entry":[]}'
SECONDS = 10.0
REMEDIES = {
    190: "the token is dead: make a permanent one for a system user, and set WHATSAPP_ACCESS_TOKEN",
    100: "no such id, or the token may not see it: compare WHATSAPP_PHONE_NUMBER_ID and WHATSAPP_BUSINESS_ACCOUNT_ID",
    10: "the token lacks whatsapp_business_messaging and whatsapp_business_management",
    131030: "a test number writes only to numbers that are listed for it on Meta's page",
    132001: "the template is not approved in this language: python -m bot whatsapp templates",
    133010: "the number is not registered: register it on Meta's page",
}


class SetupFailed(Exception):
    """It cannot be done; the message says why and what to do."""


def check(settings: Settings, *, subscribe: bool = False) -> list[str]:
    """What stands, and lines beginning with "- " for what is wrong and how to mend it.

    Raises:
        SetupFailed: there is no token, or WhatsApp cannot be asked.
    """

    def work(client: WhatsAppClient) -> Iterator[str]:
        yield from _number(client)
        yield from _account(client, settings, subscribe=subscribe)
        yield from _webhook(settings)

    lines = _ask(settings, work)
    wrong = count_faults(lines)
    return [*lines, f"To mend: {wrong}" if wrong else "All is well."]


def count_faults(lines: Iterable[str]) -> int:
    """How many lines tell of something to mend: those that begin with "- "."""
    return sum(line.startswith("- ") for line in lines)


def templates(settings: Settings, *, create: bool = False) -> list[str]:
    """Every template with its state, and what is wrong with ours; `create` hands ours in for approval.

    Raises:
        SetupFailed: there is no token or no business account, or WhatsApp refuses.
    """
    account = _account_of(settings)

    def work(client: WhatsAppClient) -> Iterator[str]:
        found = client.templates(account)
        if create:
            have = {str(each.get("language")) for each in found if each.get("name") == settings.whatsapp_template_name}
            for language in settings.whatsapp_template_languages:
                if language not in have:
                    state = client.propose_template(account, definition(settings, language)).get("status")
                    yield f"{settings.whatsapp_template_name} ({language}) handed in: {state}"
            found = client.templates(account)
        for each in found:
            yield f"{each.get('name')} ({each.get('language')}): {each.get('status')}, {each.get('category')}"
        yield from _faults(found, settings)

    return _ask(settings, work)


def send_test(settings: Settings, number: str, *, template: bool = False) -> list[str]:
    """Send a short text, or our template, to a number; whether WhatsApp took it.

    Raises:
        SetupFailed: there is no token, it is no number, or WhatsApp refuses.
    """
    digits = "".join(character for character in number if character.isdigit())
    if not digits:
        raise SetupFailed(f"{number!r} is no phone number with its country code, such as +491511234567.")

    def work(client: WhatsAppClient) -> Iterator[str]:
        message = send(client, Destination(Identity(phone=digits)), _test_message(settings, template=template))
        yield f"WhatsApp took it as {message}."
        if not template:
            yield "If nothing arrives: they have not written to the number for 24 hours; try --template."

    return _ask(settings, work)


def definition(settings: Settings, language: str) -> dict[str, Any]:
    """Our template in a language, as it is handed in; its two buttons bring back `TEMPLATE_ACTIONS`."""
    ours = language.partition("_")[0]
    buttons = [
        {"type": "QUICK_REPLY", "text": text(ours, key)} for key in ("whatsapp_template_show", "whatsapp_template_stop")
    ]
    return {
        "name": settings.whatsapp_template_name,
        "language": language,
        "category": "MARKETING",
        "components": [
            {"type": "BODY", "text": text(ours, "whatsapp_template_body")},
            {"type": "BUTTONS", "buttons": buttons},
        ],
    }


def _test_message(settings: Settings, *, template: bool) -> Rendered:
    if not template:
        return Rendered("text", {"preview_url": False, "body": "Jobherald: this number can send."})
    view = TemplateView(settings.whatsapp_template_name, settings.whatsapp_template_languages[0], TEMPLATE_ACTIONS)
    rendered = render(Content("", template=view), "en")
    return rendered[0] if isinstance(rendered, list) else rendered


def _number(client: WhatsAppClient) -> Iterator[str]:
    number = client.number()
    yield f"Number: {number.get('display_phone_number')} ({number.get('verified_name')})"
    if number.get("status") not in (None, "CONNECTED"):
        yield f"- the number is {number['status']}: register it on Meta's page"
    if number.get("quality_rating") == "RED":
        yield "- people block or report the number (quality RED): send less, and only what they asked for"
    if number.get("name_status") in ("DECLINED", "EXPIRED"):
        yield f"- the display name is {number['name_status']}: choose another on Meta's page"


def _account(client: WhatsAppClient, settings: Settings, *, subscribe: bool) -> Iterator[str]:
    account = settings.whatsapp_business_account_id
    if account is None:
        yield "- WHATSAPP_BUSINESS_ACCOUNT_ID is not set: subscription and templates cannot be looked at"
        return
    if subscribe:
        client.subscribe(account)
    apps = client.subscribed(account)
    if apps:
        yield f"Subscribed apps: {len(apps)}"
    else:
        yield "- no app is subscribed to the business account, so nothing comes in: whatsapp check --subscribe"
    elsewhere = {str(app["override_callback_uri"]) for app in apps if app.get("override_callback_uri")}
    for address in elsewhere:
        if settings.public_url is None or address != settings.public_url + PATH:
            yield f"- notifications go to {address}"
    yield from _faults(client.templates(account), settings)


def _faults(found: list[dict[str, Any]], settings: Settings) -> Iterator[str]:
    """What is wrong with our template, in each language that it is to be sent in."""
    if settings.whatsapp_template_every == "never":
        return
    name = settings.whatsapp_template_name
    ours = {str(each.get("language")): each for each in found if each.get("name") == name}
    for language in settings.whatsapp_template_languages:
        template = ours.get(language)
        if template is None:
            yield f"- template {name} ({language}) does not exist: whatsapp templates --create"
        elif template.get("status") != "APPROVED":
            yield f"- template {name} ({language}) is {template.get('status')}"
        elif _quick_replies(template) != len(TEMPLATE_ACTIONS):
            yield f"- template {name} ({language}) needs two quick replies, the first to show jobs, the second to stop"


def _quick_replies(template: dict[str, Any]) -> int:
    buttons = (each for part in template.get("components") or () for each in part.get("buttons") or ())
    return sum(button.get("type") == "QUICK_REPLY" for button in buttons)


def _webhook(settings: Settings) -> Iterator[str]:
    """Our own webhook from outside: it has to give the challenge back, and to take what the app's secret signed."""
    if settings.public_url is None:
        yield "- PUBLIC_URL is not set: Meta needs a public https address to send to"
        return
    missing = [name for name in ("whatsapp_app_secret", "whatsapp_verify_token") if getattr(settings, name) is None]
    if missing:
        yield f"- not set: {', '.join(name.upper() for name in missing)}"
        return
    address = settings.public_url + PATH
    try:
        faults = _tried(address, settings)
    except httpx.HTTPError as error:
        faults = [f"- {address} cannot be reached from here ({type(error).__name__}): is the web process running?"]
    yield from faults or [f"Webhook: {address} answers; give Meta this address and WHATSAPP_VERIFY_TOKEN"]


def _tried(address: str, settings: Settings) -> list[str]:
    app_secret, verify_token = settings.whatsapp_app_secret, settings.whatsapp_verify_token
    if app_secret is None or verify_token is None:
        return []
    challenge = secrets.token_hex(8)
    asked = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify_token.get_secret_value()}
    signature = hmac.new(app_secret.get_secret_value().encode(), EMPTY, hashlib.sha256).hexdigest()
    with httpx.Client(timeout=SECONDS, trust_env=False) as http:
        answer = http.get(address, params=asked)
        taken = http.post(address, content=EMPTY, headers={SIGNATURE_HEADER: f"sha256={signature}"})
    faults = []
    if answer.text != challenge:
        faults.append(f"- {address} does not give the challenge back (HTTP {answer.status_code})")
    if not taken.is_success:
        faults.append(f"- {address} refuses what we signed (HTTP {taken.status_code}): has it another APP_SECRET?")
    return faults


def _account_of(settings: Settings) -> str:
    if settings.whatsapp_business_account_id is None:
        raise SetupFailed("Set WHATSAPP_BUSINESS_ACCOUNT_ID: the id of the WhatsApp Business Account on Meta's page.")
    return settings.whatsapp_business_account_id


def _ask(settings: Settings, work: Callable[[WhatsAppClient], Iterator[str]]) -> list[str]:
    client = WhatsAppClient.from_settings(settings)
    if client is None:
        raise SetupFailed("WHATSAPP_ACCESS_TOKEN is not set: Meta's page of the app shows one under WhatsApp.")
    with closing(client):
        try:
            return list(work(client))
        except Refused as refusal:
            remedy = REMEDIES.get(int(refusal.error.get("code") or 0), "")
            told = said(refusal.error) or f"HTTP {refusal.status}"
            raise SetupFailed(f"WhatsApp refuses: {told}" + (f"\n- {remedy}" if remedy else "")) from refusal
        except WireError as error:
            raise SetupFailed(f"{settings.whatsapp_base_url} cannot be reached ({type(error).__name__}).") from error
