"""What each code is in HTTP: the graph says it so, and so do facades, whatever words a standard has beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hub.core.errors import ErrorCode

STATUS: Final[Mapping[ErrorCode, int]] = {
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.INSUFFICIENT_AUTHENTICATION: 401,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.MASKED: 403,
    ErrorCode.BAD_INPUT: 400,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.CONFLICT: 409,
    ErrorCode.IDEMPOTENCY_MISMATCH: 422,
    ErrorCode.RATE_LIMITED: 429,
    ErrorCode.QUOTA_EXHAUSTED: 429,
    ErrorCode.AGREEMENT_EXPIRED: 403,
    ErrorCode.COST_EXCEEDED: 413,
    ErrorCode.OPERATION_NOT_REGISTERED: 403,
    ErrorCode.SOURCE_UNAVAILABLE: 503,
    ErrorCode.INTERNAL: 500,
}
"""HTTP status of an operation that was refused as a whole."""
