"""Limits, checked before anything expensive is done: bytes, then tokens, then the shape of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    Visitor,
    visit,
)

from hub.core.errors import BadInput, CostExceeded

_TOKEN: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|"(?:[^"\\\n]|\\.)*"|[_A-Za-z][_0-9A-Za-z]*|-?[0-9][0-9.eE+-]*|\.\.\.|#[^\n]*|[^\s,]'
)
_NUL: Final = "\0"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one operation may be. `fields` counts selected fields with fragments spread out; a list counts once.

    `values` counts what the answer may hold: a list counts as 10 items, one at the root as 100.
    """

    query_bytes: int = 64 * 1024
    tokens: int = 6_000
    depth: int = 16
    aliases: int = 60
    root_fields: int = 20
    fields: int = 1_500
    values: int = 1_000_000
    cache_bytes: int = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Size:
    """Counts of a selection, fragments spread out; `roots` are the fields of its own level."""

    depth: int = 0
    aliases: int = 0
    fields: int = 0
    roots: int = 0

    def beside(self, other: Size) -> Size:
        """The size of both selections together."""
        return Size(
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.fields + other.fields,
            self.roots + other.roots,
        )

    def under(self, *, alias: bool) -> Size:
        """The size of a field that has this selection below it."""
        return Size(self.depth + 1, self.aliases + alias, self.fields + 1, 1)


def check_text(query: str, limits: Limits) -> None:
    """Refuses by bytes and tokens without parsing. Raises CostExceeded, or BadInput for a NUL character."""
    if len(query) > limits.query_bytes or len(query.encode(errors="replace")) > limits.query_bytes:
        raise CostExceeded(
            f"The document has more than {limits.query_bytes // 1024} KB. Ask for less in one operation.",
            details={"limit": limits.query_bytes},
        )
    if _NUL in query:
        raise _nul("")
    if _more_tokens_than(query, limits.tokens):
        raise CostExceeded(
            f"The document has more than {limits.tokens} tokens. Ask for less in one operation.",
            details={"limit": limits.tokens},
        )


def check_variables(variables: Mapping[str, Any]) -> None:
    """Refuses texts that nothing can store. Raises BadInput naming the variable."""
    for name, value in variables.items():
        if _NUL in value if type(value) is str else any(_NUL in text for text in _texts(value)):
            raise _nul(f"${name}")


def check_document(document: DocumentNode) -> None:
    """The same for texts written into the document, where an escape may hide it."""
    finder = _NulFinder()
    visit(document, finder)
    if finder.found:
        raise _nul("")


def check_size(document: DocumentNode, operation: OperationDefinitionNode, limits: Limits) -> Size:
    """Refuses by depth, aliases and number of fields. Fragments have to be free of cycles. Raises CostExceeded."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    size = _measure(operation.selection_set, fragments, {})
    counts = (
        ("levels", size.depth, limits.depth),
        ("aliases", size.aliases, limits.aliases),
        ("fields", size.fields, limits.fields),
        ("root fields", size.roots, limits.root_fields),
    )
    for what, count, limit in counts:
        if count > limit:
            raise CostExceeded(
                f"The operation has more than the {limit} {what} allowed. Split it into several operations.",
                details={"limit": limit},
            )
    return size


def check_extent(values: int, limits: Limits) -> None:
    """Refuses an answer that could become too large for anybody. Raises CostExceeded."""
    if values > limits.values:
        raise CostExceeded(
            f"The answer could hold more than the {limits.values} values allowed: lists within lists multiply. "
            "Ask for fewer lists in one operation.",
            details={"limit": limits.values},
        )


def _more_tokens_than(query: str, limit: int) -> bool:
    # A scan by one regular expression: 30 times cheaper than the lexer, and it stops at the limit.
    return any(count > limit for count, _ in enumerate(_TOKEN.finditer(query), start=1))


def _texts(value: Any) -> Iterator[str]:
    if type(value) is list and all(type(one) is str for one in value):
        # The common list, such as one of NIKs, as one text.
        value = "".join(value)
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            stack.extend(one.keys())
            stack.extend(one.values())
        elif isinstance(one, list):
            stack.extend(one)


class _NulFinder(Visitor):
    found = False

    def enter_string_value(self, node: StringValueNode, *_args: Any) -> None:
        self.found = self.found or _NUL in node.value


def _measure(
    selection: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], known: dict[str, Size]
) -> Size:
    """Each fragment is measured once, however often it is spread, so that a bomb costs nothing here."""
    total = Size()
    for node in selection.selections:
        total = total.beside(_measure_node(node, fragments, known))
    return total


def _measure_node(node: SelectionNode, fragments: Mapping[str, FragmentDefinitionNode], known: dict[str, Size]) -> Size:
    if isinstance(node, FragmentSpreadNode):
        name = node.name.value
        if name not in known:
            known[name] = _measure(fragments[name].selection_set, fragments, known)
        return known[name]
    assert isinstance(node, FieldNode | InlineFragmentNode)
    below = _measure(node.selection_set, fragments, known) if node.selection_set else Size()
    return below.under(alias=node.alias is not None) if isinstance(node, FieldNode) else below


def _nul(path: str) -> BadInput:
    return BadInput("A text holds a NUL character, which nothing can store. Remove it and send it again.", path=path)
