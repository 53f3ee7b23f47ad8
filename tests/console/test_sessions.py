"""The page of sessions, without script, over the real record: what is free, and whoever walks in."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar, web
from aiohttp.test_utils import TestServer, unused_port

from hub.console.application import console_application
from hub.console.base.in_process import InProcess
from hub.console.base.session import MemorySessions
from hub.core.actor import Role
from hub.core.calendar import local_date
from hub.core.office_hours import PLAIN_WEEK
from hub.core.promise_run import Promises
from hub.store import Database, PgTakenSessions
from tests.console.fakes import FakeTokens
from tests.console.issuer import FakeIssuer
from tests.console.visitor import Visitor
from tests.engine.test_on_postgres import Office
from tests.fakes.actors import staff
from tests.fakes.people_of_bangka import TENANT

PAGE = "/console/sessions"
EVERY_DAY = dataclasses.replace(PLAIN_WEEK, week=dict.fromkeys(range(7), PLAIN_WEEK.week[0]), recording_places=2)
"""So that the test means the same on a Sunday."""


@dataclasses.dataclass
class Counter:
    """The console over a real record, and who logs in next."""

    url: str
    issuer: FakeIssuer
    office: Office

    async def visitor(self, who: str, stack: AsyncExitStack) -> Visitor:
        self.issuer.person = who
        http = await stack.enter_async_context(ClientSession(cookie_jar=CookieJar(unsafe=True)))
        return Visitor(http, self.url)


@pytest.fixture
async def counter(database: str, tmp_path: Path) -> AsyncIterator[Counter]:
    db = await Database.open(database, max_size=4)
    office, issuer, tokens = Office(db, database, tmp_path), FakeIssuer(), FakeTokens()
    office.hub = dataclasses.replace(office.hub, promises=Promises(EVERY_DAY), sessions=PgTakenSessions(db))
    office.engine = type(office.engine)(office.schema, office.hub)
    tokens.valid |= {"token-operator": staff(Role.OPERATOR), "token-verifier": staff(Role.VERIFIER)}
    async with TestServer(issuer.application()) as server:
        issuer.base = str(server.make_url("")).rstrip("/")
        url = f"http://127.0.0.1:{(port := unused_port())}"
        app, clock = web.Application(), office.clock
        console_application(
            InProcess(office.engine), issuer.base, url, actor_of=tokens.actor_of, sessions=MemorySessions(clock),
            clock=clock,
        )(app)  # fmt: skip
        async with TestServer(app, port=port):
            yield Counter(url, issuer, office)
    await db.close()


def rows(text: str) -> list[tuple[str, ...]]:
    """Time, what is free and what is taken, of each session in the tables."""
    return [
        tuple(
            re.sub(r"<[^>]+>", " ", cell).split()[0]
            for cell in re.findall(r"<t[hd] [^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        )
        for row in re.findall(r'<tr class="govuk-table__row"><th scope="row".*?</tr>', text, re.DOTALL)
    ]


async def test_who_walks_in_is_counted_and_a_full_session_is_said_to_be_full(counter: Counter) -> None:
    async with AsyncExitStack() as stack:
        operator = await counter.visitor("operator", stack)
        page = await operator.get(PAGE)
        assert rows(page.text)[0] == ("08.00-09.30", "2", "0")
        assert 'href="/console/sessions"' in page.text, "it stands in the menu"
        unsaid = await operator.send(page.form(PAGE))
        assert (unsaid.status, "Pilih jam kedatangannya" in unsaid.text) == (422, True)
        noted = await operator.send(unsaid.form(PAGE), slot="EIGHT")
        assert "sudah dihitung" in noted.text
        assert rows(noted.text)[0] == ("08.00-09.30", "1", "1")
        assert rows(noted.text)[1] == ("09.30-11.00", "2", "0")
        full = await operator.send(noted.form(PAGE), slot="EIGHT")
        assert "Sesi ini penuh" in full.text
        assert rows(full.text)[0] == ("08.00-09.30", "penuh", "2")
        again = await operator.send(full.form(PAGE), slot="EIGHT")
        assert rows(again.text)[0] == ("08.00-09.30", "penuh", "3"), "she is there, so she is counted"


async def test_a_form_that_is_sent_twice_counts_one_person(counter: Counter) -> None:
    async with AsyncExitStack() as stack:
        operator = await counter.visitor("operator", stack)
        form = (await operator.get(PAGE)).form(PAGE)
        await operator.send(form, slot="EIGHT")
        assert rows((await operator.send(form, slot="EIGHT")).text)[0] == ("08.00-09.30", "1", "1")
    today = local_date(counter.office.clock())
    sessions = counter.office.hub.sessions
    assert sessions is not None
    assert await sessions.taken(TENANT, today) == {(today, "EIGHT"): 1}


async def test_who_counts_nobody_sees_numbers_and_no_form(counter: Counter) -> None:
    async with AsyncExitStack() as stack:
        verifier = await counter.visitor("verifier", stack)
        page = await verifier.get(PAGE)
        shown = [times for times, _, _ in rows(page.text)]
        whole = ["08.00-09.30", "09.30-11.00", "11.00-12.00", "13.30-15.00"]
        assert [shown[at : at + 4] for at in range(0, len(shown), 4)] == [whole] * 5, "the last day is whole, too"
        assert "Hitung satu orang" not in page.text
        assert 'href="/console/sessions"' not in page.text


async def test_an_office_that_counts_no_places_says_so(counter: Counter) -> None:
    hub = dataclasses.replace(counter.office.hub, promises=Promises(PLAIN_WEEK))
    counter.office.engine = type(counter.office.engine)(counter.office.schema, hub)
    answer = await counter.office.ask("{ recordingSessions(includeFull: true) { free } }", None, staff(Role.OPERATOR))
    assert answer.payload["data"] == {"recordingSessions": []}
