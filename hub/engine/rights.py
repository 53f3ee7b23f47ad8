"""What somebody gets of an operation, field by field, and why: before it runs, by the decision that it would have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from graphql import GraphQLSchema, OperationDefinitionNode

from hub.access import Decision, FieldNeed, Policies
from hub.access.granting import granted_by
from hub.core.actor import Actor
from hub.core.errors import BadInput, ErrorCode, HubError
from hub.engine.compiler import Known
from hub.engine.deciding import decision_on
from hub.engine.documents import Documents
from hub.engine.limits import Limits
from hub.engine.plan import Plan, Requirements
from hub.engine.shape import shape
from hub.schema.declare import PUBLIC

_NOTHING_KNOWN = Known({}, frozenset(), {})


class Outcome(StrEnum):
    """UNREACHED: everything above the field is refused, so it never comes to it."""

    ALLOWED = "allowed"
    MASKED = "masked"
    DENIED = "denied"
    UNREACHED = "unreached"


@dataclass(frozen=True, slots=True)
class FieldRight:
    """One field by its coordinate. `rule` names the scopes, policies and agreement that decided; `why` and `ask` are
    empty where it is allowed."""

    field: str
    outcome: Outcome
    rule: str
    why: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class OperationRights:
    """One operation. `refused` says why none of it is answered, empty where it is, and `code` by which error; `rows`
    whose data it may show."""

    operation: str
    kind: str
    purpose: str
    refused: str
    rows: str
    fields: tuple[FieldRight, ...]
    code: ErrorCode | None = None

    def as_json(self) -> Mapping[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Rights:
    """Explains documents over this graph under these policies."""

    schema: GraphQLSchema
    requirements: Requirements
    policies: Policies

    def of(self, text: str, actor: Actor, purpose: str | None, at: dt.datetime) -> list[OperationRights]:
        """Every operation of a document, for this actor and this header `Hub-Purpose`. Raises BadInput for a document
        that is none."""
        documents = Documents(self.schema, self.requirements, _NOTHING_KNOWN, Limits(), hide_suggestions=False)
        document = documents.get(text)
        if document.errors or document.ast is None:
            raise BadInput(shape(document.errors)[0]["message"])
        nodes = (node for node in document.ast.definitions if isinstance(node, OperationDefinitionNode))
        plans = [documents.choose(document, node.name.value if node.name else None).plan for node in nodes]
        return [self._one(plan, actor, purpose, at) for plan in plans]

    def _one(self, plan: Plan, actor: Actor, purpose: str | None, at: dt.datetime) -> OperationRights:
        kind = plan.kind.value
        try:
            decision = decision_on(self.policies, plan, actor, purpose, at)
        except HubError as error:
            return OperationRights(plan.name, kind, purpose or "", error.message, "", (), error.code)
        fields = tuple(self._fields(plan, actor, decision))
        return OperationRights(plan.name, kind, decision.purpose.value, "", _rows(decision), fields)

    def _fields(self, plan: Plan, actor: Actor, decision: Decision) -> Iterator[FieldRight]:
        needs = {need.coordinate: need for need in plan.needs(actor.scopes)}
        reached = plan.reached(decision.denied)
        for at in plan.above:
            denial = decision.denials.get(at)
            if denial is not None:
                outcome = Outcome.MASKED if denial.code is ErrorCode.MASKED else Outcome.DENIED
                yield FieldRight(at, outcome, denial.rule, denial.message, denial.ask)
            elif at not in reached:
                yield FieldRight(at, Outcome.UNREACHED, "", "Every field above it is refused.")
            else:
                yield FieldRight(at, Outcome.ALLOWED, self._rule(at, actor, decision, needs.get(at)))

    def _rule(self, at: str, actor: Actor, decision: Decision, need: FieldNeed | None) -> str:
        if need is not None:
            return ", ".join(granted_by(self.policies, actor, decision.purpose, need))
        return "public" if self.requirements[at].reach is PUBLIC else "as the field above it"


def _rows(decision: Decision) -> str:
    """Whose data may be shown at all."""
    rows = decision.rows
    if not rows.is_usable:
        return "nobody's"
    within = f" of {rows.region}" if rows.region else ""
    return ", ".join(rows.names) + within
