"""A person on WhatsApp, from the signed notification to what their phone shows."""

from typing import Any

import pytest

from db.suppressions import address_hash, is_suppressed
from tests.whatsapp.house import BSUID, PHONE, House


def shown(sent: Any) -> str:
    """The words of a message."""
    return str(sent.body["body"] if sent.type == "text" else sent.body.get("body", {}).get("text", ""))


def choices(sent: Any) -> list[str]:
    if sent.type != "interactive":
        return []
    action = sent.body["action"]
    rows = [row["id"] for section in action.get("sections", ()) for row in section["rows"]]
    return rows + [button["reply"]["id"] for button in action.get("buttons", ())]


def suppressed(home: House, chat: str) -> bool:
    with home.pool.transaction() as conn:
        return is_suppressed(conn, "whatsapp", address_hash("x" * 32, "whatsapp", chat))


def test_a_wish_is_answered_with_postings_inside_the_limits_and_marked_as_read(home: House) -> None:
    sent = home.say("data engineer in Amsterdam")
    assert "On WhatsApp" in shown(sent[0]) or "WhatsApp" in shown(sent[0])
    assert any("Data Engineer" in shown(message) for message in sent)
    assert home.seen[0].startswith("wamid.")
    assert home.query("SELECT count(*) FROM deliveries WHERE status = 'delivered'") == len(sent)
    assert home.query("SELECT count(*) FROM outbox WHERE status <> 'sent'") == 0
    home.client.mark_read(home.seen[0])
    assert home.stub.reads[0]["typing_indicator"] == {"type": "text"}


def test_a_tap_on_a_list_row_comes_back_as_its_action(home: House) -> None:
    jobs = next(message for message in home.say("data engineer in Amsterdam") if "Data Engineer" in shown(message))
    why = next(action for action in choices(jobs) if action.startswith("why:"))
    assert "Data Engineer" in shown(home.tap(why)[0])
    save = why.replace("why", "save")
    home.tap(save)
    assert home.query("SELECT count(*) FROM saved_jobs") == 1


def test_a_label_typed_out_is_the_choice(home: House) -> None:
    home.set_up()
    (asked,) = home.say("/delete")
    titles = [button["reply"]["title"] for button in asked.body["action"]["buttons"]]
    home.say(titles[0])  # "delete:yes", typed as the button says it
    assert home.query("SELECT count(*) FROM users") == 0


def test_the_agreement_is_recorded_with_time_and_words(home: House) -> None:
    home.say("data engineer in Amsterdam")
    assert home.query("SELECT count(*) FROM consents WHERE purpose = 'whatsapp messages'") == 0
    home.say("skip")
    words = home.query("SELECT wording FROM consents WHERE purpose = 'whatsapp messages' AND given_at IS NOT NULL")
    assert "WhatsApp" in words
    assert "STOP" in words


@pytest.mark.parametrize("word", ["StopAll", "CANCEL", "Arrêtez"])
def test_a_word_that_means_stop_ends_everything_at_once_and_is_confirmed_once(home: House, word: str) -> None:
    user = home.set_up()
    message = home.digest(user)
    home.stub.say(PHONE, word)
    assert suppressed(home, PHONE)  # in the notification's own transaction
    (farewell,) = home.work()
    assert "START" in shown(farewell)
    assert home.query("SELECT status FROM outbox WHERE id = %s", message) == "cancelled"
    assert home.query("SELECT count(*) FROM consents WHERE purpose = 'whatsapp messages' AND withdrawn_at IS NULL") == 0
    assert home.say(word) == []


def test_start_brings_everything_back(home: House) -> None:
    user = home.set_up()
    home.say("STOP")
    home.stub.prefer(PHONE, "stop")
    home.work()
    home.say("START")
    assert not suppressed(home, PHONE)
    assert home.query("SELECT count(*) FROM consents WHERE purpose = 'whatsapp messages' AND withdrawn_at IS NULL") == 1
    home.digest(user)
    assert len(home.work()) == 1


def test_cancel_backs_out_of_an_edit_and_stops_nothing(home: House) -> None:
    home.set_up()
    home.tap("edit:pay")
    home.say("cancel")
    assert not suppressed(home, PHONE)


def test_the_stop_button_of_a_template_stops_in_the_notifications_own_transaction(home: House) -> None:
    home.set_up()
    home.stub.receive(PHONE, {"type": "button", "button": {"payload": "say:STOP", "text": "Stop"}})
    assert suppressed(home, PHONE)


def test_a_reaction_is_taken_in_without_an_answer(home: House) -> None:
    home.set_up()
    home.a_day_later()
    home.stub.receive(PHONE, {"type": "reaction", "reaction": {"message_id": "wamid.X", "emoji": "👍"}})
    assert home.work() == []
    assert home.query("SELECT last_inbound_at > now() - interval '1 minute' FROM channel_accounts") is True


def test_a_notification_that_comes_days_late_opens_no_window(home: House) -> None:
    home.set_up()
    home.a_day_later(60)
    home.stub.receive(PHONE, {"type": "text", "text": {"body": "help"}}, at=home.stub.inbound[PHONE] + 3600)
    assert home.work() == []
    assert home.query("SELECT count(*) FROM outbox WHERE status = 'waiting' AND send_at = 'infinity'") == 1
    sent = home.say("jobs")
    assert len(sent) >= 2  # the reply that waited comes first


def test_an_admin_is_known_by_any_of_their_addresses(home: House) -> None:
    home.stub.bsuids[PHONE] = BSUID
    home.set_up()
    assert any("Health" in shown(message) or "health" in shown(message).lower() for message in home.say("/health"))


def test_the_export_comes_as_a_file(home: House) -> None:
    home.set_up()
    sent = home.say("/export")
    document = next(message for message in sent if message.type == "document")
    assert PHONE.encode() in home.stub.media[document.body["id"]]


def test_a_pin_on_the_map_sets_the_place(home: House) -> None:
    home.set_up()
    home.tap("edit:place")
    home.stub.receive(PHONE, {"type": "location", "location": {"latitude": 6.4541, "longitude": 3.3947}})
    home.work()
    assert home.query("SELECT preferred_locations::text LIKE '%%Lagos%%' FROM user_preferences") is True


def test_a_message_whose_answer_was_lost_is_known_by_its_status_and_not_sent_twice(home: House) -> None:
    home.stub.moods = ["drop"]
    home.stub.say(PHONE, "/help")
    home.work()
    assert [message.type for message in home.stub.sent].count("interactive") >= 1
    first = home.stub.sent[0].opaque
    assert [message.opaque for message in home.stub.sent].count(first) == 1
    assert home.query("SELECT status FROM outbox WHERE id = %s::bigint", first) == "sent"
