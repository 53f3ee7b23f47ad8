"""Limits of one operation, each checked before the work that it protects from is done.

Bytes, tokens, brackets and directives on the text, before it is parsed; definitions, levels, aliases, fields and
repetitions on the parsed document, before it is validated; what the answer may hold before anything is asked for.
"""

from __future__ import annotations

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
from hub.engine.scan import nesting, skeleton, token_too_many

_NUL: Final = "\0"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one operation may be. `fields` counts selected fields with fragments spread out; a list counts once.

    `values` counts what the answer may hold: a list counts as the keys that are given or the page that is asked for,
    else as 10 items, one at the root as 100. `repeats` is how often one field may stand at one place, since fields of
    one name are compared pair by pair; `inputs` counts values within the variables, `list_items` those of one list.
    """

    query_bytes: int = 64 * 1024
    tokens: int = 6_000
    nesting: int = 48
    directives: int = 100
    definitions: int = 100
    depth: int = 16
    aliases: int = 60
    root_fields: int = 20
    fields: int = 1_500
    repeats: int = 50
    inputs: int = 10_000
    list_items: int = 1_000
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
    """Refuses by bytes, tokens, brackets and directives, without parsing.

    Raises CostExceeded, or BadInput for a NUL character.
    """
    if len(query) > limits.query_bytes or len(query.encode(errors="replace")) > limits.query_bytes:
        raise CostExceeded(
            f"The document has more than {limits.query_bytes // 1024} KB. Ask for less in one operation.",
            details={"limit": limits.query_bytes},
        )
    if _NUL in query:
        raise _nul("")
    if token_too_many(query, limits.tokens) is not None:
        raise CostExceeded(
            f"The document has more than {limits.tokens} tokens. Ask for less in one operation.",
            details={"limit": limits.tokens},
        )
    bones = skeleton(query)
    _check("brackets within each other", nesting(bones), limits.nesting)
    _check("directives", bones.count("@"), limits.directives)


def check_variables(variables: Mapping[str, Any], limits: Limits) -> None:
    """Refuses more values than anything takes, and texts that nothing can store.

    Raises CostExceeded or BadInput naming the variable.
    """
    for name, value in variables.items():
        if type(value) is str:
            if _NUL in value:
                raise _nul(f"${name}")
        elif type(value) is list or type(value) is dict:
            _check_input(f"${name}", value, limits)
    if len(variables) > limits.inputs:
        raise _too_many_inputs("", len(variables), limits.inputs)


def check_document(document: DocumentNode) -> None:
    """Refuses texts with a NUL character written into the document, where an escape may hide it. Raises BadInput."""
    finder = _NulFinder()
    visit(document, finder)
    if finder.found:
        raise _nul("")


def check_shape(document: DocumentNode, limits: Limits) -> None:
    """Refuses by definitions, levels, aliases, fields and repetitions, before validation.

    So nothing is known of the document but its syntax: a fragment that is missing counts nothing, and validation tells
    of it. Raises CostExceeded, or BadInput for a fragment that spreads itself.
    """
    _check("definitions", len(document.definitions), limits.definitions)
    fragments, known = fragments_of(document), dict[str, Size | None]()
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode | FragmentDefinitionNode):
            size = _measure(node.selection_set, fragments, known)
            _check_size(size, limits)
            if isinstance(node, OperationDefinitionNode):
                _check("root fields", size.roots, limits.root_fields)
            _check_repeats([node.selection_set], fragments, limits)


def size_of(document: DocumentNode, operation: OperationDefinitionNode) -> Size:
    """The counts of one operation of a valid document."""
    return _measure(operation.selection_set, fragments_of(document), {})


def check_values(values: int, limits: Limits) -> None:
    """Refuses an answer that could become too large for anybody. Raises CostExceeded."""
    if values > limits.values:
        raise CostExceeded(
            f"The answer could hold {_shown(values)} values, and at most {limits.values} are allowed: lists within "
            "lists multiply. Ask for fewer lists, shorter pages or fewer keys in one operation.",
            details={"limit": limits.values, "cost": _bounded(values)},
        )


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    """The fragments by their names."""
    return {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}


def _check(what: str, count: int, limit: int) -> None:
    if count > limit:
        raise CostExceeded(
            f"The operation has more than the {limit} {what} allowed. Split it into several operations.",
            details={"limit": limit, "cost": _bounded(count)},
        )


def _check_size(size: Size, limits: Limits) -> None:
    _check("levels", size.depth, limits.depth)
    _check("aliases", size.aliases, limits.aliases)
    _check("fields", size.fields, limits.fields)


_LARGEST: Final = 2**53 - 1


def _bounded(count: int) -> int:
    """A number that every client's JSON can read; fragments may count more than atoms."""
    return min(count, _LARGEST)


