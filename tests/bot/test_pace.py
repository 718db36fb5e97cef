"""However late messages are for their places, no second has more of them than the channel takes."""

from __future__ import annotations

import heapq
import random
import threading
import time
from typing import TYPE_CHECKING

import pytest

from bot.channels.base import Sender
from bot.channels.console import classify_error, render
from bot.pace import Pace
from tests.stubs.pace import most_within

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PER_SECOND, LIMIT, LATE = 78.2, 80, 0.02
HORIZON = 0.3


class Theatre:
    """Threads that play one at a time, on a clock that only sleeping moves, and that stands still for all in stalls."""

    def __init__(self, stalls: Sequence[tuple[float, float]]) -> None:
        self.now = 1000.0
        self.stalls = stalls
        self.asleep: list[tuple[float, int, threading.Event]] = []
        self.count = 0
        self.back = threading.Event()

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        turn = threading.Event()
        self.count += 1
        heapq.heappush(self.asleep, (self.now + seconds, self.count, turn))
        self.back.set()
        turn.wait()

    def play(self, part: Callable[[], None], players: int) -> None:
        def enter() -> None:
            self.sleep(0.0)
            part()
            self.back.set()

        for _ in range(players):
            self.back.clear()
            threading.Thread(target=enter, daemon=True).start()
            self.back.wait()
        while self.asleep:
            at, _, turn = heapq.heappop(self.asleep)
            ends = [end for start, end in self.stalls if start <= at < end]
            self.now = max(self.now, *ends, at)
            self.back.clear()
            turn.set()
            self.back.wait()


class Schedule(Pace):
    """Places given out here instead of in the database, which takes its time too."""

    def __init__(self, theatre: Theatre, chance: random.Random) -> None:
        sender = Sender("x", PER_SECOND, 0.0, render, lambda _chat, _message: "", classify_error)
        super().__init__(None, sender)  # type: ignore[arg-type]
        self.theatre, self.chance, self.end = theatre, chance, theatre.now

    def _new_place(self) -> float:
        self.theatre.sleep(self.chance.uniform(0.0, 0.002))
        place = max(self.end, self.theatre.now)
        self.end = place + 1 / PER_SECOND
        self.theatre.sleep(self.chance.uniform(0.0, 0.003))
        return place


def as_soon_as_possible(pace: Pace, due: float, _late: float) -> float:
    """As if a late message took up no second place."""
    pace.near(due, 0.0)
    return due


@pytest.mark.parametrize(("reach", "kept"), [(Pace.reach, True), (as_soon_as_possible, False)])
@pytest.mark.parametrize("seed", [0, 1, 29])
def test_late_messages_never_make_a_second_too_full(
    monkeypatch: pytest.MonkeyPatch, reach: Callable[[Pace, float, float], float], seed: int, *, kept: bool
) -> None:
    chance = random.Random(seed)
    starts = [1000.0 + chance.uniform(0.0, 20.0) for _ in range(25)]
    theatre = Theatre([(start, start + chance.choice((0.03, 0.1, 0.3, 0.9))) for start in starts])
    monkeypatch.setattr(time, "monotonic", theatre.monotonic)
    monkeypatch.setattr(time, "sleep", theatre.sleep)
    schedule, sent = Schedule(theatre, chance), list[float]()

    def send_on() -> None:
        while theatre.now < 1020.0:
            if schedule.end > theatre.now + HORIZON:
                theatre.sleep(0.01)
                continue
            due = schedule._new_place()
            reach(schedule, due, LATE)
            sent.append(theatre.now)

    theatre.play(send_on, players=40)
    assert len(sent) > 500
    assert (most_within(sent) <= LIMIT) is kept
