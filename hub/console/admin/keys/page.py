"""The keys that sign tokens: which one signs, since when, and the next one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aiohttp import web

from hub.console.admin import texts
from hub.console.admin.forms import errors_of, go_on, sent, status_of
from hub.console.base.dates import moment, span
from hub.console.base.forms import FieldError, new_key, text_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.core.texts import say

_QUERY: Final = document(__file__)
_MUTATION: Final = document(__file__, "mutation.graphql")
_STATES: Final = {
    "SIGNS": ("green", say("Menandatangani")),
    "WAITING": ("yellow", say("Sudah diumumkan, belum menandatangani")),
    "VERIFIES": ("teal", say("Hanya memeriksa token lama")),
    "ENDED": ("grey", say("Berakhir", context="agreement words")),
}


async def keys(visit: Visit) -> web.Response:
    """The keys of this hub."""
    return await _show(visit)


async def rotate(visit: Visit) -> web.Response:
    """Makes a new one."""
    payload, problems = await sent(visit, _MUTATION, "rotateTokenKey", {})
    if problems:
        return await _show(visit, errors_of(problems, ("reason",)), status_of(problems), text_of(visit.form, "reason"))
    return await go_on(visit, "rotateTokenKey", payload, "/console/admin/keys")


async def _show(visit: Visit, errors: Sequence[FieldError] = (), status: int = 200, reason: str = "") -> web.Response:
    reply = await visit.ask(_QUERY, {})
    now = visit.console.clock()
    found = reply.data.get("tokenKeys") or []
    rows = [{**key, "age": span(now - since) if (since := moment(key["signsFrom"])) else None} for key in found]
    return visit.render(
        "admin/keys/template.html", status=status, reply=reply, rows=rows, states=_STATES, errors=errors,
        values={"reason": reason}, key=new_key(), words=texts,
    )  # fmt: skip


PAGES = (Page("GET", "/console/admin/keys", keys), Page("POST", "/console/admin/keys", rotate))
