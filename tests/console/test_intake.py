"""Every service's form, entered at the counter over the real graph, by somebody without script."""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import pytest
from aiohttp import ClientSession, CookieJar
from graphql import GraphQLSchema

from hub.console.base.in_process import InProcess
from hub.core.actor import ROLE_SCOPES, Role
from hub.core.application import Application
from hub.core.citizen import Citizen, FamilyCard
from hub.core.purpose import Purpose
from tests.console.conftest import standing
from tests.console.fakes import STAFF
from tests.console.filling import Filler, form_fields
from tests.console.visitor import Visitor
from tests.fakes.world import World
from tests.services.told import PACKAGES, SERVICES, serving

FIRST_PAGE_MOST_BYTES: Final = 60 * 1024
BIRTH_MOST_BYTES: Final = 150 * 1024
BIRTH_MOST_TRIPS: Final = 25
REPORTER: Final = "1901011203939002"
# A form with alternatives stands for all of them in the short run.
SOME: Final = [
    pytest.param(name, marks=[] if name == "familyCard" else [pytest.mark.long])
    for name in sorted(service.name for service in SERVICES)
]


class Counter:
    """The console, with somebody of these roles at it."""

    def __init__(self, world: World, filler: Filler) -> None:
        self.world = world
        self.filler = filler

    @property
    def text(self) -> str:
        assert self.filler.page is not None
        return self.filler.page.text

    @property
    def status(self) -> int:
        assert self.filler.page is not None
        return self.filler.page.status

    def handed_in(self) -> list[Application]:
        return list(self.world.record.tables.applications.values())

    async def enter(self, service: str, form: dict[str, Any]) -> None:
        """From the first page to the slip, with every paper there."""
        await self.filler.open(f"/console/intake/{service}")
        await self.to_papers(form)
        await self.filler.press("next", **self.papers())
        await self.filler.press("next")

    def papers(self) -> dict[str, str]:
        """Every paper of the page, taken as it is."""
        return {name: "have" for name in self.filler.sheet.asked if name.startswith("paper.")}

    async def to_papers(self, form: dict[str, Any]) -> None:
        choice = next((f"cause.{name}" for name in form.get("cause", {}) if isinstance(form["cause"], dict)), "")
        await self.filler.fill({**form, **({"choice": choice} if choice else {})})
        await self.filler.fill(form)


@asynccontextmanager
async def counter(schema: GraphQLSchema, people: Sequence[Citizen], *roles: Role) -> AsyncIterator[Counter]:
    """A clerk at the counter is an operator who has the helper's role too; a helper has that alone."""
    world = serving(people, cards_of(people))
    async with (
        standing(schema, InProcess(world.engine)) as site,
        ClientSession(cookie_jar=CookieJar(unsafe=True)) as http,
    ):
        actor = STAFF["operator"]
        scopes = frozenset[str]().union(*(ROLE_SCOPES[role] for role in roles))

        own: dict[str, Any] = (
            {"purposes": frozenset({Purpose.OWN_DATA}), "nik": REPORTER} if Role.CITIZEN in roles else {}
        )
        site.tokens.valid["token-operator"] = dataclasses.replace(actor, roles=frozenset(roles), scopes=scopes, **own)
        visitor = Visitor(http, site.url)
        await visitor.get("/console/intake")
        yield Counter(world, Filler(visitor))


def cards_of(people: Sequence[Citizen]) -> Iterator[FamilyCard]:
    """The cards on which they stand."""
    for number, one in {one.family_card_number: one for one in people if one.family_card_number}.items():
        yield FamilyCard(tenant=one.tenant, number=number, head_nik=one.nik, address=one.address)


def case(name: str) -> tuple[dict[str, Any], list[Citizen]]:
    """A form of the service that its rules accept once every paper is there, and everybody in the record."""
    cases = importlib.import_module(f"{PACKAGES[name]}.tests.cases")
    form, facts = next(iter(cases.paper_cases()))
    return form, list(facts.citizens.values())


def without_gaps(form: Any) -> Any:
    if isinstance(form, dict):
        return {name: without_gaps(value) for name, value in form.items() if value is not None}
    return [without_gaps(one) for one in form] if isinstance(form, list) else form


