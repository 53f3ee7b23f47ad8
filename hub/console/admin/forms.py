"""What the forms of administration share: the errors beside their fields, and where a mutation leads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from aiohttp import web
from multidict import MultiDictProxy

from hub.console.admin.texts import DONE, HELP, PROBLEMS, PROPOSED, REASONS
from hub.console.base.areas import ANY_HERE, FIND, Areas, settle
from hub.console.base.forms import FieldError, text_of
from hub.console.base.graph import Problem, payload_of
from hub.console.base.texts import error_pair
from hub.console.base.visit import Visit
from hub.core.errors import ErrorCode

_STATUS: Final = {ErrorCode.CONFLICT.value: 409, ErrorCode.NOT_FOUND.value: 404, ErrorCode.FORBIDDEN.value: 403}


AREAS: Final = {"region": ANY_HERE}
"""What each form of administration asks by name: a region of this district."""


async def unsettled(visit: Visit, values: dict[str, Any]) -> Areas | None:
    """Puts the region into `values` that was written or picked; what has to be shown for its sake, if anything has."""
    areas = await settle(visit, values, AREAS)
    return areas if areas.is_open or text_of(visit.form, "go").startswith(FIND) else None


def errors_of(problems: Iterable[Problem], fields: Sequence[str]) -> tuple[FieldError, ...]:
    """The hub's errors beside the fields of this form, which are called as in the input."""
    found = []
    for problem in problems:
        name = next((part for part in reversed(problem.path.split(".")) if part in fields), "")
        words = HELP.get(name) if problem.code == ErrorCode.BAD_INPUT.value else None
        said = words or REASONS.get(problem.rule) or PROBLEMS.get(problem.code)
        text = (said, problem.message) if said else error_pair(problem.code, problem.message)
        found.append(FieldError(name, text))
    return tuple(dict.fromkeys(found))


def status_of(problems: Iterable[Problem]) -> int:
    """The HTTP status of a form that was not done: 422 where a field is to be corrected."""
    return next((_STATUS[problem.code] for problem in problems if problem.code in _STATUS), 422)


def lines_of(form: Mapping[str, Any], name: str) -> list[str]:
    """A field with one value in each line."""
    return [line.strip() for line in text_of(form, name).splitlines() if line.strip()]


def chosen(form: MultiDictProxy[Any], name: str) -> list[str]:
    """The values of the boxes that were ticked."""
    return [value for value in form.getall(name, []) if isinstance(value, str)]


async def sent(
    visit: Visit, query: str, mutation: str, given: Mapping[str, Any]
) -> tuple[Mapping[str, Any], tuple[Problem, ...]]:
    """Runs a mutation with the form's key and reason; its payload, and what is wrong."""
    own = {"idempotencyKey": text_of(visit.form, "key"), "reason": text_of(visit.form, "reason")}
    return payload_of(await visit.ask(query, {"input": {**own, **given}}), mutation)


async def go_on(visit: Visit, mutation: str, payload: Mapping[str, Any], back: str) -> web.Response:
    """To the proposal that it became, or back to what was changed; with a sentence for the next page."""
    proposal = payload.get("proposal")
    if proposal and proposal["state"] == "OPEN":
        await visit.tell(PROPOSED)
        return visit.go(f"/console/admin/proposals/{proposal['id']}")
    await visit.tell(DONE[mutation])
    return visit.go(back)
