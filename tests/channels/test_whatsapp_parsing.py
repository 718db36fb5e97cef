"""WhatsApp's notifications in our shape: every item, each by itself."""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import whatsapp
from bot.channels.base import Event, Identity, MalformedBody
from settings import Settings

PHONE, BSUID = "491519990001", "DE.10020030040050060"
NUMBER = "104455667788990"
METADATA = {"display_phone_number": "4930000001", "phone_number_id": NUMBER}


def body(*values: dict[str, Any], field: str = "messages", number: str = NUMBER) -> bytes:
    metadata = METADATA | {"phone_number_id": number}
    changes = [{"field": field, "value": {"metadata": metadata, **value}} for value in values]
    whole = {"object": "whatsapp_business_account", "entry": [{"id": "3300", "changes": changes}]}
    return json.dumps(whole).encode()


def message(**content: Any) -> dict[str, Any]:
    return {"from": PHONE, "from_user_id": BSUID, "id": "wamid.A1", "timestamp": "1795000000"} | content


def parsed(**content: Any) -> Event:
    (event,) = whatsapp.parse(body({"messages": [message(**content)]}))
    return event


def said(**content: Any) -> tuple[str, str]:
    payload = parsed(**content).payload
    return payload["kind"], payload["text"]


def test_a_text_is_an_event_of_the_lasting_id_with_the_number_beside_it() -> None:
    event = parsed(type="text", text={"body": "hello 👋"})
    assert (event.chat, event.kind, event.identity) == (BSUID, "message", Identity(BSUID, PHONE))
    assert event.payload == {"kind": "text", "text": "hello 👋", "at": 1795000000, "message_id": "wamid.A1"}
    assert "A1" not in event.event_id  # WhatsApp's ids hold the number, and event ids are kept after a deletion


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"type": "interactive", "interactive": {"type": "button_reply", "button_reply": {"id": "save:7"}}},
         ("action", "save:7")),
        ({"type": "interactive", "interactive": {"type": "list_reply", "list_reply": {"id": "why:7", "title": "x"}}},
         ("action", "why:7")),
        ({"type": "interactive", "interactive": {"type": "list_reply", "list_reply": {"id": "say:STOP"}}},
         ("text", "STOP")),
        ({"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": {}}}, ("other", "message")),
        ({"type": "interactive"}, ("other", "message")),
        ({"type": "button", "button": {"payload": "held", "text": "Show my jobs"}}, ("action", "held")),
        ({"type": "button", "button": {"payload": "say:STOP", "text": "Stop"}}, ("text", "STOP")),
        ({"type": "button", "button": {"payload": "STOP-7", "text": "Stop"}}, ("text", "Stop")),
        ({"type": "location", "location": {"latitude": 6.45407, "longitude": 3.39467, "name": "Cafe"}},
         ("other", "location:6.4541,3.3947")),
        ({"type": "contacts", "contacts": [{"phones": [{"phone": "+49"}]}]}, ("other", "contacts")),
        ({"type": "image", "image": {"id": "1", "caption": "nurse in Lagos"}}, ("text", "nurse in Lagos")),
        ({"type": "image", "image": {"id": "1"}}, ("other", "image")),
        ({"type": "audio", "audio": {"id": "1", "voice": True}}, ("other", "voice")),
        ({"type": "audio", "audio": {"id": "1"}}, ("other", "audio")),
        ({"type": "sticker", "sticker": {"id": "1"}}, ("other", "sticker")),
        ({"type": "video", "video": {"id": "1"}}, ("other", "video")),
        ({"type": "document", "document": {"id": "1", "filename": "cv.pdf"}}, ("other", "document")),
        ({"type": "reaction", "reaction": {"message_id": "wamid.O", "emoji": "👍"}}, ("silent", "reaction")),
        ({"type": "reaction", "reaction": {"message_id": "wamid.O"}}, ("silent", "reaction")),
        ({"type": "edit", "edit": {"message": {"type": "text", "text": {"body": "nurse"}}}}, ("text", "nurse")),
        ({"type": "edit", "edit": {"message": {"type": "image", "image": {"id": "2"}}}}, ("silent", "edit")),
        ({"type": "revoke", "revoke": {"original_message_id": "wamid.D1"}}, ("silent", "revoke")),
        ({"type": "order", "order": {"product_items": []}}, ("other", "order")),
        ({"type": "unsupported", "errors": [{"code": 131051}], "unsupported": {"type": "poll"}}, ("other", "poll")),
        ({"type": "unsupported", "errors": [{"code": 131051}]}, ("other", "message")),
        ({"type": "brand_new"}, ("other", "message")),
        ({"type": "request_welcome"}, ("text", "/start")),
    ],
)  # fmt: skip
def test_every_type_of_message_is_understood(content: dict[str, Any], expected: tuple[str, str]) -> None:
    assert said(**content) == expected


