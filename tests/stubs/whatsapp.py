"""A WhatsApp Cloud API on loopback that checks requests as the real one does (Graph v25.0) and answers with webhooks.

Switches: `refusing` (recipient -> code in the answer), `failing` (recipient -> code in a status `failed`), `moods`
(what the next sends meet: a code, "html" for a proxy's 502, "drop" to accept and hang up, "slow" to answer late),
`hidden` (people whose number is not told), `window` (whether the 24 hours are kept), `callbacks` (see there).
"""

from __future__ import annotations

import json
import re
import threading
import time
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, urlsplit

from tests.stubs.loopback import server_on
from tests.stubs.whatsapp_callbacks import ACCOUNT_ID, NUMBER_ID, Callbacks, ids, notification, status
from tests.stubs.whatsapp_checks import BSUID, CHECKS, PHONE, TITLES, GraphError, check_envelope, need, text_of
from tests.stubs.whatsapp_people import People, Sent, by_hand

if TYPE_CHECKING:
    from tests.stubs.loopback import Request

TOKEN = "stub-whatsapp-token"
APP_SECRET = "stub-app-secret"
VERIFY_TOKEN = "stub-verify-token"
DAY_SECONDS = 86_400


@dataclass
class WhatsAppStub(People):
    port: int = 0
    webhook: str | None = None
    per_second: float = 80.0
    pair_burst: int = 45
    pair_seconds: float = 6.0
    window: bool = True
    reads: list[dict[str, Any]] = field(default_factory=list)
    refusing: dict[str, int] = field(default_factory=dict)
    failing: dict[str, int] = field(default_factory=dict)
    moods: list[int | str] = field(default_factory=list)
    slow_seconds: float = 1.0
    media: dict[str, bytes] = field(default_factory=dict)
    subscribed: bool = False
    statuses: tuple[str, ...] = ("sent", "delivered")

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        self.callbacks = Callbacks(self.webhook, APP_SECRET)
        self.free_at = 0.0
        self.pair_free_at: dict[str, float] = {}
        self.server = server_on(self.port, self.serve)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        self.callbacks.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
        self.callbacks.stop()

    def serve(self, request: Request) -> None:
        body = request.whole_body()
        parts = urlsplit(request.path)
        try:
            if parts.path == "/" or parts.path.startswith("/stub/"):
                answer(request, 200, *by_hand(self, parts.path, body))
                return
            self.authorise(request.headers.get("Authorization", ""))
            found = re.fullmatch(r"/v\d+\.\d/([\w.]+)(?:/(\w+))?", parts.path)
            need(found, 100, "Unsupported request")
            assert found
            given = self.call(request, found[1], found[2] or "", body, parse_qs(parts.query))
        except GraphError as error:
            answer(request, error.http_status, error.body())
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            answer(request, 400, GraphError(100, f"{type(error).__name__}: {error}").body())
        else:
            if given is not None:
                answer(request, 200, given)

    def authorise(self, header: str) -> None:
        if header != f"Bearer {TOKEN}":
            raise GraphError(190)

    def call(
        self, request: Request, owner: str, edge: str, body: bytes, query: dict[str, list[str]]
    ) -> dict[str, Any] | None:
        if owner == NUMBER_ID and edge == "messages":
            return self.messages(request, json.loads(body))
        if owner == NUMBER_ID and edge == "media":
            return self.upload(request, body)
        if owner == NUMBER_ID and not edge:
            return {
                "verified_name": "Stub Jobs",
                "display_phone_number": "+49 30 000001",
                "quality_rating": "GREEN",
                "status": "CONNECTED",
                "name_status": "APPROVED",
                "platform_type": "CLOUD_API",
                "throughput": {"level": "STANDARD"},
                "id": owner,
            }
        if owner == ACCOUNT_ID and edge == "message_templates":
            return self.propose(json.loads(body)) if request.command == "POST" else self.listed(query)
        if owner == ACCOUNT_ID and edge == "subscribed_apps":
            if request.command == "POST":
                self.subscribed = True
                return {"success": True}
            app = {"whatsapp_business_api_data": {"id": "550011", "name": "our app", "link": "https://x.example"}}
            return {"data": [app] if self.subscribed else []}
        raise GraphError(100, f"Object with ID '{owner}' does not exist", subcode=33)

    def listed(self, query: dict[str, list[str]]) -> dict[str, Any]:
        """Templates, two on a page."""
        rows = [{"name": n, "language": code, "id": "660011", **each} for (n, code), each in self.templates.items()]
        at = int(query.get("after", ["0"])[0])
        page: dict[str, Any] = {"data": rows[at : at + 2]}
        if len(rows) > at + 2:
            page["paging"] = {
                "cursors": {"before": str(at), "after": str(at + 2)},
                "next": "https://graph.example/next",
            }
        return page

    def propose(self, given: dict[str, Any]) -> dict[str, Any]:
        """A template handed in: approved at once, and the webhook is told."""
        need(re.fullmatch(r"[a-z0-9_]{1,512}", given["name"]), 100, "name")
        for part in given["components"]:
            if part["type"] == "BODY":
                text_of(part["text"], "body", 1024)
            for button in part.get("buttons", ()):
                text_of(button["text"], "button text", 25)
        self.templates[given["name"], given["language"]] = {
            "status": "PENDING",
            "category": given["category"],
            "components": given["components"],
        }
        self.judge_template(given["name"], given["language"], "APPROVED")
        return {"id": "660011", "status": "PENDING", "category": given["category"]}

    def upload(self, request: Request, body: bytes) -> dict[str, Any]:
        head = b"Content-Type: " + request.headers.get("Content-Type", "").encode() + b"\r\n\r\n"
        parts = list(BytesParser(policy=HTTP).parsebytes(head + body).iter_parts())
        named = {str(part.get_param("name", header="content-disposition")): part for part in parts}
        need(named["messaging_product"].get_content() == "whatsapp", 100, "messaging_product")
        media = f"77{next(ids)}"
        self.media[media] = named["file"].get_payload(decode=True)
        return {"id": media}

    def messages(self, request: Request, given: dict[str, Any]) -> dict[str, Any] | None:
        if given.get("status") == "read":
            need(str(given.get("message_id", "")).startswith("wamid."), 131009, "message_id")
            self.reads.append(given)
            return {"success": True}
        mood = self.moods.pop(0) if self.moods else None
        if isinstance(mood, int):
            raise GraphError(mood)
        if mood == "html":
            answer(request, 502, b"<html>Bad Gateway</html>", "text/html")
            return None
        sent, accepted = self.send(given, request.arrived)
        if mood == "slow":
            time.sleep(self.slow_seconds)
        if mood == "drop":
            request.close_connection = True
            accepted = None  # type: ignore[assignment]
        self.tell_statuses(sent)
        return accepted

    def send(self, given: dict[str, Any], arrived: float) -> tuple[Sent, dict[str, Any]]:
        check_envelope(given)
        kind = given.get("type", "text")
        CHECKS[kind](given[kind], self)
        who = str(given.get("to") or given["recipient"]).removeprefix("+")
        need(given.get("to") is None or PHONE.fullmatch(str(given["to"])) or BSUID.fullmatch(who), 131009, "to")
        phone, bsuid = self.names(who)
        with self.lock:
            code = self.refusing.get(phone) or self.refusing.get(bsuid)
            if code:
                raise GraphError(code)
            self.pace(phone or bsuid, arrived)
            sent = Sent(
                f"wamid.OUT{next(ids)}",
                bsuid if bsuid in self.hidden or not phone else phone,
                kind,
                given[kind],
                arrived,
                given.get("biz_opaque_callback_data"),
                given,
            )
            self.sent.append(sent)
        named = {"wa_id": phone} if given.get("to") else {"user_id": bsuid}
        return sent, {
            "messaging_product": "whatsapp",
            "contacts": [{"input": given.get("to") or given["recipient"], **named}],
            "messages": [{"id": sent.id} | ({"message_status": "accepted"} if kind == "template" else {})],
        }

    def pace(self, who: str, now: float) -> None:
        """80 a second in all, and to one person 45 at once, then one in six seconds."""
        if self.free_at - now > 1.0:  # a second's worth may come at once
            raise GraphError(130429, "Cloud API message throughput has been reached.")
        pair = max(self.pair_free_at.get(who, 0.0), now)
        if pair - now > (self.pair_burst - 1) * self.pair_seconds:
            raise GraphError(131056)
        self.free_at = max(self.free_at, now) + 1.0 / self.per_second
        self.pair_free_at[who] = pair + self.pair_seconds

    def tell_statuses(self, sent: Sent) -> None:
        if BSUID.fullmatch(str(sent.whole.get("to", ""))):
            return  # accepted, and heard of no more
        phone, bsuid = self.names(sent.to)
        to = {"phone": "" if sent.to in self.hidden else phone, "bsuid": bsuid}
        code = self.failing.get(phone) or self.failing.get(bsuid) or self.closed(sent, phone, bsuid)
        names = ("failed",) if code else self.statuses
        bodies = [
            notification(
                {
                    "statuses": [
                        status(sent.id, n, to=to, opaque=sent.opaque, code=code, title=TITLES.get(code or 0, ""))
                    ]
                }
            )
            for n in names
        ]
        self.callbacks.tell(bodies)

    def closed(self, sent: Sent, phone: str, bsuid: str) -> int | None:
        if not self.window or sent.type == "template":
            return None
        last = max(self.inbound.get(phone, 0.0), self.inbound.get(bsuid, 0.0))
        return None if time.time() - last < DAY_SECONDS else 131047


def answer(request: Request, code: int, body: Any, kind: str = "application/json") -> None:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    request.send_response(code)
    request.send_header("Content-Type", kind)
    request.send_header("Content-Length", str(len(data)))
    request.end_headers()
    request.wfile.write(data)
