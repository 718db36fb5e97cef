"""What the Graph API refuses in a message, with its codes: shapes and limits of v25.0, counted in UTF-16 units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

BSUID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
PHONE = re.compile(r"\+?\d{5,20}")
TITLES = {
    4: "Application request limit reached",
    100: "Invalid parameter",
    190: "Error validating access token: Session has expired on Friday, 20-Nov-26 06:00:00 PST.",
    80007: "Rate limit issues",
    130429: "Rate limit hit",
    131000: "Something went wrong",
    131008: "Required parameter is missing",
    131009: "Parameter value is not valid",
    131026: "Message undeliverable",
    131047: "Re-engagement message",
    131048: "Spam rate limit hit",
    131049: "This message was not delivered to maintain healthy ecosystem engagement.",
    131050: "Unable to deliver the message. This recipient has chosen to stop receiving marketing messages",
    131056: "(Business Account, Consumer Account) pair rate limit hit",
    131062: "Business-scoped User ID (BSUID) recipients are not supported for this message.",
    132000: "Number of parameters does not match the expected number of params",
    132001: "Template name does not exist in the translation",
    132015: "Template is Paused",
    132016: "Template is Disabled",
}
STATUSES = {4: 429, 190: 401, 130429: 429, 131000: 500, 131048: 429, 131056: 429, 132001: 404}


@dataclass
class GraphError(Exception):
    """An answer with an error object."""

    code: int
    details: str = ""
    status: int | None = None
    subcode: int | None = None

    @property
    def http_status(self) -> int:
        return self.status or STATUSES.get(self.code, 400)

    def body(self) -> dict[str, Any]:
        title = TITLES.get(self.code, "Error")
        if self.code == 190:  # has neither the number in front nor details
            error: dict[str, Any] = {"message": title, "type": "OAuthException", "code": 190, "error_subcode": 463}
        else:
            error = {"message": f"(#{self.code}) {title}", "type": "OAuthException", "code": self.code}
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details or title}
        if self.subcode is not None:
            error |= {"error_subcode": self.subcode, "type": "GraphMethodException"}
        return {"error": error | {"fbtrace_id": "AbCdEf0123"}}


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def need(condition: object, code: int, details: str) -> None:
    if not condition:
        raise GraphError(code, details)


def text_of(value: Any, name: str, limit: int) -> str:
    need(isinstance(value, str) and value.strip(), 131008, f"{name} is required")
    need(units(value) <= limit, 131009, f"{name} length invalid. Min length: 1, Max length: {limit}")
    return str(value)


def check_envelope(body: Any) -> None:
    need(isinstance(body, dict), 100, "the body is no object")
    need(body.get("messaging_product") == "whatsapp", 100, "messaging_product must be whatsapp")
    need(body.get("recipient_type", "individual") == "individual", 100, "recipient_type must be individual")
    need(body.get("to") or body.get("recipient"), 131008, "The parameter to is required.")
    if not body.get("to"):
        need(BSUID.fullmatch(str(body["recipient"])), 100, "recipient is no user id")
    need(units(str(body.get("biz_opaque_callback_data", ""))) <= 512, 100, "biz_opaque_callback_data is too long")
    kind = body.get("type", "text")
    need(kind in CHECKS, 131051, f"Message type {kind} is not supported")
    need(isinstance(body.get(kind), dict), 100, f"Parameter '{kind}' is mandatory for type '{kind}'")


def check_text(text: dict[str, Any], _stub: Any) -> None:
    text_of(text.get("body"), "text.body", 4096)


def check_interactive(sent: dict[str, Any], _stub: Any) -> None:
    kind, action = sent.get("type"), sent.get("action")
    need(kind in ("button", "list", "cta_url"), 131009, f"interactive type {kind}")
    need(isinstance(action, dict), 131008, "action is required")
    text_of((sent.get("body") or {}).get("text"), "body", 4096 if kind == "list" else 1024)
    for part in ("header", "footer"):
        if part in sent:
            text_of(sent[part].get("text"), part, 60)
    {"button": check_buttons, "list": check_list, "cta_url": check_link}[str(kind)](action)


def check_buttons(action: dict[str, Any]) -> None:
    buttons = [button.get("reply") or {} for button in action.get("buttons") or ()]
    need(1 <= len(buttons) <= 3, 131009, "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3")
    for button in buttons:
        text_of(button.get("title"), "button title", 20)
        text_of(button.get("id"), "button id", 256)
    need(len({button["id"] for button in buttons}) == len(buttons), 131009, "Duplicated button ids")
    need(len({button["title"] for button in buttons}) == len(buttons), 131009, "Duplicated titles")


def check_list(action: dict[str, Any]) -> None:
    text_of(action.get("button"), "list button", 20)
    sections = action.get("sections") or []
    rows = [row for section in sections for row in section.get("rows") or ()]
    need(1 <= len(sections) <= 10, 131009, "sections count")
    need(1 <= len(rows) <= 10, 131009, "Total row count exceed max allowed count: 10")
    for section in sections:
        if len(sections) > 1:
            text_of(section.get("title"), "section title", 24)
    for row in rows:
        text_of(row.get("title"), "row title", 24)
        text_of(row.get("id"), "row id", 200)
        if "description" in row:
            text_of(row["description"], "row description", 72)
    need(len({row["id"] for row in rows}) == len(rows), 131009, "Duplicated row ids")
    need(len({row["title"] for row in rows}) == len(rows), 131009, "Duplicated row titles")


def check_link(action: dict[str, Any]) -> None:
    parameters = action.get("parameters") or {}
    need(action.get("name") == "cta_url", 131009, "action name")
    text_of(parameters.get("display_text"), "display_text", 20)
    need(str(parameters.get("url", "")).startswith(("http://", "https://")), 131009, "url is not valid")


def check_document(sent: dict[str, Any], stub: Any) -> None:
    need(sent.get("link") or sent.get("id") in stub.media, 131009, "media id does not exist")
    if "caption" in sent:
        text_of(sent["caption"], "caption", 1024)


def check_template(sent: dict[str, Any], stub: Any) -> None:
    name, language = str(sent.get("name")), str((sent.get("language") or {}).get("code"))
    template = stub.templates.get((name, language))
    need(template is not None, 132001, f"template name ({name}) does not exist in {language}")
    need(template["status"] != "PAUSED", 132015, "Template is Paused due to low quality")
    need(template["status"] != "DISABLED", 132016, "Template is Disabled")
    need(template["status"] == "APPROVED", 132001, f"template name ({name}) does not exist in {language}")
    buttons = [each for part in template["components"] if part["type"] == "BUTTONS" for each in part["buttons"]]
    for part in sent.get("components") or ():
        need(part.get("type") in ("body", "button", "header"), 100, "component type")
        if part["type"] == "button":
            need(part.get("sub_type") == "quick_reply", 131009, "button sub_type")
            need(int(part["index"]) < len(buttons), 132000, "there is no button of this index")
            payload = (part.get("parameters") or [{}])[0]
            need(payload.get("type") == "payload", 131008, "payload is required")
            text_of(payload.get("payload"), "payload", 128)
        else:
            need(not part.get("parameters"), 132000, "number of localizable_params does not match")


CHECKS = {
    "text": check_text,
    "interactive": check_interactive,
    "document": check_document,
    "template": check_template,
}
