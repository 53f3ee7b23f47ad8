"""The application as a client writes it: form F-1.02 (Permendagri 109/2019) for a KIA, as GraphQL input."""

from __future__ import annotations

import strawberry

import hub.schema.enums  # noqa: F401  makes the code lists enums of the graph
from hub.core.codes_cards import ChildCardReason


@strawberry.input(description="Who applies for the child. A phone number or an e-mail address is needed.")
class ChildCardReporterInput:
    full_name: str
    nik: str = strawberry.field(description="NIK, 16 digits.")
    phone: str | None = strawberry.field(default=None, description="Phone number, `08...` or `+62...`.")
    email: str | None = None


@strawberry.input(description="Application for a child's identity card (KIA, form F-1.02).")
class ChildCardInput:
    nik: str = strawberry.field(description="NIK of the child, 16 digits.")
    reason: ChildCardReason
    reporter: ChildCardReporterInput
