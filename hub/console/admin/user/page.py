"""One account: who it is, what may be done with it, and everything that was done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.admin import texts
from hub.console.admin.forms import errors_of, go_on, sent, status_of
from hub.console.admin.user.mutations import MUTATIONS, VERSIONED, query_of
from hub.console.base.forms import FieldError, new_key, text_of, version_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.core.errors import NotFound
from hub.core.texts import say

_QUERY: Final = document(__file__)
_PAGE: Final = "/console/admin/users/{id}"


async def user(visit: Visit) -> web.Response:
    """The account's page."""
    return await show(visit)


async def act(visit: Visit) -> web.Response:
    """Does what needs a reason and nothing else; a one-time word is shown at once, since it is never told again."""
    action = visit.request.match_info["action"]
    mutation = MUTATIONS.get(action)
    if mutation is None:
        raise refusal(NotFound, say("Tidak ada tindakan dengan nama ini. Kembali ke akunnya."))
    key = visit.request.match_info["id"]
    given: dict[str, Any] = {"userId": key}
    if action in VERSIONED:
        given["expectedVersion"] = version_of(visit.form) or 0
    payload, problems = await sent(visit, query_of(mutation), mutation, given)
    if problems:
        # Each of the forms of this page has its own field for the reason.
        errors = [FieldError(f"reason-{action}" if e.field else "", e.text) for e in errors_of(problems, ("reason",))]
        return await show(visit, errors, status_of(problems), text_of(visit.form, "reason"), action)
    if action == "word":
        return word_page(visit, key, payload)
    return await go_on(visit, mutation, payload, f"/console/admin/users/{key}")


def word_page(visit: Visit, key: str, payload: Mapping[str, Any]) -> web.Response:
    """A one-time word or half of one, on paper's way to its owner. `key` is the account's id."""
    told = payload.get("user") or {"passwordState": "NONE", "needsTwo": False}
    half = ("first" if told["passwordState"] == "HALF" else "second") if told["needsTwo"] else ""
    return visit.render("admin/user/word.html", key=key, word=payload["word"], half=half)


async def show(
    visit: Visit, errors: Sequence[FieldError] = (), status: int = 200, reason: str = "", action: str = ""
) -> web.Response:
    """The account's page, with what was wrong with `action`."""
    key = visit.request.match_info["id"]
    reply = await visit.ask(_QUERY, {"id": key})
    found: Mapping[str, Any] | None = reply.data.get("user")
    if found is None:
        raise refusal(NotFound, say("Akun ini tidak ada di wilayah Anda. Cari di daftarnya."))
    proposals = (reply.data.get("accountProposals") or {"edges": []})["edges"]
    waiting = [edge["node"] for edge in proposals if edge["node"]["userId"] == found["id"]]
    history = (reply.data.get("accountChanges") or {"edges": []})["edges"]
    return visit.render(
        "admin/user/template.html", status=status, u=found, reply=reply, waiting=waiting, history=history,
        errors=errors, reason=reason, action=action, key=new_key(), words=texts,
    )  # fmt: skip


PAGES = (
    Page("GET", _PAGE, user),
    Page("POST", _PAGE + "/act/{action}", act, form_at=_PAGE),
)
