"""What a document's text is without the words that its writer chose: aliases, the operation's name, spaces, comments.

Two texts of one structure have the same tokens, one by one, but for those words, which are chosen alike: where one has
the same alias twice, so has the other. So both are valid or neither is, they ask for the same, and have the same answer
under other keys. Texts that are not plainly of this kind have no structure, and are read as they are: mutations, many
operations, escapes, block strings, and whatever the lexer of graphql-core could cut in another way than this module.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_NAME: Final = r"[_A-Za-z][_0-9A-Za-z]*+"
_NUMBER: Final = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+(?![_0-9A-Za-z.])"
_STRING: Final = r'"[^"\n\r]*+"'
_TOKEN: Final = rf"(?:{_NAME}|[!$()\[\]{{}}:=@|]|\.\.\.|{_STRING}|{_NUMBER})"
_COMMENT: Final = r"#[^\n\r\ud800-\udfff]*+"
_PLAIN: Final = re.compile(rf"(?:[ \t\n\r,\ufeff]++|{_TOKEN}|{_COMMENT})*+")
_TOKENS: Final = re.compile(rf"{_COMMENT}|({_TOKEN})")
_OPERATIONS: Final = frozenset({"query", "mutation", "subscription"})
_QUERY: Final = "query"
_COLON: Final = ":"


@dataclass(frozen=True, slots=True)
class Structure:
    """`text` is the document with names made of a mark in place of the `aliases` (in order) and of `name`, the
    operation's, which is None where it has none."""

    text: str
    aliases: tuple[str, ...]
    name: str | None


def structure_of(query: str, mark: str) -> Structure | None:
    """The structure of a text with one query; None for any other. `mark` is a name that nobody else can think of."""
    if "\\" in query or '"""' in query or _PLAIN.fullmatch(query) is None:
        return None
    tokens: list[str] = _TOKENS.findall(query)
    if "#" in query:
        # Comments are no tokens.
        tokens = [token for token in tokens if token]
    if not tokens or not _is_one_query(tokens):
        return None
    name = _take_name(tokens, mark)
    aliases = _take_aliases(tokens, mark)
    return Structure(" ".join(tokens), aliases, name)


def starts_of(query: str) -> list[int]:
    """Where each token of a text that has a structure begins, in characters."""
    return [found.start() for found in _TOKENS.finditer(query) if found[1]]


def alias_of(mark: str, number: int) -> str:
    """The name in place of an alias."""
    return f"{mark}_{number}"


def _is_one_query(tokens: Sequence[str]) -> bool:
    """Whether this can be nothing but one query and its fragments. One with a field of such a name is left out."""
    if tokens[0] == "{":
        return _OPERATIONS.isdisjoint(tokens)
    if tokens[0] == _QUERY:
        return _OPERATIONS.isdisjoint(tokens[1:])
    return [token for token in tokens if token in _OPERATIONS] == [_QUERY]


def _take_name(tokens: list[str], mark: str) -> str | None:
    if tokens[0] != _QUERY or len(tokens) < 2 or not _is_name(tokens[1]):
        return None
    name, tokens[1] = tokens[1], mark
    return name


def _take_aliases(tokens: list[str], mark: str) -> tuple[str, ...]:
    """Those that no field or anything else of the text has as its own name: that could be meant as the same key."""
    places = _aliased(tokens)
    rest = tokens.copy()
    for at in places:
        rest[at] = _COLON
    others = set(rest)
    numbers: dict[str, int] = {}
    for at in places:
        alias = tokens[at]
        if alias not in others and not alias.startswith("__"):
            tokens[at] = alias_of(mark, numbers.setdefault(alias, len(numbers)))
    return tuple(numbers)


def _aliased(tokens: Sequence[str]) -> list[int]:
    """Where aliases stand: names before a colon, outside of arguments and declarations."""
    depth, begins, found = 0, 0, list[int]()
    for _ in range(tokens.count(_COLON)):
        # From one colon to the next, since there are few: looking at each token would take three times as long.
        at = tokens.index(_COLON, begins)
        between = tokens[begins:at]
        depth += between.count("(") - between.count(")")
        if depth == 0 and at and _is_name(tokens[at - 1]):
            found.append(at - 1)
        begins = at + 1
    return found


def _is_name(token: str) -> bool:
    return token.isidentifier()
