"""WhatsApp's own faults: crowded bodies, refusals of every kind, people without a number, a stop in a run.

Each protection is also switched off, and then seen missed.
"""

from __future__ import annotations

import json
import random
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from bot.channels import whatsapp
from bot.channels.whatsapp import parsing
from bot.delivery import Delivery
from bot.intake import take_in
from bot.whatsapp.sender import sender_of
from db.pool import Pool
from db.redis import Bell
from tests.faults.delivering import KEY, drain
from tests.many_digests import POSTING, add_digests
from tests.stubs.whatsapp_callbacks import notification, status
from tests.whatsapp.house import BSUID, PHONE, SETTINGS, House, house

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.channels.base import Event
    from settings import Settings

pytestmark = pytest.mark.faults

DAY_SECONDS = 86_400
NEW_BSUID, NEW_PHONE = "DE.10020030040050061", "491519990002"
FORGETS = """
    CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
    CREATE TRIGGER forget BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION forget()
"""
KNOWS_NO_CODES = """
    CREATE FUNCTION unread() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.payload := jsonb_set(NEW.payload, '{failure}',
                                 '{"action": "retry", "reason": "failed", "retry_after_seconds": 0.001}');
        RETURN NEW;
    END $$;
    CREATE TRIGGER unread BEFORE INSERT ON inbox FOR EACH ROW WHEN (NEW.payload ? 'failure') EXECUTE FUNCTION unread()
"""


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings(**SETTINGS, secret_key=KEY)


@pytest.fixture
def home(pool: Pool, settings: Settings) -> Iterator[House]:
    with house(pool, settings) as home:
        yield home


def text_from(who: str, **content: Any) -> dict[str, Any]:
    said = {"id": f"wamid.M{who}", "timestamp": str(int(time.time())), "type": "text", "text": {"body": "/help"}}
    return {"from": who, **said, **content}


def crowded(*broken: Any) -> bytes:
    """3 entries of 2 changes of 5 items: messages of 15 people, and statuses; one message of each may be broken."""
    entries = []
    for entry in range(3):
        people = [f"4915100000{entry}{number}" for number in range(5)]
        messages: list[Any] = [text_from(who) for who in people]
        messages[2:3] = broken[entry : entry + 1] or messages[2:3]
        told = [status(f"wamid.S{who}", "sent", to={"phone": who}, opaque=None) for who in people]
        changes = (*notification({"messages": messages})["entry"], *notification({"statuses": told})["entry"])
        entries.append({"id": "3300", "changes": [change for each in changes for change in each["changes"]]})
    return json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode()


def all_or_nothing(body: bytes, _settings: Settings) -> list[Event]:
    """As whoever reads a body in one go: one item that is wrong, and none is taken."""
    values = [change["value"] for entry in json.loads(body)["entry"] for change in entry["changes"]]
    try:
        found = [read(item, value) for value in values for key, read in READERS.items() for item in value.get(key, ())]
    except parsing.WRONG_SHAPE:
        return []
    return [event for event in found if event is not None]


READERS = parsing.ITEMS["messages"]


@pytest.mark.parametrize(
    ("broken", "taken"),
    [
        ([{"id": "wamid.1"}], 14),
        ([7, text_from("x"), text_from(PHONE, timestamp="soon")], 12),
        ([text_from(PHONE, type="location"), text_from(PHONE, text={"body": "/help \ud83d\x00"})], 14),
    ],
)
def test_every_sound_item_of_a_crowded_body_is_handled(home: House, broken: list[Any], taken: int) -> None:
    home.stub.window = False
    body = crowded(*broken)
    for _ in range(2):
        with home.pool.transaction() as conn:
            take_in(conn, "whatsapp", whatsapp.parse(body, home.settings), home.settings)
    assert len({sent.to for sent in home.work()}) == taken
    assert home.query("SELECT count(*) FROM deliveries WHERE channel_message_id LIKE 'wamid.S%%'") == 15
    assert home.query("SELECT count(*) FROM inbox WHERE status <> 'done'") == 0


