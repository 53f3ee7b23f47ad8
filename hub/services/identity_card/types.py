"""The application as a client writes it: form F-1.02 (Permendagri 109/2019) for a KTP-el, as GraphQL input."""

from __future__ import annotations

import datetime as dt

import strawberry

import hub.schema.enums  # noqa: F401  makes the code lists enums of the graph
from hub.core.codes_cards import IdentityCardReason, SessionPlace, SessionSlot


@strawberry.input(description="When and where biometrics are recorded, in person. The hub does not count who comes.")
class BiometricSessionInput:
    place: SessionPlace
    date: dt.date
    slot: SessionSlot


@strawberry.input(description="Who applies. A phone number or an e-mail address is needed for the notices.")
class IdentityCardReporterInput:
    full_name: str
    nik: str = strawberry.field(description="NIK, 16 digits.")
    phone: str | None = strawberry.field(default=None, description="Phone number, `08...` or `+62...`.")
    email: str | None = None


@strawberry.input(description="Application for an identity card (KTP-el, form F-1.02).")
class IdentityCardInput:
    nik: str = strawberry.field(description="NIK of the one whose card it is, 16 digits.")
    reason: IdentityCardReason
    session: BiometricSessionInput | None = strawberry.field(
        default=None, description="Needed for a first card; otherwise only where photo or biometrics are taken anew."
    )
    reporter: IdentityCardReporterInput
