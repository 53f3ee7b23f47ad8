"""Finding a citizen. What is searched for travels in the form's body and never stands in an address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.base.areas import ANY_HERE, FIND, Areas, settle
from hub.console.base.forms import FieldError, field_errors, text_of, unusable
from hub.console.base.graph import Problem, Reply, document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.core.errors import BadInput
from hub.core.identifiers import parse_nik
from hub.core.texts import say

_BY_NAME: Final = document(__file__)
_BY_NIK: Final = document(__file__, "nik.graphql")
_TEMPLATE: Final = "clerk/search/template.html"
_FIELDS: Final = {
    "nik": "nik", "name": "name", "birthYear": "birthYear", "motherName": "motherName", "regionCode": "regionCode",
}  # fmt: skip
_AREAS: Final = {"regionCode": ANY_HERE}
_SPACES: Final = str.maketrans("", "", " .-")


async def form(visit: Visit) -> web.Response:
    """The empty form."""
    return _show(visit, {}, areas=Areas())


async def search(visit: Visit) -> web.Response:
    """By NIK straight to the person, by name to a list."""
    values = {name: text_of(visit.form, name) for name in _FIELDS}
    values["nik"] = values["nik"].translate(_SPACES)
    areas = await settle(visit, values, _AREAS) if not values["nik"] else Areas()
    if text_of(visit.form, "go").startswith(FIND):
        return _show(visit, values, areas.errors, areas=areas, status=422 if areas.errors else 200)
    problems = _unusable(values)
    if problems or areas.errors:
        errors = [*field_errors(problems, _FIELDS), *areas.errors]
        return _show(visit, values, errors, areas=areas, status=422)
    if values["nik"]:
        return await _by_nik(visit, values)
    variables = {"search": _terms(values), "after": text_of(visit.form, "after") or None}
    reply = await visit.ask(_BY_NAME, variables)
    found = reply.data.get("searchCitizens")
    if found is None and not reply.refused():
        return _show(visit, values, field_errors(reply.problems, _FIELDS), areas=areas, status=422)
    return _show(
        visit, values, areas=areas, reply=reply, found=found or {"edges": [], "pageInfo": {"hasNextPage": False}}
    )


async def _by_nik(visit: Visit, values: Mapping[str, str]) -> web.Response:
    reply = await visit.ask(_BY_NIK, {"nik": values["nik"]})
    citizen = reply.data.get("citizen")
    if citizen is not None and citizen["id"]:
        return visit.go(f"/console/citizens/{citizen['id']}")
    found = {"edges": [], "pageInfo": {"hasNextPage": False}}
    return _show(visit, values, areas=Areas(), reply=reply, found=found)


def _terms(values: Mapping[str, str]) -> dict[str, Any]:
    terms: dict[str, Any] = {"name": values["name"]}
    if values["birthYear"]:
        terms["birthYear"] = int(values["birthYear"])
    terms |= {name: values[name] for name in ("motherName", "regionCode") if values[name]}
    return terms


def _unusable(values: Mapping[str, str]) -> list[Problem]:
    """What cannot be searched for, beside its field."""
    if values["nik"]:
        return _refusals(("nik", values["nik"], parse_nik))
    problems: list[Problem] = []
    if len(values["name"]) < 2:
        problems.append(unusable("name", say("Isi NIK, atau nama dengan sedikitnya dua huruf.")))
    year = values["birthYear"]
    if year and not (year.isdecimal() and 1850 <= int(year[:5]) <= dt.date.max.year):
        problems.append(unusable("birthYear", say("Tahun lahir terdiri dari 4 angka, misalnya 1990.")))
    return problems


def _refusals(*checks: tuple[str, str, Any]) -> list[Problem]:
    problems = []
    for name, value, parse in checks:
        try:
            if value:
                parse(value)
        except BadInput as error:
            problems.append(Problem(error.code.value, error.message, name))
    return problems


def _show(
    visit: Visit,
    values: Mapping[str, str],
    errors: Sequence[FieldError] = (),
    *,
    areas: Areas,
    reply: Reply | None = None,
    found: Mapping[str, Any] | None = None,
    status: int = 200,
) -> web.Response:
    return visit.render(
        _TEMPLATE, status=status, values=values, errors=errors, reply=reply, found=found, areas=areas, sought=_AREAS
    )


PAGES = (
    Page("GET", "/console/citizens", form),
    Page("POST", "/console/citizens", search),
)
