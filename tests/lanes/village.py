"""A small district in which everything occurs that a record can be: gaps, odd letters, the hidden and the unknown."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hub.core.birth_dates import DatePrecision
from hub.core.citizen import Address, Citizen, CitizenClaim, CitizenMatch, FamilyCard, ParentRef
from hub.core.codes import BloodType, EducationLevel, FamilyRelationship, MaritalStatus, Sex, VitalStatus
from hub.core.errors import SourceUnavailable
from hub.core.facet import FacetCopy, FacetKey
from hub.core.receipt import Receipt
from hub.store import Database, PgReceipts
from hub.store.bulk import FacetRow, copy_citizens, copy_facets, copy_family_cards, copy_regions
from tests.fakes.declared import FACETS, kept_item_of
from tests.fakes.people_of_bangka import NOW, TENANT
from tests.fakes.world import ENROLMENT, IMMUNISATION

REGIONS: Final = [
    ("19", "KEPULAUAN BANGKA BELITUNG"),
    ("19.01", "KABUPATEN BANGKA"),
    ("19.01.01", "SUNGAILIAT"),
    ("19.01.01.1001", 'Kampung "Kuday" \\ Baru'),
    ("19.05.01.1001", "TOBOALI"),
]
CARDS: Final = ("1901010101159001", "1901010101159002", "1901010101159003", "1901010101159004")
_NEXT_DOOR: Final = "9999"
NO_CARD: Final = "1901010101159999"


def _nik(serial: int) -> str:
    return f"190101150185{serial}"


def _id(serial: int) -> uuid.UUID:
    return uuid.UUID(int=(0x0197F2C0 << 96) | (7 << 76) | (2 << 62) | serial)


def _home(code: str) -> Address:
    return Address("Jl. Contoh 1", "001", None, None, None, None, None, "33211", code)


def _person(serial: int, **given: Any) -> Citizen:
    values: dict[str, Any] = {
        "tenant": TENANT,
        "id": _id(serial),
        "nik": _nik(serial),
        "full_name": f"Warga Contoh {serial}",
        "sex": Sex.MALE,
        "birth_date": dt.date(1985, 1, 15),
        "address": _home("19.01.01.1001"),
        "as_of": dt.datetime(2026, 11, 20, 1, 2, 3, 456_789, tzinfo=dt.UTC),
    }
    return Citizen(**{**values, **given})


PERSONS: Final = (
    _person(
        9001,
        full_name='Ma\'ruf "Si Hitam" \\ Ñandú \U0001f9d2',
        mother=ParentRef("Ibu Contoh", None),
        father=ParentRef(None, _nik(9002)),
        blood_type=BloodType.O,
        religion="1",
        marital_status=MaritalStatus.MARRIED_REGISTERED,
        education=EducationLevel.UPPER_SECONDARY,
        occupation="11",
        vital_status=VitalStatus.ALIVE,
        birth_deed_number="1901-LU-15012026-0003",
        family_card_number=CARDS[0],
        family_relationship=FamilyRelationship.HEAD,
        version=3,
    ),
    _person(
        9002,
        sex=Sex.FEMALE,
        family_card_number=CARDS[0],
        family_relationship=FamilyRelationship.WIFE,
        birth_place="TOBOALI",
    ),
    _person(
        9003, birth_date=None, family_card_number=CARDS[0], family_relationship=FamilyRelationship.CHILD, address=None
    ),
    _person(9004, nik=None, family_card_number=CARDS[0], family_relationship=None, as_of=None),
    # Nothing is known of her but that she is there; she lives somewhere in the district.
    _person(9005, full_name=None, sex=None, birth_date=None, address=_home("19.01"), as_of=None),
    _person(9006, sealed=True, family_card_number=CARDS[0], family_relationship=FamilyRelationship.CHILD),
    _person(9007, address=_home("19.05.01.1001"), family_card_number=CARDS[1]),
    # Her card's head is known to the population agency only.
    _person(9008, family_card_number=CARDS[1], family_relationship=FamilyRelationship.WIFE),
    # Only the year of his birth is known, and that is another one than his NIK's; hers agrees in what is known.
    _person(9012, birth_date=dt.date(1984, 7, 1), birth_date_precision=DatePrecision.YEAR, family_card_number=CARDS[2]),
    _person(9013, birth_date=dt.date(1985, 1, 31), birth_date_precision=DatePrecision.MONTH),
    _person(9009, family_card_number=CARDS[2], family_relationship=FamilyRelationship.OTHER_RELATIVE),
    # A card that the record does not hold.
    _person(9010, family_card_number=NO_CARD),
    _person(9011, address=None),
)
AGENCY_ONLY: Final = {
    _nik(serial): _person(serial, as_of=NOW, **given)
    for serial, given in (
        (9101, {}),
        (9102, {}),
        (9103, {"address": _home("19.05.01.1001")}),
        (9104, {"sealed": True}),
        (9105, {"family_card_number": CARDS[0], "family_relationship": FamilyRelationship.CHILD}),
    )
}
JOINING: Final = _nik(9105)
"""She stands on the first card, of which the record does not know."""
UNREACHABLE: Final = _nik(9201)
"""The population agency fails for this one."""
NOBODY: Final = _nik(9301)
NIKS: Final = (
    *(person.nik for person in PERSONS if person.nik),
    *AGENCY_ONLY,
    NOBODY,
)
FAMILY_CARDS: Final = (
    FamilyCard(tenant=TENANT, number=CARDS[0], head_nik=_nik(9001), address=_home("19.01.01.1001")),
    FamilyCard(tenant=TENANT, number=CARDS[1], head_nik=_nik(9101), address=None),
    FamilyCard(tenant=TENANT, number=CARDS[2], head_nik=_nik(9007), address=_home("19.05.01.1001")),
    FamilyCard(tenant=TENANT, number=CARDS[3], head_nik=None, address=None),
)
_LICENCE: Final = {
    "nib": "0220001234567", "name": "Warung 'Contoh'", "kbli": "56102", "kbli_year": 2020, "status": "ACTIVE",
    "issued_on": "2024-02-29",
}  # fmt: skip
LONG_AGO: Final = NOW - dt.timedelta(days=30)
COPIES: Final[tuple[FacetRow, ...]] = (
    (TENANT, _id(9001), "licences", [_LICENCE, {"nib": None, "kbli_year": None}, {}], NOW),
    (TENANT, _id(9001), "health_coverage", {"number": "0001261832477", "status": "ACTIVE"}, NOW),
    (TENANT, _id(9001), "welfare", {"decile": 3, "period": "2026-Q3", "programmes": ["PKH", "SEMBAKO"]}, NOW),
    (TENANT, _id(9001), "enrolments", [{"nisn": "0101234560", "school": "SMA 1"}], NOW),
    (TENANT, _id(9002), "licences", [], NOW),
    (TENANT, _id(9002), "welfare", {"decile": None, "programmes": []}, None),
    (TENANT, _id(9003), "enrolments", [{"nisn": "0101234567", "since": "2020-07-13"}], LONG_AGO),
    (TENANT, _id(9004), "enrolments", [{"npsn": "10900001"}, {"school": "SDN 1 \u0394"}], LONG_AGO),
    (TENANT, _id(9005), "enrolments", [{"nisn": "0101234567"}], None),
    (TENANT, _id(9010), "enrolments", [{"school": "SDN 2"}], LONG_AGO),
    (TENANT, _id(9008), "welfare", {"decile": 10}, NOW),
)
_TOLD_ABOVE: Final = frozenset({*(row[2] for row in COPIES), "immunisations"})
FURTHER_COPIES: Final[tuple[FacetRow, ...]] = tuple(
    (TENANT, _id(9001), facet.name, [item] if facet.many else item, NOW)
    for facet in FACETS.values()
    if facet.name not in _TOLD_ABOVE
    for item in (kept_item_of(facet),)
)
"""Of a connector that these samples do not know: what its own folder has."""


RECEIPTS: Final = tuple(
    Receipt(
        tenant=TENANT,
        id=uuid.UUID(int=(0x0197F2C1 << 96) | (7 << 76) | (2 << 62) | number),
        at=NOW + dt.timedelta(seconds=number),
        actor="frontend",
        actor_name="Aplikasi Contoh",
        client_id="frontend",
        on_behalf_of=None,
        purpose="PUBLIC_SERVICE",
        operation="Q",
        fields=("Citizen.nik", "Citizen.fullName"),
        categories=("population",),
        subjects=(_id(9001), _id(9002 + number % 2)),
    )
    for number in range(5)
)
_SECOND_EVENT: Final = """
    insert into record_event
        (tenant, person_id, version, kind, at, actor, actor_name, client_id, purpose, changed, after, reason, source)
    values ($1, $2, 4, 'corrected', $3, 'user-1', 'Petugas Contoh', 'console', 'CIVIL_REGISTRATION', $4,
            '{"full_name": "Warga Contoh"}', 'Salah ketik', '{"kind": "BIRTH_DEED", "number": "1901-LU-15012026-0003"}')
