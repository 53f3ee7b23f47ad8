"""The text is cut where graphql-core's lexer cuts it, or the count of its tokens would be worth nothing."""

from __future__ import annotations

import random

import pytest
from graphql import GraphQLSyntaxError, Source, TokenKind
from graphql.language.lexer import Lexer

from hub.engine.scan import nesting, skeleton, token_too_many

PIECES = [
    '"""', '""', '"', "\\", '\\"', '\\"""', "#", "\n", "\r", "a", "ab_1", "1", "-1", "1.5", "1e3", "-", ".", "...", "{",
    "}", "(", ")", "[", "]", "@", "$", "!", ":", "=", "|", "&", " ", ",", "\t", "\ufeff", "\\u0041", "é",
]  # fmt: skip
BRACKETS = {TokenKind.BRACE_L: 1, TokenKind.PAREN_L: 1, TokenKind.BRACKET_L: 1,
            TokenKind.BRACE_R: -1, TokenKind.PAREN_R: -1, TokenKind.BRACKET_R: -1}  # fmt: skip


def lexed(text: str) -> tuple[int, int, int, bool]:
    """(tokens, deepest bracket, directives, whether that is all) as the lexer has them."""
    lexer = Lexer(Source(text))
    tokens = depth = deepest = directives = 0
    try:
        while (token := lexer.advance()).kind != TokenKind.EOF:
            # Comments are passed over between two tokens, but are made like them.
            between = token.prev
            while between is not None and between.kind == TokenKind.COMMENT:
                tokens, between = tokens + 1, between.prev
            tokens += 1
            depth += BRACKETS.get(token.kind, 0)
            deepest, directives = max(deepest, depth), directives + (token.kind == TokenKind.AT)
    except GraphQLSyntaxError:
        return tokens, deepest, directives, False
    between = token.prev
    while between is not None and between.kind == TokenKind.COMMENT:
        tokens, between = tokens + 1, between.prev
    return tokens, deepest, directives, True


TEXTS = [
    "",
    "{ a }",
    "query A($a: Int = 3) { a(b: $a) @skip(if: true) { ...F } }",
    '{ a(b: "word word { ( [ @") } # word { ( [ @',
    r'{ a(b: "\" { ( [") }',
    r'{ a(b: """ " "" \""" { ( [ @ """) { b } }',
    r'{ a(b: """\\""" { """) }',
    '{ a(b: """""") b(c: "") }',
    '{ a(b: """x\ny\\""") c: """) }',
    "1-1-1-1",
    "-1.5e-3 1E+2 0",
    "a#b\rc#d\r\ne",
    "\ufeff{a,,,b}",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_count_is_the_lexers(text: str) -> None:
    _agrees(text)


def test_the_count_is_the_lexers_for_what_nobody_would_write() -> None:
    chance, whole = random.Random(1901), 0  # noqa: S311  texts, no secrets
    for _ in range(1_500):
        whole += _agrees("".join(chance.choices(PIECES, k=chance.randrange(1, 14))))
    # Most such texts are no document; those that are must be many enough to tell.
    assert whole > 150


def _agrees(text: str) -> bool:
    """A lexer that stops at an error has cut as many tokens as the scan at the least: it never counts too few."""
    tokens, deepest, directives, is_whole = lexed(text)
    if tokens:
        assert token_too_many(text, tokens - 1) is not None, text
    if is_whole:
        assert token_too_many(text, tokens) is None, text
        bones = skeleton(text)
        assert (nesting(bones), bones.count("@")) == (deepest, directives), text
    return is_whole


def test_what_follows_the_limit_is_not_read() -> None:
    text = "a " * 1_000_000
    assert token_too_many(text, 6_000) == 2 * 6_000 + 1
    assert token_too_many("a " * 6_000, 6_000) is None
