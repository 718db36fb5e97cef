"""The terminal chat, with the real worker beside it."""

import io
from collections.abc import Callable, Iterator

import pytest
from rich.console import Console

from bot.terminal import Terminal, working
from db.pool import Pool
from settings import Settings
from tests.factories import LAGOS, add_job


@pytest.fixture
def screen() -> Console:
    return Console(file=io.StringIO(), width=100)


@pytest.fixture
def terminal(
    pool: Pool, fresh_database_url: str, make_settings: Callable[..., Settings], redis_url: str, screen: Console
) -> Iterator[Terminal]:
    settings = make_settings(database_url=fresh_database_url, redis_url=redis_url)
    with working(settings):
        yield Terminal(pool, "mara", screen)


def shown(screen: Console) -> str:
    file = screen.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_a_wish_typed_in_the_terminal_is_answered_with_postings(
    pool: Pool, terminal: Terminal, screen: Console
) -> None:
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute("SELECT current_date, current_date + 9")
        today, later = cursor.fetchone() or (None, None)
        add_job(conn, title="Nurse", places=[LAGOS], posted_on=today, expires_on=later)
    terminal.say("/start")
    assert "I am Jobherald" in shown(screen)
    terminal.say("nurse in Lagos")
    assert "1. Nurse" in shown(screen)
    assert "✓" in shown(screen)


def test_a_number_taps_the_button_it_names(terminal: Terminal, screen: Console) -> None:
    terminal.say("nurse in Lagos")
    assert "#1 " in shown(screen)
    before = len(shown(screen))
    terminal.say("#1")
    assert len(shown(screen)) > before
