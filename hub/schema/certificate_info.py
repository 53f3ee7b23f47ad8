from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.document import VerificationStatus
from hub.schema.declare import INHERITED, field


@strawberry.type(description="A certificate that an application led to.")
class CertificateInfo:
    code: str = field(scope=INHERITED, description="Verification code.")
    title: str = field(scope=INHERITED)
    status: VerificationStatus = field(scope=INHERITED)
    issued_at: dt.datetime = field(scope=INHERITED)
    register_number: str | None = field(
        scope=INHERITED,
        description="In the hub's own register: 1901/AKL/2026/000123 (the deed's is SIAK's). Null for old papers.",
    )
    url: str = field(scope=INHERITED, description="Path at the hub; needs `document:read`.")