"""


_DISCREPANCY: Final = """
    insert into discrepancy (tenant, id, person_id, attribute, source, claim, mark, recorded, state, version, opened_at,
                             changed_at, due_at, overdue_at, ruling, reason, decided_by, decided_by_name, decided_at)
    values ($1, $2, $3, $4, $5, $6, 'x', $7, $8, $9, $10, $10, $11, $12, $13, $14, $15, $15, $16)
"""
_DECIDED: Final = ("RECORD_STANDS", "Akta kelahiran.", "Petugas Contoh", NOW)
_OPEN: Final = (None, None, None, None)
_LATER: Final = NOW + dt.timedelta(hours=72)
DISCREPANCIES: Final = tuple(
    (tenant, _id(number), _id(person), attribute, source, claim, "Warga", state, version, NOW, due, late, *decision)
    for tenant in (TENANT, _NEXT_DOOR)
    for number, person, attribute, source, claim, state, version, due, late, decision in (
        (501, 9001, "full_name", "insurance", "Orang Lain", "OPEN", 1, None, None, _OPEN),
        (502, 9001, "birth_date", "health", None, "DECIDED", 3, None, None, _DECIDED),
        (503, 9001, "birth_deed_number", "citizen", "AL 1", "OPEN", 2, _LATER, NOW, _OPEN),
        (504, 9002, "mother", "education", 'Ibu "Lain"', "WITHDRAWN", 2, None, None, _OPEN),
    )
)
"""The neighbours' have the same ids in another district."""


