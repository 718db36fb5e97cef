"""When a million digests arrive: `python -m benchmarks.digests.sending [--people 1000000]`.

A simulation by the minute, without any database: people live in 24 time zones as the world does, choose their hour as
people do, and a channel takes so many messages a second, of which replies go first.
"""

from __future__ import annotations

import argparse

import numpy as np

MINUTES = 24 * 60
# Shares of people by the zone's offset, in hours: Africa, Europe, South Asia and the Americas.
ZONES = {-8: 3, -6: 4, -5: 6, -3: 4, 0: 10, 1: 24, 2: 14, 3: 20, 5.5: 12, 8: 3}
HOURS = {6: 5, 7: 15, 8: 45, 9: 8, 12: 10, 18: 9, 20: 8}  # shares by the hour chosen; 8 is what everybody begins with
REPLIES_A_SECOND_PER_MILLION = 3.0


def due_by_minute(people: int) -> np.ndarray:
    """How many digests are due in each minute of the day, UTC."""
    due = np.zeros(MINUTES)
    for offset, living in ZONES.items():
        for hour, wanting in HOURS.items():
            minute = int((hour - offset) * 60) % MINUTES
            due[minute] += people * living / sum(ZONES.values()) * wanting / sum(HOURS.values())
    return due


def spread(due: np.ndarray, lead: int) -> np.ndarray:
    """Those that may go out in each minute, when they go evenly over so many minutes before their hour."""
    return np.sum([np.roll(due, -minute) / max(1, lead) for minute in range(max(1, lead))], axis=0)


def delays(ready: np.ndarray, a_minute: float) -> tuple[np.ndarray, float]:
    """For three days in a row: how many minutes late the last of each minute's messages goes, and the longest line."""
    line, longest, late = 0.0, 0.0, np.zeros(MINUTES)
    for minute in range(3 * MINUTES):
        line = max(0.0, line + ready[minute % MINUTES] - a_minute)
        longest = max(longest, line)
        late[minute % MINUTES] = line / a_minute
    return late, longest


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[100_000, 300_000, 1_000_000])
    parser.add_argument("--per-second", type=float, nargs="+", default=[30, 80, 1000])
    parser.add_argument("--lead", type=int, nargs="+", default=[0, 60, 180], help="minutes")
    options = parser.parse_args()
    print("people     a second  lead  busiest minute  latest (min)  of all within 15 min")
    for people in options.people:
        due = due_by_minute(people)
        for per_second in options.per_second:
            left = max(1.0, per_second - REPLIES_A_SECOND_PER_MILLION * people / 1e6)
            for lead in options.lead:
                ready = spread(due, lead)
                late, _ = delays(ready, left * 60)
                punctual = ready[late <= 15].sum() / ready.sum()
                print(
                    f"{people:<10} {per_second:<9.0f} {lead:<5} {ready.max():<15.0f} {late.max():<13.0f} {punctual:.0%}"
                )


if __name__ == "__main__":
    main()
