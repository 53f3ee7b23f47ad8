"""Forms: what was typed, what is wrong with it, and the words for both."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hub.console.base.graph import Problem
from hub.console.base.texts import error_pair
from hub.core.errors import ErrorCode
from hub.core.texts import Pair


@dataclass(frozen=True, slots=True)
class FieldError:
    """One error of a form. `field` is the id of the field it belongs to, empty for the whole form."""

    field: str
    text: Pair


def field_errors(
    problems: Iterable[Problem], fields: Mapping[str, str], asked: Mapping[str, str] | None = None
) -> tuple[FieldError, ...]:
    """The hub's errors beside our fields; `fields` maps a name of the input to the id of its field.

    `asked` says in Indonesian, by the name of the input, what this form wants there.
    """
    found = []
    for problem in problems:
        name = next((part for part in reversed(problem.path.split(".")) if part in fields), "")
        own = (problem.message_id, problem.message) if problem.message_id else None
        if own is None and asked and name in asked and problem.code == ErrorCode.BAD_INPUT:
            own = (asked[name], problem.message)
        found.append(FieldError(fields.get(name, ""), own or error_pair(problem.code, problem.message, name)))
    return tuple(dict.fromkeys(found))


def unusable(field: str, said: Pair) -> Problem:
    """What the console itself sees is wrong with a field, before anything is asked of the graph."""
    return Problem(ErrorCode.BAD_INPUT.value, said[1], field, message_id=said[0])


def new_key() -> str:
    """A fresh idempotency key for a form: sent twice, it acts once."""
    return secrets.token_urlsafe(18)


def version_of(form: Mapping[str, Any]) -> int | None:
    """The version of the application that the person looked at."""
    given = str(form.get("version", ""))
    return int(given) if given.isdecimal() and len(given) < 10 else None


def text_of(form: Mapping[str, Any], name: str) -> str:
    """A field's text without outer spaces; empty when it is missing or a file."""
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""
