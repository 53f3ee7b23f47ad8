"""A subscription as it waits: for whom or what, from which version on, and by which plan each of its events is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, GraphQLError, GraphQLSchema
from graphql.execution.collect_fields import FragmentDetails, collect_fields
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values

from hub.access import Decision
from hub.core.errors import BadInput
from hub.core.identifiers import parse_nik, parse_tracking_number
from hub.core.versions import Topic
from hub.engine.plan import Plan
from hub.engine.request import GraphQLRequest
from hub.resolvers.refusal import refusal

_TOPICS: Final[Mapping[str, tuple[Topic, str, Callable[[str], str]]]] = {
    "citizenChanged": (Topic.CITIZEN, "nik", parse_nik),
    "applicationChanged": (Topic.APPLICATION, "trackingNumber", parse_tracking_number),
}
"""Root field -> what it waits for, the argument that names it, and how that is read."""
_ROOT: Final = "Subscription."


@dataclass(frozen=True, slots=True)
class Subscribed:
    """`request` is what is read at each event, with its document; `key` is one of `topic`; `since` the version that the
    reader has, None for what is there now."""

    request: GraphQLRequest
    plan: Plan
    topic: Topic
    key: str
    since: int | None


def check_root(plan: Plan, decision: Decision) -> None:
    """Raises the refusal of a reader who may not have any of a subscription's events."""
    for at in plan.fields:
        denial = decision.denials.get(at) if at.startswith(_ROOT) else None
        if denial is not None:
            raise refusal(denial)


def subscribed(schema: GraphQLSchema, document: DocumentNode, plan: Plan, request: GraphQLRequest) -> Subscribed:
    """What a valid subscription waits for with its variables. Raises BadInput."""
    variables = request.variables or {}
    node = _root_of(schema, document, plan, variables)
    name = node.name.value
    assert schema.subscription_type is not None
    definition = schema.subscription_type.fields[name]
    try:
        arguments = get_argument_values(definition, node, _bound(schema, plan, variables))
    except GraphQLError as error:
        raise BadInput(error.message) from None
    topic, key, read = _TOPICS[name]
    return Subscribed(request, plan, topic, read(arguments[key]), arguments.get("since"))


def _bound(schema: GraphQLSchema, plan: Plan, variables: Mapping[str, Any]) -> VariableValues:
    values = get_variable_values(schema, plan.operation.variable_definitions or (), dict(variables), max_errors=1)
    if isinstance(values, list):
        raise BadInput(values[0].message)
    return values


def _root_of(schema: GraphQLSchema, document: DocumentNode, plan: Plan, variables: Mapping[str, Any]) -> FieldNode:
    fragments = {
        one.name.value: FragmentDetails(one) for one in document.definitions if isinstance(one, FragmentDefinitionNode)
    }
    root = schema.subscription_type
    assert root is not None
    bound = _bound(schema, plan, variables)
    # A valid one has exactly one root field, and neither @skip nor @include beside it.
    (details,) = collect_fields(schema, fragments, bound, root, plan.operation).grouped_field_set.values()
    return details[0].node
