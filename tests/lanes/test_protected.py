"""What UU 24/2013 art. 84 protects: null for everybody whom no policy names for it, on every lane, with the reason."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

import pytest

from hub.access import Policies
from hub.access.vocabulary import extended
from hub.core.actor import Actor, Role
from hub.core.attributes import Attr, Category, Sensitivity
from hub.core.facet import Facet
from hub.core.purpose import Purpose
from hub.engine import Answer, Engine, GraphQLRequest
from hub.schema import HubSchema, build
from hub.store import Database, PgFacetCopies, PgHeld, PgPeople, PgReceipts
from hub.store.bulk import copy_citizens, copy_facets
from tests.access.asking import POLICIES
from tests.fakes.actors import EVERYTHING, agency, staff
from tests.fakes.agreements import agreement
from tests.fakes.declared import FACETS
from tests.fakes.people_of_bangka import NOW, TENANT, clock
from tests.fakes.service import SERVICE
from tests.fakes.world import world
from tests.lanes.test_executor import CITIZEN, FULL, HEAD
from tests.lanes.test_identity import IDS
from tests.lanes.twins import Twins
from tests.lanes.village import PERSONS


@dataclasses.dataclass(frozen=True, slots=True)
class Disability:
    """A disability as a health agency would register it. No agency of the hub does."""

    kind: Annotated[str | None, Attr(Category.HEALTH, "Kind of disability.", Sensitivity.PROTECTED, "health")]
    since: Annotated[str | None, Attr(Category.HEALTH, "Year of the register's entry.", Sensitivity.SPECIFIC, "health")]


FACET: Final = Facet(
    "disability", "health", Disability, many=False, category=Category.HEALTH, read_scope="health:read",
    description="Disability.",
)  # fmt: skip
QUERY: Final = "query Q($n: NIK!) { citizen(nik: $n) { nik disability { kind since } } }"
CLINIC: Final = agency("citizen:read", "health:read")
NAMED: Final = """
@id("disability-for-care")
@reason("A clinic knows of a disability so that it can care.")
@ask("the health office")
permit (principal is Actor, action == Action::"disclose", resource == Attribute::"Disability.kind")
when { principal in Role::"agency_client" && context.purpose == Purpose::"PUBLIC_SERVICE" };
"""


@dataclasses.dataclass
class Register:
    """A hub whose catalogue has a protected attribute, with its two ways to answer."""

    database: Database
    schema: HubSchema
    hub: Any

    async def ask(self, actor: Actor, *more: str) -> list[Answer]:
        sources = {path.name: path.read_text(encoding="utf-8") for path in POLICIES.glob("*.cedar")}
        words = (POLICIES / "schema.cedarschema").read_text(encoding="utf-8")
        text = extended(words, {"Coordinate": self.schema.personal})
        policies = Policies({**sources, "more.cedar": "\n".join(more)}, text)
        held = PgHeld(self.database, TENANT, clock)
        hubs = [dataclasses.replace(self.hub, policies=policies, held=each) for each in (held, None)]
        request = GraphQLRequest(QUERY, {"n": HEAD}, None)
        return [await Engine(self.schema, hub).run(request, actor, None) for hub in hubs]


@pytest.fixture
async def register(database: str) -> AsyncIterator[Register]:
    opened = await Database.open(database, max_size=4)
    await copy_citizens(opened, PERSONS[:2])
    await copy_facets(opened, [(TENANT, PERSONS[0].id, FACET.name, [{"kind": "Tuna rungu", "since": "2019"}], NOW)])
    facets = {**FACETS, FACET.name: FACET}
    hub = dataclasses.replace(
        world().hub, people=PgPeople(opened, clock), facet_copies=PgFacetCopies(opened, facets.values()),
        facets=facets, sources={}, receipts=PgReceipts(opened),
    )  # fmt: skip
    yield Register(opened, build(facets.values(), [SERVICE]), hub)
    await opened.close()


NAMES_IT: Final = agreement(fields=frozenset({"Query.citizen", "Citizen.nik", "Citizen.disability", "Disability.kind"}))


@pytest.mark.parametrize(
    "actor",
    [EVERYTHING, CLINIC, dataclasses.replace(CLINIC, agreement=NAMES_IT)],
    ids=["every-role-and-scope", "under-a-wide-agreement", "under-an-agreement-that-names-it"],
)
async def test_nobody_is_told_what_no_policy_names(register: Register, actor: Actor) -> None:
    for answer, lane in zip(await register.ask(actor), "EC", strict=True):
        assert answer.lane == lane
        assert answer.payload["data"]["citizen"]["disability"]["kind"] is None
        refused = {error["path"][-1]: error["extensions"] for error in answer.payload["errors"]}
        assert (refused["kind"]["code"], refused["kind"]["rule"]) == ("FORBIDDEN", "protected")
        assert "head of the civil registry office" in refused["kind"]["ask"]
    receipts = await register.database.fetch("select fields from receipt")
    assert receipts
    assert not any("Disability.kind" in row["fields"] for row in receipts)


async def test_a_policy_that_names_it_opens_it_for_that_purpose_alone(register: Register) -> None:
    for answer in await register.ask(CLINIC, NAMED):
        assert answer.payload == {
            "data": {"citizen": {"nik": HEAD, "disability": {"kind": "Tuna rungu", "since": "2019"}}}
        }
    (row, *_) = await register.database.fetch("select fields from receipt")
    assert "Disability.kind" in row["fields"]
    planner = dataclasses.replace(CLINIC, purposes=frozenset({Purpose.PLANNING}))
    for answer in await register.ask(planner, NAMED):
        assert answer.payload["data"]["citizen"]["disability"] == {"kind": None, "since": "2019"}


ROOTS: Final = {
    "citizen": 'citizen(nik: "{nik}") {{ {body} }}',
    "citizens": 'citizens(niks: ["{nik}"]) {{ {body} }}',
    "node": 'node(id: "{id}") {{ ... on Citizen {{ {body} }} }}',
    "_entities": (
        '_entities(representations: [{{__typename: "Citizen", nik: "{nik}"}}]) {{ ... on Citizen {{ {body} }} }}'
    ),
}


@pytest.mark.parametrize("beside", ["", " applications { edges { cursor } }"], ids=["compiled", "resolved"])
@pytest.mark.parametrize("root", ROOTS)
async def test_an_agency_does_not_read_why_a_record_was_changed(twins: Twins, root: str, beside: str) -> None:
    """The shipped policies and catalogue: `HistoryEntry.reason`."""
    body = f"nik history {{ edges {{ node {{ version reason }} }} }}{beside}"
    reader = dataclasses.replace(FULL, scopes=FULL.scopes | {"application:read"})
    query = f"query Q {{ {ROOTS[root].format(nik=HEAD, id=IDS[HEAD], body=body)} }}"
    answer = await twins.compare(query, {}, reader)
    assert answer.lane == ("C" if beside else "E")
    (error,) = answer.payload["errors"]
    assert (error["extensions"]["code"], error["extensions"]["rule"]) == ("FORBIDDEN", "protected")
    assert "'reason': None" in str(answer.payload["data"])
    assert str(answer.payload["data"]).count("'reason'") == str(answer.payload["data"]).count("'reason': None")


@pytest.mark.parametrize("reader", [CITIZEN, staff(Role.OPERATOR)], ids=["herself", "the-office"])
async def test_she_herself_and_the_office_read_it(twins: Twins, reader: Actor) -> None:
    asked = "history { edges { node { reason } } } provenances { reason }"
    answer = await twins.compare(f"query Q($n: NIK!) {{ citizen(nik: $n) {{ {asked} }} }}", {"n": HEAD}, reader)
    assert "errors" not in answer.payload
