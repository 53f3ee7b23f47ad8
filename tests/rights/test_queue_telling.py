"""What counts, filters and the team's list tell, to whom, and what is written down about it."""

from __future__ import annotations

import dataclasses
import json
import uuid

import pytest

from hub.core.actor import Actor, Role
from tests.fakes.actors import staff
from tests.rights.test_queue import COLLEAGUE, ME, SUPARMAN, VERIFIER, Queue, away, queue
from tests.store.samples import TENANT

__all__ = ["queue"]


@pytest.mark.parametrize(
    "root", ["queueGlance(filter: {about: ABOUT}) { number }", "promiseAlarms(filter: {about: ABOUT}) { past }"]
)
@pytest.mark.parametrize("about", [SUPARMAN.nik, "suparman"])
async def test_a_count_about_somebody_leaves_a_receipt_that_names_her(queue: Queue, root: str, about: str) -> None:
    await queue.waits(SUPARMAN)
    searching = dataclasses.replace(VERIFIER, scopes=VERIFIER.scopes | {"citizen:search"})
    told = await queue.asks(searching, f"{{ {root.replace('ABOUT', json.dumps(about))} }}")
    assert not told.get("errors")
    named = await queue.db.fetch("select person_id from receipt, persons_in(subjects) person_id")
    assert [row["person_id"] for row in named] == [SUPARMAN.id]


@pytest.mark.parametrize("given", ["heldBy: ABSENT", 'holder: "operator-2"'])
async def test_only_the_office_asks_by_who_holds_a_case(queue: Queue, given: str) -> None:
    query = f"{{ queueGlance(filter: {{{given}}}) {{ number }} }}"
    told = await queue.asks(staff(Role.HELPER), query)
    assert (told["data"]["queueGlance"], told["errors"][0]["extensions"]["code"]) == (None, "FORBIDDEN")
    assert not (await queue.asks(ME, query)).get("errors")


@pytest.mark.parametrize(("region", "is_hers"), [("19.01.02", False), ("19.01.01.1001", True)])
async def test_who_is_away_elsewhere_is_not_of_this_team(queue: Queue, region: str, is_hers: bool) -> None:
    account = uuid.uuid4()
    await queue.db.execute(
        "insert into identity_user (tenant, id, username, display_name, password_hash, roles, region, purposes)"
        " values ($1, $2, 'far', 'Petugas Jauh', '-', '{operator}', $3, '{}')",
        TENANT, account, region,
    )  # fmt: skip
    assert (await away(queue, dataclasses.replace(COLLEAGUE, subject=str(account)), kind="SICK"))["errors"] == []
    near = dataclasses.replace(VERIFIER, region="19.01.01")
    assert (await _team(queue, near, account), await _team(queue, VERIFIER, account)) == (is_hers, True)
    told = await away(queue, near, subject=f'"{account}"', until='"2026-12-30"')
    assert ("path" in told["errors"][0] and told["errors"][0]["code"] == "BAD_INPUT") is not is_hers


async def _team(queue: Queue, by: Actor, account: uuid.UUID) -> bool:
    found = (await queue.asks(by, "{ team { subject absences { kind } } }"))["data"]["team"]
    return {"subject": str(account), "absences": [{"kind": "SICK"}]} in found
