"""Everything that may go wrong, as one tree with one enum of codes.

    HubError
     ├─ Unauthenticated        no token, or one that does not hold
     ├─ StepUpNeeded           the log-in is too old, or without a second factor
     ├─ Forbidden              scope, policy or agreement says no
     ├─ BadInput               the caller's value cannot be used
     ├─ NotFound               nothing there that this caller may see
     ├─ Conflict               the state or version is another one
     ├─ IdempotencyMismatch    one key, two bodies
     ├─ RateLimited            too fast
     ├─ QuotaExhausted         an agency's daily quota is used up
     ├─ CostExceeded           the operation is larger than allowed
     ├─ OperationNotRegistered the document is not one of the trusted ones
     └─ SourceUnavailable      an agency did not answer

Every message is a sentence for the person who has to act on it: it says what to do, and never
shows internals or personal data.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar


class ErrorCode(StrEnum):
    """The closed list of codes in `extensions.code` and in `UserError.code`."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    INSUFFICIENT_AUTHENTICATION = "INSUFFICIENT_AUTHENTICATION"
    FORBIDDEN = "FORBIDDEN"
    MASKED = "MASKED"
    BAD_INPUT = "BAD_INPUT"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"
    IDEMPOTENCY_MISMATCH = "IDEMPOTENCY_MISMATCH"
    RATE_LIMITED = "RATE_LIMITED"
    QUOTA_EXHAUSTED = "QUOTA_EXHAUSTED"
    AGREEMENT_EXPIRED = "AGREEMENT_EXPIRED"
    COST_EXCEEDED = "COST_EXCEEDED"
    OPERATION_NOT_REGISTERED = "OPERATION_NOT_REGISTERED"
    SOURCE_UNAVAILABLE = "SOURCE_UNAVAILABLE"
    INTERNAL = "INTERNAL"


class HubError(Exception):
    """Base of all errors that may reach a caller.

    `message` says what to do; `path` names the input field (dotted, e.g. `application.birthCertificate.child.sex`)
    or is empty; `details` are further structured fields for `extensions`.
    """

    code: ClassVar[ErrorCode] = ErrorCode.INTERNAL

    def __init__(self, message: str, *, path: str = "", details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.details: dict[str, Any] = dict(details or {})


class Unauthenticated(HubError):
    """`challenge` is what the answer says first of how to log in (RFC 9110 section 11.6.1), where that is special."""

    code = ErrorCode.UNAUTHENTICATED

    def __init__(
        self, message: str, *, path: str = "", details: Mapping[str, Any] | None = None, challenge: str = ""
    ) -> None:
        super().__init__(message, path=path, details=details)
        self.challenge = challenge


class Forbidden(HubError):
    """`rule` is the policy or scope that decided, `ask` whom to ask for the right."""

    code = ErrorCode.FORBIDDEN

    def __init__(self, message: str, *, rule: str, ask: str = "", path: str = "") -> None:
        super().__init__(message, path=path, details={"rule": rule, "ask": ask})


class StepUpNeeded(Forbidden):
    """All would be allowed to whoever logs in anew: with `acr_values` (what is asked of the issuer), at most `max_age`
    seconds ago (RFC 9470)."""

    code = ErrorCode.INSUFFICIENT_AUTHENTICATION

    def __init__(self, message: str, *, rule: str, ask: str, acr_values: str, max_age: int) -> None:
        super().__init__(message, rule=rule, ask=ask)
        self.details |= {"acrValues": acr_values, "maxAge": max_age}


class BadInput(HubError):
    code = ErrorCode.BAD_INPUT


class NotFound(HubError):
    code = ErrorCode.NOT_FOUND


class Conflict(HubError):
    code = ErrorCode.CONFLICT


class IdempotencyMismatch(HubError):
    code = ErrorCode.IDEMPOTENCY_MISMATCH


class RateLimited(HubError):
    code = ErrorCode.RATE_LIMITED


class QuotaExhausted(HubError):
    code = ErrorCode.QUOTA_EXHAUSTED


class CostExceeded(HubError):
    code = ErrorCode.COST_EXCEEDED


class OperationNotRegistered(HubError):
    code = ErrorCode.OPERATION_NOT_REGISTERED


class SourceUnavailable(HubError):
    code = ErrorCode.SOURCE_UNAVAILABLE
