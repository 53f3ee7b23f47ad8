"""The form of a client: a new one, or what is to change of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.admin import texts
from hub.console.admin.forms import AREAS, chosen, errors_of, go_on, lines_of, sent, status_of, unsettled
from hub.console.admin.requested import begun
from hub.console.base.areas import settle
from hub.console.base.forms import FieldError, new_key, text_of, version_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.core.actor import SCOPES
from hub.core.errors import NotFound
from hub.core.texts import say

_QUERY: Final = document(__file__)
_REGISTER: Final = document(__file__, "register.graphql")
_CHANGE: Final = document(__file__, "change.graphql")
_AGREEMENTS: Final = document(__file__, "agreements.graphql")
_FIELDS: Final = (
    "clientId", "name", "proof", "keys", "redirectUris", "scopes", "purposes", "region", "agency", "agreement",
    "reason",
)  # fmt: skip
_EMPTY: Final[dict[str, Any]] = {
    "clientId": "", "name": "", "proof": "PRIVATE_KEY_JWT", "keys": "", "redirectUris": "", "scopes": [],
    "purposes": ["PUBLIC_SERVICE"], "region": "", "agency": "", "agreement": "", "dpopBound": False, "reason": "",
    "version": None,
}  # fmt: skip
_ALIKE: Final = ("name", "scopes", "purposes", "region", "agency", "agreement", "dpopBound")


async def new(visit: Visit) -> web.Response:
    """The empty form, or what somebody asked for."""
    asked = await begun(visit) or {}
    taken = {name: asked[name] for name in ("clientId", "name", "keys", "scopes", "region") if name in asked}
    if asked and any(key == asked["clientId"] for key, _ in await _agreements(visit)):
        taken["agreement"] = asked["clientId"]
    return await _show(visit, None, {**_EMPTY, "region": visit.actor.region, **taken})


async def register(visit: Visit) -> web.Response:
    """Registers the client, or proposes it."""
    values = _typed(visit)
    if areas := await unsettled(visit, values):
        return await _show(visit, None, values, areas.errors, 422 if areas.errors else 200)
    given = {name: values[name] for name in (*_ALIKE, "clientId", "keys")}
    given |= {"redirectUris": lines_of(visit.form, "redirectUris"), "proof": values["proof"] or "NONE"}
    payload, problems = await sent(visit, _REGISTER, "registerClient", given)
    if problems:
        return await _show(visit, None, values, errors_of(problems, _FIELDS), status_of(problems))
    key = (payload.get("client") or {}).get("clientId", "")
    return await go_on(visit, "registerClient", payload, f"/console/admin/clients/{key}")


async def form(visit: Visit) -> web.Response:
    """The form with what the registration says now."""
    client = await _client(visit)
    return await _show(visit, client, {**client, "redirectUris": "\n".join(client["redirectUris"]), "reason": ""})


async def change(visit: Visit) -> web.Response:
    """Changes it, or proposes that."""
    key = visit.request.match_info["id"]
    values = _typed(visit)
    if areas := await unsettled(visit, values):
        return await _show(visit, await _client(visit), values, areas.errors, 422 if areas.errors else 200)
    given = {name: values[name] for name in _ALIKE}
    given |= {"clientId": key, "expectedVersion": version_of(visit.form) or 0}
    given |= {"redirectUris": lines_of(visit.form, "redirectUris")}
    payload, problems = await sent(visit, _CHANGE, "changeClient", given)
    if problems:
        client = await _client(visit)
        return await _show(visit, client, values, errors_of(problems, _FIELDS), status_of(problems))
    return await go_on(visit, "changeClient", payload, f"/console/admin/clients/{key}")


def _typed(visit: Visit) -> dict[str, Any]:
    values: dict[str, Any] = {name: text_of(visit.form, name) for name in _FIELDS}
    values |= {name: chosen(visit.form, name) for name in ("scopes", "purposes")}
    return {**values, "dpopBound": text_of(visit.form, "dpopBound") == "yes", "version": version_of(visit.form)}


async def _client(visit: Visit) -> Mapping[str, Any]:
    reply = await visit.ask(_QUERY, {"clientId": visit.request.match_info["id"]})
    found: Mapping[str, Any] | None = reply.data.get("client")
    if found is None:
        raise refusal(NotFound, say("Klien ini tidak ada di wilayah Anda. Cari di daftarnya."))
    return found


async def _agreements(visit: Visit) -> list[tuple[str, str]]:
    """Those that a client can be put under, as (id, words)."""
    found: list[tuple[str, str]] = []
    after = None
    while True:
        page = (await visit.ask(_AGREEMENTS, {"after": after})).data.get("agreements")
        if not page:
            return found
        nodes = [edge["node"] for edge in page["edges"]]
        found += [(one["id"], f"{one['title']} – {one['recipient']} ({one['id']})") for one in nodes]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


async def _show(
    visit: Visit,
    client: Mapping[str, Any] | None,
    values: dict[str, Any],
    errors: Sequence[FieldError] = (),
    status: int = 200,
) -> web.Response:
    # Scopes that facets of further agencies bring stay choosable where the client has them.
    scopes = sorted(SCOPES | set(values["scopes"]))
    agreements = await _agreements(visit)
    if values["agreement"] and values["agreement"] not in dict(agreements):
        agreements.append((values["agreement"], values["agreement"]))
    return visit.render(
        "admin/client_form/template.html", status=status, k=client, values=values, errors=errors, key=new_key(),
        areas=await settle(visit, values, AREAS), sought=AREAS,
        words=texts, scopes=scopes, agreements=agreements,
    )  # fmt: skip


PAGES = (
    Page("GET", "/console/admin/clients/new", new),
    Page("POST", "/console/admin/clients/new", register),
    Page("GET", "/console/admin/clients/{id}/change", form),
    Page("POST", "/console/admin/clients/{id}/change", change),
)
