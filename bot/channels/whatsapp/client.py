"""WhatsApp's Graph API over one pool of connections: the endpoints that we need, and its refusals as `Refused`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.channels.whatsapp.errors import Refused
from bot.channels.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.channels.wire import Answer
    from settings import Settings

CONNECTIONS = 32
TEMPLATE_FIELDS = "name,language,status,category,components"
NUMBER_FIELDS = "verified_name,display_phone_number,quality_rating,status,name_status,throughput,platform_type"


class WhatsAppClient:
    """Sends as one phone number. `close` ends its connections. Any thread may call it."""

    def __init__(
        self, token: str, phone_number_id: str, *, base_url: str, version: str, timeout_seconds: float
    ) -> None:
        self.phone_number_id = phone_number_id
        self._wire = Wire(
            f"{base_url}/{version}",
            timeout_seconds=timeout_seconds,
            connections=CONNECTIONS,
            headers={"Authorization": f"Bearer {token}"},
        )

    @classmethod
    def from_settings(cls, settings: Settings) -> WhatsAppClient | None:
        """The configured number, or None when there is none."""
        if settings.whatsapp_access_token is None or settings.whatsapp_phone_number_id is None:
            return None
        return cls(
            settings.whatsapp_access_token.get_secret_value(),
            settings.whatsapp_phone_number_id,
            base_url=settings.whatsapp_base_url,
            version=settings.whatsapp_graph_version,
            timeout_seconds=settings.whatsapp_timeout_seconds,
        )

    def send(self, message: Mapping[str, Any]) -> str:
        """Hand over one message; WhatsApp's id of it.

        Raises:
            Refused: it was not taken.
            WireError: no answer came.
        """
        answer = self._post(f"{self.phone_number_id}/messages", {"messaging_product": "whatsapp", **message})
        return str(answer["messages"][0]["id"])

    def mark_read(self, message_id: str) -> None:
        """Show the person's message as read, and that an answer is being written.

        Raises:
            Refused, WireError: as `send`.
        """
        read = {"messaging_product": "whatsapp", "status": "read", "message_id": message_id}
        self._post(f"{self.phone_number_id}/messages", read | {"typing_indicator": {"type": "text"}})

    def upload(self, name: str, content: bytes, media_type: str) -> str:
        """Leave a file with WhatsApp for thirty days; its id.

        Raises:
            Refused, WireError: as `send`.
        """
        form = {"messaging_product": "whatsapp", "type": media_type, "file": (name, content, media_type)}
        return str(_taken(self._wire.post_form(f"{self.phone_number_id}/media", form))["id"])

    def number(self) -> dict[str, Any]:
        """What Meta knows of our number.

        Raises:
            Refused, WireError: as `send`.
        """
        return _taken(self._wire.get(self.phone_number_id, {"fields": NUMBER_FIELDS}))

    def templates(self, account_id: str) -> list[dict[str, Any]]:
        """All templates of the business account.

        Raises:
            Refused, WireError: as `send`.
        """
        found: list[dict[str, Any]] = []
        asked: dict[str, Any] = {"fields": TEMPLATE_FIELDS, "limit": 100}
        while True:
            page = _taken(self._wire.get(f"{account_id}/message_templates", asked))
            found += page.get("data") or []
            after = ((page.get("paging") or {}).get("cursors") or {}).get("after")
            if not after or "next" not in page["paging"]:
                return found
            asked |= {"after": after}

    def propose_template(self, account_id: str, template: Mapping[str, Any]) -> dict[str, Any]:
        """Hand a template in for approval; its id and status.

        Raises:
            Refused, WireError: as `send`.
        """
        return self._post(f"{account_id}/message_templates", template)

    def subscribed(self, account_id: str) -> list[dict[str, Any]]:
        """The apps that are told what happens in the business account.

        Raises:
            Refused, WireError: as `send`.
        """
        return list(_taken(self._wire.get(f"{account_id}/subscribed_apps")).get("data") or [])

    def subscribe(self, account_id: str) -> None:
        """Have our app told what happens in the business account.

        Raises:
            Refused, WireError: as `send`.
        """
        self._post(f"{account_id}/subscribed_apps", {})

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return _taken(self._wire.post(path, body))


def _taken(answer: Answer) -> dict[str, Any]:
    """The answer's object, if it says yes; a proxy's page, empty or not JSON, is a refusal without words."""
    document = answer.document()
    if answer.is_success and document and "error" not in document:
        return document
    error = document.get("error")
    raise Refused(answer.status, error if isinstance(error, dict) else {})
