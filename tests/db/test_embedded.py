import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from db.embedded import EnginesBusy, embedded_engines
from db.pool import connect
from db.query import execute, value
from db.redis import connect_redis

ROOT = Path(__file__).resolve().parent.parent.parent


def test_engines_start_in_a_path_with_spaces_and_keep_their_data(tmp_path: Path) -> None:
    data, sockets = tmp_path / "a b" / "data", Path(f"/tmp/jh-test-{os.getpid()}")
    with embedded_engines(data, sockets, durable=False) as engines:
        conn = connect(engines.postgres_url)
        execute(conn, "CREATE TABLE kept (n int)")
        execute(conn, "INSERT INTO kept VALUES (7)")
        conn.commit()
        conn.close()
        assert connect_redis(engines.redis_url).set("kept", "7")
        with pytest.raises(EnginesBusy), embedded_engines(data, sockets):
            pass
    with embedded_engines(data, sockets, durable=False) as engines:
        conn = connect(engines.postgres_url)
        assert value(conn, "SELECT n FROM kept") == 7
        conn.close()
        assert connect_redis(engines.redis_url).get("kept") == "7"


def test_a_killed_starter_does_not_block_the_next(tmp_path: Path) -> None:
    data, sockets = tmp_path / "data", Path(f"/tmp/jh-kill-{os.getpid()}")
    program = (
        "import sys, time; from pathlib import Path; from db.embedded import embedded_engines\n"
        "with embedded_engines(Path(sys.argv[1]), Path(sys.argv[2]), durable=False):\n"
        "    print('up', flush=True); time.sleep(60)"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", program, str(data), str(sockets)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    assert starter.stdout.readline() == "up\n"
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    starter.stdout.close()
    began = time.monotonic()
    with embedded_engines(data, sockets, durable=False) as engines:
        connect(engines.postgres_url).close()
        assert connect_redis(engines.redis_url).ping()
    assert time.monotonic() - began < 10


def test_a_stale_pid_file_of_a_number_now_used_by_another_is_dropped(tmp_path: Path) -> None:
    data, sockets = tmp_path / "data", Path(f"/tmp/jh-stale-{os.getpid()}")
    with embedded_engines(data, sockets, durable=False):
        lines = (data / "postgres" / "postmaster.pid").read_text().splitlines()
    (data / "postgres" / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    with embedded_engines(data, sockets, durable=False) as engines, closing(connect(engines.postgres_url)) as conn:
        assert value(conn, "SELECT 1") == 1
