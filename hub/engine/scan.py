"""What a document's text tells before anything is parsed: its tokens, its brackets within each other, its directives.

Two passes of regular expressions, which cut the text where the lexer of graphql-core does and stop at the limit. That
lexer makes an object of each token, and the parser behind it calls itself for each bracket.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate
from typing import Final

_BLOCK: Final = r'"""(?:[^"\\]++|\\"""|\\|"(?!""))*+"""'
_STRING: Final = r'"(?:[^"\\\n\r]++|\\.)*+"'
_COMMENT: Final = r"#[^\n\r]*+"
_NUMBER: Final = r"-?[0-9]++(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+"
_IGNORED: Final = r"[\s,\ufeff]*+"
# Comments count: the lexer makes an object of each of them, too.
_TOKEN: Final = rf"(?>{_BLOCK}|{_STRING}|[_A-Za-z][_0-9A-Za-z]*+|{_NUMBER}|\.\.\.|{_COMMENT}|[^\s,\ufeff])"
_SILENT: Final = re.compile(rf"{_BLOCK}|{_STRING}|{_COMMENT}|[^{{}}()\[\]@\"#]++|[\"#]")
_STEP: Final = {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1, "@": 0}


def token_too_many(text: str, limit: int) -> int | None:
    """Where the first token over `limit` ends, and nothing after it was read; None where there is none."""
    found = _more_than(limit).match(text)
    return None if found is None else found.end()


@lru_cache(maxsize=8)
def _more_than(limit: int) -> re.Pattern[str]:
    return re.compile(rf"(?>(?:{_IGNORED}{_TOKEN}){{{limit + 1}}})")


def skeleton(text: str) -> str:
    """Brackets and the signs of directives alone, in order; those in strings and comments are left out."""
    return _SILENT.sub("", text)


def nesting(bones: str) -> int:
    """How many brackets of a skeleton stand within each other at the most."""
    return max(accumulate(map(_STEP.__getitem__, bones), initial=0))
