"""Each service at SIAK's desk: what the panel tells to type, typed over HTTP into the register's emulator, its numbers
captured, and read back over the access service. An entry with a mistake is shown and lets nobody validate.

The emulator is not SIAK; a birth walks the same way in `tests/e2e`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import json
import uuid
from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest

from hub.connectors.population.connector import connect
from hub.connectors.population.emulator import create
from hub.connectors.population.emulator.changes import NEW
from hub.core.application import Action, ActionKind, Application, ApplicationHeader, SiakStatus, next_state
from hub.core.attributes import camel
from hub.core.citizen import Citizen
from hub.core.codes import VitalStatus
from hub.core.errors import Conflict
from hub.core.folding import fold
from hub.core.service import Facts, ReadBack, Service
from hub.exchange.session import open_session
from hub.services.child_card.tests import cases as child_card
from hub.services.death_certificate.tests import cases as death
from hub.services.family_card.tests import cases as family_card
from hub.services.identity_card.tests import cases as identity_card
from hub.worker.read_back import read_back
from tests.connectors.serving import NOW, Clock, served, settings
from tests.fakes import movers
from tests.fakes.people_of_bangka import VILLAGE, address
from tests.services.told import SERVICES

A = ActionKind
BY_NAME: Final[Mapping[str, Service]] = {service.name: service for service in SERVICES}
_NUMBERS: Final = ("deed_number", "family_card_number", "letter_number")
_WITHOUT_NUMBERS: Final = frozenset({"identityCard", "childCard"})
"""The card is asked for in SIAK, and nothing is numbered: no deed, no family card."""


@dataclasses.dataclass(frozen=True)
class Desk:
    """An application at the desk: what the officer types by the panel, and a mistake, what it is told as, and what
    corrects it (by default what was to be typed)."""

    form: Mapping[str, Any]
    facts: Facts
    typed: Mapping[str, Mapping[str, Any]]
    wrong: Mapping[str, Mapping[str, Any]]
    differs: str
    issues: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    register: tuple[Citizen, ...] = ()
    corrects: Mapping[str, Mapping[str, Any]] = dataclasses.field(default_factory=dict)


def _moved(people: Iterable[Citizen], region: str, **more: Any) -> dict[str, dict[str, Any]]:
    """Everybody at the new address, with what else is typed of each."""
    home = {"line": "Jl. Baru 7", "rt": "003", "rw": "004", "region_code": region}
    return {one.nik or "": {"address": {**_plain(one.address), **home}, **_relation(one), **more} for one in people}


def _relation(one: Citizen) -> dict[str, str]:
    return {"family_relationship": one.family_relationship.name} if one.family_relationship else {}


def desks() -> dict[str, Desk]:
    """By name of the service."""
    family = movers.family()
    # Whoever comes stands in the register of where she comes from.
    coming = tuple(dataclasses.replace(one, address=address(movers.OTHER_REGENCY)) for one in family)
    within, into = _moved(family, movers.NEXT_VILLAGE), _moved(family, VILLAGE, family_card_number=NEW)
    away = {one.nik or "": {"vital_status": "MOVED"} for one in family}
    son = {"family_card_number": NEW, "family_relationship": "HEAD"}
    widow = {"marital_status": "WIDOWED", "family_card_number": NEW, "family_relationship": "HEAD"}
    dead = {death.HUSBAND: {"vital_status": "DECEASED"}, death.WIFE: widow}
    return {
        "deathCertificate": Desk(
            death.form(), death.facts(), dead, {**dead, death.WIFE: {**widow, "marital_status": "DIVORCED_REGISTERED"}},
            "maritalStatus", {"deed": "KM", "newFamilyCard": True},
        ),
        "familyCard": Desk(
            family_card.split(), family_card.facts(), {family_card.SON: son},
            {family_card.SON: {**son, "family_relationship": "CHILD"}}, "familyRelationship", {"newFamilyCard": True},
        ),
        "identityCard": Desk(
            identity_card.form("LOST"), identity_card.facts(), {family_card.SON: {}},
            {family_card.SON: {"birth_place": "Pangkalpinang"}}, "birthPlace",
            corrects={family_card.SON: {"birth_place": "Sungailiat"}},
        ),
        "childCard": Desk(
            child_card.form(), child_card.facts(), {family_card.GIRL: {}},
            {family_card.GIRL: {"full_name": "Dewi Contoh Baru"}}, "fullName",
            corrects={family_card.GIRL: {"full_name": "Dewi Contoh"}},
        ),
        "moveWithin": Desk(
            movers.form(movers.WITHIN), movers.facts(), within,
            {**within, movers.ANI: {"family_relationship": "CHILD"}}, "address",
        ),
        "moveOut": Desk(
            movers.form(movers.OUT), movers.facts(), away, {**away, movers.ANI: {}}, "moved", {"letter": True},
        ),
        "moveIn": Desk(
            movers.form(movers.IN), movers.facts(coming), into,
            {**into, movers.ANI: {**into[movers.ANI], "family_relationship": "GRANDCHILD"}}, "familyRelationship",
            {"newFamilyCard": True}, coming,
        ),
    }  # fmt: skip


@dataclasses.dataclass
class Office:
    """The emulator over HTTP, and the application of one service at it."""

    url: str
    session: aiohttp.ClientSession
    service: Service
    desk: Desk

    async def types(self, typed: Mapping[str, Mapping[str, Any]], method: str = "POST") -> dict[str, Any]:
        """What SIAK gives, as the officer captures it."""
        body = {
            "trackingNumber": "XX-7K3M-Q9TD", "kind": "change", **self.desk.issues,
            "persons": [{"nik": nik, "set": dict(values)} for nik, values in typed.items()],
        }  # fmt: skip
        async with self.session.request(method, f"{self.url}/admin/desk", json=body) as answer:
            assert answer.status in (200, 201), await answer.text()
            issued = await answer.json()
        return {name: issued[camel(name)] for name in _NUMBERS if issued[camel(name)]}

    async def reads(self, application: Application) -> ReadBack:
        """What the worker compares."""
        async with open_session() as session:
            population = connect(settings("population", self.url), session, Clock()).population
            assert population is not None
            shown = {nik: await read_back(population, nik) for nik in self.service.siak_reads(application)}
        found = {nik: person for nik, person in shown.items() if person is not None}
        return self.service.compare_siak(application, found, self.desk.facts)

    def application(self, numbers: Mapping[str, Any], *more: tuple[ActionKind, Mapping[str, Any]]) -> Application:
        """After the numbers were captured."""
        return application_of(self.service, self.desk, numbers, *more)


def application_of(
    service: Service, desk: Desk, numbers: Mapping[str, Any], *more: tuple[ActionKind, Mapping[str, Any]]
) -> Application:
    submit = (A.SUBMIT, {"form": desk.form, "documents": [], "channel": "COUNTER"})
    steps = (submit, (A.CLAIM, {}), (A.ACCEPT, {}), (A.VERIFY, {}), (A.RECORD_SIAK, numbers), *more)
    region = "19.01.01.1001"
    header = ApplicationHeader("1901", uuid.UUID(int=1), "XX-7K3M-Q9TD", service.name, region, "front", NOW)
    return fold(header, [Action(seq, kind, "siti", "Siti", NOW, data) for seq, (kind, data) in enumerate(steps, 1)])


def _plain(value: Any) -> Any:
    """A value of the record as a line of the emulator's file."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, enum.Enum):
        return value.name
    return value.isoformat() if isinstance(value, dt.date) else value


