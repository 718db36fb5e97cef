"""People known by id, by number or by both, whose ids and numbers change, are revealed or given to somebody else."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.channels import whatsapp
from bot.channels.base import Event
from bot.intake import take_in
from db.conversations import erase_departed
from db.inbox import NewEvent, add_events
from db.suppressions import address_hash, is_suppressed
from tests.stubs.whatsapp_callbacks import notification
from tests.whatsapp.house import BSUID, PHONE, House

NEW_BSUID, NEW_PHONE = "DE.10020030040050061", "491519990002"


def moved(home: House, before: str, after: str, phone: str = "") -> None:
    update = {"wa_id": phone, "user_id": {"previous": before, "current": after}, "timestamp": "1795000024"}
    home.receive([notification({"user_id_update": [update]}, field="user_id_update")])
    home.work()


def changed_number(home: House, before: str, after: str) -> None:
    sent = {"from": before, "id": "wamid.SYS1", "timestamp": "1795000021", "type": "system",
            "system": {"type": "user_changed_number", "wa_id": after, "body": "User changed"}}  # fmt: skip
    home.receive([notification({"messages": [sent]})])
    home.work()


def people(home: House) -> int:
    return int(home.query("SELECT count(*) FROM users"))


def sent_to(sent: Any) -> dict[str, str]:
    return {key: value for key, value in sent.whole.items() if key in ("to", "recipient")}


def test_who_hides_their_number_sets_up_gets_alerts_stops_moves_and_is_deleted(home: House) -> None:
    home.stub.hidden.add(BSUID)
    user = home.set_up(BSUID)
    assert home.query("SELECT country FROM users") == "DE"
    home.digest(user, BSUID)
    (alert,) = home.work()
    assert sent_to(alert) == {"recipient": BSUID}
    home.stub.hidden.add(NEW_BSUID)
    moved(home, BSUID, NEW_BSUID)
    assert sent_to(home.say("/help", NEW_BSUID)[0]) == {"recipient": NEW_BSUID}
    assert people(home) == 1
    home.say("STOP", NEW_BSUID)
    with home.pool.transaction() as conn:
        assert is_suppressed(conn, "whatsapp", address_hash("x" * 32, "whatsapp", NEW_BSUID))
    home.say("/delete", NEW_BSUID)
    (farewell,) = home.say("delete", NEW_BSUID)
    assert sent_to(farewell) == {"recipient": NEW_BSUID}
    assert people(home) == 0
    home.run("UPDATE conversations SET updated_at = now() - interval '1 day'")
    with home.pool.transaction() as conn:
        erase_departed(conn, after_seconds=60)
    for table in ("whatsapp_addresses", "channel_accounts", "outbox"):
        assert home.query(f"SELECT count(*) FROM {table}") == 0
    kept = home.query("SELECT string_agg(i::text, ' ') FROM inbox i") + home.query(
        "SELECT string_agg(c::text, ' ') FROM conversations c"
    )
    assert BSUID not in kept
    assert NEW_BSUID not in kept


def test_a_number_revealed_later_joins_the_same_person(home: House) -> None:
    home.set_up(BSUID)
    home.stub.bsuids[PHONE] = BSUID
    home.say("/help", PHONE)
    assert people(home) == 1
    assert home.query("SELECT count(*) FROM whatsapp_addresses") == 2
    assert home.query("SELECT count(*) FROM conversations") == 1


def test_an_id_told_later_joins_the_person_known_by_number(home: House) -> None:
    home.set_up(PHONE)
    home.stub.bsuids[PHONE] = BSUID
    (sent,) = home.say("/help", PHONE)
    assert sent_to(sent) == {"recipient": BSUID}
    assert people(home) == 1


def test_two_chats_that_turn_out_to_be_one_person_become_one(home: House) -> None:
    first = home.set_up(PHONE)
    home.stub.hidden.add(BSUID)
    home.set_up(BSUID)
    home.run("INSERT INTO saved_jobs (user_id, job_id, title) SELECT max(id), 7, 'Tram driver' FROM users")
    home.stub.bsuids[PHONE] = BSUID
    home.stub.hidden.clear()
    home.stub.say(BSUID, "/help")
    home.stub.receive(PHONE, {"type": "text", "text": {"body": "/saved"}})
    sent = home.work()
    assert people(home) == 1
    assert home.query("SELECT id FROM users") == first
    assert "Tram driver" in str([message.body for message in sent])
    assert home.query("SELECT count(*) FROM channel_accounts") == 1
    assert home.query("SELECT count(*) FROM inbox WHERE status <> 'done'") == 0


@pytest.mark.parametrize("protected", [True, False])
def test_what_comes_in_for_a_chat_at_the_moment_of_its_move_follows(home: House, *, protected: bool) -> None:
    home.set_up(PHONE)
    home.stub.hidden.add(BSUID)
    home.say("hello", BSUID)
    home.stub.hidden.clear()
    home.stub.bsuids[PHONE] = BSUID
    home.say("/help", PHONE)
    if not protected:
        home.run("UPDATE conversations SET moved_to = NULL")
    late = NewEvent("late", BSUID, "message", {"kind": "text", "text": "/help"})  # its chat was read before the move
    with home.pool.transaction() as conn:
        add_events(conn, "whatsapp", [late])
    home.work()
    assert home.query("SELECT count(*) FROM inbox WHERE status <> 'done'") == 0
    assert (people(home) == 1) is protected


def test_who_only_reacted_in_two_chats_leaves_nobody_behind_when_they_become_one(home: House) -> None:
    reaction = {"type": "reaction", "reaction": {"message_id": "wamid.X"}}
    home.stub.hidden.add(BSUID)
    for who in (BSUID, PHONE):
        home.stub.receive(who, reaction)
        home.work()
    assert people(home) == 2
    home.stub.bsuids[PHONE] = BSUID
    home.stub.hidden.clear()
    home.stub.receive(PHONE, reaction)
    home.work()
    assert people(home) == 1
    assert home.query("SELECT count(*) FROM channel_accounts") == 1


def test_two_bodies_that_name_the_same_new_people_wait_for_each_other_in_no_circle(home: House) -> None:
    def body(name: str, *people: str) -> list[Event]:
        sent = [
            {"from": who, "id": f"wamid.{name}{who}", "timestamp": "1795000000", "type": "text", "text": {"body": "hi"}}
            for who in people
        ]
        return whatsapp.parse(json.dumps(notification({"messages": sent})).encode(), home.settings)

    def take(*people: str) -> int:
        with home.pool.transaction() as conn:
            return take_in(conn, "whatsapp", body("two", *people), home.settings)

    with ThreadPoolExecutor(1) as beside:
        with home.pool.transaction() as conn:
            take_in(conn, "whatsapp", body("one", PHONE), home.settings)
            other = beside.submit(take, NEW_PHONE, PHONE)
            time.sleep(0.3)
            take_in(conn, "whatsapp", body("one", NEW_PHONE), home.settings)
        assert other.result(10) == 2
    assert home.query("SELECT count(*) FROM conversations") == 2


def test_a_stop_said_in_one_of_two_chats_holds_for_the_person(home: House) -> None:
    home.set_up(PHONE)
    home.stub.hidden.add(BSUID)
    home.set_up(BSUID)
    home.say("STOP", BSUID)
    home.stub.bsuids[PHONE] = BSUID
    home.stub.hidden.clear()
    home.stub.receive(PHONE, {"type": "reaction", "reaction": {"message_id": "wamid.X"}})
    home.work()
    assert home.query("SELECT status FROM users") == "stopped"


def test_a_changed_number_is_the_same_person_and_the_old_one_is_forgotten(home: House) -> None:
    home.set_up(PHONE)
    changed_number(home, PHONE, NEW_PHONE)
    (sent,) = home.say("/help", NEW_PHONE)
    assert sent_to(sent) == {"to": f"+{NEW_PHONE}"}
    assert people(home) == 1
    assert home.query("SELECT array_agg(address) FROM whatsapp_addresses") == [NEW_PHONE]


def test_somebody_else_who_gets_a_given_up_number_is_somebody_else(home: House) -> None:
    home.stub.bsuids[PHONE] = BSUID
    home.set_up(PHONE)
    home.stub.bsuids[PHONE] = NEW_BSUID  # Meta gave no notice
    home.say("hello", PHONE)
    assert people(home) == 2
    assert home.query("SELECT conversation_id FROM whatsapp_addresses WHERE address = %s", PHONE) == home.query(
        "SELECT conversation_id FROM whatsapp_addresses WHERE address = %s", NEW_BSUID
    )


def test_who_wrote_under_the_new_id_before_the_change_was_told_is_one_person(home: House) -> None:
    home.stub.bsuids[PHONE] = BSUID
    home.set_up(PHONE)
    home.stub.hidden.add(NEW_BSUID)
    home.say("hello", NEW_BSUID)
    assert people(home) == 2
    moved(home, BSUID, NEW_BSUID, NEW_PHONE)
    assert people(home) == 1
    (sent,) = home.say("/help", NEW_BSUID)
    assert sent_to(sent) == {"recipient": NEW_BSUID}


def test_a_late_event_under_the_old_id_still_reaches_the_person(home: House) -> None:
    home.set_up(BSUID)
    moved(home, BSUID, NEW_BSUID)
    (sent,) = home.say("/help", BSUID)
    assert sent_to(sent) == {"recipient": NEW_BSUID}
    assert people(home) == 1


def test_a_change_of_somebody_unknown_is_nothing(home: House) -> None:
    moved(home, BSUID, NEW_BSUID)
    assert home.query("SELECT count(*) FROM conversations") == 0


def test_a_repeated_notification_is_taken_once(home: House) -> None:
    told = home.stub.say(PHONE, "/help")
    assert home.receive([told, told]) == 0
    assert len(home.work()) == 1
