"""Refusals: an HTTP status, and a sentence in `detail`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hub.core.errors import ErrorCode, HubError

NO_RECORD: Final = "no record found"
"""The specification's own words, which programs compare."""
_OF: Final[Mapping[ErrorCode, int]] = {
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.INSUFFICIENT_AUTHENTICATION: 401,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.MASKED: 403,
    ErrorCode.AGREEMENT_EXPIRED: 403,
    ErrorCode.OPERATION_NOT_REGISTERED: 403,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.RATE_LIMITED: 429,
    ErrorCode.QUOTA_EXHAUSTED: 429,
    ErrorCode.COST_EXCEEDED: 429,
    ErrorCode.SOURCE_UNAVAILABLE: 503,
    ErrorCode.INTERNAL: 503,
}


class Refused(Exception):
    """A request that is not answered: the status, and a sentence that says what to change."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__()
        self.message, self.status = message, status


def refused_by(error: HubError) -> Refused:
    return of_code(error.code, error.message)


def of_code(code: ErrorCode, message: str) -> Refused:
    """How this standard says what the graph says."""
    return Refused(message, _OF.get(code, 400))