def test_reading_a_body_in_one_go_would_lose_all_for_one(settings: Settings) -> None:
    assert len(all_or_nothing(crowded(), settings)) == 30
    assert all_or_nothing(crowded({"id": "wamid.1"}), settings) == []


def told_failed(code: int, to: str, sent: Any, shape: str) -> dict[str, Any]:
    """A status `failed` in one of the shapes that were seen."""
    failed = status(sent.id, "failed", to={"phone": to}, opaque=sent.opaque, code=code, title="Translated")
    value: dict[str, Any] = {"statuses": [failed]}
    if shape == "with a bare contact":
        value["contacts"] = [{"wa_id": to}]
    elif shape == "with a named contact":
        value["contacts"] = [{"profile": {"name": "Mara"}, "wa_id": to, "user_id": BSUID}]
    elif shape == "without our reference":
        del failed["biz_opaque_callback_data"]
    elif shape == "with words for details":
        failed["errors"][0] |= {"error_data": "Nachricht nicht zustellbar", "href": None}
    elif shape == "with the code alone":
        failed["errors"] = [{"code": code}]
    return notification(value)


SHAPES = (
    "with a bare contact",
    "with a named contact",
    "without our reference",
    "with words for details",
    "with the code alone",
)
HELD = "SELECT held_until > now() FROM channel_pace WHERE channel = 'whatsapp'"
TROUBLE = "SELECT count(*) = 1 FROM channel_troubles WHERE subject = '{}'"
MEANINGS: dict[int, tuple[str, float, str]] = {
    131047: ("sent", 0, "SELECT count(*) = 1 FROM held_digests"),  # a template calls them back
    131026: ("dead", 0, "SELECT NOT reachable FROM channel_accounts"),
    131049: ("waiting", DAY_SECONDS, "SELECT reachable FROM channel_accounts"),
    131050: ("dead", 0, "SELECT marketing_stopped_at IS NOT NULL FROM channel_accounts"),
    131048: ("waiting", 3600, TROUBLE.format("campaign")),
    130429: ("waiting", 4, HELD),
    80007: ("waiting", 4, HELD),
    4: ("waiting", 4, HELD),
    131056: ("waiting", 6, "SELECT reachable FROM channel_accounts"),
    190: ("waiting", 0, HELD),
    131062: ("dead", 0, "SELECT reachable FROM channel_accounts"),
}


def test_each_refusal_means_the_same_in_every_shape(home: House) -> None:
    user = home.set_up()
    home.stub.add_template("new_jobs", "en")
    for code, (outcome, after_seconds, noted) in MEANINGS.items():
        for shape in (*SHAPES, "in the answer"):
            message = refused(home, user, code, shape)
            assert home.query("SELECT status FROM outbox WHERE id = %s", message) == outcome, (code, shape)
            assert home.query(noted) is True, (code, shape)
            due = home.query("SELECT extract(epoch FROM send_at - now())::float8 FROM outbox WHERE id = %s", message)
            assert after_seconds - 10 < due <= after_seconds, (code, shape)
            forget_all(home)


def refused(home: House, user: int, code: int, shape: str) -> int:
    """A digest that WhatsApp refuses, told twice; its row."""
    home.stub.statuses, home.stub.moods = (), [code] if shape == "in the answer" else []
    message = home.digest(user)
    sent = home.work()
    if shape != "in the answer":
        home.receive([told_failed(code, PHONE, sent[0], shape)] * 2)
        assert all(again.type == "template" for again in home.work()), (code, shape)
    return message


def forget_all(home: House) -> None:
    """As before the refusal."""
    for table in ("held_digests", "template_messages", "channel_troubles", "chat_pace", "outbox", "matches"):
        home.run(f"DELETE FROM {table}")
    home.run("UPDATE channel_accounts SET reachable = true, marketing_stopped_at = NULL, window_refused_at = NULL")
    home.run("UPDATE channel_pace SET held_until = '-infinity'")
    home.stub.pair_free_at.clear()


