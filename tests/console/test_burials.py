"""Burial reports in the console, without script: a helper brings a line, an operator works on it."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Final

import pytest
from aiohttp import ClientSession, CookieJar, web
from aiohttp.test_utils import TestServer, unused_port

from hub.console.application import console_application
from hub.console.base.in_process import InProcess
from hub.console.base.session import MemorySessions
from hub.core.actor import Role
from hub.core.codes import VitalStatus
from tests.console.fakes import FakeTokens
from tests.console.issuer import FakeIssuer
from tests.console.visitor import Visitor
from tests.engine.test_burials import HELPER
from tests.fakes.actors import staff
from tests.fakes.people_of_bangka import clock, person
from tests.fakes.world import World, world

BUDI: Final = person("Budi Contoh", vital_status=VitalStatus.ALIVE)
PAGE: Final = "/console/burial-book"


@dataclasses.dataclass
class Village:
    """The console, and who logs in next."""

    url: str
    issuer: FakeIssuer
    world: World

    async def visitor(self, who: str, stack: AsyncExitStack) -> Visitor:
        self.issuer.person = who
        http = await stack.enter_async_context(ClientSession(cookie_jar=CookieJar(unsafe=True)))
        return Visitor(http, self.url)


@pytest.fixture
async def village() -> AsyncIterator[Village]:
    w, issuer, tokens = world([BUDI]), FakeIssuer(), FakeTokens()
    tokens.valid |= {"token-helper": HELPER, "token-operator": staff(Role.OPERATOR)}
    async with TestServer(issuer.application()) as server:
        issuer.base = str(server.make_url("")).rstrip("/")
        url = f"http://127.0.0.1:{(port := unused_port())}"
        app = web.Application()
        console_application(
            InProcess(w.engine), issuer.base, url, actor_of=tokens.actor_of, sessions=MemorySessions(clock), clock=clock
        )(app)
        async with TestServer(app, port=port):
            yield Village(url, issuer, w)


async def test_from_the_burial_book_to_the_letter_for_the_family(village: Village) -> None:
    async with AsyncExitStack() as stack:
        helper = await village.visitor("helper", stack)
        page = await helper.get(PAGE)
        assert "Lapor pemakaman" in page.text
        empty = await helper.send(page.form(PAGE))
        assert (empty.status, "Isi nama seperti dalam buku" in empty.text) == (422, True)
        sent = await helper.send(empty.form(PAGE), name="Budi Contoh", buriedOn="2026-11-20", bookEntry="12/2026")
        assert "Laporan diterima" in sent.text

        operator = await village.visitor("operator", stack)
        listed = await operator.get("/console/burials")
        assert "Budi Contoh" in listed.text
        (one,) = village.world.record.tables.burials.values()
        path = next(part for part in listed.text.split('"') if part.startswith("/console/burials/"))
        opened = await operator.get(path)
        wrong = await operator.send(opened.forms[1], nik="1")
        assert wrong.status == 422
        found = await operator.send(wrong.forms[1], nik=str(BUDI.nik))
        assert "Statusnya tidak berubah" in found.text
        assert "Kami turut berduka cita" in found.text
        unsaid = await operator.send(found.forms[2])
        assert (unsaid.status, "Pilih cara mengundang" in unsaid.text) == (422, True)
        invited = await operator.send(unsaid.forms[2], way="VISIT")
        assert "Didatangi" in invited.text
        done = await operator.send(invited.forms[3], reason="Tercatat dua kali.")
        assert "Tidak ada laporan di sini" in done.text
        assert "Tercatat dua kali." in (await operator.get("/console/burials?view=dismissed")).text
        assert "Tercatat dua kali." in (await operator.get(path)).text
    assert one.version == 1
    assert village.world.people.citizens == {BUDI.id: BUDI}