@pytest.mark.parametrize("name", SOME)
async def test_every_service_is_entered_to_the_slip(schema: GraphQLSchema, name: str) -> None:
    form, people = case(name)
    async with counter(schema, people, Role.OPERATOR, Role.HELPER) as desk:
        await desk.enter(name, form)
        assert desk.status == 200, desk.text
        (application,) = desk.handed_in()
        assert application.header.tracking_number in desk.text
        assert without_gaps(application.form) == without_gaps(form)
        assert application.channel == "COUNTER"


async def test_a_birth_costs_few_bytes_and_trips(schema: GraphQLSchema) -> None:
    form, people = case("birthCertificate")
    async with counter(schema, people, Role.OPERATOR, Role.HELPER) as desk:
        await desk.filler.open("/console/intake/birthCertificate")
        first = desk.filler.bytes_
        await desk.to_papers(form)
        await desk.filler.press("next", **desk.papers())
        await desk.filler.press("next")
        print(f"A birth: first page {first} B, all of it {desk.filler.bytes_} B in {desk.filler.trips} trips")  # noqa: T201  a figure that the test is there to print
        assert first <= FIRST_PAGE_MOST_BYTES
        assert desk.filler.bytes_ <= BIRTH_MOST_BYTES
        assert desk.filler.trips <= BIRTH_MOST_TRIPS
        assert len(desk.handed_in()) == 1


async def test_what_the_record_knows_is_shown_with_its_source_and_not_asked(schema: GraphQLSchema) -> None:
    form, people = case("birthCertificate")
    async with counter(schema, people, Role.OPERATOR, Role.HELPER) as desk:
        await desk.filler.open("/console/intake/birthCertificate")
        await desk.filler.fill(form)
        for shown in ("Nurhayati", "Ahmad Fauzi", form["familyCardNumber"], "Dukcapil"):
            assert shown in desk.text
        asked = desk.filler.sheet.asked
        assert not {"familyCardNumber", "reporter.fullName", "motherNik"} & asked
        assert {"child.fullName", "reporter.phone", "wrong.familyCardNumber"} <= asked
        await desk.filler.press("next", **{**form_fields(form), "wrong.familyCardNumber": "1"})
        assert "familyCardNumber" in desk.filler.sheet.asked
        assert desk.filler.sheet.sent["child.fullName"] == form["child"]["fullName"]


async def test_what_rules_find_lands_at_its_field_and_nothing_is_lost(schema: GraphQLSchema) -> None:
    form, people = case("birthCertificate")
    form = {**form, "child": {**form["child"], "birthDate": "2027-11-20", "weightGrams": 3}}
    async with counter(schema, people, Role.OPERATOR, Role.HELPER) as desk:
        await desk.enter("birthCertificate", form)
        assert desk.status == 422
        assert 'href="#child.birthDate"' in desk.text
        assert 'href="#child.weightGrams"' in desk.text
        # In both languages: the sentences of the rules themselves.
        assert "Berat lahir ditulis dalam gram, misalnya 3200." in desk.text
        assert "Tanggal lahir belum terjadi." in desk.text
        sheet = desk.filler.sheet
        assert (sheet.sent["step"], sheet.sent["child.fullName"]) == ("form", "Siti Rahmawati")
        mended = {"child.birthDate.year": "2026", "child.weightGrams": "3200"}
        await desk.filler.press("next", **mended)
        assert desk.filler.sheet.sent["paper.family_card"] == "have"
        await desk.filler.press("next")
        await desk.filler.press("next")
        (application,) = desk.handed_in()
        assert application.form["child"]["weightGrams"] == 3200


async def test_what_is_no_date_and_what_is_left_out_is_said_before_anything_is_sent(schema: GraphQLSchema) -> None:
    form, people = case("birthCertificate")
    async with counter(schema, people, Role.OPERATOR, Role.HELPER) as desk:
        await desk.filler.open("/console/intake/birthCertificate")
        await desk.filler.press("next", **{"motherNik": "19010", "reporter.nik": ""})
        assert desk.status == 422
        assert 'href="#motherNik"' in desk.text
        assert 'href="#reporter.nik"' in desk.text
        await desk.filler.fill(form)
        answers = {**form_fields(form), "child.birthDate.day": "31", "child.birthDate.month": "2", "child.fullName": ""}
        await desk.filler.press("next", **answers)
        assert desk.status == 422
        assert 'href="#child.birthDate"' in desk.text
        assert 'href="#child.fullName"' in desk.text
        assert desk.filler.sheet.sent["child.birthDate.day"] == "31"


