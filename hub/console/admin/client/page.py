"""One client: what it may, by which keys, and everything that was done with its registration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.admin import texts
from hub.console.admin.forms import errors_of, go_on, sent, status_of
from hub.console.base.forms import FieldError, new_key, text_of, version_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.core.errors import NotFound
from hub.core.texts import say

_QUERY: Final = document(__file__)
_MUTATIONS: Final = {"close": "closeClient", "reopen": "reopenClient", "keys": "replaceClientKeys"}
_PAYLOAD: Final = "{ proposal { id state } errors { code message path } }"


async def client(visit: Visit) -> web.Response:
    """The client's page."""
    return await show(visit)


async def act(visit: Visit) -> web.Response:
    """Closes it, opens it again, or replaces its keys."""
    action, key = visit.request.match_info["action"], visit.request.match_info["id"]
    mutation = _MUTATIONS.get(action)
    if mutation is None:
        raise refusal(NotFound, say("Tidak ada tindakan dengan nama ini. Kembali ke kliennya."))
    name = mutation[0].upper() + mutation[1:]
    query = f"mutation {name}($input: {name}Input!) {{ {mutation}(input: $input) {_PAYLOAD} }}"
    given: dict[str, Any] = {"clientId": key, "expectedVersion": version_of(visit.form) or 0}
    if action == "keys":
        given["keys"] = text_of(visit.form, "keys")
    payload, problems = await sent(visit, query, mutation, given)
    if problems:
        fields = {"reason": f"reason-{action}", "keys": "keys"}
        found = errors_of(problems, tuple(fields))
        errors = [FieldError(fields.get(error.field, ""), error.text) for error in found]
        typed = {name: text_of(visit.form, name) for name in fields}
        return await show(visit, errors, status_of(problems), typed, action)
    return await go_on(visit, mutation, payload, f"/console/admin/clients/{key}")


async def show(
    visit: Visit,
    errors: Sequence[FieldError] = (),
    status: int = 200,
    values: Mapping[str, str] | None = None,
    action: str = "",
) -> web.Response:
    """The client's page, with what was wrong with `action`."""
    reply = await visit.ask(_QUERY, {"clientId": visit.request.match_info["id"]})
    found: Mapping[str, Any] | None = reply.data.get("client")
    if found is None:
        raise refusal(NotFound, say("Klien ini tidak ada di wilayah Anda. Cari di daftarnya."))
    proposals = (reply.data.get("accountProposals") or {"edges": []})["edges"]
    waiting = [edge["node"] for edge in proposals if edge["node"]["clientId"] == found["clientId"]]
    history = (reply.data.get("accountChanges") or {"edges": []})["edges"]
    return visit.render(
        "admin/client/template.html", status=status, k=found, reply=reply, waiting=waiting, history=history,
        errors=errors, values=values or {}, action=action, key=new_key(), words=texts,
    )  # fmt: skip


PAGES = (
    Page("GET", "/console/admin/clients/{id}", client),
    Page("POST", "/console/admin/clients/{id}/act/{action}", act),
)
