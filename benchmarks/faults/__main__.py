"""Faults at full size, on real web, worker and clock processes, embedded engines with fsync on and stub channels.

    python -m benchmarks.faults repeats|killed|accepted|postgres|redis|crowd|pauses|shuffled|stops [--scale 1.0]

repeats   10,000 events, each sent three times at once, over four web processes: 10,000 rows
killed    100 times `kill -9` of web, worker or clock while messages come: nothing acknowledged is lost
accepted  200 senders killed between the channel's answer and our mark, on each channel: nothing lost, few twice
postgres  PostgreSQL away for 60 s: webhooks answer 503, and what is sent again is all answered
redis     Redis away for ten minutes of digests and messages: all sent, once, at the channel's pace
crowd     80 messages a second beside 240 statuses for 30 minutes: how long the answers take
pauses    10 % of 300 messages are refused for 30 s each: nobody comes back early
shuffled  statuses of 10,000 messages in any order, five times each: none takes a message back
stops     10,000 digests while their readers say stop: no send begins more than a second after

The short forms are in tests/faults, also with each protection switched off.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from benchmarks.faults.broken import killed, postgres, redis
from benchmarks.faults.incoming import crowd, repeats, shuffled
from benchmarks.faults.outgoing import accepted, pauses, stops
from benchmarks.faults.world import world

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.faults.world import World

FAULTS: dict[str, Callable[[World, float], None]] = {
    "repeats": repeats,
    "killed": killed,
    "accepted": accepted,
    "postgres": postgres,
    "redis": redis,
    "crowd": crowd,
    "pauses": pauses,
    "shuffled": shuffled,
    "stops": stops,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fault", choices=FAULTS)
    parser.add_argument("--scale", type=float, default=1.0)
    options = parser.parse_args()
    with world() as broken:
        began = time.monotonic()
        FAULTS[options.fault](broken, options.scale)
        print(f"{options.fault}: scale {options.scale}, {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
