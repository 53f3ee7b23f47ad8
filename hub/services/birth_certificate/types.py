"""The application as a client writes it: form F-2.01 (Permendagri 109/2019) as GraphQL input, and its stored JSON."""

from __future__ import annotations

import datetime as dt
from typing import Final

import strawberry
from strawberry.types.base import has_strawberry_definition

from hub.core.codes import BirthAttendant, BirthKind, BirthPlaceKind, CodedEnum, Sex

_DEFINITION: Final = "__strawberry_definition__"


def _in_the_graph(codes: type[CodedEnum]) -> None:
    """Makes a code list an enum of the graph, unless the schema has done so already."""
    if has_strawberry_definition(codes):
        return
    definition = vars(strawberry.enum(codes, description=f"{codes.__name__}, codes of form F-2.01."))[_DEFINITION]
    for value, member in zip(definition.values, codes, strict=True):
        value.description = f"Code {member.code}: {member.label_id}"


for _codes in (Sex, BirthPlaceKind, BirthKind, BirthAttendant):
    _in_the_graph(_codes)


@strawberry.input(description="The child, as on form F-2.01.")
class BirthChildInput:
    full_name: str = strawberry.field(description="Full name in one field, as it shall stand in the deed.")
    sex: Sex
    birth_date: dt.date
    birth_time: str | None = strawberry.field(default=None, description="Local time of birth, `HH:MM`.")
    birth_place: str = strawberry.field(description="Regency or city where the child was born, as for the deed.")
    place_kind: BirthPlaceKind
    birth_kind: BirthKind
    birth_order: int = strawberry.field(description="Which child of the mother: 1 for the first.")
    attendant: BirthAttendant
    weight_grams: int | None = strawberry.field(default=None, description="Weight at birth in grams.")
    length_cm: float | None = strawberry.field(default=None, description="Length at birth in centimetres.")


@strawberry.input(description="Who reports the birth. A phone number or an e-mail address is needed for the notices.")
class BirthReporterInput:
    full_name: str
    nik: str = strawberry.field(description="NIK, 16 digits.")
    phone: str | None = strawberry.field(default=None, description="Phone number, `08...` or `+62...`.")
    email: str | None = None


@strawberry.input(description="A witness, as on form F-2.01. No copy of the identity card is asked.")
class BirthWitnessInput:
    full_name: str
    nik: str = strawberry.field(description="NIK, 16 digits.")


@strawberry.input(description="Application for a birth certificate (form F-2.01).")
class BirthCertificateInput:
    child: BirthChildInput
    mother_nik: str = strawberry.field(description="NIK of the mother, 16 digits.")
    father_nik: str | None = strawberry.field(
        default=None, description="NIK of the father, 16 digits; leave it out to register the child of its mother."
    )
    family_card_number: str = strawberry.field(description="Number of the family card the child joins, 16 digits.")
    reporter: BirthReporterInput
    witnesses: list[BirthWitnessInput] = strawberry.field(
        default_factory=list, description="Two are needed when a statement of responsibility replaces a paper."
    )
