"""Emergency accesses that wait for a review, and all of them; each is reviewed here by somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.base.forms import FieldError, new_key, text_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.oversight import texts
from hub.console.oversight.forms import errors_of, missing, sent, status_of
from hub.core.texts import say

_QUERY: Final = document(__file__)
_REVIEW: Final = document(__file__, "review.graphql")
_PAGE: Final = "/console/oversight/emergencies"
_NONE: Final[dict[str, Any]] = {"edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}


async def emergencies(visit: Visit) -> web.Response:
    """The newest first. Cursors here hold ids and nothing else."""
    return await _show(visit)


async def review(visit: Visit) -> web.Response:
    verdict, key = text_of(visit.form, "verdict"), visit.request.match_info["id"]
    if verdict not in texts.VERDICTS:
        return await _show(visit, missing(["verdict"]), 422)
    given = {"accessId": key, "verdict": verdict, "reason": text_of(visit.form, "reason")}
    _, problems = await sent(visit, _REVIEW, "reviewEmergencyAccess", given)
    if problems:
        return await _show(visit, errors_of(problems, ("reason",)), status_of(problems))
    await visit.tell(say("Tinjauan tersimpan."))
    return visit.go(_PAGE)


async def _show(visit: Visit, errors: Sequence[FieldError] = (), status: int = 200) -> web.Response:
    query = visit.request.query
    waiting = query.get("view") != "all"
    reply = await visit.ask(_QUERY, {"waiting": waiting, "after": query.get("after") or None})
    found = reply.data.get("emergencyAccesses") or _NONE
    return visit.render(
        "oversight/emergencies/template.html", status=status, reply=reply, rows=[e["node"] for e in found["edges"]],
        page_info=found["pageInfo"], waiting=waiting, errors=errors, key=new_key(), words=texts,
        tried=visit.request.match_info.get("id", ""), reason=text_of(visit.form, "reason"),
    )  # fmt: skip


PAGES = (Page("GET", _PAGE, emergencies), Page("POST", _PAGE + "/{id}", review, form_at=_PAGE))
