"""A synthetic population: as many people, cards, licences, enrolments and immunisations as the comparison wants.

The same number of people gives the same population. Nobody in it exists.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hub.connectors.education.facet import Enrolment
from hub.connectors.health.facet import Immunisation
from hub.connectors.licensing.facet import Licence
from hub.core.citizen import Address, Citizen, FamilyCard
from hub.core.codes import FamilyRelationship, MaritalStatus, Sex, VitalStatus
from hub.sandbox.district.name_pools import MALAY_MEN, MALAY_MEN_LAST, MALAY_WOMEN, MALAY_WOMEN_LAST

TENANT: Final = "1901"
REGION: Final = "19.01"
FAMILIES_PER_PERSON: Final = 0.4
PER_PERSON: Final = {"licences": 0.6, "enrolments": 0.8, "immunisations": 3.0}
AS_OF: Final = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)

_PLACES: Final = ("Sungailiat", "Belinyu", "Pangkalpinang", "Muntok", "Toboali", "Koba", "Tanjung Pandan", "Mentok")
_RELIGIONS: Final = ("ISLAM", "KRISTEN", "KATHOLIK", "BUDHA", "KHONGHUCHU", "HINDU")
_WORK: Final = ("PETANI/PEKEBUN", "NELAYAN/PERIKANAN", "WIRASWASTA", "GURU", "BURUH HARIAN LEPAS", "PEDAGANG")
_VACCINES: Final = ("HB0", "BCG", "POLIO", "DPT-HB-HIB", "PCV", "ROTAVIRUS", "MR")
_LEVELS: Final = ("SD", "SMP", "SMA", "SMK")
_ROLES: Final = (FamilyRelationship.HEAD, FamilyRelationship.WIFE, FamilyRelationship.CHILD)


@dataclass(frozen=True, slots=True)
class Population:
    """`facets` are the items of each facet by person, in the order of `persons`."""

    persons: Sequence[Citizen]
    cards: Sequence[FamilyCard]
    facets: dict[str, list[list[Any]]]


def population(people: int) -> Population:
    """The population of that many people."""
    rng = random.Random(1901)  # noqa: S311  made-up data, always the same
    makers = {"licences": _licence, "enrolments": _enrolment, "immunisations": _immunisation}
    persons = list(_persons(rng, people))
    cards = [_card(person) for person in persons if person.family_relationship is FamilyRelationship.HEAD]
    facets: dict[str, list[list[Any]]] = {name: [[] for _ in persons] for name in makers}
    for name, make in makers.items():
        for number in range(round(people * PER_PERSON[name])):
            facets[name][rng.randrange(people)].append(make(rng, number))
    return Population(persons, cards, facets)


def families(persons: Sequence[Citizen]) -> dict[str, list[Citizen]]:
    """The members of each card in the order in which the hub shows them: the head, then by age."""
    found: dict[str, list[Citizen]] = defaultdict(list)
    for person in persons:
        found[person.family_card_number or ""].append(person)
    for members in found.values():
        members.sort(key=lambda p: (p.family_relationship is not FamilyRelationship.HEAD, p.birth_date, p.id))
    return found


def _persons(rng: random.Random, people: int) -> Iterator[Citizen]:
    """Families of two and three in turn, which makes 0.4 cards a person."""
    serials: Counter[str] = Counter()
    made = family = 0
    while made < people:
        size = min(2 + family % 2, people - made)
        number = f"190101{family + 1:010d}"
        code = f"{REGION}.{1 + family % 8:02d}.{1001 + family % 10}"
        for role in _ROLES[:size]:
            yield _person(rng, serials, role, number, code)
        made, family = made + size, family + 1


def _person(
    rng: random.Random, serials: Counter[str], role: FamilyRelationship, card: str, region_code: str
) -> Citizen:
    female = role is FamilyRelationship.WIFE or (role is FamilyRelationship.CHILD and rng.random() < 0.5)
    first_year, years = (2005, 20) if role is FamilyRelationship.CHILD else (1960, 40)
    born = dt.date(first_year, 1, 1) + dt.timedelta(days=rng.randrange(365 * years))
    married = role is not FamilyRelationship.CHILD
    return Citizen(
        tenant=TENANT,
        id=uuid.UUID(int=rng.getrandbits(128), version=4),
        nik=_nik(serials, born, female, region_code),
        full_name=_name(rng, female),
        sex=Sex.FEMALE if female else Sex.MALE,
        birth_date=born,
        birth_place=rng.choice(_PLACES),
        religion=rng.choice(_RELIGIONS),
        marital_status=MaritalStatus.MARRIED_REGISTERED if married else MaritalStatus.NEVER_MARRIED,
        occupation=rng.choice(_WORK) if married else "PELAJAR/MAHASISWA",
        vital_status=VitalStatus.ALIVE,
        address=Address("Jalan Contoh", "001", "002", None, None, None, None, "33211", region_code),
        family_card_number=card,
        family_relationship=role,
        as_of=AS_OF,
    )


def _nik(serials: Counter[str], born: dt.date, female: bool, region_code: str) -> str:
    day = born.day + (40 if female else 0)
    begin = f"1901{region_code[6:8]}{day:02d}{born:%m%y}"
    serials[begin] += 1
    return f"{begin}{serials[begin]:04d}"


def _name(rng: random.Random, female: bool) -> str:
    first, last = (MALAY_WOMEN, MALAY_WOMEN_LAST) if female else (MALAY_MEN, MALAY_MEN_LAST)
    return f"{rng.choice(first)} {rng.choice(first)} {rng.choice(last)}"


def _card(head: Citizen) -> FamilyCard:
    return FamilyCard(
        tenant=TENANT,
        number=head.family_card_number or "",
        head_nik=head.nik,
        address=head.address,
        issued_on=dt.date(2020, 1, 1),
    )


def _licence(rng: random.Random, number: int) -> Licence:
    issued = dt.date(2018, 1, 1) + dt.timedelta(days=rng.randrange(2800))
    name = f"Usaha {rng.choice(_PLACES)} {number}"
    return Licence(f"{number + 1:013d}", name, f"{rng.randrange(1000, 99999):05d}", 2020, "ACTIVE", issued)


def _enrolment(rng: random.Random, number: int) -> Enrolment:
    level = rng.choice(_LEVELS)
    since = dt.date(2010, 7, 1) + dt.timedelta(days=rng.randrange(5000))
    school = f"{level} Negeri {1 + number % 40} {rng.choice(_PLACES)}"
    return Enrolment(f"{number:010d}", f"{10900000 + number % 900}", school, level, "ACTIVE", since)


def _immunisation(rng: random.Random, number: int) -> Immunisation:
    day = dt.date(2015, 1, 1) + dt.timedelta(days=rng.randrange(4000))
    return Immunisation(rng.choice(_VACCINES), 1 + number % 3, day, f"Puskesmas {rng.choice(_PLACES)}")
