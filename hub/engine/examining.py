"""A document before its client sends it: compiled, priced, and decided on field by field for that client."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hub.core.actor import Actor
from hub.core.trusted import CheckedDocument, CheckedOperation, RefusedField
from hub.engine.explain import Explainer, Explanation
from hub.engine.limits import Limits, check_text
from hub.engine.rights import OperationRights, Outcome, Rights


@dataclass(frozen=True, slots=True)
class DocumentExaminer:
    """Implements `hub.core.trusted.Examiner`."""

    explainer: Explainer
    rights: Rights

    def examine(self, text: str, actor: Actor, at: dt.datetime, purpose: str | None = None) -> CheckedDocument:
        check_text(text, Limits())
        told, decided = self.explainer.explain(text), self.rights.of(text, actor, purpose, at)
        return CheckedDocument(text, tuple(_checked(*both) for both in zip(told, decided, strict=True)))


def _checked(told: Explanation, decided: OperationRights) -> CheckedOperation:
    fields = tuple(
        RefusedField(one.field, one.outcome.value, one.rule, one.why, one.ask)
        for one in decided.fields
        if one.outcome is not Outcome.ALLOWED
    )
    return CheckedOperation(
        told.name, decided.kind, told.lane, told.most, told.depth, _verdict(decided), decided.refused, fields
    )


def _verdict(decided: OperationRights) -> str:
    if decided.refused:
        return "refused"
    found = {one.outcome for one in decided.fields}
    if found & {Outcome.DENIED, Outcome.UNREACHED}:
        return "denied"
    return "masked" if Outcome.MASKED in found else "allowed"
