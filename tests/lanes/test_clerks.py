"""Names of clerks: the office's own people and the auditor read them, everybody else reads the office's name."""

from __future__ import annotations

import dataclasses
from typing import Final

import pytest

from hub.core.actor import Actor, Role
from hub.core.application import Action, ActionKind, Application
from hub.core.clerks import named_step, office_for
from hub.core.folding import fold
from hub.core.purpose import Purpose
from tests.fakes.actors import agency, staff
from tests.fakes.people_of_bangka import NOW
from tests.lanes.test_executor import HEAD
from tests.lanes.twins import Twins
from tests.rights.test_objections import AUDITOR
from tests.store.samples import header, submission

OFFICE: Final = "Dinas Kependudukan dan Pencatatan Sipil"
CLERK: Final = "Rosmala Contoh"
HISTORY: Final = "query($n: NIK!) { citizen(nik: $n) { history { edges { node { actor purpose kind } } } } }"
PROVENANCE: Final = 'query($n: NIK!) { citizen(nik: $n) { provenance(attribute: "fullName") { actor } } }'
OWN: Final = dataclasses.replace(
    staff(Role.CITIZEN, "siti", region="", nik=HEAD), purposes=frozenset({Purpose.OWN_DATA})
)
READERS: Final = {
    "agency": (agency("citizen:read"), OFFICE),
    "citizen": (OWN, OFFICE),
    "operator": (staff(Role.OPERATOR), CLERK),
    "head": (staff(Role.HEAD_OF_OFFICE), CLERK),
}


@pytest.fixture
async def corrected(twins: Twins) -> Twins:
    """A clerk has corrected the name, and an agency has recorded something under its own."""
    for twin in (twins.compiling, twins.resolving):
        for version, name, purpose in ((1001, "Klinik Contoh", "PUBLIC_SERVICE"), (1002, CLERK, "CIVIL_REGISTRATION")):
            await twin.database.execute(
                "insert into record_event (tenant, person_id, version, kind, at, actor, actor_name, client_id, purpose,"
                " changed, before, after) select tenant, id, $2, 'corrected', now(),"
                " 'x', $3, 'console', $4, '{full_name}', '{}', '{}' from person where nik = $1 on conflict do nothing",
                HEAD, version, name, purpose,
            )  # fmt: skip
        await twin.database.execute("update person set version = 1002 where nik = $1", HEAD)
    return twins


@pytest.mark.parametrize("reader", READERS)
async def test_the_history_names_the_office_to_others_on_every_lane(corrected: Twins, reader: str) -> None:
    actor, told = READERS[reader]
    answer = await corrected.compare(HISTORY, {"n": HEAD}, actor)
    assert answer.lane == "E"
    edges = answer.payload["data"]["citizen"]["history"]["edges"]
    names = {edge["node"]["purpose"]: edge["node"]["actor"] for edge in edges[:2]}
    assert names == {"CIVIL_REGISTRATION": told, "PUBLIC_SERVICE": "Klinik Contoh"}


@pytest.mark.parametrize("reader", READERS)
async def test_where_a_value_comes_from_names_the_same(corrected: Twins, reader: str) -> None:
    """Of the last event that changed it."""
    actor, told = READERS[reader]
    answer = await corrected.compare(PROVENANCE, {"n": HEAD}, actor)
    assert answer.payload["data"]["citizen"]["provenance"] == {"actor": told}


def test_a_timeline_names_clerks_to_the_office_alone() -> None:
    """The applicant herself, her client, and whoever applied for her online keep their names."""
    helper = dataclasses.replace(staff(Role.HELPER, "desa"), display_name="Pendamping Contoh")
    first = dataclasses.replace(submission("desa"), actor_name="Pendamping Contoh")
    application = fold(header(), [first])
    steps = (
        first,
        Action(2, ActionKind.CLAIM, "operator", CLERK, NOW, {}),
        Action(3, ActionKind.RESUBMIT, "operator", CLERK, NOW, {}),
        Action(4, ActionKind.RESUBMIT, "desa", "Pendamping Contoh", NOW, {}),
    )
    online = dataclasses.replace(application, actions=steps)
    counter = dataclasses.replace(steps[0], actor="operator", actor_name=CLERK, data={"channel": "COUNTER"})
    at_counter = dataclasses.replace(application, actions=(counter,))

    def names(of: Application, reader: Actor) -> list[str]:
        return [named_step(step, of, reader, office_for(reader, OFFICE)) for step in of.actions]

    for reader in (READERS["agency"][0], READERS["citizen"][0], helper):
        assert names(online, reader) == ["Pendamping Contoh", OFFICE, OFFICE, "Pendamping Contoh"]
        assert names(at_counter, reader) == [OFFICE]
    for clerk in (READERS["operator"][0], AUDITOR):
        assert names(online, clerk) == ["Pendamping Contoh", CLERK, CLERK, "Pendamping Contoh"]
        assert names(at_counter, clerk) == [CLERK]
