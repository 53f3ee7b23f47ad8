"""The promise over the graph: what a frontend, an officer and somebody with a number read of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from hub.core.calendar_file import load_calendar
from hub.core.promise_run import Finished, MonthOfService, Promises
from hub.engine import Engine
from tests.engine.test_workflow import OPERATOR, Walk
from tests.fakes.actors import NOBODY
from tests.fakes.people_of_bangka import NOW, TENANT
from tests.fakes.service import SERVICE
from tests.fakes.world import schema

HOURS: Final = load_calendar(Path(__file__).parents[2] / "policies", TENANT).hours
PUBLIC: Final = "state dueAt predictedAt calendarKnown"
QUERY: Final = "query ($n: String!) { application(trackingNumber: $n) { promise { FIELDS } } }"
OWN: Final = "startedAt workingMinutesLeft pauses { since until disturbance reason }"


class Runs:
    """Implements `hub.core.promise_run.PromiseRuns`."""

    async def finished(self, tenant: str) -> Sequence[Finished]:
        return [Finished(SERVICE.name, NOW, 60, 120)] * 30

    async def months(self, tenant: str, most: int) -> Sequence[MonthOfService]:
        return [MonthOfService(SERVICE.name, "2026-11", received=9, issued=4, kept=4, median_minutes=80.0)][:most]


async def begun() -> Walk:
    walk = Walk()
    hub = dataclasses.replace(walk.w.hub, promises=Promises(HOURS, Runs()))
    walk.w = dataclasses.replace(walk.w, hub=hub, engine=Engine(schema(), hub))
    walk.number = await walk.submitted()
    return walk


async def told(walk: Walk, actor: Any, fields: str) -> Any:
    answer = await walk.w.ask(QUERY.replace("FIELDS", fields), {"n": walk.number}, actor=actor)
    return answer.payload["data"]["application"]["promise"]


async def test_whoever_holds_the_number_reads_state_and_dates_only() -> None:
    walk = await begun()
    before = await told(walk, NOBODY, PUBLIC)
    assert (before["state"], before["dueAt"]) == ("NOT_STARTED", None)
    # A Tuesday, 10:00: three working hours later, the break left out.
    assert before["predictedAt"] == "2026-11-24T07:00:00.000Z"
    await walk.state_after(OPERATOR, "claimApplication")
    await walk.state_after(OPERATOR, "acceptApplication")
    assert await told(walk, NOBODY, PUBLIC) == {
        "state": "RUNNING", "dueAt": "2026-11-25T03:00:00.000Z", "predictedAt": "2026-11-24T05:00:00.000Z",
        "calendarKnown": True,
    }  # fmt: skip
    for own in ("startedAt", "workingMinutesLeft", "pauses { reason }"):
        refused = await walk.w.ask(QUERY.replace("FIELDS", own), {"n": walk.number}, actor=NOBODY)
        assert refused.payload["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED", own


async def test_nothing_is_predicted_while_it_waits_for_the_applicant() -> None:
    walk = await begun()
    await walk.state_after(OPERATOR, "claimApplication")
    await walk.state_after(OPERATOR, "returnApplication", missing=[{"what": "photo", "reason": "Buram."}])
    found = await told(walk, NOBODY, PUBLIC)
    assert (found["state"], found["dueAt"], found["predictedAt"]) == ("NOT_STARTED", None, None)


async def test_an_officer_reads_the_disturbances_with_their_kind() -> None:
    walk = await begun()
    await walk.state_after(OPERATOR, "claimApplication")
    await walk.state_after(OPERATOR, "acceptApplication")
    await walk.state_after(OPERATOR, "delayApplication", reason="SIAK putus.", disturbance="CENTRAL_SYSTEM")
    assert await told(walk, OPERATOR, f"state dueAt predictedAt {OWN}") == {
        "state": "PAUSED", "dueAt": None, "predictedAt": None, "startedAt": "2026-11-24T03:00:00.000Z",
        "workingMinutesLeft": 450,
        "pauses": [{"since": "2026-11-24T03:00:00.000Z", "until": None, "disturbance": "CENTRAL_SYSTEM",
                    "reason": "SIAK putus."}],
    }  # fmt: skip


async def test_a_delay_without_a_kind_is_taken_as_before() -> None:
    walk = await begun()
    await walk.state_after(OPERATOR, "claimApplication")
    await walk.state_after(OPERATOR, "acceptApplication")
    await walk.state_after(OPERATOR, "delayApplication", reason="Listrik padam.")
    (pause,) = (await told(walk, OPERATOR, OWN))["pauses"]
    assert pause["disturbance"] == "OTHER"


async def test_the_scoreboard_needs_no_token_and_tells_of_nobody() -> None:
    walk = await begun()
    query = "query ($m: Int) { scoreboard(months: $m) { title(language: EN) month received issued keptPercent open } }"
    answer = await walk.w.ask(query, {"m": 3}, actor=NOBODY)
    assert answer.payload["data"]["scoreboard"] == [
        {"title": SERVICE.title_en, "month": "2026-11", "received": 9, "issued": None, "keptPercent": None, "open": 0}
    ]
    refused = await walk.w.ask(query, {"m": 25}, actor=NOBODY)
    assert refused.payload["errors"][0]["extensions"]["code"] == "BAD_INPUT"