def _shown(count: int) -> str:
    return str(count) if count <= _LARGEST else "countless"


def _check_input(name: str, value: Any, limits: Limits) -> None:
    """One variable that is a list or an object, without calling itself: it may be nested as deep as JSON goes."""
    if type(value) is list and all(type(one) is str for one in value):
        # The common list, such as one of NIKs, as one text.
        _check_list(name, value, limits)
        if _NUL in "".join(value):
            raise _nul(name)
        return
    seen, stack = 0, [value]
    while stack:
        one = stack.pop()
        seen += 1
        if type(one) is str:
            if _NUL in one:
                raise _nul(name)
        elif type(one) is dict:
            stack += one.keys()
            stack += one.values()
        elif type(one) is list:
            _check_list(name, one, limits)
            stack += one
        if seen + len(stack) > 2 * limits.inputs:
            raise _too_many_inputs(name, seen + len(stack), limits.inputs)


def _check_list(name: str, value: list[Any], limits: Limits) -> None:
    if len(value) > limits.list_items:
        raise CostExceeded(
            f"A list in the variables has more than {limits.list_items} items. Send it in several requests.",
            path=name,
            details={"limit": limits.list_items, "cost": len(value)},
        )


def _too_many_inputs(name: str, count: int, limit: int) -> CostExceeded:
    return CostExceeded(
        f"The variables hold more than the {limit} values allowed. Send them in several requests.",
        path=name,
        details={"limit": limit, "cost": count},
    )


class _NulFinder(Visitor):
    found = False

    def enter_string_value(self, node: StringValueNode, *_args: Any) -> None:
        self.found = self.found or _NUL in node.value


_NOTHING: Final = Size()


def _measure(
    selection: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], known: dict[str, Size | None]
) -> Size:
    """Each fragment is measured once, however often it is spread, so that a bomb costs nothing here."""
    total = _NOTHING
    for node in selection.selections:
        total = total.beside(_measure_node(node, fragments, known))
    return total


def _measure_node(
    node: SelectionNode, fragments: Mapping[str, FragmentDefinitionNode], known: dict[str, Size | None]
) -> Size:
    if isinstance(node, FragmentSpreadNode):
        return _measure_fragment(node.name.value, fragments, known)
    assert isinstance(node, FieldNode | InlineFragmentNode)
    below = _measure(node.selection_set, fragments, known) if node.selection_set else _NOTHING
    return below.under(alias=node.alias is not None) if isinstance(node, FieldNode) else below


def _measure_fragment(
    name: str, fragments: Mapping[str, FragmentDefinitionNode], known: dict[str, Size | None]
) -> Size:
    """`known` holds None for those that are being measured just now."""
    if name not in fragments:
        return _NOTHING
    if name in known:
        size = known[name]
        if size is None:
            raise BadInput(f"The fragment {name} spreads itself. Take the spread out that leads back to it.")
        return size
    known[name] = None
    size = known[name] = _measure(fragments[name].selection_set, fragments, known)
    return size


def _check_repeats(
    level: list[SelectionSetNode], fragments: Mapping[str, FragmentDefinitionNode], limits: Limits
) -> None:
    """How often one field stands at one place of the answer. Called for what has few fields when spread out."""
    for nodes in _together(level, fragments).values():
        _check("times that one field may stand at one place", len(nodes), limits.repeats)
        below = [node.selection_set for node in nodes if node.selection_set]
        if below:
            _check_repeats(below, fragments, limits)


def _together(
    level: list[SelectionSetNode], fragments: Mapping[str, FragmentDefinitionNode]
) -> dict[str, list[FieldNode]]:
    """The fields that stand at one place, by their names in the answer."""
    found: dict[str, list[FieldNode]] = {}
    for field in _fields(level, fragments, set()):
        found.setdefault((field.alias or field.name).value, []).append(field)
    return found


def _fields(
    level: list[SelectionSetNode], fragments: Mapping[str, FragmentDefinitionNode], spread: set[str]
) -> Iterator[FieldNode]:
    """A fragment stands once at one place, however often it is spread there."""
    for selection in level:
        for node in selection.selections:
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                yield from _fields([node.selection_set], fragments, spread)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                if node.name.value in fragments:
                    yield from _fields([fragments[node.name.value].selection_set], fragments, spread)


def _nul(path: str) -> BadInput:
    return BadInput("A text holds a NUL character, which nothing can store. Remove it and send it again.", path=path)
