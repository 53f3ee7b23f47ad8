"""SATUSEHAT's errors: an OperationOutcome, whose texts stay here because they may name the patient."""

from __future__ import annotations

from hub.core.errors import SourceUnavailable
from hub.exchange.client import Reply
from hub.exchange.failures import Reason, unavailable


def error_of(reply: Reply) -> SourceUnavailable:
    """The error for an answer that is no Bundle: one the agency explains, or one nobody can read."""
    answer = reply.json()
    explained = isinstance(answer, dict) and answer.get("resourceType") == "OperationOutcome"
    return unavailable(reply.manifest, Reason.ERROR_STATUS if explained else Reason.UNREADABLE)
