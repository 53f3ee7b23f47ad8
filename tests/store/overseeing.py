"""Each root field of oversight, asked once, and a piece of the watch over receipts."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any, Final

from benchmarks.office import TENANT
from hub.core.actor import Actor, Role
from hub.core.breach import Through
from hub.core.identifiers import global_id, new_id
from hub.core.purpose import Purpose
from hub.store.breaches import PgBreaches
from hub.store.emergencies import opened_now
from hub.store.watch import PgWatch
from tests.fakes.actors import logged_in, staff
from tests.store.watched import Watched

_CLERK: Final = staff(Role.OPERATOR, str(uuid.UUID(int=77)), region="19.01.08")
_AUDITOR: Final = dataclasses.replace(
    staff(Role.AUDITOR, str(uuid.UUID(int=78))), purposes=frozenset({Purpose.OVERSIGHT})
)
_FINDINGS: Final = (
    "{ accessFindings(first: 5) { edges { node { id } } } }",
    "{ accessFindings(first: 5, filter: {state: JUSTIFIED}) { edges { node { id } } } }",
    "{ accessFindings(first: 5, filter: {kind: NEIGHBOURS}) { edges { node { id } } } }",
    '{ accessFindings(first: 5, filter: {clientId: "nobody"}) { edges { node { id } } } }',
    "{ emergencyAccesses(first: 5) { edges { node { id } } } }",
    "{ emergencyAccesses(first: 5, waiting: false) { edges { node { id } } } }",
    "{ processingRecord { name recipients } }",
    "{ breaches(first: 5) { edges { node { id notices { way } } } } }",
)


async def oversight(watched: Watched) -> None:
    """What auditors and the head of the office ask and decide, and an emergency."""
    for query in _FINDINGS:
        await watched.ask(query, query, by=_AUDITOR)
    await _finding(watched)
    await _emergency(watched)
    await _breach(watched)
    database, now = watched.office.database, dt.datetime.now(dt.UTC)
    # Forty receipts with what is known of their persons and their families.
    await watched.do("a piece of the watch", PgWatch(database, TENANT, "19.01").next(now, 40))
    through = Through(watched.began, now, client_id="frontend")
    breaches = PgBreaches(database)
    await watched.do("whom a breach affects", breaches.affected(TENANT, through, 20, None))
    await watched.do("how many a breach affects", breaches.count(TENANT, through))


async def _finding(watched: Watched) -> None:
    key = await watched.office.database.fetchval(
        "select id from access_finding where tenant = $1 and state = 'OPEN' order by id limit 1", TENANT
    )
    one = {"id": global_id("AccessFinding", key)}
    await watched.ask("accessFinding", "query ($id: ID!) { accessFinding(id: $id) { receipts { id } } }", one, _AUDITOR)
    given = {"findingId": one["id"], "verdict": "JUSTIFIED", "reason": "Ada surat tugas."}
    await _do(watched, "settleFinding", _AUDITOR, **given)


async def _emergency(watched: Watched) -> None:
    nik = await watched.office.database.fetchval(
        "select nik from person where tenant = $1 and region_code like '19.01.01.%' and not sealed"
        " and merged_into is null and moved_to is null and nik is not null order by id limit 1", TENANT,
    )  # fmt: skip
    await _do(watched, "openEmergencyAccess", _CLERK, nik=nik, emergency="HEALTH", reason="Pasien tak sadar.")
    opened = await watched.do("what is open", opened_now(watched.office.database, TENANT, _CLERK.subject))
    clerk = dataclasses.replace(_CLERK, opened=opened)
    await watched.ask("citizen, opened", f'{{ citizen(nik: "{nik}") {{ fullName }} }}', by=clerk)
    review = {"accessId": global_id("EmergencyAccess", opened[-1].id), "verdict": "JUSTIFIED", "reason": "Benar."}
    await _do(watched, "reviewEmergencyAccess", _AUDITOR, **review)


async def _breach(watched: Watched) -> None:
    now = dt.datetime.now(dt.UTC)
    noticed, began = now.isoformat(), watched.began.isoformat()
    made = await _do(
        watched, "recordBreach", _AUDITOR, title="Contoh", happened="Contoh", noticedAt=noticed,
        through={"beganAt": began, "endedAt": now.isoformat(), "reader": "nobody"}, asked="breach { id }",
    )  # fmt: skip
    key = made["breach"]["id"]
    one = f'{{ breach(id: "{key}") {{ affectedCount affected(first: 5) {{ edges {{ node {{ receipts }} }} }} }} }}'
    await watched.ask("breach", one, by=_AUDITOR)
    told = {"breachId": key, "party": "AGENCY", "way": "Surat", "persons": 0, "at": noticed}
    await _do(watched, "noteBreachNotice", _AUDITOR, **told)
    await _do(watched, "changeBreach", _AUDITOR, breachId=key, expectedVersion=1, handling="Kunci diganti.")


async def _do(watched: Watched, mutation: str, by: Actor, asked: str = "", **given: Any) -> dict[str, Any]:
    name = f"{mutation[0].upper()}{mutation[1:]}Input"
    query = f"mutation ($input: {name}!) {{ {mutation}(input: $input) {{ {asked} errors {{ code path message }} }} }}"
    given["idempotencyKey"] = str(new_id())
    done = await watched.ask(mutation, query, {"input": given}, logged_in(by, dt.datetime.now(dt.UTC)))
    payload: dict[str, Any] = done[mutation]
    return payload
