"""From an event in the inbox to rows in the outbox, in one transaction, whoever dies on the way."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from ai.embeddings import EmbedderAway, build_embedder
from bot.channels.base import Event
from bot.intake import take_in
from bot.turns import ATTEMPTS, Turns
from db.conversations import Lease, erase_departed, lease_chat
from db.errors import Unavailable
from db.inbox import claim_first_waiting
from db.pool import Connection, Pool
from db.query import execute, value
from settings import Settings
from tests.factories import AMSTERDAM, LAGOS, add_job

CHAT = "7001"


class Talk:
    """One chat with the bot, as far as the outbox."""

    def __init__(self, pool: Pool, settings: Settings, embedder: Any = None) -> None:
        self.pool, self.settings = pool, settings
        self.rings = 0
        self.turns = Turns(pool, embedder or build_embedder(settings), settings, self.ring)
        self.number = 0

    def ring(self, channel: str) -> None:
        assert channel == "telegram"
        self.rings += 1

    def put(self, text: str = "", *, kind: str = "text", chat: str = CHAT, **payload: Any) -> None:
        self.number += 1
        event = Event(str(self.number), chat, "message", {"kind": kind, "text": text} | payload)
        with self.pool.transaction() as conn:
            take_in(conn, "telegram", [event], self.settings)

    def say(self, text: str, **payload: Any) -> list[dict[str, Any]]:
        """Put a text in, work it off; the bodies it was answered with."""
        before = self.query("SELECT coalesce(max(id), 0) FROM outbox")
        self.put(text, **payload)
        self.work()
        bodies = self.query("SELECT jsonb_agg(body ORDER BY id) FROM outbox WHERE id > %s", before)
        return bodies or []

    def work(self) -> int:
        done = 0
        while (lease := self.turns.lease()) is not None:
            self.turns.handle(lease)
            done += 1
        return done

    def query(self, statement: str, *parameters: Any) -> Any:
        with self.pool.transaction() as conn:
            return value(conn, statement, parameters)

    def run(self, statement: str) -> None:
        with self.pool.transaction() as conn:
            execute(conn, statement)


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings(admin_ids="telegram:9")


@pytest.fixture
def talk(pool: Pool, settings: Settings) -> Iterator[Talk]:
    with pool.transaction() as conn:
        _add_postings(conn)
    return Talk(pool, settings)


def _add_postings(conn: Connection) -> None:
    today = value(conn, "SELECT current_date")
    dates = {"posted_on": today, "expires_on": value(conn, "SELECT current_date + 20")}
    for title in ("Data Engineer", "Senior Data Engineer", "Data Engineer Python"):
        add_job(conn, title=title, places=[AMSTERDAM], skills=["Python", "Apache Spark"], **dates)
    add_job(conn, title="Nurse", places=[LAGOS], **dates)


def keys(bodies: list[dict[str, Any]]) -> list[str]:
    return [body.get("key") or body["kind"] for body in bodies]


def test_a_first_wish_makes_a_person_with_preferences_and_shows_postings(talk: Talk) -> None:
    bodies = talk.say("data engineer in Amsterdam, python, 4 years", language="pt-BR")
    assert "jobs" in [body["kind"] for body in bodies]
    assert talk.query("SELECT language FROM users") == "pt"
    assert (
        talk.query("SELECT job_roles FROM user_preferences") == ["Data Engineer"]
        or talk.query("SELECT lower(job_roles[1]) FROM user_preferences") == "data engineer"
    )
    assert talk.query("SELECT embedding_hash <> '' FROM user_preferences") is True
    assert talk.query("SELECT status FROM inbox") == "done"
    assert talk.rings == 1
    shown = next(body for body in bodies if body["kind"] == "jobs")["items"]
    assert talk.query("SELECT count(*) FROM matches WHERE outbox_id IS NOT NULL") == len(shown)


def test_a_repeated_event_is_answered_once(talk: Talk) -> None:
    talk.say("/help")
    talk.number -= 1
    assert talk.say("/help") == []


def test_a_turn_that_dies_before_its_commit_leaves_everything_as_it_was(talk: Talk) -> None:
    talk.put("nurse in Lagos")
    lease = talk.turns.lease()
    assert lease is not None  # and its worker dies here
    assert talk.work() == 0
    talk.run("UPDATE conversations SET leased_until = now() - interval '1 second'")
    assert talk.work() == 1
    assert talk.query("SELECT count(*) FROM inbox WHERE status = 'done'") == 1


def test_a_worker_that_lost_its_chat_writes_nothing(talk: Talk) -> None:
    talk.put("nurse in Lagos")
    old = talk.turns.lease()
    assert old is not None
    talk.run("UPDATE conversations SET leased_until = now() - interval '1 second'")
    assert talk.work() == 1
    answered = talk.query("SELECT count(*) FROM outbox")
    talk.put("/help")
    newer = talk.turns.lease()
    assert newer is not None
    talk.turns.handle(old)
    assert talk.query("SELECT count(*) FROM outbox") == answered
    talk.turns.handle(newer)
    assert talk.query("SELECT count(*) FROM outbox") > answered


class Broken(Turns):
    """A bug in the middle of each turn that mentions a secret."""

    def _decide(self, _work: Any) -> None:
        raise ValueError("the person wrote: my secret")


def test_a_failing_turn_is_tried_again_then_dead_with_a_word_to_the_person(
    talk: Talk, pool: Pool, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    talk.turns = Broken(pool, build_embedder(settings), settings, talk.ring)
    talk.put("boo")
    talk.put("/help")
    for attempt in range(1, ATTEMPTS + 1):
        assert talk.work() == (1 if attempt < ATTEMPTS else 2)
        assert talk.query("SELECT attempts FROM inbox ORDER BY id LIMIT 1") == attempt
        talk.run("UPDATE inbox SET retry_at = now()")
    assert talk.query("SELECT status FROM inbox ORDER BY id LIMIT 1") == "dead"
    assert talk.query("SELECT body ->> 'key' FROM outbox") == "turn_failed"
    error = talk.query("SELECT last_error FROM inbox ORDER BY id LIMIT 1")
    assert "ValueError at test_turns.py" in error
    assert "secret" not in error + caplog.text


def test_hidden_and_shown_postings_do_not_come_again(talk: Talk) -> None:
    first = talk.say("data engineer in Amsterdam")
    shown = [item for body in first if body["kind"] == "jobs" for item in body["items"]]
    assert shown
    with talk.pool.transaction() as conn:
        execute(conn, "UPDATE matches SET shown_at = now()")
    again = talk.say("/jobs")
    assert {item["job_id"] for body in again for item in body.get("items", ())}.isdisjoint(
        item["job_id"] for item in shown
    )


def test_numbers_speak_of_the_digest_that_came_last(talk: Talk) -> None:
    listed = next(body["items"] for body in talk.say("data engineer in Amsterdam") if body["kind"] == "jobs")
    talk.say("/search data engineer")
    nurse = talk.query("SELECT id FROM canonical_jobs WHERE title = 'Nurse'")
    body = json.dumps({"kind": "digest", "digest_id": 1, "more": 3, "items": [{"job_id": nurse, "match_id": 0}]})
    sent = (
        "INSERT INTO outbox (conversation_id, channel, chat, user_id, body, priority, status, sent_at)"
        f" SELECT id, channel, chat, user_id, '{body}', 1, 'sent', now() - interval '%s' FROM conversations"
    )
    talk.run(sent % "1 hour")  # before the list, so it is not the last
    talk.say("save 1")
    assert talk.query("SELECT array_agg(job_id) FROM saved_jobs") == [listed[0]["job_id"]]
    talk.run(sent % "0")
    talk.say("save 1")
    assert talk.query("SELECT array_agg(job_id ORDER BY job_id) FROM saved_jobs") == [listed[0]["job_id"], nurse]
    assert talk.query("SELECT state ->> 'query' FROM conversations") in (None, "")


def test_stop_takes_effect_in_the_transaction_of_the_event(talk: Talk) -> None:
    talk.say("nurse in Lagos")
    talk.put("STOP")
    assert talk.query("SELECT count(*) FROM suppressions") == 1  # before any worker has looked
    talk.work()
    assert talk.query("SELECT status FROM users") == "stopped"
    talk.say("/start")
    assert talk.query("SELECT count(*) FROM suppressions") == 0
    assert talk.query("SELECT status FROM users") == "active"


def test_delete_really_deletes(talk: Talk) -> None:
    talk.say("data engineer in Amsterdam, python")
    talk.say("/delete")
    (farewell,) = talk.say("DELETE")
    assert farewell["key"] == "deleted"
    for table in ("users", "user_preferences", "matches", "channel_accounts", "consents", "searches", "feedback"):
        assert talk.query(f"SELECT count(*) FROM {table}") == 0, table
    assert talk.query("SELECT count(*) FROM inbox WHERE payload IS NOT NULL") == 0
    assert talk.query("SELECT count(*) FROM outbox") == 1
    with talk.pool.transaction() as conn:
        execute(conn, "UPDATE conversations SET updated_at = now() - interval '1 hour'")
        assert erase_departed(conn, after_seconds=300) in (0, 1)
    assert talk.query("SELECT count(*) FROM conversations WHERE chat = %s", CHAT) == 0
    assert talk.query("SELECT count(*) FROM outbox") == 0
    assert talk.query("SELECT count(*) FROM inbox") == 3  # bare event ids: repeats are still known


def test_a_deleted_person_who_writes_again_is_new(talk: Talk) -> None:
    talk.say("data engineer in Amsterdam")
    talk.say("/delete")
    talk.say("DELETE")
    assert "welcome" in keys(talk.say("hello"))[0]
    assert talk.query("SELECT count(*) FROM users") == 1


def test_export_holds_everything(talk: Talk) -> None:
    talk.say("data engineer in Amsterdam, python")
    (body,) = [one for one in talk.say("/export") if one.get("key") == "export"]
    document = body["args"]["document"]
    for part in ("person", "searches", "matches", "consents", "messages_received", "Amsterdam", "python"):
        assert part in document or part.title() in document, part


def test_health_is_for_admins_only(talk: Talk) -> None:
    assert keys(talk.say("/health")) == ["unknown_command"] or "health" not in keys(talk.say("/health"))
    talk.put("/health", chat="9")
    talk.work()
    body = talk.query("SELECT body FROM outbox WHERE chat = '9' ORDER BY id DESC LIMIT 1")
    assert body["key"] == "health"
    assert body["args"]["verdict"] in ("EXCELLENT", "GOOD", "NEEDS ATTENTION")


def test_a_group_is_politely_refused_and_makes_no_person(talk: Talk) -> None:
    (body,) = talk.say("", kind="group")
    assert body["key"] == "private_chats_only"
    assert talk.query("SELECT count(*) FROM users") == 0


def test_blocking_makes_a_person_unreachable_until_they_let_the_bot_in(talk: Talk) -> None:
    talk.say("nurse in Lagos")
    for kind, reachable in (("blocked", False), ("unblocked", True)):
        talk.number += 1
        with talk.pool.transaction() as conn:
            take_in(conn, "telegram", [Event(str(talk.number), CHAT, "member", {"kind": kind})], talk.settings)
        before = talk.query("SELECT count(*) FROM outbox")
        talk.work()
        assert talk.query("SELECT reachable FROM channel_accounts") is reachable
        assert talk.query("SELECT count(*) FROM outbox") == before


@pytest.mark.parametrize(("priority", "placed"), [(0, {"edits": "55"}), (1, {})])
def test_the_next_page_takes_the_place_of_a_list_but_never_of_a_digest(
    talk: Talk, priority: int, placed: dict[str, str]
) -> None:
    with talk.pool.transaction() as conn:
        for _ in range(4):
            _add_postings(conn)
    talk.say("data engineer in Amsterdam, python, 4 years")
    talk.run(f"UPDATE outbox SET status = 'sent', channel_message_id = '55', priority = {priority}")
    bodies = talk.say("more", kind="action", callback_id="1", message="55")
    (page,) = (body for body in bodies if body["kind"] == "jobs")
    assert {name: page[name] for name in page.keys() & {"edits"}} == placed
    assert "callback_id" not in talk.query("SELECT payload FROM inbox ORDER BY id DESC LIMIT 1")


class Away:
    """An embedding service that does not answer."""

    name, dimensions, max_batch = "text-embedding-3-small", 1536, 100

    def embed(self, texts: list[str]) -> list[np.ndarray | EmbedderAway]:
        return [EmbedderAway("no answer") for _ in texts]


def test_words_find_postings_while_the_embedding_service_is_away(pool: Pool, settings: Settings, talk: Talk) -> None:
    talk.turns = Turns(pool, Away(), settings, talk.ring)
    bodies = talk.say("data engineer in Amsterdam")
    assert any(body["kind"] == "jobs" and body["items"] for body in bodies)
    assert talk.query("SELECT model IS NULL FROM searches LIMIT 1") is True
    assert talk.query("SELECT user_embedding IS NULL FROM user_preferences") is True


def test_a_message_of_100_kilobytes_and_one_of_zeros_are_answered(talk: Talk) -> None:
    assert talk.say("x" * 100_000)
    assert talk.say("\x00nurse\x00")
    assert talk.query("SELECT count(*) FROM inbox WHERE status <> 'done'") == 0


def test_an_absent_database_is_passed_on_and_the_event_waits(talk: Talk, settings: Settings) -> None:
    talk.put("/help")
    with talk.pool.transaction() as conn:
        lease = lease_chat(conn, 60)
    assert isinstance(lease, Lease)
    gone = Turns(Pool("postgresql://postgres@127.0.0.1:1/x"), build_embedder(settings), settings, talk.ring)
    with pytest.raises(Unavailable):
        gone.handle(lease)
    assert talk.query("SELECT status FROM inbox") == "waiting"


def test_an_event_that_kills_its_worker_each_time_comes_to_an_end(talk: Talk) -> None:
    talk.put("boo")
    talk.put("/help")
    for _ in range(ATTEMPTS):
        lease = talk.turns.lease()
        assert lease is not None
        with talk.pool.transaction() as conn:
            claim_first_waiting(conn, lease.conversation_id)  # and here its worker is killed
        talk.run("UPDATE conversations SET leased_until = now() - interval '1 second'")
    assert talk.work() == 2
    assert talk.query("SELECT array_agg(status ORDER BY id) FROM inbox") == ["dead", "done"]
    assert talk.query("SELECT body ->> 'key' FROM outbox ORDER BY id LIMIT 1") == "turn_failed"


def test_more_twice_before_delivery_gives_different_postings(talk: Talk) -> None:
    with talk.pool.transaction() as conn:
        for _ in range(3):
            _add_postings(conn)
    talk.say("data engineer in Amsterdam")
    first, second = talk.say("/more"), talk.say("/more")
    shown = [[item["job_id"] for body in bodies for item in body.get("items", ())] for bodies in (first, second)]
    assert shown[0]
    assert set(shown[0]).isdisjoint(shown[1])


def test_exports_do_not_contain_earlier_exports(talk: Talk) -> None:
    talk.say("nurse in Lagos")
    sizes = [len(talk.say("/export")[-1]["args"]["document"]) for _ in range(4)]
    assert sizes[-1] < sizes[0] * 2


def test_stop_releases_what_a_waiting_digest_would_have_shown(talk: Talk) -> None:
    talk.say("data engineer in Amsterdam")
    talk.run("UPDATE outbox SET priority = 1")
    assert talk.query("SELECT count(*) FROM matches") > 0
    talk.say("/stop")
    assert talk.query("SELECT count(*) FROM matches") == 0
    assert talk.query("SELECT count(*) FROM outbox WHERE status = 'cancelled'") > 0


def test_nothing_of_a_deleted_persons_address_is_left(talk: Talk) -> None:
    talk.say("nurse in Lagos")
    talk.run(f"INSERT INTO chat_pace VALUES ('telegram', '{CHAT}', now())")
    talk.say("/delete")
    talk.say("DELETE")
    talk.run("UPDATE conversations SET updated_at = now() - interval '1 hour'")
    with talk.pool.transaction() as conn:
        erase_departed(conn, after_seconds=300)
    assert talk.query("SELECT count(*) FROM chat_pace WHERE chat = %s", CHAT) == 0
    assert talk.query("SELECT count(*) FROM conversations WHERE chat = %s", CHAT) == 0


def test_a_flood_is_answered_so_far_and_told_once_and_stop_still_counts(
    pool: Pool, make_settings: Callable[..., Settings]
) -> None:
    talk = Talk(pool, make_settings(turns_per_minute=5))
    keys = [body["key"] for _ in range(9) for body in talk.say("/help")]
    assert keys.count("flood") == 1
    assert len(keys) <= 5 + 2
    assert talk.say("/help") == []
    assert [body["key"] for body in talk.say("STOP")] == ["stopped"]
    talk.run("UPDATE inbox SET finished_at = finished_at - interval '2 minutes'")
    assert [body["key"] for body in talk.say("/help")] == ["help"]


def test_searches_are_kept_switched_and_removed(talk: Talk) -> None:
    talk.say("data engineer in Amsterdam")
    talk.say("/searches weekend driver")
    talk.say("driver")
    rows = "SELECT array_agg(name || ':' || job_roles[1] ORDER BY slot) FROM user_preferences"
    assert talk.query(rows) == ["main:data engineer", "weekend driver:driver"]
    talk.say("rename search to night driver")
    talk.say("switch to data engineer")
    talk.say("also Utrecht")
    assert talk.query(
        "SELECT array_agg(jsonb_array_length(preferred_locations) ORDER BY slot) FROM user_preferences"
    ) == [
        2,
        1,
    ]
    talk.say("remove search night driver")
    assert talk.query(rows) == ["main:data engineer"]


def test_a_posting_applied_to_is_listed_and_never_comes_again(talk: Talk) -> None:
    first = talk.say("data engineer in Amsterdam")
    shown = next(item["job_id"] for body in first if body["kind"] == "jobs" for item in body["items"])
    talk.say(f"applied:{shown}", kind="action")
    assert talk.query("SELECT status FROM matches WHERE job_id = %s", shown) == "APPLIED"
    (listed,) = talk.say("/applied")
    assert listed["key"] == "applied_list"
    again = [item["job_id"] for body in talk.say("/jobs") for item in body.get("items", ())]
    assert shown not in again


def test_looking_once_saves_no_wish(talk: Talk) -> None:
    talk.say("data engineer in Amsterdam")
    before = talk.query("SELECT job_roles FROM user_preferences")
    bodies = talk.say("/search nurse in Lagos")
    assert bodies[-1]["kind"] in ("jobs", "say")
    assert talk.query("SELECT job_roles FROM user_preferences") == before
    assert bodies[-1]["intro"]["key"] == "search_intro"


def test_similar_postings_leave_the_posting_itself_out(talk: Talk) -> None:
    first = talk.say("data engineer in Amsterdam")
    shown = next(item["job_id"] for body in first if body["kind"] == "jobs" for item in body["items"])
    found = talk.say(f"similar:{shown}", kind="action")
    assert shown not in [item["job_id"] for body in found for item in body.get("items", ())]
    assert talk.say("similar:99999999", kind="action")[0]["key"] == "similar_none"


def test_a_code_typed_in_another_chat_makes_both_one_person(talk: Talk) -> None:
    talk.say("data engineer in Amsterdam")
    (made,) = talk.say("/link")
    code = made["args"]["code"]
    assert code not in str(talk.query("SELECT encode(code_hash, 'hex') FROM link_codes"))
    talk.put("/start", chat="7002")
    talk.put("/link AAAA2222", chat="7002")
    talk.put(f"/link {code}", chat="7002")
    talk.put("/prefs", chat="7002")
    talk.work()
    assert talk.query("SELECT count(*) FROM users") == 1
    assert talk.query("SELECT count(DISTINCT user_id) FROM conversations") == 1
    keys = talk.query("SELECT array_agg(body ->> 'key' ORDER BY id) FROM outbox WHERE chat = '7002'")
    assert keys[-3:] == ["link_wrong", "link_done", "prefs"]
    assert "data engineer" in str(talk.query("SELECT body FROM outbox WHERE chat = '7002' ORDER BY id DESC LIMIT 1"))
    talk.put(f"/link {code}", chat="7003")
    talk.work()
    assert talk.query("SELECT body ->> 'key' FROM outbox ORDER BY id DESC LIMIT 1") != "link_done"


def test_a_code_runs_out(talk: Talk) -> None:
    talk.say("data engineer in Amsterdam")
    (made,) = talk.say("/link")
    talk.run("UPDATE link_codes SET expires_at = now() - interval '1 second'")
    talk.put("/start", chat="7002")
    talk.put(f"/link {made['args']['code']}", chat="7002")
    talk.work()
    assert talk.query("SELECT body ->> 'key' FROM outbox ORDER BY id DESC LIMIT 1") == "link_wrong"
    assert talk.query("SELECT count(*) FROM users") == 2


def test_every_further_wish_survives_the_database(talk: Talk) -> None:
    talk.say("data engineer in Amsterdam")
    for action in ("set:shifts:night", "set:radius:25", "set:starts:month", "set:pay_unknown:no", "set:relocate:yes"):
        talk.say(action, kind="action")
    talk.say("edit:no_places", kind="action")
    talk.say("Rotterdam")
    row = talk.query(
        "SELECT jsonb_build_array(shifts, radius_km, available_on > current_date, pay_unknown_fine,"
        " willing_to_relocate, excluded_locations -> 0 ->> 'city') FROM user_preferences"
    )
    assert row == [["night"], 25, True, False, True, "Rotterdam"]
    talk.say("/cards one")
    talk.say("/digest 7 mon fri")
    assert talk.query("SELECT jsonb_build_array(card_style, digest_days, digest_hour) FROM users") == [
        "single",
        [1, 5],
        7,
    ]
