"""Two districts' hubs over one record, as their clerks and agencies meet them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Final

from hub.core.actor import ROLE_SCOPES, Actor, ActorKind, Role
from hub.core.calendar import now
from hub.core.citizen import Address
from hub.core.discrepancy import Marks
from hub.core.purpose import Purpose
from hub.core.webhook import Webhook
from hub.engine import Answer, Engine, GraphQLRequest
from hub.store import (
    Database,
    PgApplications,
    PgFacetCopies,
    PgHandOvers,
    PgHeld,
    PgPast,
    PgPeople,
    PgReceipts,
    PgWrites,
)
from hub.store.bulk import copy_regions
from hub.store.discrepancies import PgDiscrepancies
from hub.store.targets import PgTargets
from tests.engine.interleaving import Brittle
from tests.engine.record_model import HERE, THERE
from tests.fakes.agreements import agreement
from tests.fakes.declared import FACETS
from tests.fakes.world import schema, world
from tests.store.samples import REGIONS

ROOTS: Final = {HERE: "19.01", THERE: "19.02"}
VILLAGES: Final = {HERE: "19.01.01.1001", THERE: "19.02.01.1001"}
LISTENER: Final = "webhook:00000000-0000-7000-8000-000000000001"
KINDS: Final = (
    "changed", "corrected", "nik-assigned", "imported", "adopted", "recorded", "contested", "decided", "merged",
    "merged-away", "merge-undone", "sealed", "unsealed", "handed-over", "received", "created",
)  # fmt: skip
MUTATIONS: Final[Mapping[str, str]] = {
    "correctCitizen": "version", "assignNik": "version", "mergeCitizens": "version", "undoMerge": "version",
    "sealCitizen": "version", "unsealCitizen": "version", "handOverCitizen": "handOver { id state }",
    "receiveCitizen": "handOver { state } citizenIds", "cancelHandOver": "handOver { state }",
    "contestAttribute": "discrepancy { id state version }", "resolveDiscrepancy": "discrepancy { id state version }",
    "recordLicence": "recorded { version changed }",
}  # fmt: skip


def home_in(tenant: str) -> Address:
    return Address("Jl. Contoh 1", "001", "002", None, None, None, None, "33211", VILLAGES[tenant])


def clerk(tenant: str, role: Role) -> Actor:
    name = f"console-{tenant}-{role.value}"
    return Actor(
        name, ActorKind.CLIENT, name, "Petugas Contoh", tenant, frozenset({role}),
        ROLE_SCOPES[role] | {"citizen:read", "family:read", "citizen:search"}, ROOTS[tenant],
        frozenset({Purpose.CIVIL_REGISTRATION}), agreement=agreement(tenant=tenant, region=ROOTS[tenant]),
    )  # fmt: skip


def licensing(tenant: str) -> Actor:
    return Actor(
        "licensing", ActorKind.CLIENT, "licensing", "Perizinan", tenant, frozenset({Role.AGENCY_CLIENT}),
        frozenset({"licence:write", "citizen:read"}), ROOTS[tenant], frozenset({Purpose.PUBLIC_SERVICE}),
        agency="licensing", agreement=agreement(tenant=tenant, region=ROOTS[tenant]),
    )  # fmt: skip


def document_of(mutation: str) -> str:
    kind = f"{mutation[0].upper()}{mutation[1:]}Input!"
    return (
        f"mutation M($input: {kind}) {{ {mutation}(input: $input)"
        f" {{ {MUTATIONS[mutation]} errors {{ code path message }} }} }}"
    )


@dataclasses.dataclass(frozen=True)
class Told:
    """A mutation that was acknowledged, and its payload."""

    tenant: str
    mutation: str
    given: Mapping[str, Any]
    actor: Actor
    payload: Mapping[str, Any]


class District:
    """One district's hub, with its two ways to answer."""

    def __init__(self, database: Database, tenant: str) -> None:
        self.tenant, self.database = tenant, database
        self.brittle = Brittle(PgWrites(database, now))
        fakes = world()
        hub = dataclasses.replace(
            fakes.hub, tenant=tenant, region=ROOTS[tenant], clock=now, writes=self.brittle,
            people=PgPeople(database), past=PgPast(database, FACETS.values()), hand_overs=PgHandOvers(database),
            facet_copies=PgFacetCopies(database, FACETS.values()), applications=PgApplications(database),
            receipts=PgReceipts(database), notebook=None,
            discrepancies=PgDiscrepancies(database, tenant, Marks(b"k" * 32), now),
        )  # fmt: skip
        compiling = dataclasses.replace(hub, held=PgHeld(database, tenant, now))
        self.ways = {"C": Engine(schema(), hub), "E": Engine(schema(), compiling)}

    async def ask(self, query: str, variables: Mapping[str, Any], actor: Actor, way: str = "C") -> Answer:
        return await self.ways[way].run(GraphQLRequest(query, dict(variables)), actor)


async def prepared(database: Database) -> None:
    """Names of regions, and one who listens to everything in each district."""
    belitung = [("19.02", "Belitung"), ("19.02.01", "Sijuk"), ("19.02.01.1001", "Sijuk")]
    await copy_regions(database, [*REGIONS, *belitung])
    kinds = [f"citizen.{kind}" for kind in KINDS]
    for tenant in (HERE, THERE):
        made = Webhook.new(LISTENER, ("listener", Purpose.PUBLIC_SERVICE), "https://x.test", kinds, now())
        await PgTargets(database, tenant).subscribe(made, b"s")