def test_who_hides_their_number_is_known_by_their_id_alone() -> None:
    hidden = {
        "from_user_id": BSUID,
        "id": "wamid.A2",
        "timestamp": "1795000001",
        "type": "text",
        "text": {"body": "hi"},
    }
    (event,) = whatsapp.parse(body({"contacts": [{"user_id": BSUID}], "messages": [hidden]}))
    assert (event.chat, event.identity) == (BSUID, Identity(BSUID, ""))


def test_the_contact_beside_a_message_tells_the_number_that_the_message_does_not() -> None:
    hidden = {
        "from_user_id": BSUID,
        "id": "wamid.A2",
        "timestamp": "1795000001",
        "type": "text",
        "text": {"body": "hi"},
    }
    (event,) = whatsapp.parse(body({"contacts": [{"user_id": BSUID, "wa_id": PHONE}], "messages": [hidden]}))
    assert event.identity == Identity(BSUID, PHONE)


def test_the_contact_beside_a_message_tells_the_lasting_id_that_the_message_does_not() -> None:
    sent = {"from": PHONE, "id": "wamid.A5", "timestamp": "1795000001", "type": "text", "text": {"body": "hi"}}
    contacts = [{"wa_id": "491519990009", "user_id": "DE.9"}, {"wa_id": PHONE, "user_id": BSUID}]
    (event,) = whatsapp.parse(body({"contacts": contacts, "messages": [sent]}))
    assert (event.chat, event.identity) == (BSUID, Identity(BSUID, PHONE))


@pytest.mark.parametrize("contacts", [None, [{"user_id": BSUID, "profile": {"name": "Mara"}}], 5, [7]])
def test_a_number_shared_on_request_is_theirs_whatever_stands_beside_it(contacts: Any) -> None:
    card = {"origin": "contact_request", "phones": [{"phone": "+49 151", "wa_id": PHONE}]}
    shared = {"from_user_id": BSUID, "id": "wamid.A3", "timestamp": "1", "type": "contacts", "contacts": [card]}
    (event,) = whatsapp.parse(body({"contacts": contacts, "messages": [shared]}))
    assert event.identity == Identity(BSUID, PHONE)


@pytest.mark.parametrize("sender", [{}, {"from": "+49 151"}, {"from": None, "from_user_id": "DE"}])
def test_what_nobody_sent_is_left_out(sender: dict[str, Any]) -> None:
    nameless = {"id": "wamid.A4", "timestamp": "1", "type": "text", "text": {"body": "hi"}} | sender
    assert whatsapp.parse(body({"messages": [nameless]})) == []


@pytest.mark.parametrize(
    ("content", "former", "new"),
    [
        ({"from": PHONE, "system": {"type": "user_changed_number", "wa_id": "491519990002"}},
         (PHONE,), Identity("", "491519990002")),
        ({"from": PHONE, "system": {"type": "customer_changed_number", "new_wa_id": "491519990002"}},
         (PHONE,), Identity("", "491519990002")),
        ({"system": {"type": "user_changed_user_id", "user_id": "DE.2", "wa_id": "491519990002",
                     "body": f"User Mara changed from {BSUID} to DE.2"}},
         (BSUID,), Identity("DE.2", "491519990002")),
    ],
)  # fmt: skip
def test_a_changed_number_or_id_says_what_it_was(content: dict[str, Any], former: Any, new: Identity) -> None:
    sent = {"id": "wamid.F", "timestamp": "1795000021", "type": "system", **content}
    (event,) = whatsapp.parse(body({"messages": [sent]}))
    assert (event.kind, event.payload["kind"]) == ("member", "moved")
    assert event.identity == Identity(new.lasting, new.phone, former)


