"""Telegram's shapes in, our events out; and what its refusals mean."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import BadRequest

from bot.channels import console, telegram, telegram_layout
from bot.channels.base import Event, MalformedBody
from bot.channels.telegram_client import TelegramClient
from bot.contents import CardView, Content
from bot.conversation.posting_cards import JobCard
from settings import Settings
from tests.stubs.telegram import TOKEN, TelegramStub

MARA = {"id": 7001, "is_bot": False, "first_name": "Mara", "language_code": "pt-br"}
PRIVATE = {"id": 7001, "first_name": "Mara", "type": "private"}
GROUP = {"id": -4001, "title": "Yard", "type": "group", "all_members_are_administrators": True}


def message(chat: dict[str, Any] = PRIVATE, **content: Any) -> dict[str, Any]:
    envelope = {"message_id": 11, "from": MARA, "chat": chat, "date": 1795000000}
    return {"update_id": 500001, "message": envelope | content}


def parsed(update: dict[str, Any]) -> list[Event]:
    return telegram.parse(json.dumps(update).encode())


def test_a_text_is_an_event_with_the_updates_id() -> None:
    (event,) = parsed(message(text="hello 👋"))
    said = {"kind": "text", "text": "hello 👋", "language": "pt", "app_language": "pt-br"}
    assert event == Event("500001", "7001", "message", said)


def test_a_tap_carries_its_action_and_what_is_to_be_answered() -> None:
    update = {
        "update_id": 5,
        "callback_query": {
            "id": "4382",
            "from": MARA,
            "chat_instance": "1",
            "data": "save:12",
            "message": {"message_id": 20, "chat": PRIVATE, "date": 0},
        },
    }
    (event,) = parsed(update)
    assert event.chat == "7001"
    tapped = {"kind": "action", "text": "save:12", "callback_id": "4382", "message": "20"}
    assert event.payload == tapped | {"language": "pt", "app_language": "pt-br"}
    assert telegram.acknowledge([event]) == {"method": "answerCallbackQuery", "callback_query_id": "4382"}
    assert telegram.acknowledge(parsed(message(text="hello"))) == {}


@pytest.mark.parametrize(("status", "kind"), [("kicked", "blocked"), ("member", "unblocked")])
def test_blocking_and_unblocking_are_member_events(status: str, kind: str) -> None:
    bot = {"id": 9001, "is_bot": True, "first_name": "B"}
    change = {
        "chat": PRIVATE,
        "from": MARA,
        "date": 1,
        "old_chat_member": {"user": bot, "status": "member"},
        "new_chat_member": {"user": bot, "status": status} | ({"until_date": 0} if status == "kicked" else {}),
    }
    (event,) = parsed({"update_id": 9, "my_chat_member": change})
    assert (event.kind, event.payload) == ("member", {"kind": kind})


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ({"contact": {"phone_number": "+1", "first_name": "x"}}, "contact"),
        (
            {
                "sticker": {
                    "width": 1,
                    "height": 1,
                    "is_animated": False,
                    "is_video": False,
                    "type": "regular",
                    "file_id": "a",
                    "file_unique_id": "b",
                }
            },
            "sticker",
        ),
        ({"voice": {"duration": 4, "file_id": "a", "file_unique_id": "b"}}, "voice"),
        ({"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]}, "photo"),
    ],
)
def test_other_things_are_named(content: dict[str, Any], what: str) -> None:
    (event,) = parsed(message(**content))
    assert event.payload == {"kind": "other", "text": what, "language": "pt", "app_language": "pt-br"}


def test_a_pin_on_the_map_says_where_it_is() -> None:
    (event,) = parsed(message(location={"latitude": 6.45407, "longitude": 3.39467}))
    assert event.payload["text"] == "location:6.4541,3.3947"


def test_what_is_written_below_a_picture_is_what_is_said() -> None:
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    (event,) = parsed(message(photo=photo, caption="nurse in Lagos"))
    assert (event.payload["kind"], event.payload["text"]) == ("text", "nurse in Lagos")


def test_one_posting_has_apply_on_top_and_a_list_has_links_in_the_text() -> None:
    view = CardView(
        5, CARD, tuple((verb, f"{verb}:5") for verb in ("save", "hide", "similar", "why")), "Open", number=2
    )
    alone = telegram.render(Content("", (view,)), "en")
    assert alone.keyboard[0] == (("Open", "https://example.org/1"),)
    assert [[action for _, action in row] for row in alone.keyboard[1:]] == [
        ["save:5", "hide:5"],
        ["similar:5", "why:5"],
    ]
    assert alone.html.startswith("<b>2. ")
    listed = telegram.render(Content("", (view, view)), "en")
    assert listed.html.count('<a href="https://example.org/1">Open</a>') == 2
    assert [len(row) for row in listed.keyboard] == [3, 3]


def test_an_address_becomes_a_button_that_opens_it() -> None:
    assert telegram._button("Open", "https://example.org/1")["url"] == "https://example.org/1"
    assert telegram._button("Save", "save:1") == {"text": "Save", "callback_data": "save:1"}


def test_groups_are_heard_only_when_they_give_a_command() -> None:
    assert parsed(message(GROUP, text="good morning all")) == []
    (event,) = parsed(message(GROUP, text="/start@roof_bot"))
    assert event.payload == {"kind": "group"}


def test_a_command_addressed_to_the_bot_loses_the_address() -> None:
    (event,) = parsed(message(text="/start@roof_bot ref_42"))
    assert event.payload["text"] == "/start ref_42"


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 1, "edited_message": message(text="x")["message"]},
        {"update_id": 1, "channel_post": message({"id": -100, "title": "c", "type": "channel"}, text="/x")["message"]},
        {"update_id": 1, "something_new": {"a": 1}},
        {"update_id": 1},
    ],
)
def test_updates_that_are_not_for_us_are_no_events(update: dict[str, Any]) -> None:
    assert parsed(update) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"update_id":"1"}',
        b'{"update_id":true}',
    ],
)
def test_a_malformed_body_is_told_apart(body: bytes) -> None:
    with pytest.raises(MalformedBody):
        telegram.parse(body)


@pytest.mark.parametrize("sent", [{}, 7, {"chat": {"id": "7001", "type": "private"}, "text": "hi"}])
def test_an_update_that_cannot_be_read_is_passed_over(sent: Any) -> None:
    assert telegram.parse(json.dumps({"update_id": 1, "message": sent}).encode()) == []


def test_what_telegram_notes_by_itself_is_no_event() -> None:
    assert parsed(message(pinned_message={"message_id": 3})) == []


names = st.sampled_from(["id", "chat", "type", "text", "from", "x"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=8,
)


@given(kind=st.sampled_from(["message", "callback_query", "my_chat_member"]), content=json_values)
def test_any_content_is_events_or_malformed(kind: str, content: Any) -> None:
    try:
        events = parsed({"update_id": 1, kind: content})
    except MalformedBody:
        return
    assert all(isinstance(event, Event) for event in events)


def test_the_secret_is_demanded(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings(telegram_webhook_secret="s3cret")
    assert telegram.verify(b"", {telegram.SECRET_HEADER: "s3cret"}, settings)
    for given_secret in ("", "S3cret", "s3cret ", "geheim\udcff", "ü"):
        assert not telegram.verify(b"", {telegram.SECRET_HEADER: given_secret}, settings)
    assert not telegram.verify(b"", {}, settings)
    assert not telegram.verify(b"", {telegram.SECRET_HEADER: ""}, make_settings())


@pytest.fixture
def stub() -> Iterator[TelegramStub]:
    with TelegramStub() as stub:
        yield stub


@pytest.fixture
def client(stub: TelegramStub) -> Iterator[TelegramClient]:
    client = TelegramClient(TOKEN, stub.url, 0.5)
    yield client
    client.close()


def failure(client: TelegramClient) -> Any:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - which one it is is what the test asks
        telegram.send(client, "7001", telegram.Rendered("hello"))
    return telegram.classify_error(caught.value)


def test_a_message_with_markup_in_its_data_arrives_escaped(stub: TelegramStub, client: TelegramClient) -> None:
    rendered = telegram.render(Content("<b>5 < 6 & more</b>", (), ((("Yes", "y:1"),),)), "en")
    telegram.send(client, "7001", rendered)
    (sent,) = stub.sent
    assert sent.text == "&lt;b&gt;5 &lt; 6 &amp; more&lt;/b&gt;"
    assert sent.reply_markup == {"inline_keyboard": [[{"text": "Yes", "callback_data": "y:1"}]]}


def test_what_is_to_be_kept_goes_as_a_file(stub: TelegramStub, client: TelegramClient) -> None:
    inside = json.dumps({"all": "é" * 5000}, ensure_ascii=False)
    content = Content(f"All your data\n{inside}", file=("jobherald.json", inside))
    telegram.send(client, "7001", telegram.render(content, "en"))
    (sent,) = stub.sent
    assert (sent.text, sent.document) == ("All your data", inside.encode())


def test_a_long_text_goes_in_parts_cut_at_seams(stub: TelegramStub, client: TelegramClient) -> None:
    paragraphs = [f"{n}. " + "word & word " * 60 for n in range(20)]
    parts = telegram.render(Content("\n\n".join(paragraphs), (), ((("Yes", "y:1"),),)), "en")
    for part in parts:
        telegram.send(client, "7001", part)
    assert len(stub.sent) == len(parts) == 4
    assert all(sent.text[0].isdigit() for sent in stub.sent)
    assert [bool(sent.reply_markup) for sent in stub.sent] == [False, False, False, True]
    words = " ".join(sent.text for sent in stub.sent).replace("&amp;", "&").split()
    assert words == "\n\n".join(paragraphs).split()


@given(st.text(alphabet="ab .\n😀", max_size=400), st.integers(8, 60))
def test_split_loses_nothing_but_space_and_keeps_the_limit(text: str, limit: int) -> None:
    parts = telegram_layout.split(text, limit)
    assert all(len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_lengths_are_counted_as_the_server_counts_them(stub: TelegramStub, client: TelegramClient) -> None:
    fine = "😀<&>" * 1024  # 4096 characters, 21 thousand with their escapes
    telegram.send(client, "7001", telegram.render(Content(fine), "en"))
    assert len(stub.sent) == 1
    assert isinstance(telegram.render(Content(fine + "x"), "en"), list)
    with pytest.raises(BadRequest, match="too long"):
        client.send(7001, "x" * 4097, [], None)


def test_a_page_takes_the_place_of_the_one_before(stub: TelegramStub, client: TelegramClient) -> None:
    first = telegram.send(client, "7001", telegram.Rendered("page 1"))
    assert telegram.send(client, "7001", telegram.Rendered("page 2", edits=first)) == first
    assert telegram.send(client, "7001", telegram.Rendered("page 2", edits=first)) == first
    assert [(sent.text, sent.edits) for sent in stub.sent] == [("page 1", 0), ("page 2", int(first))]
    gone = telegram.send(client, "7001", telegram.Rendered("page 3", edits="999"))
    assert (gone != "999", stub.sent[-1].text) == (True, "page 3")


def test_cards_that_fill_more_than_a_message_come_in_several() -> None:
    long = replace(CARD, title="x" * 160, company="y" * 190, elsewhere="z" * 200, warning="Careful: " + "w" * 300)
    views = tuple(CardView(n, long, (("Save", f"save:{n}"),), "Open", number=n) for n in range(12))
    parts = telegram.render(Content("Found:", views, ((("More", "more"),),)), "en")
    assert all(telegram_layout.fits(part.html) for part in parts)
    assert sum(part.html.count("Careful") for part in parts) == 12
    assert [part.keyboard[-1] == (("More", "more"),) for part in parts] == [False] * (len(parts) - 1) + [True]


CARD = JobCard(
    *("Guard <b>", "Shield & Co", "Lagos, Nigeria", "₦90,000 a month", "today", 72, "B"),
    ("It is in Lagos",),
    "It also asks for: Excel",
    "https://example.org/1",
    notes=("On site or remote is not said",),
    doubt="The site said USD; this is most likely naira",
    warning="Careful: it asks for a fee. Never pay to get a job.",
    attribution="via Board & Co",
    closes="closes in 3 days",
    elsewhere="also in Abuja",
    copies=(("jobs.example", "https://jobs.example/?a=1&b=2"),),
    copies_said="1 more link",
)


def test_a_card_says_what_is_known_what_is_not_and_what_is_wrong() -> None:
    html = telegram.render(Content("", (CardView(5, CARD, (("Save", "save:5"),), "Open the job"),)), "en").html
    assert html.split("\n") == [
        "<b>1. Guard &lt;b&gt;</b> · 72% B",
        "Shield &amp; Co · Lagos, Nigeria",
        "also in Abuja",
        "₦90,000 a month · today · closes in 3 days",
        "✓ It is in Lagos",
        "✗ It also asks for: Excel",
        "<i>? The site said USD; this is most likely naira</i>",
        "<i>? On site or remote is not said</i>",
        "⚠ <b>Careful: it asks for a fee. Never pay to get a job.</b>",
        "via Board &amp; Co",
        '1 more link: <a href="https://jobs.example/?a=1&amp;b=2">jobs.example</a>',
    ]


def test_the_terminal_says_the_same() -> None:
    lines = console.render(Content("", (CardView(5, CARD, (), "Open"),)), "en").split("\n")
    assert lines[2:4] == ["   also in Abuja", "   ₦90,000 a month · today · closes in 3 days"]
    assert lines[6:] == [
        "   ? The site said USD; this is most likely naira",
        "   ? On site or remote is not said",
        "   ⚠ Careful: it asks for a fee. Never pay to get a job.",
        "   https://example.org/1  via Board & Co",
        "   1 more link: https://jobs.example/?a=1&b=2",
    ]


def test_the_warning_stays_where_reasons_have_to_go_for_want_of_room() -> None:
    long = replace(CARD, gap="x" * 600, notes=("y" * 300,))
    html = telegram.render(Content("", tuple(CardView(n, long, (), "Open") for n in range(8))), "en").html
    assert len(html) <= telegram_layout.TEXT_LIMIT
    assert html.count("Never pay") == 8


def test_a_button_that_telegram_would_refuse_is_left_out() -> None:
    rendered = telegram.render(Content("x", (), ((("ok", "a"), ("long", "é" * 33)),)), "en")
    assert rendered.keyboard == ((("ok", "a"),),)


def test_flood_names_its_pause(stub: TelegramStub, client: TelegramClient) -> None:
    stub.flood, stub.flood_seconds = 1, 30
    found = failure(client)
    assert (found.action, found.retry_after_seconds, found.whole_channel) == ("retry", 30.0, True)


def test_blocked_and_unknown_chats_are_gone(stub: TelegramStub, client: TelegramClient) -> None:
    stub.blocked.add(7001)
    assert failure(client).action == "gone"
    stub.blocked.clear()
    stub.unknown.add(7001)
    assert failure(client).action == "gone"


def test_a_message_that_telegram_refuses_is_not_tried_for_ever(client: TelegramClient) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011
        client.send(7001, "<blink>x</blink>", [], None)
    assert telegram.classify_error(caught.value).action == "drop"


def test_a_lost_answer_is_unknown_and_a_refused_connection_is_not(stub: TelegramStub, client: TelegramClient) -> None:
    stub.hang_seconds = 1.5
    assert failure(client).action == "unknown"
    stub.hang_seconds = 0
    stub.drop = 1
    assert failure(client).action == "unknown"
    nobody = TelegramClient(TOKEN, "http://127.0.0.1:1", 0.5)
    assert failure(nobody).action == "retry"
    nobody.close()


def test_a_gateway_error_is_tried_again(stub: TelegramStub, client: TelegramClient) -> None:
    stub.broken = 1
    assert failure(client).action == "retry"


def test_a_wrong_token_halts_the_channel(stub: TelegramStub) -> None:
    wrong = TelegramClient("9001:another_token_ABCDEFGHIJKLMNOPQRSTUV", stub.url, 0.5)
    found = failure(wrong)
    wrong.close()
    assert (found.action, "TELEGRAM_BOT_TOKEN" in found.reason) == ("halt", True)
