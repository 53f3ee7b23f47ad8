"""Somebody of the office opens one record in an emergency. The NIK stands in the form's body alone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from aiohttp import web

from hub.console.base.forms import FieldError, new_key, text_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.oversight import texts
from hub.console.oversight.forms import errors_of, missing, sent, status_of
from hub.core.texts import say

_OPEN: Final = document(__file__, "mutation.graphql")
_PAGE: Final = "/console/emergency"
_KNOWN_SECONDS: Final = 1.0
"""Within this time every process of the hub knows what is open to whom."""


async def form(visit: Visit) -> web.Response:
    return _show(visit)


async def open_record(visit: Visit) -> web.Response:
    """To the person's page, or back to the form with what is wrong."""
    kind = text_of(visit.form, "emergency")
    if kind not in texts.EMERGENCY_KINDS:
        return _show(visit, missing(["emergency"]), 422)
    given = {"nik": text_of(visit.form, "nik"), "emergency": kind, "reason": text_of(visit.form, "reason")}
    payload, problems = await sent(visit, _OPEN, "openEmergencyAccess", given)
    if problems:
        return _show(visit, errors_of(problems, ("nik", "reason")), status_of(problems))
    await visit.tell(say("Akses darurat terbuka selama satu jam. Setiap pembacaan dicatat dan ditinjau."))
    await asyncio.sleep(_KNOWN_SECONDS)
    return visit.go(f"/console/citizens/{payload['citizenId']}")


def _show(visit: Visit, errors: Sequence[FieldError] = (), status: int = 200) -> web.Response:
    values = {name: text_of(visit.form, name) for name in ("nik", "emergency", "reason")}
    return visit.render(
        "oversight/opening/template.html", status=status, errors=errors, values=values, key=new_key(), words=texts
    )


PAGES = (Page("GET", _PAGE, form), Page("POST", _PAGE, open_record))
