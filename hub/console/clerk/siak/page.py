"""What SIAK gave: the officer types it here, the hub reads it back and says whether it holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors, new_key, text_of, version_of
from hub.console.base.graph import Problem, document, payload_of
from hub.console.base.pages import Page
from hub.console.base.texts import DONE
from hub.console.base.visit import Visit
from hub.console.clerk.application.view import Loaded, load, status_of
from hub.core.errors import BadInput, ErrorCode, NotFound
from hub.core.identifiers import parse_family_card_number, parse_nik

_MUTATION: Final = document(__file__, "mutation.graphql")
_STATE: Final = document(__file__, "state.graphql")
_FIELDS: Final = {"nik": "nik", "deedNumber": "deedNumber", "familyCardNumber": "familyCardNumber"}
_SPACES: Final = str.maketrans("", "", " .-")


async def form(visit: Visit) -> web.Response:
    """The panel and the empty form."""
    return _show(visit, await load(visit), {})


async def record(visit: Visit) -> web.Response:
    """Stores what was typed; the read-back follows."""
    number = visit.request.match_info["number"]
    values = {name: text_of(visit.form, name) for name in _FIELDS}
    for name in ("nik", "familyCardNumber"):
        values[name] = values[name].translate(_SPACES)
    problems = tuple(_unusable(values))
    if not problems:
        variables = {
            "key": text_of(visit.form, "key"), "number": number, "version": version_of(visit.form),
            **values, "familyCardNumber": values["familyCardNumber"] or None,
        }  # fmt: skip
        _, problems = payload_of(await visit.ask(_MUTATION, variables), "recordSiakResult")
    if problems:
        errors = field_errors(problems, _FIELDS)
        return _show(visit, await load(visit), values, errors, status_of(problems))
    await visit.tell(DONE["recordSiakResult"])
    return visit.go(f"/console/applications/{number}")


def _unusable(values: dict[str, str]) -> Sequence[Problem]:
    """What no number of the register looks like: said beside the field before anything is sent."""
    problems = []
    try:
        parse_nik(values["nik"])
    except BadInput as error:
        problems.append(Problem(error.code.value, error.message, "nik"))
    if not values["deedNumber"]:
        text = "Type the deed number exactly as SIAK gave it."
        problems.append(Problem(ErrorCode.BAD_INPUT.value, text, "deedNumber"))
    if values["familyCardNumber"]:
        try:
            parse_family_card_number(values["familyCardNumber"])
        except BadInput as error:
            problems.append(Problem(error.code.value, error.message, "familyCardNumber"))
    return problems


def _show(
    visit: Visit,
    loaded: Loaded,
    values: dict[str, str],
    errors: Sequence[FieldError] = (),
    status: int = 200,
) -> web.Response:
    changes = loaded.changes_since(version_of(visit.form)) if status == 409 else ()
    return visit.render(
        "clerk/siak/template.html", status=status, a=loaded.application, loaded=loaded,
        values=values, errors=errors, changes=changes, key=new_key(),
    )  # fmt: skip


async def state(visit: Visit) -> web.Response:
    """Where the read-back stands; once it is known the whole page is fetched anew, for its buttons change."""
    reply = await visit.ask(_STATE, {"number": visit.request.match_info["number"]})
    application = reply.data.get("application")
    if application is None:
        raise NotFound("There is no application with this number, or it is outside your region.")
    response = visit.render("clerk/siak/state.html", a=application)
    if application["siakStatus"] != "PENDING":
        response.headers["HX-Refresh"] = "true"
    return response


PAGES = (
    Page("GET", "/console/applications/{number}/siak", form),
    Page("POST", "/console/applications/{number}/siak", record),
    Page("GET", "/console/applications/{number}/siak/state", state, fragment=True),
)
