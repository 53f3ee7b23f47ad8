from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.document import VerificationStatus
from hub.resolvers import documents
from hub.schema.declare import PUBLIC, field


@strawberry.type(description="The public answer for the code on a certificate.")
class DocumentVerification:
    status: VerificationStatus = field(scope=PUBLIC)
    title: str | None = field(scope=PUBLIC)
    masked_name: str | None = field(scope=PUBLIC, resolver=documents.masked_name, description="First letters only.")
    deed_number: str | None = field(scope=PUBLIC, resolver=documents.deed_number)
    issued_on: dt.date | None = field(scope=PUBLIC)
    issuer: str | None = field(scope=PUBLIC)
    simulated_signature: bool | None = field(
        scope=PUBLIC, description="True when the signature is the hub's own and not that of a licensed provider."
    )
