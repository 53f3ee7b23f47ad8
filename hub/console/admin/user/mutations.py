"""The mutations of an account that need no more than a reason."""

from __future__ import annotations

from typing import Final

_PAYLOAD: Final = "{ user { passwordState needsTwo } proposal { id state } word errors { code message path } }"
VERSIONED: Final = {
    "close": "closeUser",
    "reopen": "reopenUser",
    "factor": "resetSecondFactor",
}
MUTATIONS: Final = {**VERSIONED, "sessions": "endSessions", "word": "issueOneTimeWord"}


def query_of(mutation: str) -> str:
    """The operation of a mutation."""
    name = mutation[0].upper() + mutation[1:]
    return f"mutation {name}($input: {name}Input!) {{ {mutation}(input: $input) {_PAYLOAD} }}"