@dataclass
class Register:
    """Implements `hub.core.agency_ports.PopulationAgency` for the village."""

    asked: list[str] = field(default_factory=list)

    async def read(self, nik: str) -> Citizen | None:
        self.asked.append(nik)
        if nik == UNREACHABLE:
            raise SourceUnavailable("The population agency does not answer now. Ask again later.")
        return AGENCY_ONLY.get(nik)

    async def match(self, claim: CitizenClaim) -> CitizenMatch:
        return CitizenMatch(claim.nik in AGENCY_ONLY, None, None, None, None, None)


@dataclass
class Clinic:
    """Implements `hub.core.agency_ports.FacetSource`: immunisations, with whatever is wrong with an agency's answers.

    `items` are everybody's instead where they are given; `pause` is waited for before an answer.
    """

    faulty: bool = False
    items: tuple[Any, ...] | None = None
    pause: Callable[[], Awaitable[None]] | None = None
    facet: str = "immunisations"
    max_batch: int = 3
    asked: list[str] = field(default_factory=list)

    async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | Exception]:
        assert len(keys) <= self.max_batch
        self.asked += [key.nik for key in keys]
        if self.pause is not None:
            await self.pause()
        return [self._one(int(key.nik[-4:])) for key in keys]

    def _one(self, serial: int) -> FacetCopy[Any] | Exception:
        if self.items is not None:
            return FacetCopy(self.facet, self.items, NOW, fresh=True)
        dose = IMMUNISATION("93002111", 1, dt.date(2026, 1, 2), "Puskesmas Sungailiat")
        if self.faulty:
            wrong = self._wrong(serial, dose)
            if wrong is not None:
                return wrong
        items = (dose, IMMUNISATION(None, None, None, None), dose)[: serial % 4]
        return FacetCopy(self.facet, items, NOW, fresh=serial % 5 != 0)

    def _wrong(self, serial: int, dose: Any) -> FacetCopy[Any] | Exception | None:
        match serial % 6:
            case 1:
                return FacetCopy(self.facet, (dose, IMMUNISATION([], "one", "today", {})), NOW, fresh=True)
            case 2:
                return SourceUnavailable("The health agency does not answer for this person now. Ask again later.")
            case 3:
                return FacetCopy(self.facet, (), None, fresh=False, available=False)
            case 4:
                return RuntimeError("a bug of the connector")
            case 5:
                return FacetCopy(self.facet, (IMMUNISATION(5, 2**40, dt.date(2026, 1, 2), True),), NOW, fresh=True)  # noqa: FBT003  a value of the wrong type is the point
        return None


