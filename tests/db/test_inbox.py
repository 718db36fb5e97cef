import threading
from contextlib import closing

import pytest

from db.conversations import Lease, abandon_chat, hold_chat, lease_chat, release_chat
from db.errors import LeaseLost
from db.inbox import add_event, claim_first_waiting, mark_dead, mark_done, mark_retry
from db.pool import Connection, Pool
from db.query import value


def add(conn: Connection, event_id: str, chat: str = "7", text: str = "hello") -> bool:
    return add_event(
        conn, channel="web", event_id=event_id, chat=chat, kind="message", payload={"kind": "text", "text": text}
    )


def lease(conn: Connection, seconds: float = 60) -> Lease:
    found = lease_chat(conn, seconds)
    assert found is not None
    return found


def test_a_repeated_event_is_taken_once(conn: Connection) -> None:
    assert add(conn, "a")
    assert not add(conn, "a", text="again")
    assert value(conn, "SELECT count(*) FROM inbox") == 1


def test_the_same_event_sent_at_once_by_many_is_taken_once(fresh_database_url: str) -> None:
    taken: list[bool] = []
    with closing(Pool(fresh_database_url, size=8)) as pool:

        def send() -> None:
            with pool.transaction() as conn:
                taken.append(add(conn, "same"))

        threads = [threading.Thread(target=send) for _ in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(taken) == [False] * 23 + [True]


def test_a_chat_is_leased_to_one_worker_in_order_of_events(conn: Connection) -> None:
    add(conn, "a", chat="1")
    add(conn, "b", chat="2")
    add(conn, "c", chat="1")
    first, second = lease(conn), lease(conn)
    assert (first.chat, second.chat) == ("1", "2")
    assert lease_chat(conn, 60) is None


def test_a_lease_that_ran_out_is_taken_over_and_the_old_one_may_not_commit(conn: Connection) -> None:
    add(conn, "a")
    old = lease(conn, seconds=-1)
    new = lease(conn)
    assert new.fence == old.fence + 1
    with pytest.raises(LeaseLost):
        hold_chat(conn, old)
    hold_chat(conn, new)


def test_releasing_keeps_state_and_lets_the_next_event_in(conn: Connection) -> None:
    add(conn, "a")
    add(conn, "b")
    held = lease(conn)
    event = claim_first_waiting(conn, held.conversation_id)
    assert event is not None
    mark_done(conn, event.id)
    release_chat(conn, held, state={"step": "roles"}, user_id=None)
    again = lease(conn)
    assert again.state == {"step": "roles"}
    following = claim_first_waiting(conn, again.conversation_id)
    assert following is not None
    assert following.id > event.id


def test_an_event_that_waits_for_its_next_try_keeps_its_chat_waiting(conn: Connection) -> None:
    add(conn, "a")
    add(conn, "b")
    held = lease(conn)
    event = claim_first_waiting(conn, held.conversation_id)
    assert event is not None
    mark_retry(conn, event.id, error="x", after_seconds=60)
    abandon_chat(conn, held)
    assert lease_chat(conn, 60) is None
    mark_dead(conn, event.id, error="x")
    assert lease(conn).chat == "7"


def test_many_workers_never_share_a_chat(fresh_database_url: str) -> None:
    with closing(Pool(fresh_database_url, size=8)) as pool:
        with pool.transaction() as conn:
            for number in range(40):
                add(conn, str(number), chat=str(number % 4))
        busy: set[str] = set()
        order: dict[str, list[int]] = {}
        clashes: list[str] = []
        guard = threading.Lock()

        def work() -> None:
            while True:
                with pool.transaction() as conn:
                    held = lease_chat(conn, 60)
                if held is None:
                    with pool.transaction() as conn:
                        if value(conn, "SELECT count(*) FROM inbox WHERE status = 'waiting'") == 0:
                            return
                    continue
                with guard:
                    clashes.extend([held.chat] if held.chat in busy else [])
                    busy.add(held.chat)
                with pool.transaction() as conn:
                    event = claim_first_waiting(conn, held.conversation_id)
                    assert event is not None
                    order.setdefault(held.chat, []).append(event.id)
                    hold_chat(conn, held)
                    mark_done(conn, event.id)
                    with guard:
                        busy.discard(held.chat)
                    release_chat(conn, held, state={}, user_id=None)

        threads = [threading.Thread(target=work) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert clashes == []
    assert all(ids == sorted(ids) and len(ids) == 10 for ids in order.values())


def test_an_event_handled_by_another_is_neither_tried_again_nor_buried(conn: Connection) -> None:
    add(conn, "a")
    held = lease(conn)
    event = claim_first_waiting(conn, held.conversation_id)
    assert event is not None
    mark_done(conn, event.id)
    assert mark_retry(conn, event.id, error="late", after_seconds=0) == 0
    assert mark_dead(conn, event.id, error="late") == 0
    assert value(conn, "SELECT status FROM inbox") == "done"


def test_every_beginning_counts_as_an_attempt(conn: Connection) -> None:
    add(conn, "a")
    held = lease(conn)
    begun = [claim_first_waiting(conn, held.conversation_id) for _ in range(3)]
    assert [event.attempts for event in begun if event] == [1, 2, 3]
