"""The citizen, the family card and what agencies know, as the record holds them.

Attributes follow UU 24/2013 art. 58(2); disability, fingerprints, iris and signature (art. 84) are not held.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated

from hub.core.attributes import Attr, Category, Sensitivity
from hub.core.birth_dates import DatePrecision
from hub.core.codes import (
    BloodType,
    Citizenship,
    EducationLevel,
    FamilyRelationship,
    MaritalStatus,
    Sex,
    VitalStatus,
)
from hub.core.regions import dotted

_P = Category.POPULATION
_ID = Sensitivity.IDENTIFIER
_SPECIFIC = Sensitivity.SPECIFIC


class SourceState(Enum):
    """How fresh an agency's part of an answer is."""

    FRESH = "FRESH"
    CACHED = "CACHED"
    UNAVAILABLE = "UNAVAILABLE"


@dataclass(frozen=True, slots=True)
class Source:
    """One agency's part of an answer; `as_of` is UTC, None where nothing is known."""

    agency: str
    state: SourceState
    as_of: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Address:
    """Current address. `region_code` is the dotted village code, e.g. `19.01.01.1001`.

    Village names repeat across districts, so the district (kecamatan) always stands beside it.
    """

    line: str | None
    rt: str | None
    rw: str | None
    village: str | None
    district: str | None
    regency: str | None
    province: str | None
    postal_code: str | None
    region_code: str


@dataclass(frozen=True, slots=True)
class ParentRef:
    """A parent as the child's record names her or him; the NIK may be unknown."""

    full_name: str | None
    nik: str | None


@dataclass(frozen=True, slots=True)
class Moved:
    """To which regency or city (dotted code) somebody moved, and when her record went there (UTC)."""

    region_code: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Citizen:
    """One person of the shared record.

    `id` is the hub's own opaque id; `nik` may be missing (newborn, not yet registered). `sealed`
    persons are invisible to everybody whose rule does not name them. Of one who moved away, `moved_to` names the
    district (tenant) that holds her now, and nothing else of her stands here.
    """

    tenant: str
    id: uuid.UUID
    nik: Annotated[str | None, Attr(_P, "Nomor Induk Kependudukan, 16 digits.", _ID)]
    full_name: Annotated[str | None, Attr(_P, "Full name in one field; many people have a single name.", _ID)]
    sex: Annotated[Sex | None, Attr(_P, "Sex as registered.")] = None
    birth_date: Annotated[dt.date | None, Attr(_P, "Date of birth.")] = None
    birth_date_precision: Annotated[
        DatePrecision, Attr(_P, "How much of the birth date is known; what is not is filled up, as by 01-07.")
    ] = DatePrecision.DAY
    birth_place: Annotated[str | None, Attr(_P, "Place of birth as written in the deed.")] = None
    blood_type: Annotated[BloodType | None, Attr(_P, "Blood type as registered.", _SPECIFIC)] = None
    religion: Annotated[str | None, Attr(_P, "Religion or belief, code of list `Religion`.")] = None
    marital_status: Annotated[MaritalStatus | None, Attr(_P, "Marital status, six values.")] = None
    education: Annotated[EducationLevel | None, Attr(_P, "Highest education completed.")] = None
    occupation: Annotated[str | None, Attr(_P, "Occupation, code of list `Occupation`.")] = None
    citizenship: Annotated[Citizenship | None, Attr(_P, "Citizenship.")] = None
    vital_status: Annotated[VitalStatus | None, Attr(_P, "Whether the person is alive.")] = None
    birth_deed_number: Annotated[str | None, Attr(_P, "Number of the birth deed (akta kelahiran).", _ID)] = None
    address: Annotated[Address | None, Attr(_P, "Current address.")] = None
    mother: Annotated[ParentRef | None, Attr(_P, "Mother as the record names her.", _ID)] = None
    father: Annotated[ParentRef | None, Attr(_P, "Father as the record names him.", _ID)] = None
    family_card_number: str | None = None
    family_relationship: FamilyRelationship | None = None
    version: int = 1
    sealed: bool = False
    sealed_until: dt.datetime | None = None
    moved_to: str | None = None
    moved_at: dt.datetime | None = None
    former_region: str = ""
    as_of: dt.datetime | None = None
    warnings: tuple[str, ...] = field(default=())

    @property
    def moved(self) -> Moved | None:
        """Where to and when, of one who moved to another district."""
        if self.moved_to is None or self.moved_at is None:
            return None
        return Moved(dotted(self.moved_to), self.moved_at)

    @property
    def region_code(self) -> str:
        """Dotted code of the village where the person lives, or lived when she moved away; empty when unknown."""
        return self.address.region_code if self.address else self.former_region


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyCard:
    """A family card (Kartu Keluarga). Members are the persons whose record names this number."""

    tenant: str
    number: str
    head_nik: str | None
    address: Address | None
    issued_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """One line of a family card."""

    relationship: FamilyRelationship | None
    citizen: Citizen


@dataclass(frozen=True, slots=True)
class CitizenClaim:
    """What somebody claims about a person, to be matched against the record; None is not compared."""

    nik: str
    full_name: str | None = None
    birth_date: dt.date | None = None
    birth_place: str | None = None
    sex: Sex | None = None
    mother_name: str | None = None
    birth_date_precision: DatePrecision = DatePrecision.DAY


@dataclass(frozen=True, slots=True)
class CitizenMatch:
    """Answer to a claim: per element true, false, or None when it was not asked. No data."""

    nik: bool
    full_name: bool | None
    birth_date: bool | None
    birth_place: bool | None
    sex: bool | None
    mother_name: bool | None


def unmatched(claim: CitizenClaim) -> CitizenMatch:
    """The answer to a claim about a NIK that nobody has."""

    def told(value: object) -> bool | None:
        return None if value is None else False

    return CitizenMatch(
        nik=False,
        full_name=told(claim.full_name),
        birth_date=told(claim.birth_date),
        birth_place=told(claim.birth_place),
        sex=told(claim.sex),
        mother_name=told(claim.mother_name),
    )


@dataclass(frozen=True, slots=True)
class CitizenSearch:
    """Search terms; at least a name. `village_code` is a dotted region code (any level)."""

    name: str
    birth_date: dt.date | None = None
    birth_year: int | None = None
    mother_name: str | None = None
    region_code: str | None = None
