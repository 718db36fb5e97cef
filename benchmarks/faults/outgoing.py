"""Faults of what goes out: pauses that a channel asks for, stops in a run, senders killed at the worst moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from settings import load_settings
from tests.faults.delivering import KEY, flooded, killed_after_acceptance, stop_racing
from tests.faults.killed_on_whatsapp import killed_after_whatsapp_took_it
from tests.stubs.pace import most_within

if TYPE_CHECKING:
    from benchmarks.faults.world import World


def pauses(world: World, scale: float) -> None:
    world.start_workers()
    people, pause = max(20, int(300 * scale)), max(1, round(30 * min(1.0, scale)))
    seen = flooded(world.pool, world.telegram, people=people, share=0.1, pause_seconds=pause, seconds=people * pause)
    most = most_within([sent.at for sent in world.telegram.sent])
    print(f"{seen.sent} sent, {seen.pauses} pauses of {pause} s, {seen.too_early} came back early, most in 1 s: {most}")


def stops(world: World, scale: float) -> None:
    world.start_workers()
    people = int(10_000 * scale)
    settings = load_settings(secret_key=KEY, _env_file=None)
    seen = stop_racing(world.pool, world.telegram, settings, people=people, seconds=people / 20)
    late = max(seen.after_stop, default=0.0)
    print(f"{seen.stopped} stops, {len(seen.after_stop)} digests sent, {seen.too_late} more than 1 s after a stop")
    print(f"the latest began {late:.3f} s after its stop")


def accepted(world: World, scale: float) -> None:
    messages, kills = int(2_000 * scale), int(200 * scale)
    url = world.product.environment["DATABASE_URL"]
    for name, seen in (
        ("Telegram", killed_after_acceptance(url, world.telegram, messages=messages, kills=kills)),
        ("WhatsApp", killed_after_whatsapp_took_it(url, messages=messages, kills=kills)),
    ):
        print(f"{name}: {seen.messages} messages, {seen.kills} kills, {seen.arrived} arrived, {seen.duplicates} twice")
