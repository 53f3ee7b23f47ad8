"""What the forms of oversight share: a mutation with its key, and the errors beside their fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from hub.console.base.dates import WIB
from hub.console.base.forms import FieldError, text_of
from hub.console.base.graph import Problem, payload_of
from hub.console.base.texts import error_pair
from hub.console.base.visit import Visit
from hub.console.oversight.texts import HELP, PROBLEMS, REASONS
from hub.core.errors import ErrorCode
from hub.core.texts import say

_STATUS: Final = {ErrorCode.CONFLICT.value: 409, ErrorCode.NOT_FOUND.value: 404, ErrorCode.FORBIDDEN.value: 403}


async def sent(
    visit: Visit, query: str, mutation: str, given: Mapping[str, Any]
) -> tuple[Mapping[str, Any], tuple[Problem, ...]]:
    """Runs a mutation with the form's key; its payload, and what is wrong."""
    reply = await visit.ask(query, {"input": {"idempotencyKey": text_of(visit.form, "key"), **given}})
    return payload_of(reply, mutation)


def errors_of(problems: Iterable[Problem], fields: Sequence[str]) -> tuple[FieldError, ...]:
    """The hub's errors beside the fields of this form, which are called as in the input."""
    found = []
    for problem in problems:
        name = next((part for part in reversed(problem.path.split(".")) if part in fields), "")
        words = HELP.get(name) if problem.code == ErrorCode.BAD_INPUT.value else None
        said = words or REASONS.get(problem.rule) or PROBLEMS.get(problem.code)
        found.append(FieldError(name, (said, problem.message) if said else error_pair(problem.code, problem.message)))
    return tuple(dict.fromkeys(found))


def status_of(problems: Iterable[Problem]) -> int:
    """The HTTP status of a form that was not done: 422 where a field is to be corrected."""
    return next((_STATUS[problem.code] for problem in problems if problem.code in _STATUS), 422)


def moment_in(text: str) -> str | None:
    """What a field `datetime-local` says, in WIB, as the graph wants it; None for what is no time."""
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=WIB).isoformat()
    except ValueError:
        return None


def missing(fields: Iterable[str]) -> tuple[FieldError, ...]:
    """Fields of a form that were left empty or hold what they cannot."""
    return tuple(FieldError(name, (HELP[name], say("Isi bagian ini.")[1])) for name in fields)
