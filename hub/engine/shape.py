"""One shape for every error: message, path, locations, and `extensions` with the code. No internals, no values."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import Any, Final

from graphql import GraphQLError

from hub.core.errors import ErrorCode, HubError
from hub.telemetry import logger
from hub.telemetry.redaction import redact_text

_log = logger(__name__)
_ONCE: Final = frozenset({ErrorCode.FORBIDDEN.value, ErrorCode.MASKED.value, ErrorCode.AGREEMENT_EXPIRED.value})
"""Codes that are told once for a field, not once for every item of a list above it."""

_QUOTED: Final = (
    # Names of fields are data in variables: whoever mixes them up sends a person's name as one.
    (re.compile(r"\bunknown field '.*$", re.DOTALL), "a field that it does not have."),
    (re.compile(r"[;,.]? [Ff]ound:? .*$", re.DOTALL), "."),
    (re.compile(r"\bvalue: .*$", re.DOTALL), "value."),
    (
        re.compile(r"Value '.*' does not exist in '(\w+)' enum\.", re.DOTALL),
        r"This value is not in the list \1. Take one that codeList or schema.graphql shows.",
    ),
    (re.compile(r"Value '.*' does not exist", re.DOTALL), "This value does not exist"),
    (re.compile(r"Unexpected (\w+) .*$", re.DOTALL), r"Unexpected \1."),
)
"""Where messages of the library quote what the caller sent: that may be personal data."""

_GUESS: Final = re.compile(r",? *did you mean\b.*$", re.DOTALL | re.IGNORECASE)


def shape(errors: Iterable[GraphQLError]) -> list[dict[str, Any]]:
    """The errors of an answer, each once; a refusal at its first place in the answer, whatever came first in time."""
    entries: list[dict[str, Any]] = []
    told: dict[tuple[Any, ...], int] = {}
    for error in errors:
        entry = entry_of_graphql(error)
        mark = _mark(entry)
        known = len(entries) if mark is None else told.setdefault(mark, len(entries))
        if known == len(entries):
            entries.append(entry)
        elif _indices(entry) < _indices(entries[known]):
            entries[known] = entry
    return entries


def entry_of(error: HubError) -> dict[str, Any]:
    """The entry of an error that is no field's. `extensions.input` names the part of the input it is about."""
    return {"message": error.message, "extensions": _extensions(error)}


def entry_of_graphql(error: GraphQLError) -> dict[str, Any]:
    """The entry of a field's error, or of a document or variable that cannot be used."""
    cause = _cause(error)
    if isinstance(cause, HubError) and cause.code is not ErrorCode.INTERNAL:
        entry = entry_of(cause)
    elif isinstance(cause, HubError):
        entry = internal(cause, told=cause.message)
    elif cause is not None:
        entry = internal(cause)
    else:
        entry = {"message": sanitised(error), "extensions": {"code": ErrorCode.BAD_INPUT.value}}
    if error.path is not None:
        entry["path"] = list(error.path)
    if error.locations:
        entry["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    return entry


def internal(cause: BaseException, *, told: str = "") -> dict[str, Any]:
    """The entry of a failure of ours: a number in the log instead of what went wrong."""
    number = uuid.uuid4().hex[:12]
    _log.error("An operation failed inside the hub.", extra={"incident": number}, exc_info=cause)
    message = told or "The hub could not answer this. Try again; if it stays so, tell the office this number"
    return {
        "message": f"{message.rstrip('.')}. Number: {number}.",
        "extensions": {"code": ErrorCode.INTERNAL.value, "incident": number},
    }


def sanitised(error: GraphQLError) -> str:
    """The library's message without what the caller sent."""
    inner = error.original_error
    if isinstance(inner, GraphQLError):
        return f"{error.message.partition(': ')[0]}: {sanitised(inner)}"
    message = error.message
    for pattern, replacement in _QUOTED:
        message = pattern.sub(replacement, message)
    return redact_text(message)


def without_suggestions(entry: dict[str, Any]) -> dict[str, Any]:
    """The same entry without what the library guesses was meant: names of the graph, for somebody who knows none."""
    message = _GUESS.sub("", entry["message"])
    return entry if message == entry["message"] else {**entry, "message": message}


def _cause(error: GraphQLError) -> BaseException | None:
    """What an error comes from, when it comes from code: None for a document or value that is wrong."""
    cause: BaseException | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _extensions(error: HubError) -> dict[str, Any]:
    about = {"input": error.path} if error.path else {}
    return {"code": error.code.value, **error.details, **about}


def _mark(entry: dict[str, Any]) -> tuple[Any, ...] | None:
    code = entry["extensions"]["code"]
    if code not in _ONCE or "path" not in entry:
        return None
    return (code, *(step for step in entry["path"] if isinstance(step, str)))


def _indices(entry: dict[str, Any]) -> list[int]:
    return [step for step in entry["path"] if isinstance(step, int)]
