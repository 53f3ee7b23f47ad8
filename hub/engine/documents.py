"""Documents parsed, validated and compiled once: a cache by their text, bounded by bytes."""

from __future__ import annotations

import dataclasses
import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

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
from hub.engine.compiled import Refused
from hub.engine.compiler import Known
from hub.engine.deprecations import asked_for, deprecations_of
from hub.engine.extent import Extent
from hub.engine.in_variables import InVariables
from hub.engine.limits import Limits, check_document, check_shape, check_text, check_values, fragments_of, size_of
from hub.engine.operation import Operation
from hub.engine.plan import Plan, Requirements, plan_of, unnamed
from hub.engine.structure import structure_of
from hub.engine.wording import Wording

_RULES: Final = (*specified_rules, MaybeNullValidationRule)
_MOST_ERRORS: Final = 10
_SIZE_IN_MEMORY: Final = 60
"""Bytes that a parsed document takes for each byte of its text, measured on the hub's own documents."""
_SIZE_OF_VARIANT: Final = 40
"""The same for what its operations are compiled to, statements included, for the variants that a client meets."""
_SIZE_OF_WORDS: Final = 8
_SIZE_OF_LIKE: Final = 2_048
"""Bytes of a document like another: for each byte of its text, and besides."""
_MOST_MET: Final = 4_096


