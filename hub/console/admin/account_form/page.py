"""The form of an account: a new one, or what is to change of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.admin import texts
from hub.console.admin.forms import AREAS, chosen, errors_of, go_on, sent, status_of, unsettled
from hub.console.base.areas import settle
from hub.console.base.forms import FieldError, new_key, text_of, version_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.core.errors import NotFound
from hub.core.texts import say

_QUERY: Final = document(__file__)
_CREATE: Final = document(__file__, "create.graphql")
_CHANGE: Final = document(__file__, "change.graphql")
_FIELDS: Final = ("username", "displayName", "roles", "region", "purposes", "nik", "reason")
_EMPTY: Final[dict[str, Any]] = {
    "username": "", "displayName": "", "roles": [], "region": "", "purposes": ["CIVIL_REGISTRATION"], "nik": "",
    "reason": "", "version": None,
}  # fmt: skip
_SPACES: Final = str.maketrans("", "", " .-")


async def new(visit: Visit) -> web.Response:
    """The empty form."""
    return await _show(visit, None, {**_EMPTY, "region": visit.actor.region})


async def create(visit: Visit) -> web.Response:
    """Makes the account, or proposes it."""
    values = _typed(visit)
    if areas := await unsettled(visit, values):
        return await _show(visit, None, values, areas.errors, 422 if areas.errors else 200)
    given = {name: values[name] for name in ("username", "displayName", "roles", "region", "purposes")}
    payload, problems = await sent(visit, _CREATE, "createUser", {**given, "nik": values["nik"] or None})
    if problems:
        return await _show(visit, None, values, errors_of(problems, _FIELDS), status_of(problems))
    key = (payload.get("user") or {}).get("id", "")
    return await go_on(visit, "createUser", payload, f"/console/admin/users/{key}")


async def form(visit: Visit) -> web.Response:
    """The form with what the account says now."""
    user = await _user(visit)
    return await _show(visit, user, {**user, "nik": user["nik"] or "", "reason": ""})


async def change(visit: Visit) -> web.Response:
    """Changes it, or proposes that."""
    key = visit.request.match_info["id"]
    values = _typed(visit)
    if areas := await unsettled(visit, values):
        return await _show(visit, await _user(visit), values, areas.errors, 422 if areas.errors else 200)
    given = {name: values[name] for name in ("displayName", "roles", "region", "purposes")}
    given |= {"userId": key, "expectedVersion": version_of(visit.form) or 0, "nik": values["nik"] or None}
    payload, problems = await sent(visit, _CHANGE, "changeUser", given)
    if problems:
        user = await _user(visit)
        values |= {"username": user["username"], "version": user["version"]}
        return await _show(visit, user, values, errors_of(problems, _FIELDS), status_of(problems))
    return await go_on(visit, "changeUser", payload, f"/console/admin/users/{key}")


def _typed(visit: Visit) -> dict[str, Any]:
    values: dict[str, Any] = {name: text_of(visit.form, name) for name in _FIELDS}
    values |= {name: chosen(visit.form, name) for name in ("roles", "purposes")}
    return {**values, "nik": values["nik"].translate(_SPACES), "version": version_of(visit.form)}


async def _user(visit: Visit) -> Mapping[str, Any]:
    found: Mapping[str, Any] | None = (await visit.ask(_QUERY, {"id": visit.request.match_info["id"]})).data.get("user")
    if found is None:
        raise refusal(NotFound, say("Akun ini tidak ada di wilayah Anda. Cari di daftarnya."))
    return found


async def _show(
    visit: Visit,
    user: Mapping[str, Any] | None,
    values: dict[str, Any],
    errors: Sequence[FieldError] = (),
    status: int = 200,
) -> web.Response:
    return visit.render(
        "admin/account_form/template.html", status=status, u=user, values=values, errors=errors, key=new_key(),
        areas=await settle(visit, values, AREAS), sought=AREAS,
        words=texts,
    )  # fmt: skip


PAGES = (
    Page("GET", "/console/admin/users/new", new),
    Page("POST", "/console/admin/users/new", create),
    Page("GET", "/console/admin/users/{id}/change", form),
    Page("POST", "/console/admin/users/{id}/change", change),
)
