"""An agreement of few fields, asked for everything in every way that a document has; and one that ends meanwhile."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from hub.audit.quotas import DailyQuotas
from hub.core.actor import Actor, Role
from hub.core.agreement import Agreement
from hub.core.attributes import Category
from hub.core.errors import Forbidden
from hub.core.identifiers import global_id, parse_global_id, parse_uuid
from hub.engine import Answer, Engine
from hub.web.sight import look_at
from tests.engine.test_mutations import SUBMIT, Office
from tests.fakes.actors import agency, staff
from tests.fakes.agreements import agreement
from tests.fakes.people_of_bangka import CARD, NOW, family
from tests.fakes.world import World, immunised, schema, world

CARD_OF, HEAD, WIFE = family()
ID = global_id("Citizen", HEAD.id)
FEW = agreement(
    categories=frozenset({Category.POPULATION, Category.FAMILY}),
    fields=frozenset(
        {
            "Query.citizen", "Query.citizens", "Query.familyCard", "Query.searchCitizens", "Query._entities",
            "Citizen.sex", "Citizen.familyCard", "FamilyCard.members", "FamilyMember.citizen",
        }
    ),
)  # fmt: skip
"""The sex of persons, and who lives with whom; no names, no numbers, no ids."""
SCOPES = ("citizen:read", "citizen:search", "family:read", "health:read")
SECRETS = ("Budi Contoh", "Siti Contoh", "BCG", HEAD.nik or "", WIFE.nik or "", ID)


def reader(terms: Agreement | None = FEW) -> Actor:
    return agency(*SCOPES, under=terms)


def bangka() -> World:
    return world([HEAD, WIFE], [CARD_OF], immunisations={HEAD.nik or "": immunised()})


def moved(w: World, *, days: float = 0, quotas: DailyQuotas | None = None) -> World:
    """The same hub at another time."""
    hub = dataclasses.replace(w.hub, clock=lambda: NOW + dt.timedelta(days=days), quotas=quotas or w.hub.quotas)
    w.hub, w.engine = hub, Engine(schema(), hub)
    return w


def told(answer: Answer) -> set[tuple[str, str]]:
    return {(e["extensions"]["code"], e["extensions"]["rule"]) for e in answer.payload.get("errors", [])}


WAYS = {
    "plain": "query($n: NIK!) { citizen(nik: $n) { sex fullName } }",
    "an alias": "query($n: NIK!) { citizen(nik: $n) { sex: fullName } }",
    "an alias of an allowed name": "query($n: NIK!) { sex: citizen(nik: $n) { a: sex sex: nik } }",
    "a fragment": "query($n: NIK!) { citizen(nik: $n) { ...F } } fragment F on Citizen { sex mother { fullName } nik }",
    "a fragment in a fragment": (
        "query($n: NIK!) { citizen(nik: $n) { ...F } } fragment F on Citizen { ...G sex } fragment G on Citizen { id }"
    ),
    "an inline fragment": "query($n: NIK!) { citizen(nik: $n) { ... on Citizen { birthDate fullName } } }",
    "a directive": "query($n: NIK!, $y: Boolean = true) { citizen(nik: $n) { sex fullName @include(if: $y) } }",
    "a list": "query($n: NIK!) { citizens(niks: [$n]) { sex fullName } }",
    "a page": '{ searchCitizens(search: {name: "Contoh"}) { edges { node { sex fullName } cursor } } }',
    "a family": f'{{ familyCard(number: "{CARD}") {{ members {{ relationship citizen {{ sex nik fullName }} }} }} }}',
    "her family": "query($n: NIK!) { citizen(nik: $n) { familyCard { head { nik } members { citizen { nik } } } } }",
    "her family's family": (
        "query($n: NIK!) { citizen(nik: $n) { familyCard { members { citizen { familyCard { members { citizen "
        "{ fullName } } } } } } } }"
    ),
    "a gateway": (
        f'{{ _entities(representations: [{{__typename: "Citizen", nik: "{HEAD.nik}"}}]) '
        "{ ... on Citizen { fullName } } }"
    ),
    "a node": f'{{ node(id: "{ID}") {{ __typename ... on Citizen {{ sex }} }} }}',
    "another category": "query($n: NIK!) { citizen(nik: $n) { sex immunisations { vaccine } } }",
    "history": "query($n: NIK!) { citizen(nik: $n) { history(first: 1) { edges { node { kind changed } } } } }",
    "provenance": 'query($n: NIK!) { citizen(nik: $n) { sex provenance(attribute: "fullName") { agency } } }',
    "another way in": f'query {{ matchCitizen(claim: {{nik: "{HEAD.nik}"}}) {{ nik }} }}',
}


@pytest.mark.parametrize("way", sorted(WAYS))
async def test_what_the_agreement_does_not_name_is_not_reached(way: str) -> None:
    w, query = bangka(), WAYS[way]
    given = {"n": HEAD.nik} if "$n" in query else {}
    answer = await w.ask(query, given, actor=agency(*SCOPES, "citizen:match", under=FEW))
    codes = {code for code, _ in told(answer)}
    if codes == {"BAD_INPUT"}:
        pytest.fail(str(answer.payload))
    assert codes == {"FORBIDDEN"}, answer.payload
    shown = str(answer.payload.get("data"))
    assert not [secret for secret in SECRETS if secret in shown]
    read = [field for receipt in w.record.tables.receipts for field in receipt.fields]
    assert not set(read) - FEW.fields


async def test_what_it_names_is_read_with_its_name_on_the_receipt() -> None:
    w = bangka()
    answer = await w.ask("query($n: NIK!) { citizen(nik: $n) { sex } }", {"n": HEAD.nik}, actor=reader())
    assert answer.payload == {"data": {"citizen": {"sex": "MALE"}}}
    (receipt,) = w.record.tables.receipts
    assert (receipt.agreement, sorted(receipt.fields)) == (FEW.id, ["Citizen.sex", "Query.citizen"])


async def test_an_end_is_noticed_where_the_decision_was_kept() -> None:
    """The same hub, the same document, the same token; only the day changes."""
    w, query = bangka(), "query($n: NIK!) { citizen(nik: $n) { sex } }"
    time = [NOW]
    w.hub = dataclasses.replace(w.hub, clock=lambda: time[0])
    w.engine = Engine(schema(), w.hub)
    actor = reader(dataclasses.replace(FEW, starts_on=dt.date(2026, 11, 24), ends_on=dt.date(2026, 11, 25)))

    async def asked() -> set[tuple[str, str]]:
        return told(await w.ask(query, {"n": HEAD.nik}, actor=actor))

    over = {("AGREEMENT_EXPIRED", "agreement")}
    seen = []
    for day in (0, 1, 2, 1, -1, 0):
        time[0] = NOW + dt.timedelta(days=day)
        seen.append(await asked())
    assert seen == [set(), set(), over, set(), over, set()]


async def test_public_fields_need_no_agreement() -> None:
    query = '{ services { name } viewer { displayName } codeList(name: "Sex") { value } }'
    for terms in (None, agreement(active=False)):
        assert told(await bangka().ask(query, actor=reader(terms))) == set()


@pytest.mark.parametrize("terms", [None, agreement(ends_on=dt.date(2026, 11, 23)), agreement(active=False)])
async def test_nothing_is_written_without_one_in_force(terms: Agreement | None) -> None:
    office = Office()
    actor = agency("application:submit", "application:read", under=terms)
    answer = await office.submit(actor)
    assert answer.payload["data"] == {"submitApplication": None}
    assert told(answer) == {("AGREEMENT_EXPIRED" if terms else "FORBIDDEN", "agreement")}
    assert office.w.record.tables.applications == {}
    assert office.w.record.tables.receipts == []


async def test_a_client_that_may_hand_in_is_shown_it_within_its_quota_or_nothing_is_done() -> None:
    office = Office()
    given = office.form()

    async def handed_in(quotas: DailyQuotas) -> Answer:
        moved(office.w, quotas=quotas)
        return await office.w.ask(SUBMIT, {"input": given}, actor=agency("application:submit", "application:read"))

    refused = await handed_in(DailyQuotas(Room(0), lambda: NOW))
    assert [e["extensions"]["code"] for e in refused.payload["errors"]] == ["QUOTA_EXHAUSTED"]
    assert (refused.status, office.w.record.tables.applications) == (429, {})
    room = Room(1)
    assert (await handed_in(DailyQuotas(room, lambda: NOW))).status == 200
    assert room.left == 0


@pytest.mark.parametrize("terms", [None, agreement(ends_on=dt.date(2026, 11, 23))])
async def test_papers_are_not_fetched_without_one_in_force(terms: Agreement | None) -> None:
    """Not even those that the client itself brought."""
    office = Office()
    key = parse_uuid(parse_global_id(office.paper())[1])
    look, paper = look_at(office.w.hub), office.w.record.tables.documents[key]
    with pytest.raises(Forbidden) as refused:
        await look(agency("document:read", under=terms), paper, None)
    assert refused.value.details["rule"] == "agreement"
    assert (await look(agency("document:read"), paper, None)).subjects == ()


class Room:
    """Implements `hub.core.agency_ports.Quotas`: so many more persons today."""

    def __init__(self, left: int) -> None:
        self.left = left

    async def take(self, _agreement: str, _day: dt.date, persons: int, _most: int) -> bool:
        taken = persons <= self.left
        self.left -= persons if taken else 0
        return taken

    async def given(self, _agreements: Sequence[str], _day: dt.date) -> Mapping[str, int]:
        return {}


@pytest.mark.parametrize(
    ("query", "persons"),
    [
        ("query($n: NIK!) { citizen(nik: $n) { sex } }", 1),
        (f'{{ familyCard(number: "{CARD}") {{ members {{ citizen {{ sex }} }} }} }}', 2),
        ('query { citizens(niks: ["1901015201859999"]) { sex } }', 0),
        ("query { services { name } }", 0),
    ],
)
async def test_persons_are_counted_as_the_receipt_names_them(query: str, persons: int) -> None:
    room, narrow = Room(10), dataclasses.replace(FEW, daily_quota=10)
    w = moved(bangka(), quotas=DailyQuotas(room, lambda: NOW))
    given: dict[str, Any] = {"n": HEAD.nik} if "$n" in query else {}
    assert told(await w.ask(query, given, actor=reader(narrow))) == set()
    assert 10 - room.left == persons


async def test_the_offices_people_have_no_quota() -> None:
    w = moved(bangka(), quotas=DailyQuotas(Room(0), lambda: NOW))
    answer = await w.ask("query($n: NIK!) { citizen(nik: $n) { sex } }", {"n": HEAD.nik}, actor=staff(Role.OPERATOR))
    assert answer.payload == {"data": {"citizen": {"sex": "MALE"}}}
