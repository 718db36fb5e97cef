from __future__ import annotations

import asyncio
import threading
from contextlib import closing
from typing import TYPE_CHECKING

from scheduler.engine import TaskQueue, work

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_call_for_help_is_answered_by_several_workers_one_call_at_a_time_each(
    fresh_database_url: str, wait_until: Callable[..., None]
) -> None:
    at_it: set[int] = set()
    most: list[int] = []
    hold = threading.Event()

    def helper(number: int) -> Callable[[], None]:
        def help_out() -> None:
            assert number not in at_it
            at_it.add(number)
            most.append(len(at_it))
            hold.wait(20)
            at_it.discard(number)

        return help_out

    def worker(number: int, stop: list[Callable[[], None]]) -> None:
        async def serve() -> None:
            ending = asyncio.Event()
            loop = asyncio.get_running_loop()
            stop.append(lambda: loop.call_soon_threadsafe(ending.set))
            await work(fresh_database_url, lambda *_: None, ending, threads=1, help_out=helper(number))

        asyncio.run(serve())

    stop: list[Callable[[], None]] = []
    threads = [threading.Thread(target=worker, args=(number, stop)) for number in range(2)]
    for thread in threads:
        thread.start()
    with closing(TaskQueue(fresh_database_url)) as queue:
        queue.open()
        queue.call_helpers(2)
        queue.call_helpers(2)  # calls that wait are not put up twice
        wait_until(lambda: max(most, default=0) == 2, seconds=20)
    hold.set()
    for end in stop:
        end()
    for thread in threads:
        thread.join(20)
    assert max(most) == 2