@dataclass(frozen=True, slots=True)
class Chosen:
    """One operation of a document: its plan, and what it compiled to (or why it did not).

    `extent` is there where the answer may become too large for some variables, but not for all. `wording` is there
    where the operation was compiled for all documents like this one: the answer needs its words. `ending` is what of
    the contract will end and its text asks for; `watched` is there where more of that may come in variables.
    """

    plan: Plan
    operation: Operation | Refused
    extent: Extent | None = None
    wording: Wording | None = None
    ending: frozenset[str] = frozenset()
    watched: InVariables | None = None

    def ends(self, variables: Mapping[str, Any]) -> frozenset[str]:
        """What it asks for with these variables and will end."""
        return self.ending if self.watched is None else self.ending | self.watched.found(variables)


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document with what is wrong with it, and its operations by the name that requests give.

    One that is valid because others like it are has no `ast`, and its one operation is chosen already.
    """

    key: str
    ast: DocumentNode | None
    errors: tuple[GraphQLError, ...]
    chosen: dict[str | None, Chosen] = field(default_factory=dict)
    like: str = ""
    """The structure that it has in common with others."""


class Documents:
    """Reads documents with a cache. `hide_suggestions` keeps names of the schema out of errors."""

    def __init__(
        self,
        schema: GraphQLSchema,
        requirements: Requirements,
        known: Known,
        limits: Limits,
        *,
        hide_suggestions: bool,
    ) -> None:
        self._schema = schema
        self._known = known
        self._requirements = requirements
        self._limits = limits
        self._hide_suggestions = hide_suggestions
        self._ending = deprecations_of(schema)
        self._cache: OrderedDict[str, tuple[Document, int]] = OrderedDict()
        self._kept: dict[str, Document] = {}
        self._mark = f"w{secrets.token_hex(8)}"
        self._met: OrderedDict[int, None] = OrderedDict()
        self.bytes_held = 0

    def held(self, query: str) -> Document | None:
        """The document of a text that was read before."""
        cached = self._cache.get(query)
        if cached is not None:
            self._cache.move_to_end(query)
            if cached[0].like in self._cache:
                # It is forgotten after all that are like it, since they hold it.
                self._cache.move_to_end(cached[0].like)
            return cached[0]
        return self._kept.get(query)

    def get(self, query: str, *, checked: bool = False) -> Document:
        """The document of a text, which may be `checked` already.

        Raises CostExceeded or BadInput before it is validated, and where it can before it is parsed.
        """
        document = self.held(query)
        if document is None:
            if not checked:
                check_text(query, self._limits)
            document = self._like_others(query) or self._read_and_keep(query)
        return document

    def keep(self, query: str) -> Document:
        """The same for a document that is registered: it is never forgotten, and takes no room from others."""
        check_text(query, self._limits)
        document = self._kept[query] = self._read(query)
        return document

    def choose(self, document: Document, operation_name: str | None) -> Chosen:
        """One operation. Raises BadInput when it cannot be chosen, CostExceeded when it is too large."""
        chosen = document.chosen.get(operation_name)
        if chosen is None:
            chosen = document.chosen[operation_name] = self._choose(document, operation_name)
        return chosen

    def ast(self, document: Document, query: str) -> DocumentNode:
        """The parsed form of a document without errors; `query` is its text."""
        if document.ast is not None:
            return document.ast
        ast = parse(query, max_tokens=self._limits.tokens)
        # It needs its nodes once, so it may again: it is kept with them, and counts as what it is now.
        self._forget(query)
        self._keep_like(query, dataclasses.replace(document, ast=ast), len(query) * _SIZE_IN_MEMORY)
        return ast

    def _choose(self, document: Document, operation_name: str | None) -> Chosen:
        if document.ast is None:
            raise _no_such_operation()
        schema = self._schema
        operation = _chosen(document.ast, operation_name)
        extent = self._extent(document.ast, operation)
        roots = size_of(document.ast, operation).roots
        plan = plan_of(schema, self._requirements, document.ast, operation, roots=roots, key=document.key)
        ending = asked_for(schema, self._ending, document.ast, operation, plan.above)
        watched = InVariables.of(schema, operation, self._ending) if self._ending else None
        compiled: Operation | Refused
        try:
            compiled = Operation(schema, self._known, document.ast, plan)
        except Refused as error:
            compiled = error
        return Chosen(plan, compiled, extent, ending=ending, watched=watched)

    def check_values(self, chosen: Chosen, variables: Mapping[str, Any]) -> None:
        """Refuses by what the answer may hold with these variables. Raises CostExceeded."""
        if chosen.extent is not None:
            check_values(chosen.extent.of(variables), self._limits)

    def _extent(self, ast: DocumentNode, operation: OperationDefinitionNode) -> Extent | None:
        """None where no variables make the answer too large. Raises CostExceeded where all do."""
        extent = Extent(self._schema, fragments_of(ast), operation)
        if extent.most() <= self._limits.values:
            return None
        check_values(extent.least(), self._limits)
        return extent

    def _read(self, query: str) -> Document:
        key = _key(query)
        try:
            ast = parse(query, max_tokens=self._limits.tokens)
        except GraphQLSyntaxError as error:
            return Document(key, None, (error,))
        if "\\u" in query:
            check_document(ast)
        check_shape(ast, self._limits)
        errors = validate(self._schema, ast, _RULES, _MOST_ERRORS, hide_suggestions=self._hide_suggestions)
        return Document(key, ast, tuple(errors))

    def _read_and_keep(self, query: str) -> Document:
        document = self._read(query)
        self._keep(query, document, len(query) * (_SIZE_IN_MEMORY + _SIZE_OF_VARIANT))
        return document

    def _like_others(self, query: str) -> Document | None:
        """The document by what was read for others of its structure, from the second of them on.

        None where there is none, or where its operation is not compiled: then everything needs its own nodes.
        """
        structure = structure_of(query, self._mark)
        if structure is None or structure.text == query or not self._meets(structure.text):
            return None
        common = self.held(structure.text) or self._read_and_keep(structure.text)
        if common.errors:
            return None
        chosen = self.choose(common, None)
        if isinstance(chosen.operation, Refused):
            return None
        key, own = _key(query), chosen.plan.operation.name
        name = structure.name or (own.value if own else None)
        wording = Wording(query, structure.text, self._mark, structure.aliases)
        mine = dataclasses.replace(chosen, plan=chosen.plan.named(name or unnamed(key)), wording=wording)
        document = Document(key, None, (), {None: mine, name: mine}, structure.text)
        self._keep_like(query, document)
        return document

    def _keep_like(self, query: str, document: Document, more: int = 0) -> None:
        """Keeps it, and what it has in common with others for longer."""
        self._keep(query, document, len(query) * _SIZE_OF_WORDS + _SIZE_OF_LIKE + more)
        self.held(query)

    def _forget(self, query: str) -> None:
        if query in self._cache:
            _, freed = self._cache.pop(query)
            self.bytes_held -= freed

    def _meets(self, structure: str) -> bool:
        """Whether a document of this structure was met before. What is met once only, costs no more than ever."""
        if structure in self._cache:
            return True
        number = hash(structure)
        if number in self._met:
            del self._met[number]
            return True
        self._met[number] = None
        if len(self._met) > _MOST_MET:
            self._met.popitem(last=False)
        return False

    def _keep(self, query: str, document: Document, size: int) -> None:
        self._cache[query] = (document, size)
        self.bytes_held += size
        while self.bytes_held > self._limits.cache_bytes:
            _, (_, freed) = self._cache.popitem(last=False)
            self.bytes_held -= freed


def _key(query: str) -> str:
    return hashlib.sha256(query.encode(errors="replace")).hexdigest()


def _chosen(ast: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [node for node in ast.definitions if isinstance(node, OperationDefinitionNode)]
    if name is None:
        if len(operations) == 1:
            return operations[0]
        raise BadInput("The document has several operations. Name one with `operationName`.", path="operationName")
    for operation in operations:
        if operation.name is not None and operation.name.value == name:
            return operation
    raise _no_such_operation()


def _no_such_operation() -> BadInput:
    return BadInput("The document has no operation of this name. Check `operationName`.", path="operationName")
