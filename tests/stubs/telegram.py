"""A Telegram Bot API server on loopback that checks requests as the real one does (Bot API 10.0).

Switches: `blocked`, `deactivated`, `unknown` (chats), `limited` (429 beyond 30 a second or one a second and chat),
`flood` (answers 429 so many times), `flood_share` (that share of messages), `broken` (answers 502 so many times),
`hang_seconds` (accepts, then answers late), `drop` (accepts, then hangs up, so many times), `drop_share`.

By hand: POST /say {"chat": 1, "text": "hello"} and POST /tap {"chat": 1, "message_id": 5, "data": "more"} do what a
person would, GET /chats/1 shows what they see. Updates go to the webhook once one is set, else to who polls.
"""

from __future__ import annotations

import itertools
import json
import random
import re
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from tests.stubs.loopback import server_on
from tests.stubs.telegram_checks import (
    BOT,
    Refusal,
    Sent,
    arguments,
    as_chat,
    as_message,
    as_object,
    as_seen,
    check_keyboard,
    check_text,
    refuse_if,
    reply,
    too_many,
)
from tests.stubs.telegram_webhook import WebhookCaller

if TYPE_CHECKING:
    from tests.stubs.loopback import Request

TOKEN = "9001:stub-token_ABCDEFGHIJKLMNOPQRSTUVWXYZ0"


UNDER_WAY_SECONDS = 0.3  # what was sent before its sender could know


