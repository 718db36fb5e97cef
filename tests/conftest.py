"""One embedded PostgreSQL and Redis for the whole run; a migrated template, cloned where a test commits."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import psycopg2
import pytest

from db.embedded import embedded_engines
from db.migrate import migrate
from db.pool import Pool, connect
from settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from psycopg2.extensions import connection as Connection  # noqa: N812

TEMPLATE = "template_jobherald"
# The same examples in every run, so that a red run is about the change; `--hypothesis-profile=default` explores.
hypothesis.settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis.settings.load_profile("steady")
numbers = itertools.count(1)
OWN_SETTINGS = tuple(name.upper() for name in Settings.model_fields)


def pytest_configure(config: pytest.Config) -> None:
    """The first process starts the engines; xdist's workers are told where they are."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that runs this behind it leaves Ctrl-C ignored
    for name in OWN_SETTINGS:  # whatever the developer's shell says must not change a test
        os.environ.pop(name, None)
    if hasattr(config, "workerinput"):
        config.jobherald_engines = config.workerinput["engines"]
        return
    stack = ExitStack()
    config.add_cleanup(stack.close)
    folder = Path(tempfile.mkdtemp(prefix="jh-"))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    engines = stack.enter_context(embedded_engines(folder / "data", folder / "s", durable=False))
    _run(engines.postgres_url, f"CREATE DATABASE {TEMPLATE}")
    migrate(_named(engines.postgres_url, TEMPLATE))
    config.jobherald_engines = (engines.postgres_url, engines.redis_url)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["engines"] = node.config.jobherald_engines


def _named(url: str, database: str) -> str:
    return url.replace("/jobherald?", f"/{database}?")


def _run(url: str, statement: str) -> None:
    with closing(psycopg2.connect(url)) as conn:
        conn.autocommit = True
        with conn.cursor() as cursor:
            cursor.execute(statement)


@pytest.fixture(scope="session")
def server_url(request: pytest.FixtureRequest) -> str:
    """The embedded server's own, empty database."""
    return request.config.jobherald_engines[0]  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def redis_url(request: pytest.FixtureRequest) -> str:
    return request.config.jobherald_engines[1]  # type: ignore[attr-defined]


def _clone(server_url: str, template: str) -> Iterator[str]:
    name = f"test_{os.getpid()}_{next(numbers)}"
    _run(server_url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield _named(server_url, name)
    _run(server_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def fresh_database_url(server_url: str) -> Iterator[str]:
    """A migrated database of the test's own: for tests that commit or run processes."""
    yield from _clone(server_url, TEMPLATE)


@pytest.fixture
def empty_database_url(server_url: str) -> Iterator[str]:
    """A database without any table."""
    yield from _clone(server_url, "template0")


@pytest.fixture(scope="session")
def session_database_url(server_url: str) -> Iterator[str]:
    yield from _clone(server_url, TEMPLATE)


@pytest.fixture
def conn(session_database_url: str) -> Iterator[Connection]:
    """A connection inside a transaction that is rolled back."""
    with closing(connect(session_database_url)) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def pool(fresh_database_url: str) -> Iterator[Pool]:
    """A pool on a database of the test's own."""
    with closing(Pool(fresh_database_url, size=6)) as pool:
        yield pool


@pytest.fixture
def make_settings(tmp_path: Path) -> Callable[..., Settings]:
    """Settings that depend on nothing outside the test."""

    def make(**overrides: Any) -> Settings:
        return load_settings(**{"data_dir": tmp_path / "data", "secret_key": "x" * 32, "_env_file": None} | overrides)

    return make


@pytest.fixture
def wait_until() -> Callable[..., None]:
    """Wait for a condition, or fail."""

    def wait(condition: Callable[[], object], *, seconds: float = 10.0) -> None:
        until = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < until, "it did not happen in time"
            time.sleep(0.02)

    return wait
