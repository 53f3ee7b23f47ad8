from __future__ import annotations

import datetime as dt

import strawberry

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
from hub.schema.inputs.keyed import Keyed
from hub.schema.inputs.source_document import SourceDocumentInput
from hub.schema.scalars import NIK, FamilyCardNumber

VERSION = "Version of the person that the caller looked at; another one is a CONFLICT that names what differs."


@strawberry.input(description="Parts of an address. What is left out stays; null clears.")
class AddressCorrectionInput:
    line: strawberry.Maybe[str | None]
    rt: strawberry.Maybe[str | None]
    rw: strawberry.Maybe[str | None]
    postal_code: strawberry.Maybe[str | None]
    region_code: strawberry.Maybe[str]


@strawberry.input(description="A parent as the record names her or him. What is left out stays; null clears.")
class ParentCorrectionInput:
    full_name: strawberry.Maybe[str | None]
    nik: strawberry.Maybe[NIK | None]


@strawberry.input(
    description="Attributes to put right. What is left out stays; null clears what is not known. "
    "The NIK is not among them: see assignNik."
)
class CitizenCorrectionInput:
    full_name: strawberry.Maybe[str]
    sex: strawberry.Maybe[Sex | None]
    birth_date: strawberry.Maybe[dt.date | None]
    birth_date_precision: strawberry.Maybe[DatePrecision]
    birth_place: strawberry.Maybe[str | None]
    blood_type: strawberry.Maybe[BloodType | None]
    religion: strawberry.Maybe[str | None]
    marital_status: strawberry.Maybe[MaritalStatus | None]
    education: strawberry.Maybe[EducationLevel | None]
    occupation: strawberry.Maybe[str | None]
    citizenship: strawberry.Maybe[Citizenship | None]
    vital_status: strawberry.Maybe[VitalStatus | None]
    birth_deed_number: strawberry.Maybe[str | None]
    address: strawberry.Maybe[AddressCorrectionInput]
    mother: strawberry.Maybe[ParentCorrectionInput | None]
    father: strawberry.Maybe[ParentCorrectionInput | None]
    family_card_number: strawberry.Maybe[FamilyCardNumber | None]
    family_relationship: strawberry.Maybe[FamilyRelationship | None]


@strawberry.input(description="A correction of one person, named by `nik` or by `id`.")
class CorrectCitizenInput(Keyed):
    expected_version: int = strawberry.field(description=VERSION)
    attributes: CitizenCorrectionInput
    reason: str = strawberry.field(description="Why, in one or two sentences; it stands in the history.")
    source: SourceDocumentInput
    nik: NIK | None
    id: strawberry.ID | None