async def test_a_paper_that_is_not_there_offers_its_substitute_and_back_keeps_all(schema: GraphQLSchema) -> None:
    form, people = case("birthCertificate")
    witnesses = [
        {"fullName": "Saksi Satu", "nik": "1901010101809006"},
        {"fullName": "Saksi Dua", "nik": "1901010101809007"},
    ]
    async with counter(schema, people, Role.OPERATOR, Role.HELPER) as desk:
        await desk.filler.open("/console/intake/birthCertificate")
        await desk.to_papers({**form, "witnesses": witnesses})
        assert "paper.police_record" not in desk.filler.sheet.asked
        assert "Saya tidak punya surat ini" in desk.text
        await desk.filler.press("next", **{"paper.family_card": "have"})
        assert 'href="#paper.marriage_certificate"' in desk.text
        await desk.filler.press("next", **{**desk.papers(), "paper.marriage_certificate": "instead"})
        await desk.filler.press("back:form")
        assert desk.filler.sheet.sent["witnesses.1.fullName"] == "Saksi Dua"
        await desk.filler.press("drop:witnesses.0")
        assert desk.filler.sheet.sent["witnesses.0.fullName"] == "Saksi Dua"
        await desk.filler.press("add:witnesses", **{"witnesses.0.nik": witnesses[1]["nik"]})
        for _ in range(2):
            await desk.filler.press(
                "next", **{"witnesses.1.fullName": "Saksi Satu", "witnesses.1.nik": witnesses[0]["nik"]}
            )
        await desk.filler.press("next")
        (application,) = desk.handed_in()
        kinds = {paper["kind"] for paper in application.documents}
        assert kinds == {"birth_statement", "family_card", "sptjm_marriage"}
        assert not any("document_id" in paper for paper in application.documents)


async def test_a_helper_reads_nobody_and_asks_instead(schema: GraphQLSchema) -> None:
    form, people = case("birthCertificate")
    async with counter(schema, people, Role.HELPER) as desk:
        await desk.enter("birthCertificate", form)
        (application,) = desk.handed_in()
        assert (application.channel, application.form["familyCardNumber"]) == ("VILLAGE", form["familyCardNumber"])
        assert {"familyCardNumber", "reporter.fullName"} <= desk.filler.asked
        assert not any("Citizen." in name for one in desk.world.record.tables.receipts for name in one.fields)


async def test_an_operator_without_the_helpers_role_hands_nothing_in(schema: GraphQLSchema) -> None:
    form, people = case("birthCertificate")
    async with counter(schema, people, Role.OPERATOR) as desk:
        await desk.enter("birthCertificate", form)
        assert "Anda tidak berwenang melakukan ini." in desk.text
        assert not desk.handed_in()


async def test_nothing_personal_stands_in_an_address(schema: GraphQLSchema) -> None:
    form, people = case("birthCertificate")
    async with counter(schema, people, Role.OPERATOR, Role.HELPER) as desk:
        await desk.enter("birthCertificate", form)
        (application,) = desk.handed_in()
        assert desk.filler.page is not None
        slip = desk.filler.page
        assert slip.url.endswith(f"/console/intake/birthCertificate/slip/{application.header.tracking_number}")
        main = slip.text.partition("<main")[2].partition("</main>")[0]
        assert "GRATIS" in main
        assert "Diajukan" in main
        for told in (form["motherNik"], form["child"]["fullName"], "Nurhayati"):
            assert told not in main


async def test_a_service_that_there_is_not_has_no_form(schema: GraphQLSchema) -> None:
    async with counter(schema, [], Role.OPERATOR, Role.HELPER) as desk:
        await desk.filler.open("/console/intake/anything")
        assert desk.status == 404


async def test_a_citizen_applies_at_home_with_scans(schema: GraphQLSchema) -> None:
    form, people = case("birthCertificate")
    async with counter(schema, people, Role.CITIZEN) as desk:
        await desk.filler.open("/console/me/apply/birthCertificate")
        assert desk.filler.sheet.sent["reporter.nik"] == form["reporter"]["nik"]
        await desk.to_papers(form)
        assert "file.family_card" in desk.filler.sheet.files
        await desk.filler.press("next", **desk.papers())
        assert desk.status == 422
        assert 'href="#paper.family_card"' in desk.text
        assert not desk.handed_in()
