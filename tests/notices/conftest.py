"""The record on a fresh real database, a mail server and a gateway."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from hub.store import Database
from tests.notices.office import MailBox, mail_server
from tests.worker.receiver import Receiver, receiving


@pytest.fixture
async def db(database: str) -> AsyncIterator[Database]:
    opened = await Database.open(database)
    yield opened
    await opened.close()


@pytest.fixture
async def box() -> AsyncIterator[MailBox]:
    async with mail_server() as made:
        yield made


@pytest.fixture
async def gateway() -> AsyncIterator[Receiver]:
    async with receiving() as made:
        yield made
