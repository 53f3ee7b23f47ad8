"""A client sees which errors it was given, by code: added up from all processes, of thirty days, and of nobody else."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from hub.core.calendar import local_date
from hub.core.errors import Forbidden
from hub.core.trusted import Key
from hub.engine import Engine, GraphQLRequest, Shares, Traffic
from hub.engine.answer import findings
from hub.engine.uses import Uses
from hub.store import Database, PgTrusted
from hub.store.failures import RecordUnavailable
from tests.engine.administration import Administrators
from tests.engine.test_own_client import ROTATE, Integrator, pair
from tests.engine.test_sign_up import Clock
from tests.fakes.actors import NOBODY
from tests.fakes.people_of_bangka import TENANT
from tests.fakes.world import World, schema

GOOD = "{ services { name } }"
CHANGES = 'subscription { applicationChanged(trackingNumber: "AL-7K3M-Q9TD") { state } }'
FOREIGN = "{ clients { edges { node { name } } } again: clients { edges { node { clientId } } } }"


class Process:
    """One process of the hub over the same database."""

    def __init__(self, hers: Integrator, traffic: Traffic | None = None) -> None:
        world, self.uses = hers.office.world, Uses()
        self.world: World = dataclasses.replace(
            world, engine=Engine(schema(), world.hub, uses=self.uses, traffic=traffic)
        )

    async def write(self, database: Database, clock: Clock) -> None:
        await self.uses.write(PgTrusted(database, TENANT), local_date(clock()))


@pytest.fixture
async def opened(database: str) -> Any:
    store = await Database.open(database)
    yield store
    await store.close()


async def test_errors_of_all_processes_are_counted_by_code_for_thirty_days_and_then_forgotten(opened: Database) -> None:
    clock = Clock()
    hers = await _signed_up(opened, clock)
    other = Integrator(hers.office, clock)
    await other.sign_up()
    actor, rows = await hers.actor(), PgTrusted(opened, TENANT)
    one, two, full = Process(hers), Process(hers), Process(hers, Traffic(Shares(under_way=0)))

    # Nothing is counted of a good answer, and nothing of somebody without a token.
    for who in (actor, NOBODY):
        assert "errors" not in (await one.world.ask(GOOD, actor=who)).payload
    await one.world.ask("{ nothing }", actor=NOBODY)
    await one.write(opened, clock)
    assert await opened.fetchval("select count(*) from client_error") == 0

    # Two processes add up; an answer counts once, however often a code stands in it.
    for process in (one, two):
        answer = await process.world.ask(FOREIGN, actor=actor)
        assert [error["extensions"]["code"] for error in answer.payload["errors"]] == ["FORBIDDEN"] * 2
    await two.world.ask("{ nothing }", actor=actor)
    wrong = await one.world.ask(ROTATE, {"input": hers.rotation(pair(), "a.b.c")}, actor=actor)
    assert wrong.payload["data"]["rotateClientKey"]["errors"] == [{"code": "BAD_INPUT", "path": "proof"}]
    assert (await full.world.ask(GOOD, actor=actor)).status == 429
    # So does what somebody wanted to follow and may not.
    with pytest.raises(Forbidden):
        await two.world.engine.subscribe(GraphQLRequest(CHANGES), actor)
    for process in (one, two, full, one):
        await process.write(opened, clock)
    today = local_date(clock())
    assert (await hers.mine())["errors"] == [
        {"code": code, "today": times, "lastThirtyDays": times, "lastOn": today.isoformat()}
        for code, times in (("FORBIDDEN", 3), ("BAD_INPUT", 2), ("RATE_LIMITED", 1))
    ]
    assert (await other.mine())["errors"] == []

    # The day after they are no more today's, and of the newest day first.
    clock.at += dt.timedelta(days=1)
    await two.world.ask(FOREIGN, actor=actor)
    await two.write(opened, clock)
    told = [(error["code"], error["today"], error["lastThirtyDays"]) for error in (await hers.mine())["errors"]]
    assert told == [("FORBIDDEN", 1, 4), ("BAD_INPUT", 0, 2), ("RATE_LIMITED", 0, 1)]

    # On the thirtieth day the first is still told; on the next it is forgotten.
    for days, kept in ((29, 4), (30, 1)):
        day = today + dt.timedelta(days=days)
        await rows.forget(day)
        assert (await opened.fetchval("select count(*) from client_error"), days) == (kept, days)
        assert len(await rows.errors(hers.id, day)) == min(kept, 3)
    assert await rows.errors(hers.id, today + dt.timedelta(days=31)) == []


async def test_a_code_of_another_version_is_left_out(opened: Database) -> None:
    rows, today = PgTrusted(opened, TENANT), dt.date(2026, 11, 26)
    await rows.count(today, {}, {}, {("mine", "NOT_FOUND_ANY_MORE"): 2, ("mine", "CONFLICT"): 1})
    assert [error.code.value for error in await rows.errors("mine", today)] == ["CONFLICT"]


async def test_what_cannot_be_written_waits_and_what_is_no_code_is_never_kept() -> None:
    class Rows:
        def __init__(self) -> None:
            self.is_away, self.errors = True, dict[Key, int]()

        async def count(self, _day: dt.date, _documents: Any, _deprecated: Any, errors: Any) -> None:
            if self.is_away:
                raise RecordUnavailable("The database does not answer.")
            self.errors |= errors

        async def forget(self, _day: dt.date) -> None:
            self.errors.clear()

    uses, rows = Uses(), Rows()
    named = {"sign": {"errors": [{"code": "CONFLICT"}, {"code": "SITI AMINAH"}, {"code": None}, {}, "BAD_INPUT"]}}
    found = findings({**named, "other": {"errors": "FORBIDDEN"}, "none": None})
    uses.errors("mine", found)
    with pytest.raises(RecordUnavailable):
        await uses.write(rows, dt.date(2026, 11, 26))
    uses.errors("mine", found)
    rows.is_away = False
    await uses.write(rows, dt.date(2026, 11, 26))
    assert rows.errors == {("mine", "CONFLICT"): 2}


async def _signed_up(opened: Database, clock: Clock) -> Integrator:
    made = Integrator(await Administrators.of(opened, clock, sandbox=True), clock)
    await made.sign_up()
    return made
