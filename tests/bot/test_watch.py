"""How often the loops of a worker look, and what wakes them."""

import threading
import time
from collections.abc import Callable

import pytest

from bot.watch import Watch
from db.redis import Bell, Ears, connect_redis


class SlowBell(Bell):
    """Notes how long it is waited for, and waits not at all."""

    def __init__(self, *, heard: bool) -> None:
        super().__init__(None, "test")
        self.heard, self.waits = heard, list[float]()

    @property
    def is_heard(self) -> bool:
        return self.heard

    def wait(self, seconds: float) -> bool:
        self.waits.append(seconds)
        return False


@pytest.mark.parametrize(("heard", "found", "expected"), [(True, False, 0.5), (False, False, 0.2), (True, True, 0.2)])
def test_a_loop_at_rest_looks_less_often_where_a_bell_would_wake_it(
    *, heard: bool, found: bool, expected: float
) -> None:
    bell = SlowBell(heard=heard)
    Watch(bell, rests_after_seconds=5.0 if found else -1.0).wait()
    assert bell.waits == [expected]


def test_one_subscription_wakes_all_who_wait_for_their_topics(redis_url: str, wait_until: Callable[..., None]) -> None:
    client = connect_redis(redis_url)
    ears = Ears(client)
    first, second = Bell(client, "one", ears=ears), Bell(client, "two", "one", ears=ears)
    other = Bell(client, "three", ears=ears)
    for bell in (first, second, other):
        bell.wait(0)
    wait_until(lambda: first.is_heard)
    time.sleep(0.1)
    for bell in (first, second, other):
        bell.wait(0)  # what may have been rung before anybody heard it
    woken: list[bool] = []
    waiting = [threading.Thread(target=lambda bell=bell: woken.append(bell.wait(5))) for bell in (first, second)]
    for each in waiting:
        each.start()
    Bell(client, "one").ring()
    for each in waiting:
        each.join(10)
    assert woken == [True, True]
    assert other.wait(0.05) is False


def test_without_redis_nothing_is_heard_and_nobody_waits_longer() -> None:
    bell = Bell(connect_redis("redis://127.0.0.1:1/0"), "inbox")
    began = time.monotonic()
    assert bell.wait(0.05) is False
    assert bell.is_heard is False
    assert time.monotonic() - began < 2
