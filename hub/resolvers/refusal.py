"""A denial as the error that tells of it."""

from __future__ import annotations

from typing import ClassVar, Final

from hub.access import Denial
from hub.core.actor import MULTI_FACTOR, STEP_UP
from hub.core.errors import ErrorCode, Forbidden, HubError, StepUpNeeded, Unauthenticated


class Masked(Forbidden):
    """The policy hides this attribute of this person."""

    code: ClassVar[ErrorCode] = ErrorCode.MASKED


class AgreementExpired(Forbidden):
    """The client's agreement has ended."""

    code: ClassVar[ErrorCode] = ErrorCode.AGREEMENT_EXPIRED


_CLASSES: Final = {cls.code: cls for cls in (Forbidden, Masked, AgreementExpired)}


def refusal(denial: Denial) -> HubError:
    """The error of a denial: its code, its sentence, the rule that decided and whom to ask."""
    if denial.code is ErrorCode.UNAUTHENTICATED:
        return Unauthenticated(denial.message)
    if denial.code is ErrorCode.INSUFFICIENT_AUTHENTICATION:
        return StepUpNeeded(
            denial.message,
            rule=denial.rule,
            ask=denial.ask,
            acr_values=MULTI_FACTOR,
            max_age=int(STEP_UP.total_seconds()),
        )
    refused = _CLASSES.get(denial.code, Forbidden)
    return refused(denial.message, rule=denial.rule, ask=denial.ask)