def test_the_field_user_id_update_says_the_same() -> None:
    update = {"wa_id": "491519990002", "user_id": {"previous": BSUID, "current": "DE.2"}, "timestamp": "1795000024"}
    (event,) = whatsapp.parse(body({"user_id_update": [update]}, field="user_id_update"))
    assert event.identity == Identity("DE.2", "491519990002", (BSUID,))
    assert event.chat == "DE.2"


def test_a_message_that_only_tells_of_a_new_device_is_nothing() -> None:
    sent = {"from": PHONE, "id": "wamid.F5", "timestamp": "1", "type": "system",
            "system": {"type": "customer_identity_changed"}, "identity": {"hash": "Zx1"}}  # fmt: skip
    assert whatsapp.parse(body({"messages": [sent]})) == []


@pytest.mark.parametrize(("value", "wanted"), [("stop", "stop"), ("resume", "resume"), ("signup", "resume")])
def test_the_choice_in_whatsapps_own_menu_is_a_preference(value: str, wanted: str) -> None:
    told = {"wa_id": PHONE, "user_id": BSUID, "category": "marketing_messages", "value": value, "timestamp": 1795000200}
    (event,) = whatsapp.parse(body({"user_preferences": [told]}, field="user_preferences"))
    assert (event.kind, event.chat, event.payload["marketing"]) == ("preference", BSUID, wanted)


def status(**given: Any) -> dict[str, Any]:
    return {"id": "wamid.O1", "status": "sent", "timestamp": "1795000100", "recipient_id": PHONE} | given


def test_a_status_carries_the_row_that_we_gave_it() -> None:
    (event,) = whatsapp.parse(body({"statuses": [status(biz_opaque_callback_data="17")]}))
    assert (event.kind, event.chat) == ("status", PHONE)
    assert event.payload == {"kind": "status", "status": "sent", "message": "wamid.O1", "outbox": 17, "at": 1795000100}


@pytest.mark.parametrize("opaque", ["", "job-17", "1" * 30, "²"])
def test_a_reference_that_is_not_ours_is_none(opaque: str) -> None:
    (event,) = whatsapp.parse(body({"statuses": [status(biz_opaque_callback_data=opaque)]}))
    assert "outbox" not in event.payload


def test_the_same_status_has_the_same_id_and_the_next_one_another() -> None:
    events = whatsapp.parse(body({"statuses": [status(), status(), status(status="read"), status(status="played")]}))
    assert [event.payload["status"] for event in events] == ["sent", "sent", "read", "read"]
    assert len({event.event_id for event in events}) == 2


@pytest.mark.parametrize(
    "errors",
    [
        [{"code": 131047, "title": "Re-engagement message", "error_data": {"details": "more than 24 hours"}}],
        [{"code": 131047, "title": "Re-engagement message", "error_data": "more than 24 hours"}],
        [{"code": 131047, "message": "Re-engagement message"}],
        [{"code": "131047"}],
    ],
)
def test_a_failed_status_is_understood_in_each_of_its_shapes(errors: Any) -> None:
    (event,) = whatsapp.parse(body({"statuses": [status(status="failed", errors=errors)]}))
    assert (event.payload["failure"]["action"], event.payload["failure"]["code"]) == ("hold", 131047)


@pytest.mark.parametrize("errors", [None, [], ["x"], {}, [{}]])
def test_a_failed_status_without_a_reason_is_given_up(errors: Any) -> None:
    (event,) = whatsapp.parse(body({"statuses": [status(status="failed", errors=errors)]}))
    assert event.payload["failure"]["action"] == "drop"