@dataclass
class School:
    """Implements `hub.core.agency_ports.FacetSource`: enrolments, whose copies are kept while they are fresh."""

    faulty: bool = False
    facet: str = "enrolments"
    max_batch: int = 2
    asked: list[str] = field(default_factory=list)

    async def fetch(self, keys: Sequence[FacetKey]) -> Sequence[FacetCopy[Any] | Exception]:
        assert 0 < len(keys) <= self.max_batch
        self.asked += [key.nik for key in keys]
        return [self._one(int(key.nik[-4:])) for key in keys]

    def _one(self, serial: int) -> FacetCopy[Any] | Exception:
        if self.faulty:
            match serial % 4:
                case 1:
                    return SourceUnavailable("The school does not answer for this person now. Ask again later.")
                case 2:
                    return FacetCopy(self.facet, (), None, fresh=False, available=False)
        item = ENROLMENT("0101234567", "10900001", "SMA 2", "UPPER_SECONDARY", "ACTIVE", dt.date(2025, 7, 14))
        as_of = (NOW, LONG_AGO, None)[serial % 3]
        return FacetCopy(self.facet, (item,) * (serial % 3), as_of, fresh=True)


def _neighbour(person: Citizen) -> Citizen:
    """Another district may hold the same numbers; nothing of it may ever be seen here."""
    return dataclasses.replace(
        person, tenant=_NEXT_DOOR, id=uuid.UUID(int=person.id.int + 1000), full_name="Orang Lain", sealed=False
    )


NEIGHBOURS: Final = tuple(map(_neighbour, PERSONS))


async def settle(database: Database) -> None:
    """Fills an empty database with the village, and with the same numbers in another district."""
    await copy_citizens(database, NEIGHBOURS)
    # The directory would not let them be entered twice; should it ever fail, still nothing of them may be seen.
    await database.execute("delete from nik_directory")
    await copy_family_cards(database, [dataclasses.replace(card, tenant=_NEXT_DOOR) for card in FAMILY_CARDS])
    await copy_regions(database, REGIONS)
    await copy_citizens(database, PERSONS)
    await copy_family_cards(database, FAMILY_CARDS)
    await copy_facets(database, (*COPIES, *FURTHER_COPIES))
    for receipt in RECEIPTS:
        await PgReceipts(database).write(receipt)
    async with database.connection() as connection:
        await connection.executemany(_DISCREPANCY, DISCREPANCIES)
    # The times of an import are those of its day; here they are the same for everybody who settles.
    await database.execute("alter table record_event disable trigger user")
    await database.execute("update record_event set at = $1", NOW)
    await database.execute(_SECOND_EVENT, TENANT, _id(9001), NOW, ["full_name", "family_card_number"])


async def settle_at(url: str) -> None:
    """The same for a database by its URL."""
    database = await Database.open(url)
    try:
        await settle(database)
    finally:
        await database.close()


async def forget_kept(database: Database) -> None:
    """The enrolments as they were before schools were asked."""
    await database.execute("delete from facet_copy where tenant = $1 and facet = 'enrolments'", TENANT)
    await copy_facets(database, [row for row in COPIES if row[2] == "enrolments"])


async def forget_adopted(database: Database) -> None:
    """Takes those out again whom a read of the population agency brought, and what the record tells of them."""
    niks = list(AGENCY_ONLY)
    if not await database.fetchval("select exists (select from person where nik = any($1))", niks):
        return
    async with database.transaction() as connection:
        await connection.execute("alter table record_event disable trigger record_event_append_only")
        await connection.execute(
            "delete from record_event e using person p where p.id = e.person_id and p.nik = any($1)", niks
        )
        await connection.execute("delete from nik_directory where nik = any($1)", niks)
        await connection.execute("delete from person where nik = any($1)", niks)
        await connection.execute("alter table record_event enable trigger record_event_append_only")
