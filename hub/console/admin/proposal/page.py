"""One proposal, before and after, and the decision on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.admin import texts
from hub.console.admin.forms import errors_of, go_on, sent, status_of
from hub.console.admin.user.page import word_page
from hub.console.base.forms import FieldError, new_key, text_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.core.errors import NotFound
from hub.core.texts import say

_QUERY: Final = document(__file__)
_PAGE: Final = "/console/admin/proposals/{id}"
_MUTATIONS: Final = {
    "approve": "approveAccountProposal",
    "refuse": "refuseAccountProposal",
    "withdraw": "withdrawAccountProposal",
}
_PAYLOAD: Final = (
    "{ user { id passwordState needsTwo } client { clientId } agreement { id } service { name } proposal { id state }"
    " word errors { code message path } }"
)


async def proposal(visit: Visit) -> web.Response:
    """The proposal's page."""
    return await _show(visit)


async def decide(visit: Visit) -> web.Response:
    """Approves, refuses or withdraws it. Whoever approves somebody who will sign gets her half of the word at once."""
    key, mutation = visit.request.match_info["id"], _MUTATIONS.get(visit.request.match_info["decision"])
    if mutation is None:
        raise refusal(NotFound, say("Putusan ini tidak ada. Kembali ke usulannya."))
    name = mutation[0].upper() + mutation[1:]
    query = f"mutation {name}($input: {name}Input!) {{ {mutation}(input: $input) {_PAYLOAD} }}"
    payload, problems = await sent(visit, query, mutation, {"proposalId": key})
    if problems:
        return await _show(visit, errors_of(problems, ("reason",)), status_of(problems), text_of(visit.form, "reason"))
    user = payload.get("user")
    if payload.get("word") and user:
        return word_page(visit, user["id"], payload)
    changed = _changed(payload) if mutation == "approveAccountProposal" else ""
    return await go_on(visit, mutation, {}, changed or f"/console/admin/proposals/{key}")


def _changed(payload: Mapping[str, Any]) -> str:
    """The page of what was approved."""
    for name, key, pages in (
        ("user", "id", "users"),
        ("client", "clientId", "clients"),
        ("agreement", "id", "agreements"),
        ("service", "name", "services"),
    ):
        if subject := payload.get(name):
            return f"/console/admin/{pages}/{subject[key]}"
    return ""


async def _show(visit: Visit, errors: Sequence[FieldError] = (), status: int = 200, reason: str = "") -> web.Response:
    reply = await visit.ask(_QUERY, {"id": visit.request.match_info["id"]})
    found: Mapping[str, Any] | None = reply.data.get("accountProposal")
    if found is None:
        raise refusal(NotFound, say("Usulan ini tidak ada di wilayah Anda. Cari di daftarnya."))
    return visit.render(
        "admin/proposal/template.html", status=status, o=found, name=texts.name_of(found), errors=errors,
        values={"reason": reason}, key=new_key(), words=texts,
    )  # fmt: skip


PAGES = (
    Page("GET", _PAGE, proposal),
    Page("POST", _PAGE + "/{decision}", decide, form_at=_PAGE),
)
