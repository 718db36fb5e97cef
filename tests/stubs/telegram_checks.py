"""What Telegram's server reads of a request, refuses in it, and answers."""

from __future__ import annotations

import itertools
import json
import math
import re
import time
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.stubs.telegram_html import BadMarkup, shown

if TYPE_CHECKING:
    from email.message import Message
    from http.server import BaseHTTPRequestHandler

BOT = {"id": 9001, "is_bot": True, "first_name": "Stub", "username": "stub_bot"}


@dataclass
class Refusal(Exception):
    """An answer with ok=false."""

    code: int
    description: str
    retry_after: int | None = None


@dataclass
class Sent:
    """A message that the server accepted."""

    chat_id: int
    text: str
    reply_markup: dict[str, Any] | None
    at: float
    document: bytes | None = None
    message_id: int = 0
    edits: int = 0


def refuse_if(condition: object, code: int, description: str) -> None:
    if condition:
        raise Refusal(code, description)


def arguments(headers: Message, body: bytes, path: str) -> dict[str, Any]:
    """The parameters of a call: from the query string and a JSON, form or multipart body."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
    return query | posted(headers.get("Content-Type", ""), body)


def posted(content_type: str, body: bytes) -> dict[str, Any]:
    if "json" in content_type:
        return json.loads(body or b"{}")
    if "multipart" in content_type:
        message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
        given: dict[str, Any] = {}
        for part in message.iter_parts():
            name = part.get_param("name", header="content-disposition")
            content = part.get_payload(decode=True)
            given[str(name)] = content if part.get_filename() else content.decode()
        files = {key: value for key, value in given.items() if isinstance(value, bytes)}
        return given | ({"document": next(iter(files.values()))} if files else {})
    return {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}


def reply(request: BaseHTTPRequestHandler, code: int, answer: Any, headers: dict[str, str]) -> None:
    data = json.dumps(answer).encode()
    request.send_response(code)
    for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **headers}.items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(data)


def too_many(seconds: float) -> Refusal:
    whole = max(1, math.ceil(seconds))
    return Refusal(429, f"Too Many Requests: retry after {whole}", retry_after=whole)


def as_object(given: Any) -> Any:
    """A nested value: an object, or JSON text in a field."""
    return json.loads(given) if isinstance(given, str) else given


def as_chat(given: dict[str, Any]) -> int:
    refuse_if(not given.get("chat_id"), 400, "Bad Request: chat_id is empty")
    return int(given["chat_id"])


def as_message(sent: Sent, visible: str) -> dict[str, Any]:
    return {
        "message_id": sent.message_id,
        "date": int(time.time()),
        "chat": {"id": sent.chat_id, "type": "private", "first_name": "X"},
        "from": BOT,
        "text": visible,
    }


def as_seen(sent: Sent) -> dict[str, Any]:
    rows = (sent.reply_markup or {}).get("inline_keyboard", ())
    buttons = [[button.get("callback_data", button.get("url")) for button in row] for row in rows]
    return {"message_id": sent.message_id, "text": sent.text, "buttons": buttons, "edited": bool(sent.edits)}


def check_text(text: str, given: dict[str, Any], *, limit: int, empty: bool) -> str:
    """What is seen of a text; its length is counted in code points after parsing."""
    refuse_if(not text and not empty, 400, "Bad Request: message text is empty")
    refuse_if(len(text.encode()) > 32_768, 400, "Bad Request: text is too long")
    try:
        visible = shown(text) if str(given.get("parse_mode", "")).lower() == "html" else text.strip()
    except BadMarkup as error:
        raise Refusal(400, f"Bad Request: {error}") from error
    refuse_if(not visible and not empty, 400, "Bad Request: text must be non-empty")
    refuse_if(len(visible) > limit, 400, f"Bad Request: message {'caption ' if empty else ''}is too long")
    return visible


def check_keyboard(markup: dict[str, Any] | None) -> None:
    rows = (markup or {}).get("inline_keyboard", ())
    refuse_if(sum(len(row) for row in rows) > 100, 400, "Bad Request: reply markup is too long")
    for button in itertools.chain.from_iterable(rows):
        refuse_if(not button.get("text"), 400, "Bad Request: inline keyboard button text is empty")
        if "url" in button:
            refuse_if(
                not re.match(r"(https?|tg)://[^\s/]+", button["url"]),
                400,
                f"Bad Request: inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL",
            )
        elif "callback_data" not in button:
            raise Refusal(400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed")
        elif not 1 <= len(button["callback_data"].encode()) <= 64:
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