def test_templates_and_accounts_in_trouble_are_told() -> None:
    refused = {"event": "REJECTED", "message_template_id": 1, "message_template_name": "new_jobs",
               "message_template_language": "en-US", "reason": "INVALID_FORMAT"}  # fmt: skip
    (event,) = whatsapp.parse(body(refused, field="message_template_status_update"))
    assert event.payload["subject"] == "template new_jobs (en_US)"
    assert event.payload["trouble"] == "REJECTED: INVALID_FORMAT"
    (well,) = whatsapp.parse(body(refused | {"event": "APPROVED"}, field="message_template_status_update"))
    assert well.payload["trouble"] == ""
    (account,) = whatsapp.parse(
        body({"event": "ACCOUNT_RESTRICTION", "restriction_info": [{"restriction_type": "X"}]}, field="account_update")
    )
    assert account.payload["trouble"] == "ACCOUNT_RESTRICTION: X"


@pytest.mark.parametrize(
    ("entry", "value", "is_ours"),
    [("3300", {}, True), ("4400", {}, False), ("P", {"waba_info": {"waba_id": "3300"}}, True),
     ("3300", {"waba_info": {"waba_id": "4400"}}, False)],
)  # fmt: skip
def test_what_befalls_another_account_of_the_app_is_not_ours(
    make_settings: Callable[..., Settings], entry: str, value: dict[str, Any], *, is_ours: bool
) -> None:
    settings = make_settings(whatsapp_business_account_id="3300")
    document = json.loads(body({"event": "ACCOUNT_DELETED"} | value, field="account_update"))
    document["entry"][0]["id"] = entry
    assert bool(whatsapp.parse(json.dumps(document).encode(), settings)) is is_ours


def test_a_wish_that_is_new_to_us_takes_no_opt_out_back() -> None:
    told = {"wa_id": PHONE, "category": "marketing_messages", "value": "brand_new", "timestamp": 1795000200}
    assert whatsapp.parse(body({"user_preferences": [told]}, field="user_preferences")) == []


def test_an_error_beside_or_without_messages_is_told_to_the_operator(caplog: pytest.LogCaptureFixture) -> None:
    error = {"code": 130429, "title": "Rate limit hit", "error_data": {"details": "Too many."}}
    assert whatsapp.parse(body({"errors": [error]})) == []
    assert "130429 · Rate limit hit · Too many." in caplog.text
    assert len(whatsapp.parse(body({"messages": [message(type="interactive")], "errors": [error, 5]}))) == 1


def test_one_malformed_item_never_loses_the_others() -> None:
    """3 entries, 2 changes each, 5 items each: whichever one is broken, the other 29 are there."""
    broken: list[Any] = [None, 5, {}, "x", [], {"id": 7}, message(type="text"), message(type="location", location={})]
    for place in range(30):
        document = full_body()
        entry, change, item = place // 10, place // 5 % 2, place % 5
        document["entry"][entry]["changes"][change]["value"]["messages"][item] = broken[place % len(broken)]
        events = whatsapp.parse(json.dumps(document).encode())
        assert len(events) == 29, place
    assert len(whatsapp.parse(json.dumps(full_body()).encode())) == 30


def full_body() -> dict[str, Any]:
    def messages(entry: int, change: int) -> list[dict[str, Any]]:
        return [message(id=f"wamid.{entry}.{change}.{at}", type="text", text={"body": str(at)}) for at in range(5)]

    return {
        "object": "whatsapp_business_account",
        "entry": [
            {"id": str(entry), "changes": [
                {"field": "messages", "value": {"metadata": METADATA, "messages": messages(entry, change)}}
                for change in range(2)
            ]}
            for entry in range(3)
        ],
    }  # fmt: skip


@pytest.mark.parametrize("broken", [None, 5, {}, {"changes": 5}, {"changes": [None, {"field": "x"}, {"value": 1}]}])
def test_a_malformed_entry_or_change_loses_no_other(broken: Any) -> None:
    document = full_body()
    document["entry"].insert(1, broken)
    assert len(whatsapp.parse(json.dumps(document).encode())) == 30


