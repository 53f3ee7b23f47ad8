"""One client that was asked for: what it wants, the steps by which it is registered, and the refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.admin.forms import errors_of, go_on, sent, status_of
from hub.console.admin.requested import request_of
from hub.console.base.forms import FieldError, new_key, text_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.console.portal.words import REQUESTS
from hub.core.errors import NotFound
from hub.core.texts import say

_REFUSE: Final = document(__file__, "refuse.graphql")
_PAGE: Final = "/console/admin/requests/{id}"


async def request(visit: Visit) -> web.Response:
    """The request's page."""
    return await _show(visit)


async def refuse(visit: Visit) -> web.Response:
    """Refuses it; who asked reads why."""
    key = visit.request.match_info["id"]
    _, problems = await sent(visit, _REFUSE, "refuseClientRequest", {"clientId": key})
    if problems:
        return await _show(visit, errors_of(problems, ("reason",)), status_of(problems), text_of(visit.form, "reason"))
    return await go_on(visit, "refuseClientRequest", {}, "/console/admin/requests")


async def _show(visit: Visit, errors: Sequence[FieldError] = (), status: int = 200, reason: str = "") -> web.Response:
    found: Mapping[str, Any] | None = await request_of(visit, visit.request.match_info["id"])
    if found is None:
        raise refusal(NotFound, say("Permintaan ini tidak ada di wilayah Anda. Cari dalam daftarnya."))
    return visit.render(
        "admin/request/template.html", status=status, asked=found, state=REQUESTS[found["state"]], errors=errors,
        values={"reason": reason}, key=new_key(),
    )  # fmt: skip


PAGES = (Page("GET", _PAGE, request), Page("POST", _PAGE, refuse))
