"""The application as a client writes it."""

from __future__ import annotations

import strawberry


@strawberry.input(description="Whom to tell. A phone number or an e-mail address is needed for the notices.")
class OccupationChangeReporterInput:
    full_name: str
    phone: str | None = strawberry.field(default=None, description="Phone number, `08...` or `+62...`.")
    email: str | None = None


@strawberry.input(description="Application: Occupation change.")
class OccupationChangeInput:
    applicant_nik: str = strawberry.field(description="NIK of the person whom it is about, 16 digits.")
    occupation: str = strawberry.field(description="Code of the list `Occupation`.")
    reporter: OccupationChangeReporterInput
