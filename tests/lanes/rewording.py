"""Documents that ask for the same in other words, made by graphql-core's own parser, printer and lexer."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    FieldNode,
    Lexer,
    NameNode,
    OperationDefinitionNode,
    Source,
    TokenKind,
    Visitor,
    parse,
    print_ast,
    visit,
)

_BETWEEN: Final = (" ", "\n", ", ", "\r\n", "\t", ' # a: note { "\n', "\ufeff", "\r", ",,\n  ")
_LETTERS: Final = "abcxyzABC_019"


def with_aliases(text: str, chance: random.Random) -> str:
    """The same with an alias for some of the fields that have none."""
    return print_ast(visit(parse(text), _Aliasing(chance)))


def reworded(text: str, chance: random.Random) -> str:
    """The same under other aliases, another name of the operation, with other spaces and with comments."""
    return spaced(print_ast(visit(parse(text), _Renaming(chance))), chance)


def spaced(text: str, chance: random.Random) -> str:
    """The tokens of a text with something else between them."""
    lexer, parts = Lexer(Source(text)), [""]
    while (token := lexer.advance()).kind is not TokenKind.EOF:
        parts.append(text[token.start : token.end])
    return "".join(chance.choice(_BETWEEN) + part for part in parts)


def word(chance: random.Random) -> str:
    return chance.choice("abcxyz") + "".join(chance.choices(_LETTERS, k=chance.choice((1, 6, 30))))


class _Aliasing(Visitor):
    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance

    def leave_field(self, node: FieldNode, *_args: Any) -> FieldNode | None:
        if node.alias or self._chance.random() > 0.3:
            return None
        return _aliased(node, word(self._chance))


@dataclass
class _Renames:
    chance: random.Random
    names: dict[str, str] = field(default_factory=dict)

    def of(self, alias: str) -> str:
        if alias not in self.names:
            new = word(self.chance)
            while new in self.names.values():
                new = word(self.chance)
            self.names[alias] = new
        return self.names[alias]


class _Renaming(Visitor):
    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance
        self._renames = _Renames(chance)

    def leave_field(self, node: FieldNode, *_args: Any) -> FieldNode | None:
        return _aliased(node, self._renames.of(node.alias.value)) if node.alias else None

    def leave_operation_definition(self, node: OperationDefinitionNode, *_args: Any) -> OperationDefinitionNode | None:
        if node.name is None:
            return None
        return OperationDefinitionNode(
            operation=node.operation,
            name=NameNode(value=word(self._chance)),
            variable_definitions=node.variable_definitions,
            directives=node.directives,
            selection_set=node.selection_set,
        )


def _aliased(node: FieldNode, alias: str) -> FieldNode:
    return FieldNode(
        alias=NameNode(value=alias),
        name=node.name,
        arguments=node.arguments,
        directives=node.directives,
        selection_set=node.selection_set,
    )
