from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from db.pool import Pool
from tests.conftest import TEMPLATE, _clone
from tests.whatsapp.house import PHONE, SETTINGS, empty, house

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from settings import Settings
    from tests.whatsapp.house import House


@pytest.fixture(scope="session")
def whatsapp_pool(server_url: str) -> Iterator[Pool]:
    """One database for all tests of WhatsApp: they commit little, and emptying it is quicker than making another."""
    for url in _clone(server_url, TEMPLATE):
        with closing(Pool(url, size=6)) as pool:
            yield pool


@pytest.fixture
def pool(whatsapp_pool: Pool) -> Iterator[Pool]:
    yield whatsapp_pool
    empty(whatsapp_pool)


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings(**SETTINGS, admin_ids=f"whatsapp:+{PHONE}")


@pytest.fixture
def home(pool: Pool, settings: Settings) -> Iterator[House]:
    with house(pool, settings) as home:
        yield home
