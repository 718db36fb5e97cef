"""How often the loops of a worker look, and what wakes them."""

import threading
import time
from collections.abc import Callable
from contextlib import closing, nullcontext
from typing import Any

import pytest

from bot.watch import Lookout, wait_for_work
from db.conversations import conversation_of
from db.outbox import add_outbox
from db.outbox_claims import ensure_pace
from db.pool import Pool
from db.redis import Bell, Ears, connect_redis


class SilentBell(Bell):
    """Is never rung, and keeps nobody waiting; notes how long it was waited for."""

    def wait(self, seconds: float) -> bool:
        self.waited = seconds
        return False


@pytest.mark.parametrize(("watched", "seconds"), [(True, 5.0), (False, 0.2)])
def test_a_loop_looks_by_itself_often_where_nobody_looks_out_for_it(*, watched: bool, seconds: float) -> None:
    ears = Ears(None)
    bell = SilentBell(None, "test", ears=ears)
    with ears.watched() if watched else nullcontext():
        wait_for_work(bell)
    assert bell.waited == seconds


def test_what_nobody_rang_for_is_seen_by_one_look_for_all_and_a_stop_wakes_everybody(pool: Pool) -> None:
    ears, stop, counting = Ears(None), threading.Event(), CountingPool(pool)
    bells = {topic: Bell(None, topic, ears=ears) for topic in ("inbox", "statuses", "outbox:telegram", "outbox:web")}
    with pool.transaction() as conn:
        for channel in ("telegram", "web"):
            ensure_pace(conn, channel)
        conversation = conversation_of(conn, "telegram", "7")
        body = {"kind": "say", "key": "thanks"}
        add_outbox(conn, conversation_id=conversation, channel="telegram", chat="7", user_id=None, body=body)
    watching = threading.Thread(target=Lookout(counting, ears).run, args=(stop,))  # type: ignore[arg-type]
    watching.start()
    assert bells["outbox:telegram"].wait(5)
    looks = counting.transactions
    assert {topic: bell.wait(0) for topic, bell in bells.items() if topic != "outbox:telegram"} == dict.fromkeys(
        ("inbox", "statuses", "outbox:web"), False
    )
    stop.set()
    watching.join(5)
    assert looks <= 2
    assert all(bell.wait(0) for bell in bells.values())


def test_while_the_database_is_away_loops_are_woken_to_see_for_themselves() -> None:
    ears, stop = Ears(None), threading.Event()
    bell = Bell(None, "inbox", ears=ears)
    with closing(Pool("postgresql://postgres@127.0.0.1:1/nowhere")) as away:
        watching = threading.Thread(target=Lookout(away, ears).run, args=(stop,))
        watching.start()
        assert bell.wait(5)
        stop.set()
        watching.join(5)


class CountingPool:
    """Counts the transactions of another."""

    def __init__(self, pool: Pool) -> None:
        self.pool, self.transactions = pool, 0

    def transaction(self, *, single: bool = False) -> Any:
        self.transactions += 1
        return self.pool.transaction(single=single)


def test_one_subscription_wakes_all_who_wait_for_their_topics(redis_url: str, wait_until: Callable[..., None]) -> None:
    client = connect_redis(redis_url)
    ears = Ears(client)
    first, second = Bell(client, "one", ears=ears), Bell(client, "two", "one", ears=ears)
    other = Bell(client, "three", ears=ears)
    for bell in (first, second, other):
        bell.wait(0)
    ringing = Bell(client, "one")
    wait_until(lambda: ringing.ring() is None and first.wait(0.05))  # somebody listens from here on
    time.sleep(0.1)
    for bell in (first, second, other):
        bell.wait(0)  # what was rung until then
    woken: list[bool] = []
    waiting = [threading.Thread(target=lambda bell=bell: woken.append(bell.wait(5))) for bell in (first, second)]
    for each in waiting:
        each.start()
    ringing.ring()
    for each in waiting:
        each.join(10)
    assert woken == [True, True]
    assert other.wait(0.05) is False


def test_without_redis_nothing_is_heard_and_nobody_waits_for_it() -> None:
    bell = Bell(connect_redis("redis://127.0.0.1:1/0"), "inbox")
    began = time.monotonic()
    assert bell.wait(0.05) is False
    assert time.monotonic() - began < 2
