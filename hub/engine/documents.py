"""Documents parsed and validated once: a cache by their hash, bounded by bytes."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule

from hub.core.errors import BadInput
from hub.engine.limits import Limits, check_document, check_size
from hub.engine.plan import Plan, Requirements, plan_of

_RULES: Final = (*specified_rules, MaybeNullValidationRule)
_MOST_ERRORS: Final = 10
_SIZE_IN_MEMORY: Final = 60
"""Bytes that a parsed document takes for each byte of its text, measured on the hub's own documents."""


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document with what is wrong with it, and the plans of its operations."""

    key: str
    ast: DocumentNode | None
    errors: tuple[GraphQLError, ...]
    plans: dict[str | None, Plan] = field(default_factory=dict)


class Documents:
    """Parses and validates with a cache. `hide_suggestions` keeps names of the schema out of errors."""

    def __init__(
        self, schema: GraphQLSchema, requirements: Requirements, limits: Limits, *, hide_suggestions: bool
    ) -> None:
        self._schema = schema
        self._requirements = requirements
        self._limits = limits
        self._hide_suggestions = hide_suggestions
        self._cache: OrderedDict[str, tuple[Document, int]] = OrderedDict()
        self.bytes_held = 0

    def get(self, query: str) -> Document:
        """The document of a text whose bytes and tokens were checked."""
        key = hashlib.sha256(query.encode(errors="replace")).hexdigest()
        cached = self._cache.get(key)
        if cached is not None:
            self._cache.move_to_end(key)
            return cached[0]
        document = self._read(key, query)
        self._keep(document, len(query) * _SIZE_IN_MEMORY)
        return document

    def plan(self, document: Document, operation_name: str | None) -> Plan:
        """The plan of one operation. Raises BadInput when it cannot be chosen, CostExceeded when it is too large."""
        plan = document.plans.get(operation_name)
        if plan is None:
            assert document.ast is not None
            operation = _chosen(document.ast, operation_name)
            roots = check_size(document.ast, operation, self._limits).roots
            schema, requirements = self._schema, self._requirements
            plan = plan_of(schema, requirements, document.ast, operation, roots=roots, key=document.key)
            document.plans[operation_name] = plan
        return plan

    def _read(self, key: str, query: str) -> Document:
        try:
            ast = parse(query, max_tokens=self._limits.tokens)
        except GraphQLSyntaxError as error:
            return Document(key, None, (error,))
        check_document(ast)
        errors = validate(self._schema, ast, _RULES, _MOST_ERRORS, hide_suggestions=self._hide_suggestions)
        return Document(key, ast, tuple(errors))

    def _keep(self, document: Document, size: int) -> None:
        self._cache[document.key] = (document, size)
        self.bytes_held += size
        while self.bytes_held > self._limits.cache_bytes:
            _, (_, freed) = self._cache.popitem(last=False)
            self.bytes_held -= freed


def _chosen(ast: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [node for node in ast.definitions if isinstance(node, OperationDefinitionNode)]
    if name is None:
        if len(operations) == 1:
            return operations[0]
        raise BadInput("The document has several operations. Name one with `operationName`.", path="operationName")
    for operation in operations:
        if operation.name is not None and operation.name.value == name:
            return operation
    raise BadInput("The document has no operation of this name. Check `operationName`.", path="operationName")
