"""An operation as the compiled lanes know it: its variables, and a variant for each set of flags and refusals."""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from graphql import (
    DirectiveNode,
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.language import Visitor, visit

from hub.engine.binding import Variables
from hub.engine.compiled import Refused, Variant
from hub.engine.compiler import Compiler, Known
from hub.engine.plan import Plan

_MOST_FLAGS: Final = 8
_WARM_FLAGS: Final = 3
_MOST_VARIANTS: Final = 32
_MOST_STEPS: Final = 2_400
"""Fields in all variants of an operation: fragments make much of a short text, and flags make it many times over."""


class Operation:
    """One operation of a valid document. Raises Refused for what can never be compiled."""

    def __init__(self, schema: GraphQLSchema, known: Known, document: DocumentNode, plan: Plan) -> None:
        if plan.kind is OperationType.MUTATION:
            raise Refused(f"it is a {plan.kind.value}")
        self._schema = schema
        self._known = known
        self._plan = plan
        self._fragments = {
            one.name.value: FragmentDetails(one)
            for one in document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }
        self.flags = _flags_of(plan.operation, self._fragments)
        self._variants: OrderedDict[tuple[tuple[bool, ...], frozenset[str]], Variant | str] = OrderedDict()
        self._steps = 0
        self.variables = Variables(schema, plan.operation)

    def variant(self, variables: Mapping[str, Any], denied: frozenset[str]) -> Variant:
        """Compiled once for each set of flags and refusals; few are kept. Raises Refused."""
        values = tuple(_flag(variables, name) for name in self.flags)
        known = self._variants.get((values, denied))
        if known is None:
            known = self._compiled(dict(zip(self.flags, values, strict=True)), denied)
            self._keep((values, denied), known)
        if isinstance(known, str):
            # Each time anew: an exception that is raised again and again keeps the requests that it went through.
            raise Refused(known)
        return known

    def _keep(self, key: tuple[tuple[bool, ...], frozenset[str]], variant: Variant | str) -> None:
        self._variants[key] = variant
        self._steps += _steps(variant)
        while len(self._variants) > _MOST_VARIANTS or (self._steps > _MOST_STEPS and len(self._variants) > 1):
            _, forgotten = self._variants.popitem(last=False)
            self._steps -= _steps(forgotten)

    def warm(self) -> None:
        """Compiles what a reader with all rights asks for, unless there are many sets of flags."""
        if len(self.flags) <= _WARM_FLAGS:
            for values in itertools.product((True, False), repeat=len(self.flags)):
                with suppress(Refused):
                    self.variant(dict(zip(self.flags, values, strict=True)), frozenset())

    def _compiled(self, flags: Mapping[str, bool], denied: frozenset[str]) -> Variant | str:
        """The variant, or why there is none."""
        try:
            return Compiler(self._schema, self._known, self._plan, self._fragments, flags, denied).variant()
        except Refused as error:
            return str(error)


def _steps(variant: Variant | str) -> int:
    return 0 if isinstance(variant, str) else variant.steps


def _flag(variables: Mapping[str, Any], name: str) -> bool:
    """The value of a flag. One that has a default may still be given null, of which graphql-core tells."""
    value = variables.get(name)
    if not isinstance(value, bool):
        raise Refused(f"${name} is neither true nor false")
    return value


class _Directives(Visitor):
    """The variables of @skip and @include, and the fragments used; any other directive is unknown here."""

    def __init__(self) -> None:
        super().__init__()
        self.flags: dict[str, None] = {}
        self.spread: dict[str, None] = {}

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_args: Any) -> None:
        self.spread[node.name.value] = None

    def enter_directive(self, node: DirectiveNode, *_args: Any) -> None:
        if node.name.value not in {"skip", "include"}:
            raise Refused(f"the directive @{node.name.value} is unknown to the compiler")
        for argument in node.arguments or ():
            if isinstance(argument.value, VariableNode):
                self.flags[argument.value.name.value] = None


def _flags_of(operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDetails]) -> tuple[str, ...]:
    found, seen = _Directives(), set[str]()
    visit(operation, found)
    while left := [name for name in found.spread if name not in seen]:
        seen.update(left)
        for name in left:
            visit(fragments[name].definition, found)
    if len(found.flags) > _MOST_FLAGS:
        raise Refused(f"it has more than {_MOST_FLAGS} variables of @skip and @include")
    return tuple(found.flags)
