"""A copy of everything that is kept about me: to read, to print, or as JSON for another program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
from aiohttp import web

from hub.console.base.forms import new_key, text_of
from hub.console.base.graph import document, payload_of
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.console.citizen.accesses.page import own_nik
from hub.console.citizen.statement import paper
from hub.core.errors import SourceUnavailable
from hub.core.texts import say

MUTATION: Final = document(__file__, "mutation.graphql")
PAPER: Final = "citizen/statement/paper.html"


async def offer(visit: Visit) -> web.Response:
    """What she may take."""
    own_nik(visit)
    return visit.render("citizen/statement/template.html", key=new_key())


async def given(visit: Visit) -> web.Response:
    """The copy. It stands in no address and in no cache."""
    form = {"nik": own_nik(visit), "idempotencyKey": text_of(visit.form, "key")}
    statement = await informed(visit, form)
    if text_of(visit.form, "as") == "json":
        return web.Response(
            body=orjson.dumps(statement, option=orjson.OPT_INDENT_2),
            content_type="application/json",
            headers={"Content-Disposition": 'attachment; filename="data-saya.json"'},
        )
    return visit.render(PAPER, statement=paper.of(statement), back="/console/me/data")


async def informed(visit: Visit, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The statement. Raises SourceUnavailable where the graph gives none and says nothing of the form."""
    payload, _ = payload_of(await visit.ask(MUTATION, {"input": given}), "informCitizen")
    statement: Mapping[str, Any] | None = payload.get("statement")
    if statement is None:
        raise refusal(SourceUnavailable, say("Data Anda belum dapat dihimpun saat ini. Coba lagi satu menit lagi."))
    return statement


PAGES = (Page("GET", "/console/me/data", offer), Page("POST", "/console/me/data", given))