@pytest.mark.parametrize("protected", [True, False])
def test_a_digest_that_the_window_refused_is_never_sent_again_as_it_was(home: House, *, protected: bool) -> None:
    if not protected:
        home.run(KNOWS_NO_CODES)
    user = home.set_up()
    home.stub.add_template("new_jobs", "en")
    home.stub.statuses = ()
    home.digest(user)
    (sent,) = home.work()
    home.receive([told_failed(131047, PHONE, sent, "with the code alone")])
    again = home.work()
    home.run("UPDATE outbox SET send_at = now() WHERE status = 'waiting'")
    again += home.work()
    assert ([each.type for each in again] == ["template"]) is protected


@pytest.mark.parametrize("protected", [True, False])
def test_who_tells_no_number_is_one_person_through_a_whole_life(home: House, *, protected: bool) -> None:
    if not protected:
        home.run(FORGETS.format("whatsapp_addresses"))
    home.stub.hidden |= {BSUID, NEW_BSUID}
    user = home.set_up(BSUID)
    home.digest(user, BSUID)
    (alert,) = home.work()
    assert alert.whole["recipient"] == BSUID
    moved = {"user_id": {"previous": BSUID, "current": NEW_BSUID}, "timestamp": "1795000024"}
    home.receive([notification({"user_id_update": [moved]}, field="user_id_update")])
    home.say("STOP", NEW_BSUID)
    home.say("START", NEW_BSUID)
    home.stub.hidden.clear()
    home.stub.bsuids[NEW_PHONE] = NEW_BSUID  # the number is revealed
    home.say("/help", NEW_PHONE)
    assert (home.query("SELECT count(*) FROM users") == 1) is protected
    if protected:
        home.say("/delete", NEW_PHONE)
        home.say("delete", NEW_PHONE)
        assert home.query("SELECT count(*) FROM users") == 0


@pytest.mark.parametrize("protected", [True, False])
def test_no_send_begins_a_second_after_a_stop_on_whatsapp(
    home: House, fresh_database_url: str, *, protected: bool
) -> None:
    if not protected:
        home.run(FORGETS.format("suppressions"))
    stop = threading.Event()
    pools = [Pool(fresh_database_url, size=6) for _ in range(2)]
    settings = home.settings.model_copy(update={"whatsapp_messages_per_second": 25.0})
    senders = [Delivery(pool, sender_of(home.client, settings), secret_key=KEY, threads=4) for pool in pools]
    loops = [threading.Thread(target=each.run, args=(stop, Bell(None, "outbox"))) for each in senders]
    home.stub.statuses, home.stub.window = (), False
    with home.pool.transaction() as conn:
        chats = add_digests(conn, "whatsapp", 80)
    for loop in loops:
        loop.start()
    try:
        stopped = stop_one_after_another(home, chats, seconds=2)
        drain(home.pool, seconds=40)
    finally:
        stop.set()
        for loop in loops:
            loop.join(20)
        for pool in pools:
            pool.close()
    late = [sent.at - stopped[sent.to] for sent in home.stub.sent if POSTING in str(sent.body)]
    assert (all(seconds <= 1.0 for seconds in late)) is protected
    cancelled = home.query("SELECT count(*) FROM outbox WHERE status = 'cancelled'")
    assert (cancelled > 10) is protected


def stop_one_after_another(home: House, chats: list[str], *, seconds: float) -> dict[str, float]:
    """Everybody says stop within that time; when each was committed."""
    committed: dict[str, float] = {}
    start = time.monotonic()
    for number, chat in enumerate(random.Random(13).sample(chats, len(chats))):
        time.sleep(max(0.0, start + number * seconds / len(chats) - time.monotonic()))
        said = {"from": chat, "id": f"wamid.{chat}", "timestamp": str(int(time.time())), "type": "text"}
        home.receive([notification({"messages": [said | {"text": {"body": "STOP"}}]})])
        committed[chat] = time.monotonic()
    return committed