@dataclass
class TelegramStub:
    sent: list[Sent] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    deactivated: set[int] = field(default_factory=set)
    unknown: set[int] = field(default_factory=set)
    limited: bool = False
    per_second: int = 30
    flood_share: float = 0.0
    drop_share: float = 0.0
    held_until: float = 0.0
    too_early: int = 0
    attempts: list[tuple[int, float]] = field(default_factory=list)
    flood: int = 0
    flood_seconds: int = 1
    broken: int = 0
    drop: int = 0
    hang_seconds: float = 0.0
    webhook: str = ""
    webhook_secret: str = ""
    webhook_error: str = ""
    allowed_updates: list[str] = field(default_factory=list)
    port: int = 0
    menus: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        self.numbers = itertools.count(1)
        self.update_numbers = itertools.count(500_001)
        self.messages: dict[tuple[int, int], Sent] = {}
        self.lately: deque[float] = deque()
        self.last_to: dict[int, float] = {}
        self.refused: set[int] = set()
        self.refused_at = 0.0
        self.random = random.Random(7)
        self.caller = WebhookCaller(self)
        self.server = server_on(self.port, self.serve)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        self.caller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.caller.stop()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def serve(self, request: Request) -> None:
        body = request.whole_body()
        code, answer, extra = 200, {"ok": True}, {}
        try:
            if not request.path.startswith("/bot"):
                answer = self.by_hand(request.path, body)
                return reply(request, 200, answer, {})
            method = self.authorise(request.path)
            with self.lock:
                broken, self.broken = self.broken > 0, max(0, self.broken - 1)
            refuse_if(broken, 502, "Bad Gateway")
            answer["result"] = self.call(method, arguments(request.headers, body, request.path), request.arrived)
            if self.hang_seconds:
                time.sleep(self.hang_seconds)
            if method == "sendmessage" and self.drops():
                request.close_connection = True
                return None
        except Refusal as refusal:
            code, answer = refusal.code, {"ok": False, "error_code": refusal.code, "description": refusal.description}
            if refusal.retry_after is not None:
                answer["parameters"] = {"retry_after": refusal.retry_after}
                extra = {"Retry-After": str(refusal.retry_after)}
        return reply(request, code, answer, extra)

    def drops(self) -> bool:
        with self.lock:
            dropped, self.drop = self.drop > 0, max(0, self.drop - 1)
            return dropped or self.random.random() < self.drop_share

    def authorise(self, path: str) -> str:
        found = re.fullmatch(r"/bot([^/]+)/(\w+)", path.split("?", maxsplit=1)[0])
        if found is None or not re.fullmatch(r"\d+:[\w-]+", found[1]):
            raise Refusal(404, "Not Found")
        if found[1] != TOKEN:
            raise Refusal(401, "Unauthorized")
        return found[2].lower()

    def call(self, method: str, given: dict[str, Any], arrived: float) -> Any:  # noqa: PLR0911 - one line a method
        match method:
            case "sendmessage" | "senddocument":
                return self.send(given, arrived, document=method == "senddocument")
            case "editmessagetext":
                return self.edit(given, arrived)
            case "answercallbackquery":
                refuse_if(not given.get("callback_query_id"), 400, "Bad Request: query is too old")
                self.answered.append(given["callback_query_id"])
                return True
            case "getupdates":
                return self.get_updates(int(given.get("offset", 0)), float(given.get("timeout", 0)))
            case "setwebhook":
                return self.set_webhook(given)
            case "deletewebhook":
                self.webhook = ""
                return True
            case "getwebhookinfo":
                return self.webhook_info()
            case "setmycommands":
                return self.set_commands(given)
            case "getme":
                return BOT
        raise Refusal(404, "Not Found: method not found")

    def set_webhook(self, given: dict[str, Any]) -> bool:
        url, secret = str(given.get("url", "")), str(given.get("secret_token", ""))
        loopback = url.startswith("http://127.0.0.1:")  # the real one takes https only; here it is all one machine
        refuse_if(
            url and not loopback and not url.startswith("https://"),
            400,
            "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
        )
        refuse_if(
            not re.fullmatch(r"[A-Za-z0-9_-]*", secret),
            400,
            "Bad Request: secret token contains unallowed characters",
        )
        refuse_if(len(secret) > 256, 400, "Bad Request: secret token is too long")
        if "allowed_updates" in given:
            self.allowed_updates = as_object(given["allowed_updates"])
        self.webhook, self.webhook_secret, self.webhook_error = url, secret, ""
        return True

    def webhook_info(self) -> dict[str, Any]:
        info = {"url": self.webhook, "has_custom_certificate": False, "pending_update_count": len(self.updates)}
        if self.webhook_error:
            info |= {"last_error_date": int(time.time()), "last_error_message": self.webhook_error}
        return info | ({"allowed_updates": self.allowed_updates} if self.allowed_updates else {})

    def set_commands(self, given: dict[str, Any]) -> bool:
        listed, language = as_object(given.get("commands", "[]")), str(given.get("language_code", ""))
        refuse_if(not re.fullmatch(r"([a-z]{2})?", language), 400, "Bad Request: invalid language code specified")
        for each in listed:
            refuse_if(not re.fullmatch(r"[a-z0-9_]{1,32}", each["command"]), 400, "Bad Request: BOT_COMMAND_INVALID")
            refuse_if(not 1 <= len(each["description"]) <= 256, 400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        refuse_if(len(listed) > 100, 400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
        self.menus[language] = listed
        return True

    def send(self, given: dict[str, Any], arrived: float, *, document: bool) -> dict[str, Any]:
        chat = as_chat(given)
        text = str(given.get("caption" if document else "text", ""))
        markup = as_object(given["reply_markup"]) if given.get("reply_markup") else None
        with self.lock:
            self.check_pace(chat, arrived)
            self.check_chat(chat)
            refuse_if(document and not given.get("document"), 400, "Bad Request: there is no document in the request")
            visible = check_text(text, given, limit=1024 if document else 4096, empty=document)
            check_keyboard(markup)
            sent = Sent(chat, text, markup, arrived, given.get("document") if document else None, next(self.numbers))
            self.sent.append(sent)
            self.messages[chat, sent.message_id] = sent
        return as_message(sent, visible)

    def edit(self, given: dict[str, Any], arrived: float) -> dict[str, Any]:
        chat, number, text = as_chat(given), int(given.get("message_id") or 0), str(given.get("text", ""))
        markup = as_object(given["reply_markup"]) if given.get("reply_markup") else None
        with self.lock:
            self.check_pace(chat, arrived)
            self.check_chat(chat)
            visible = check_text(text, given, limit=4096, empty=False)
            check_keyboard(markup)
            old = self.messages.get((chat, number))
            refuse_if(old is None, 400, "Bad Request: message to edit not found")
            refuse_if(
                old and (old.text, old.reply_markup) == (text, markup),
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the"
                " same as a current content and reply markup of the message",
            )
            sent = Sent(chat, text, markup, arrived, message_id=number, edits=number)
            self.messages[chat, number] = sent
            self.sent.append(sent)
        return as_message(sent, visible) | {"edit_date": int(time.time())}

    def check_pace(self, chat: int, now: float) -> None:
        """429 as told by the switches; `too_early` counts who comes back in a pause, or begins well inside."""
        self.attempts.append((chat, now))
        if now < self.held_until:
            self.too_early += chat in self.refused or now > self.refused_at + UNDER_WAY_SECONDS
            self.refused.add(chat)
            raise too_many(self.held_until - now)
        self.refused.clear()
        if self.flood or self.random.random() < self.flood_share:
            self.flood = max(0, self.flood - 1)
            self.held_until, self.refused_at = now + self.flood_seconds if self.flood_share else 0.0, now
            self.refused.add(chat)
            raise too_many(self.flood_seconds)
        while self.lately and self.lately[0] <= now - 1:
            self.lately.popleft()
        if self.limited and (len(self.lately) >= self.per_second or now - self.last_to.get(chat, 0.0) < 1.0):
            self.too_early += 1
            raise too_many(1)
        self.lately.append(now)
        self.last_to[chat] = now

    def check_chat(self, chat: int) -> None:
        refuse_if(chat in self.unknown, 400, "Bad Request: chat not found")
        refuse_if(chat in self.blocked, 403, "Forbidden: bot was blocked by the user")
        refuse_if(chat in self.deactivated, 403, "Forbidden: user is deactivated")

    def by_hand(self, path: str, body: bytes) -> Any:
        """What a person does and sees."""
        if path.startswith("/chats/"):
            chat = int(path.removeprefix("/chats/"))
            with self.lock:
                return [as_seen(sent) for (where, _), sent in sorted(self.messages.items()) if where == chat]
        given = json.loads(body or b"{}")
        chat = int(given.get("chat", 1))
        person = {"id": chat, "is_bot": False, "first_name": "Ada", "language_code": given.get("language", "en")}
        private = {"id": chat, "type": "private", "first_name": "Ada"}
        message = {"message_id": next(self.numbers), "date": int(time.time()), "chat": private, "from": person}
        if path == "/say":
            content = {"message": message | {"text": str(given.get("text", ""))}}
        elif path == "/tap":
            tapped = message | {"message_id": int(given.get("message_id", 0)), "from": BOT}
            query = {"id": str(next(self.numbers)), "from": person, "chat_instance": "1", "message": tapped}
            content = {"callback_query": query | {"data": str(given.get("data", ""))}}
        else:
            raise Refusal(404, "Not Found")
        self.updates.append({"update_id": next(self.update_numbers)} | content)
        return {"ok": True}

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