def _line(person: Citizen) -> str:
    named = (
        "nik", "full_name", "sex", "birth_date", "birth_place", "blood_type", "religion", "marital_status", "education",
        "occupation", "citizenship", "vital_status", "birth_deed_number", "address", "mother", "father",
        "family_card_number", "family_relationship",
    )  # fmt: skip
    alive = person.vital_status or VitalStatus.ALIVE
    values = {name: _plain(getattr(person, name)) for name in named} | {"vital_status": alive.name}
    return json.dumps(values, separators=(",", ":"))


@pytest.fixture(params=sorted(desks()))
async def office(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Office]:
    desk = desks()[request.param]
    people = desk.register or tuple(desk.facts.citizens.values())
    lines = "".join(f"{_line(one)}\n" for one in people)
    (tmp_path / "population.jsonl").write_text(lines, encoding="utf-8")
    async with served(create(tmp_path, Clock())) as url, aiohttp.ClientSession() as session:
        yield Office(url, session, BY_NAME[request.param], desk)


async def test_what_was_typed_by_the_panel_is_confirmed(office: Office) -> None:
    numbers = await office.types(office.desk.typed)
    assert set(numbers) >= office.service.siak_gives
    assert numbers == {} or office.service.name not in _WITHOUT_NUMBERS
    assert await office.reads(office.application(numbers)) == ReadBack()


