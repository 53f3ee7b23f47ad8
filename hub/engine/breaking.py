"""Which registered documents another version of the contract breaks, and what the others cost by it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)

from hub.core.errors import HubError
from hub.core.trusted import RegisteredDocument
from hub.engine.deprecations import Deprecation, named_in
from hub.engine.explain import Explainer
from hub.engine.extent import Extent
from hub.engine.in_variables import coordinates_below, types_of
from hub.engine.limits import Limits, fragments_of
from hub.engine.schema_changes import SchemaChange, Severity


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a change of the contract does to one registered document.

    `breaks` says why its text does not hold any more, `may_break` what its variables may not hold any more; both are
    empty where only its cost changes, from `cost_before` to `cost_after`.
    """

    document: RegisteredDocument
    breaks: str
    cost_before: int
    cost_after: int
    may_break: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """A registered operation that asks for something that will end, or may do so in its variables."""

    document: RegisteredDocument
    operation: str
    in_variables: bool = False


def consequences(
    documents: Collection[RegisteredDocument],
    old: GraphQLSchema,
    new: GraphQLSchema,
    changes: Collection[SchemaChange],
    explainer: Explainer | None = None,
) -> Iterator[Consequence]:
    """Of documents that are not retired. With the `explainer` of the new contract they are compiled by it, too."""
    narrowed = {one.coordinate: one.told for one in changes if one.severity is Severity.BREAKING}
    for document in documents:
        if document.retired_at is None:
            breaks = _breaks(document.text, new, narrowed, explainer)
            before, after = _cost(document.text, old), 0 if breaks else _cost(document.text, new)
            may_break = "" if breaks else " ".join(_in_variables(document.text, old, new, narrowed))
            if breaks or may_break or before != after:
                yield Consequence(document, breaks, before, after, may_break)


def asking_for(
    ending: Mapping[str, Deprecation], documents: Collection[RegisteredDocument], schema: GraphQLSchema
) -> dict[str, list[Asking]]:
    """Registered operations by the coordinates of what will end."""
    found: dict[str, list[Asking]] = {coordinate: [] for coordinate in ending}
    for document in documents:
        if document.retired_at is None and (ast := _valid(document.text, schema)) is not None:
            for operation in _operations(ast):
                name = operation.name.value if operation.name else "unnamed"
                named, below = named_in(schema, ast, operation), _below(schema, operation)
                for coordinate in ending.keys() & (named | below):
                    found[coordinate].append(Asking(document, name, in_variables=coordinate not in named))
    return found


def _breaks(text: str, new: GraphQLSchema, narrowed: Mapping[str, str], explainer: Explainer | None) -> str:
    """Why a document does not hold any more; empty where it does."""
    ast = _parsed(text)
    if ast is None:
        return "It cannot be read."
    errors = validate(new, ast, specified_rules, 1)
    if errors:
        return errors[0].message
    for operation in _operations(ast):
        for coordinate in sorted(narrowed.keys() & named_in(new, ast, operation)):
            return narrowed[coordinate]
        if Extent(new, fragments_of(ast), operation).least() > Limits().values:
            return f"Its answer may hold more than {Limits().values} values."
    return _does_not_compile(text, explainer)


def _in_variables(text: str, old: GraphQLSchema, new: GraphQLSchema, narrowed: Mapping[str, str]) -> Iterator[str]:
    """What changes in the values that a document takes: what they held, or will have to hold."""
    ast = _valid(text, old)
    for operation in _operations(ast) if ast is not None else ():
        later = types_of(new, operation)
        for name, type_ in types_of(old, operation).items():
            below = coordinates_below(type_) | (coordinates_below(later[name]) if name in later else set())
            for coordinate in sorted(narrowed.keys() & below):
                yield f"${name}: {narrowed[coordinate]}"


def _below(schema: GraphQLSchema, operation: OperationDefinitionNode) -> set[str]:
    """What may stand in the variables of an operation."""
    return {one for type_ in types_of(schema, operation).values() for one in coordinates_below(type_)}


def _does_not_compile(text: str, explainer: Explainer | None) -> str:
    try:
        if explainer is not None:
            explainer.explain(text)
    except HubError as error:
        return error.message
    return ""


def _cost(text: str, schema: GraphQLSchema) -> int:
    """Values that the answers may hold at most, of all its operations; 0 where the schema does not have its fields."""
    ast = _valid(text, schema)
    if ast is None:
        return 0
    return sum(Extent(schema, fragments_of(ast), operation).most() for operation in _operations(ast))


def _valid(text: str, schema: GraphQLSchema) -> DocumentNode | None:
    ast = _parsed(text)
    return None if ast is None or validate(schema, ast, specified_rules, 1) else ast


def _parsed(text: str) -> DocumentNode | None:
    try:
        return parse(text)
    except GraphQLError:
        return None


def _operations(ast: DocumentNode) -> list[OperationDefinitionNode]:
    return [node for node in ast.definitions if isinstance(node, OperationDefinitionNode)]