def test_changes_of_another_number_are_not_ours(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings(whatsapp_phone_number_id=NUMBER)
    sent = {"messages": [message(type="text", text={"body": "x"})]}
    assert len(whatsapp.parse(body(sent), settings)) == 1
    assert whatsapp.parse(body(sent, number="999"), settings) == []


@pytest.mark.parametrize("given", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"object":"page","entry":[]}'])
def test_what_is_no_notification_is_refused(given: bytes) -> None:
    with pytest.raises(MalformedBody):
        whatsapp.parse(given)


def test_what_we_do_not_know_yet_is_nothing_and_no_error() -> None:
    assert whatsapp.parse(body({"calls": [{}]}, field="calls")) == []
    assert whatsapp.parse(body({"errors": [{"code": 130429}]})) == []
    group = message(type="text", text={"body": "x"}, group_id="G1")
    assert whatsapp.parse(body({"messages": [group]})) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["id", "type", "text", "body", "from", "interactive", "button", "timestamp", "status", "errors", "system",
         "contacts", "phones", "user_id", "location", "edit", "message", "caption"]), inner, max_size=5),
    max_leaves=12,
)  # fmt: skip


@given(item=JSON, field=st.sampled_from(["messages", "user_preferences", "user_id_update", "account_update", "x"]))
def test_whatever_comes_nothing_is_raised_and_the_good_one_is_kept(item: Any, field: str) -> None:
    good = message(type="text", text={"body": "kept"})
    value = {name: [item] for name in ("messages", "statuses", "user_preferences", "user_id_update")}
    document = json.loads(body(value, field=field))
    document["entry"].append(json.loads(body({"messages": [good]}))["entry"][0])
    events = whatsapp.parse(json.dumps(document).encode())
    assert events[-1].payload["text"] == "kept"
    for event in events:
        json.dumps(event.payload)


SECRET = "app-secret"


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings(whatsapp_app_secret=SECRET, whatsapp_verify_token="right")


def signed(given: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), given, hashlib.sha256).hexdigest()


def test_the_signature_is_over_the_bytes_as_they_came(settings: Settings) -> None:
    raw = b'{"text":"\\u00fc  \\ud83d\\ude00"}'
    assert whatsapp.verify(raw, {"X-Hub-Signature-256": signed(raw)}, settings)
    assert not whatsapp.verify(raw + b" ", {"X-Hub-Signature-256": signed(raw)}, settings)


@pytest.mark.parametrize("signature", ["", "sha256=", "x" * 71, "sha1=" + "0" * 40, "sha256=" + "ü" * 64, "\udcff"])
def test_a_forged_signature_is_refused(settings: Settings, signature: str) -> None:
    assert not whatsapp.verify(b"{}", {"X-Hub-Signature-256": signature}, settings)
    assert not whatsapp.verify(b"{}", {}, settings)
    assert not whatsapp.verify(b"{}", {"X-Hub-Signature-256": signed(b"{}", "other")}, settings)


def test_without_a_secret_of_ours_everything_is_refused(make_settings: Callable[..., Settings]) -> None:
    assert not whatsapp.verify(b"{}", {"X-Hub-Signature-256": signed(b"{}", "")}, make_settings())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"hub.mode": "subscribe", "hub.challenge": "17", "hub.verify_token": "right"}, "17"),
        ({"hub.mode": "subscribe", "hub.challenge": "17", "hub.verify_token": "wrong"}, None),
        ({"hub.mode": "x", "hub.challenge": "17", "hub.verify_token": "right"}, None),
        ({"hub.mode": "subscribe", "hub.challenge": "17"}, None),
        ({}, None),
    ],
)
def test_meta_hears_its_challenge_back_only_with_our_token(
    settings: Settings, query: dict[str, str], expected: str | None
) -> None:
    assert whatsapp.challenge_of(query, settings) == expected
