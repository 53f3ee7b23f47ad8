"""One finding with the receipts that it stands on; an auditor settles it with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aiohttp import web

from hub.console.base.forms import FieldError, new_key, text_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.console.oversight import texts
from hub.console.oversight.forms import errors_of, missing, sent, status_of
from hub.core.errors import NotFound
from hub.core.texts import say

_QUERY: Final = document(__file__)
_SETTLE: Final = document(__file__, "settle.graphql")
_PAGE: Final = "/console/oversight/findings/{id}"
_VERDICTS: Final = {key: texts.FINDING_STATES[key][1] for key in ("JUSTIFIED", "ABUSE")}


async def finding(visit: Visit) -> web.Response:
    """The finding's page."""
    return await _show(visit)


async def settle(visit: Visit) -> web.Response:
    """What she makes of it; back to the page, or to the form with what is wrong."""
    verdict = text_of(visit.form, "verdict")
    if verdict not in _VERDICTS:
        return await _show(visit, missing(["verdict"]), 422)
    given = {
        "findingId": visit.request.match_info["id"],
        "verdict": verdict,
        "reason": text_of(visit.form, "reason"),
    }
    _, problems = await sent(visit, _SETTLE, "settleFinding", given)
    if problems:
        return await _show(visit, errors_of(problems, ("verdict", "reason")), status_of(problems))
    await visit.tell(say("Putusan tersimpan."))
    return visit.go("/console/oversight/findings")


async def _show(visit: Visit, errors: Sequence[FieldError] = (), status: int = 200) -> web.Response:
    reply = await visit.ask(_QUERY, {"id": visit.request.match_info["id"]})
    found = reply.data.get("accessFinding")
    if found is None:
        raise refusal(NotFound, say("Temuan ini tidak ada. Cari di daftarnya."))
    return visit.render(
        "oversight/finding/template.html", status=status, o=found, errors=errors, words=texts, verdicts=_VERDICTS,
        values={name: text_of(visit.form, name) for name in ("verdict", "reason")}, key=new_key(),
    )  # fmt: skip


PAGES = (Page("GET", _PAGE, finding), Page("POST", _PAGE, settle))
