"""One sharing agreement: its terms, who reads under it, and everything that was done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.admin import agreement_words, texts
from hub.console.admin.agreements.page import days_left
from hub.console.admin.forms import errors_of, go_on, sent, status_of
from hub.console.base.forms import FieldError, new_key, text_of, version_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.core.errors import NotFound
from hub.core.texts import say

_QUERY: Final = document(__file__)
_CLIENTS: Final = document(__file__, "clients.graphql")
_WAITING: Final = document(__file__, "waiting.graphql")
_MUTATIONS: Final = {"revoke": "revokeAgreement", "reopen": "reopenAgreement"}
_PAYLOAD: Final = "{ proposal { id state } errors { code message path } }"
_PAGE: Final = "/console/admin/agreements/{id}"


async def agreement(visit: Visit) -> web.Response:
    """The agreement's page."""
    return await show(visit)


async def act(visit: Visit) -> web.Response:
    """Revokes it, or proposes that it holds again."""
    action, key = visit.request.match_info["action"], visit.request.match_info["id"]
    mutation = _MUTATIONS.get(action)
    if mutation is None:
        raise refusal(NotFound, say("Tidak ada tindakan dengan nama ini. Kembali ke perjanjiannya."))
    name = mutation[0].upper() + mutation[1:]
    query = f"mutation {name}($input: {name}Input!) {{ {mutation}(input: $input) {_PAYLOAD} }}"
    given = {"agreementId": key, "expectedVersion": version_of(visit.form) or 0}
    payload, problems = await sent(visit, query, mutation, given)
    if problems:
        # Each of the forms of this page has its own field for the reason.
        errors = [FieldError(f"reason-{action}" if e.field else "", e.text) for e in errors_of(problems, ("reason",))]
        return await show(visit, errors, status_of(problems), text_of(visit.form, "reason"), action)
    return await go_on(visit, mutation, payload, f"/console/admin/agreements/{key}")


async def show(
    visit: Visit, errors: Sequence[FieldError] = (), status: int = 200, reason: str = "", action: str = ""
) -> web.Response:
    """The agreement's page, with what was wrong with `action`."""
    key = visit.request.match_info["id"]
    reply = await visit.ask(_QUERY, {"id": key})
    found: Mapping[str, Any] | None = reply.data.get("agreement")
    if found is None:
        raise refusal(NotFound, say("Perjanjian ini tidak ada di wilayah Anda. Cari di daftarnya."))
    return visit.render(
        "admin/agreement/template.html", status=status, a=found, reply=reply, waiting=await _waiting(visit, key),
        clients=await _clients(visit, key), history=(reply.data.get("accountChanges") or {"edges": []})["edges"],
        days_left=days_left(found, visit), errors=errors, reason=reason, action=action, key=new_key(), words=texts,
        terms=agreement_words,
    )  # fmt: skip


async def _waiting(visit: Visit, key: str) -> list[Mapping[str, Any]]:
    """Proposals about it. An auditor sees none, and misses nothing that is done."""
    if "account:approve" not in visit.actor.scopes:
        return []
    proposals = ((await visit.ask(_WAITING, {})).data.get("accountProposals") or {"edges": []})["edges"]
    return [edge["node"] for edge in proposals if edge["node"]["agreementId"] == key]


async def _clients(visit: Visit, key: str) -> list[Mapping[str, Any]] | None:
    """Who reads under it; None for whoever may see no clients."""
    if not visit.actor.scopes & {"client:manage", "account:approve"}:
        return None
    found = (await visit.ask(_CLIENTS, {"filter": {"agreement": key}})).data.get("clients")
    return [edge["node"] for edge in found["edges"]] if found else None


PAGES = (
    Page("GET", _PAGE, agreement),
    Page("POST", _PAGE + "/act/{action}", act, form_at=_PAGE),
)
