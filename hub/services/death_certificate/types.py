"""The application as a client writes it: form F-2.01 (Permendagri 109/2019), part of a death, as GraphQL input."""

from __future__ import annotations

import datetime as dt

import strawberry

import hub.schema.enums  # noqa: F401  makes the code lists enums of the graph
from hub.core.codes import DeathAttester, DeathCause, DeathCircumstance, DeathReporter


@strawberry.input(description="The death, as on form F-2.01.")
class DeathEventInput:
    death_date: dt.date
    death_time: str | None = strawberry.field(default=None, description="Local time of death, `HH:MM`.")
    death_place: str = strawberry.field(description="Regency or city (or country) of the death, as for the deed.")
    burial_date: dt.date | None = strawberry.field(default=None, description="Day of the burial or cremation.")
    cause: DeathCause
    attester: DeathAttester = strawberry.field(description="Who attests the death.")
    circumstance: DeathCircumstance = strawberry.field(description="By what the death is proven: says which paper.")


@strawberry.input(description="Who reports the death. A phone number or an e-mail address is needed for the notices.")
class DeathReporterInput:
    full_name: str
    nik: str = strawberry.field(description="NIK, 16 digits.")
    relation: DeathReporter
    phone: str | None = strawberry.field(default=None, description="Phone number, `08...` or `+62...`.")
    email: str | None = None


@strawberry.input(description="A witness, as on form F-2.01. No copy of the identity card is asked.")
class DeathWitnessInput:
    full_name: str
    nik: str = strawberry.field(description="NIK, 16 digits.")


@strawberry.input(description="Application for a death certificate (form F-2.01).")
class DeathCertificateInput:
    deceased_nik: str = strawberry.field(description="NIK of the deceased, 16 digits.")
    family_card_number: str | None = strawberry.field(
        default=None, description="Number of the family card of the deceased, 16 digits; left out where there is none."
    )
    death: DeathEventInput
    spouse_nik: str | None = strawberry.field(
        default=None, description="NIK of the surviving husband or wife, as the family card shows the couple."
    )
    new_head_nik: str | None = strawberry.field(
        default=None,
        description="NIK of the new head, where the deceased headed the family card: husband or wife, else an adult.",
    )
    reporter: DeathReporterInput
    witnesses: list[DeathWitnessInput] = strawberry.field(default_factory=list)
