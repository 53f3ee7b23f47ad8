"""What the forms of all moves have in common (form F-1.03)."""

from __future__ import annotations

import strawberry

from hub.core.codes import FamilyRelationship


@strawberry.input(description="Somebody who moves or stays, as on form F-1.03.")
class MovingPersonInput:
    nik: str = strawberry.field(description="NIK, 16 digits.")
    relationship: FamilyRelationship = strawberry.field(
        description="Relation to the head of the family card on which the person stands after the move."
    )


@strawberry.input(description="Who applies. A phone number or an e-mail address is needed for the notices.")
class MoveApplicantInput:
    full_name: str
    nik: str = strawberry.field(description="NIK, 16 digits.")
    phone: str | None = strawberry.field(default=None, description="Phone number, `08...` or `+62...`.")
    email: str | None = None
