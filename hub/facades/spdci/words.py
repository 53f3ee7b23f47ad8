"""The closed lists of the envelope: errors of an acknowledgement, and reasons in an answer."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from hub.core.errors import ErrorCode, HubError
from hub.core.statuses import STATUS


class Err(StrEnum):
    """What may stand in `message.error.code` of an acknowledgement."""

    BAD = "err.request.bad"
    UNAUTHORIZED = "err.request.unauthorized"
    FORBIDDEN = "err.request.forbidden"
    NOT_FOUND = "err.request.not_found"
    TIMEOUT = "err.request.timeout"
    TOO_MANY = "err.request.too_many_requests"
    VERSION = "err.version.not_supported"
    SENDER_ID = "err.sender_id.invalid"
    SENDER_URI = "err.sender_uri.invalid"
    RECEIVER_ID = "err.receiver_id.invalid"
    NO_SIGNATURE = "err.signature.missing"
    SIGNATURE = "err.signature.invalid"
    ENCRYPTION = "err.encryption.invalid"
    UNAVAILABLE = "err.service.unavailable"


class Reason(StrEnum):
    """What may stand in `status_reason_code` of an answer's part."""

    REFERENCE_TWICE = "rjct.reference_id.duplicate"
    REFERENCE = "rjct.reference_id.invalid"
    CRITERIA = "rjct.search_criteria.invalid"
    SORT = "rjct.sort.invalid"
    PAGE = "rjct.pagination.invalid"
    TOO_MANY = "rjct.search.too_many_records_found"
    DETAILS = "rjct.notify_details.invalid"
    TYPES = "rjct.notify_types.invalid"
    PERSON = "rjct.person_id.invalid"
    SUBSCRIBED = "rjct.event.already_subscribed"
    CODE = "rjct.subscription_code.invalid"


_STATUS: Final[Mapping[Err, int]] = {
    Err.UNAUTHORIZED: 401,
    Err.FORBIDDEN: 403,
    Err.SENDER_ID: 403,
    Err.NOT_FOUND: 404,
    Err.TIMEOUT: 408,
    Err.TOO_MANY: 429,
    Err.UNAVAILABLE: 503,
}
"""HTTP status of each that is not 400."""
_OF: Final[Mapping[int, Err]] = {
    401: Err.UNAUTHORIZED,
    403: Err.FORBIDDEN,
    404: Err.NOT_FOUND,
    429: Err.TOO_MANY,
    500: Err.UNAVAILABLE,
    503: Err.UNAVAILABLE,
}
"""The envelope's word for what the hub refuses, by the status that it has; all else is a message to be changed."""


class Refused(Exception):
    """A message that is not taken: the code, and a sentence that says what to change."""

    def __init__(self, code: Err, message: str, status: int | None = None) -> None:
        super().__init__()
        self.code, self.message = code, message
        self.status = status or _STATUS.get(code, 400)


class Rejected(Exception):
    """A part of a message that is taken and cannot be answered as it is."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__()
        self.reason, self.message = reason, message


def refused_by(error: HubError) -> Refused:
    """How the standard says what the hub says."""
    return of_code(error.code, error.message)


def of_code(code: ErrorCode, message: str) -> Refused:
    """The same of a code of the graph."""
    return Refused(_OF.get(STATUS[code], Err.BAD), message)
