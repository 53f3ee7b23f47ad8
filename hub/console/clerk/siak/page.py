"""What SIAK gave: the officer types it here, the hub reads it back and says whether it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors, new_key, text_of, unusable, version_of
from hub.console.base.graph import Problem, document, payload_of
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.texts import DONE, SIAK_NUMBERS
from hub.console.base.visit import Visit
from hub.console.clerk.application.view import Loaded, load, status_of
from hub.core.errors import BadInput, NotFound
from hub.core.identifiers import parse_family_card_number, parse_nik
from hub.core.texts import say

_MUTATION: Final = document(__file__, "mutation.graphql")
_STATE: Final = document(__file__, "state.graphql")
_SPACES: Final = str.maketrans("", "", " .-")
_NUMBERS: Final[Mapping[str, Callable[[str], object]]] = {
    "nik": parse_nik, "familyCardNumber": parse_family_card_number,
}  # fmt: skip
"""Numbers of 16 digits, which are typed with spaces as they are read."""


async def form(visit: Visit) -> web.Response:
    """The panel and the empty form."""
    return _show(visit, await load(visit), {})


async def record(visit: Visit) -> web.Response:
    """Stores what was typed; the read-back follows."""
    number, loaded = visit.request.match_info["number"], await load(visit)
    given = {name: text_of(visit.form, name) for name in fields_of(loaded)}
    values = {name: text.translate(_SPACES) if name in _NUMBERS else text for name, text in given.items()}
    problems = tuple(_unusable(values, loaded.service["siakGives"]))
    if not problems:
        typed = {name: text or None for name, text in values.items()}
        variables = {"key": text_of(visit.form, "key"), "number": number, "version": version_of(visit.form), **typed}
        _, problems = payload_of(await visit.ask(_MUTATION, variables), "recordSiakResult")
    if problems:
        errors = field_errors(problems, {name: name for name in values})
        return _show(visit, await load(visit), values, errors, status_of(problems))
    await visit.tell(DONE["recordSiakResult"])
    return visit.go(f"/console/applications/{number}")


def fields_of(loaded: Loaded) -> tuple[str, ...]:
    """What is typed here: the numbers that SIAK gives for this service, in the order of its panel."""
    gives = {*loaded.service["siakGives"], *loaded.service["siakMayGive"]}
    return tuple(name for name in SIAK_NUMBERS if name in gives)


def _unusable(values: Mapping[str, str], needed: Sequence[str]) -> Iterator[Problem]:
    """What no number of the register looks like: said beside the field before anything is sent."""
    for name, value in values.items():
        if not value and name in needed:
            yield unusable(name, say("SIAK memberi nomor ini di sini. Isi persis seperti yang ditunjukkan SIAK."))
        elif value and name in _NUMBERS:
            try:
                _NUMBERS[name](value)
            except BadInput as error:
                yield Problem(error.code.value, error.message, name)


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
        values=values, errors=errors, changes=changes, key=new_key(), fields=fields_of(loaded),
    )  # fmt: skip


async def state(visit: Visit) -> web.Response:
    """Where the read-back stands; once it is known the whole page is fetched anew, for its buttons change."""
    reply = await visit.ask(_STATE, {"number": visit.request.match_info["number"]})
    application = reply.data.get("application")
    if application is None:
        raise refusal(NotFound, say("Tidak ada permohonan dengan nomor ini, atau permohonan itu di luar wilayah Anda."))
    response = visit.render("clerk/siak/state.html", a=application)
    if application["siakStatus"] != "PENDING":
        response.headers["HX-Refresh"] = "true"
    return response


PAGES = (
    Page("GET", "/console/applications/{number}/siak", form),
    Page("POST", "/console/applications/{number}/siak", record),
    Page("GET", "/console/applications/{number}/siak/state", state, fragment=True),
)
