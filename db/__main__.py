"""python -m db migrate | status | embedded."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from db.embedded import embedded_engines
from db.errors import StorageError, Unavailable, explain_absence
from db.migrate import migrate, status
from settings import Settings, SettingsError, load_settings


def main() -> int:
    """The command line; the exit code is 1 when the command failed."""
    parser = argparse.ArgumentParser(prog="python -m db", description=__doc__)
    parser.add_argument("command", choices=["migrate", "status", "embedded"])
    command = parser.parse_args().command
    try:
        settings = load_settings()
        {"migrate": run_migrate, "status": run_status, "embedded": run_embedded}[command](settings)
    except Unavailable as error:
        print(explain_absence(error) if settings.database_url is None else error, file=sys.stderr)
        return 1
    except (SettingsError, StorageError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def run_migrate(settings: Settings) -> None:
    """Apply what is missing."""
    applied = migrate(settings.postgres_url, report=print)
    print(f"{len(applied)} applied" if applied else "nothing to apply: the schema is up to date")


def run_status(settings: Settings) -> None:
    """List what is applied and what is waiting."""
    found = status(settings.postgres_url)
    for name in found.applied:
        print(f"applied  {name}")
    for name in found.waiting:
        print(f"waiting  {name}")


def run_embedded(settings: Settings) -> None:
    """Run both engines until interrupted."""
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    with embedded_engines(settings.data_dir, settings.socket_dir) as engines:
        print(f"DATABASE_URL={engines.postgres_url}\nREDIS_URL={engines.redis_url}", flush=True)
        done.wait()


if __name__ == "__main__":
    sys.exit(main())
