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
    url: str = field(scope=INHERITED, description="Path at the hub; needs `document:read`.")