async def test_a_mistake_at_the_desk_is_shown_and_lets_nobody_validate(office: Office) -> None:
    numbers = await office.types(office.desk.wrong)
    application = office.application(numbers)
    found = await office.reads(application)
    assert office.desk.differs in found.differences
    confirmed = (A.CONFIRM_SIAK, {"status": "MISMATCH", "differences": list(found.differences)})
    after = office.application(numbers, confirmed)
    assert (after.siak_status, after.differences) == (SiakStatus.MISMATCH, found.differences)
    with pytest.raises(Conflict):
        next_state(after, A.VALIDATE)
    # It is corrected at the desk under the same numbers, captured again, and read back again.
    assert await office.types(office.desk.corrects or office.desk.typed, "PUT") == numbers
    assert await office.reads(office.application(numbers, confirmed, (A.RECORD_SIAK, numbers))) == ReadBack()


def test_the_panel_shows_whom_it_is_about_and_never_a_blank() -> None:
    for name, desk in desks().items():
        service = BY_NAME[name]
        shown = service.siak_fields(application_of(service, desk, {}), desk.facts)
        labels = [one.label for one in shown]
        assert len(labels) > 5
        assert all(one.value for one in shown), name
        assert any(one.value in desk.facts.citizens for one in shown), name
        assert not ({"deed_number"} & service.siak_gives and name in _WITHOUT_NUMBERS)


@pytest.mark.parametrize(
    ("name", "place", "distance"),
    [
        ("moveWithin", movers.NEXT_VILLAGE, "2 ANTAR DESA/KELURAHAN DALAM SATU KECAMATAN"),
        ("moveOut", movers.OTHER_REGENCY, "4 ANTAR KABUPATEN/KOTA DALAM SATU PROVINSI"),
        ("moveIn", VILLAGE, "4 ANTAR KABUPATEN/KOTA DALAM SATU PROVINSI"),
    ],
)
def test_the_panel_of_a_move_says_from_where_and_to_where(name: str, place: str, distance: str) -> None:
    desk = desks()[name]
    shown = BY_NAME[name].siak_fields(application_of(BY_NAME[name], desk, {}), desk.facts)
    lines = {one.label: one.value for one in shown}
    there = ("Alamat Pindah", "RT Pindah", "RW Pindah", "Desa/Kelurahan Pindah", "Klasifikasi Kepindahan")
    assert [lines[label] for label in there] == ["JL. BARU 7", "003", "004", place, distance]
    if name == "moveIn":
        assert (lines["Nomor SKPWNI"], lines["Kode Wilayah Asal"]) == (desk.form["letterNumber"], "19.02")
    else:
        here = ("Alamat Asal", "RT Asal", "RW Asal", "Desa/Kelurahan Asal", "Kecamatan Asal")
        assert [lines[label] for label in here] == ["JL. CONTOH 1", "001", "002", "SUNGAILIAT", "SUNGAILIAT"]


def test_every_service_but_the_birth_walks_here() -> None:
    assert {*desks(), "birthCertificate"} == set(BY_NAME)
