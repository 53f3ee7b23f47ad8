"""At the counter: what is kept about somebody, or who saw her data, printed for whom the clerk has before her."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors, new_key, text_of
from hub.console.base.graph import payload_of
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.citizen.statement import paper
from hub.console.citizen.statement.page import MUTATION, PAPER
from hub.core.texts import indonesian

_FIELDS: Final = {"shown": "shown", "parentNik": "parentNik", "id": ""}
_ASKED: Final = {"shown": indonesian("Tulis bukti diri yang ditunjukkan, misalnya KTP-el asli.")}
_SPACES: Final = str.maketrans("", "", " .-")


async def form(visit: Visit) -> web.Response:
    """Whom she has before her, and what she wants."""
    return _show(visit)


async def printed(visit: Visit) -> web.Response:
    """The paper, once the clerk has said by what she knows her."""
    here = visit.request.match_info["id"]
    given = {
        "id": here,
        "shown": text_of(visit.form, "shown"),
        "parentNik": text_of(visit.form, "parentNik").translate(_SPACES) or None,
        "accessesOnly": text_of(visit.form, "what") != "everything",
        "idempotencyKey": text_of(visit.form, "key"),
    }
    reply = await visit.ask(MUTATION, {"input": given})
    payload, problems = payload_of(reply, "informCitizen")
    if payload.get("statement") is None:
        return _show(visit, field_errors(problems, _FIELDS, _ASKED), status=422)
    return visit.render(PAPER, statement=paper.of(payload["statement"]), back=f"/console/citizens/{here}")


def _show(visit: Visit, errors: tuple[FieldError, ...] = (), *, status: int = 200) -> web.Response:
    values = {name: text_of(visit.form, name) for name in ("shown", "parentNik", "what")}
    return visit.render("clerk/statement/template.html", status=status, errors=errors, key=new_key(), values=values)


PAGES = (
    Page("GET", "/console/citizens/{id}/statement", form),
    Page("POST", "/console/citizens/{id}/statement", printed),
)
