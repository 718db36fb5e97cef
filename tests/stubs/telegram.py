"""A Telegram Bot API server on loopback that checks requests as the real one does (Bot API 10.0).

Switches: `blocked`, `unknown` (chats), `flood` (answers 429 so many times), `broken` (answers 502 so many times),
`hang_seconds` (accepts, then answers late), `drop` (accepts, then hangs up, so many times).
"""

from __future__ import annotations

import itertools
import json
import re
import threading
import time
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from email.message import Message

TOKEN = "9001:stub-token_ABCDEFGHIJKLMNOPQRSTUVWXYZ0"
TAGS = re.compile(r"</?([a-z-]+)[^>]*>")
ALLOWED_TAGS = {"b", "strong", "i", "em", "u", "s", "a", "code", "pre", "blockquote"}
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


@dataclass
class TelegramStub:
    sent: list[Sent] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    unknown: set[int] = field(default_factory=set)
    flood: int = 0
    flood_seconds: int = 1
    broken: int = 0
    drop: int = 0
    hang_seconds: float = 0.0
    webhook: str = ""
    menus: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        self.numbers = itertools.count(1)
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 65_536  # headers and body in one packet: in two, the client's delayed ACK costs 40 ms
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                stub.serve(self)

            do_GET = do_POST  # noqa: N815 - the server's own name for it

            def log_message(self, *_: object) -> None:
                """Quiet."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_: object) -> None:
                """A client that hangs up is no news."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        code, answer, extra = 200, {"ok": True}, {}
        try:
            method = self.authorise(request.path)
            with self.lock:
                broken, self.broken = self.broken > 0, max(0, self.broken - 1)
            refuse_if(broken, 502, "Bad Gateway")
            answer["result"] = self.call(method, arguments(request.headers, body, request.path))
            if self.hang_seconds:
                time.sleep(self.hang_seconds)
            if self.drop and method == "sendmessage":
                self.drop -= 1
                request.close_connection = True
                return
        except Refusal as refusal:
            code, answer = refusal.code, {"ok": False, "error_code": refusal.code, "description": refusal.description}
            if refusal.retry_after is not None:
                answer["parameters"] = {"retry_after": refusal.retry_after}
                extra = {"Retry-After": str(refusal.retry_after)}
        data = json.dumps(answer).encode()
        request.send_response(code)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **extra}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(data)

    def authorise(self, path: str) -> str:
        found = re.fullmatch(r"/bot([^/]+)/(\w+)", path.split("?", maxsplit=1)[0])
        if found is None or not re.fullmatch(r"\d+:[\w-]+", found[1]):
            raise Refusal(404, "Not Found")
        if found[1] != TOKEN:
            raise Refusal(401, "Unauthorized")
        return found[2].lower()

    def call(self, method: str, given: dict[str, Any]) -> Any:
        if method in ("sendmessage", "senddocument"):
            return self.send(given, document=method == "senddocument")
        if method == "answercallbackquery":
            self.answered.append(given["callback_query_id"])
            return True
        if method == "getupdates":
            return self.get_updates(int(given.get("offset", 0)), float(given.get("timeout", 0)))
        if method in ("setwebhook", "deletewebhook"):
            self.webhook = str(given.get("url", ""))
            return True
        if method == "setmycommands":
            commands = given["commands"]
            listed = json.loads(commands) if isinstance(commands, str) else commands
            for each in listed:
                refuse_if(
                    not re.fullmatch(r"[a-z0-9_]{1,32}", each["command"]), 400, "Bad Request: BOT_COMMAND_INVALID"
                )
                refuse_if(not 1 <= len(each["description"]) <= 256, 400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
            refuse_if(len(listed) > 100, 400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
            self.menus[str(given.get("language_code", ""))] = listed
            return True
        if method == "getme":
            return BOT
        raise Refusal(404, "Not Found: method not found")

    def send(self, given: dict[str, Any], *, document: bool) -> dict[str, Any]:
        chat = int(given.get("chat_id") or 0)
        text = str(given.get("caption" if document else "text", ""))
        markup = json.loads(given["reply_markup"]) if given.get("reply_markup") else None
        with self.lock:
            if self.flood:
                self.flood -= 1
                raise Refusal(
                    429, f"Too Many Requests: retry after {self.flood_seconds}", retry_after=self.flood_seconds
                )
            if chat in self.unknown:
                raise Refusal(400, "Bad Request: chat not found")
            if chat in self.blocked:
                raise Refusal(403, "Forbidden: bot was blocked by the user")
            check_text(text, limit=1024 if document else 4096)
            check_keyboard(markup)
            self.sent.append(Sent(chat, text, markup, time.monotonic(), given.get("document") if document else None))
            number = next(self.numbers)
        return {
            "message_id": number,
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": "X"},
            "from": BOT,
            "text": text,
        }

    def get_updates(self, offset: int, seconds: float) -> list[dict[str, Any]]:
        if self.webhook:
            reason = (
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
            raise Refusal(409, f"Conflict: {reason}")
        until = time.monotonic() + min(seconds, 1.0)
        while True:
            self.updates[:] = [update for update in self.updates if update["update_id"] >= offset]
            if self.updates or time.monotonic() > until:
                return list(self.updates)
            time.sleep(0.02)


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


def check_text(text: str, *, limit: int) -> None:
    for tag in TAGS.findall(text):
        if tag not in ALLOWED_TAGS:
            raise Refusal(400, f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}" at byte offset 0')
    if re.search(r"<(?!/?[a-z])", text):
        raise Refusal(400, "Bad Request: can't parse entities: Unclosed start tag at byte offset 0")
    visible = TAGS.sub("", text)
    if not visible.strip() and limit == 4096:
        raise Refusal(400, "Bad Request: message text is empty")
    if len(visible) > limit:
        raise Refusal(400, "Bad Request: message is too long")


def check_keyboard(markup: dict[str, Any] | None) -> None:
    for row in (markup or {}).get("inline_keyboard", ()):
        for button in row:
            if not 1 <= len(button.get("callback_data", "x").encode()) <= 64:
                raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
