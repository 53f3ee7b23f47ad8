"""A new subscription of a client: which address is told, of what, and for which of the client's purposes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from aiohttp import web

from hub.console.admin.forms import lines_of
from hub.console.admin.texts import PURPOSES
from hub.console.base.forms import FieldError, new_key, text_of
from hub.console.base.graph import Problem, document, payload_of
from hub.console.base.pages import Page
from hub.console.base.texts import error_pair
from hub.console.base.visit import Visit
from hub.console.portal.webhook.page import show
from hub.core.delivery import KINDS
from hub.core.texts import Pair, say

_MUTATION: Final = document(__file__, "mutation.graphql")
_NAMES: Final = ("clientId", "purpose", "url", "kinds")
_WRONG: Final[Mapping[str, Pair]] = {
    "clientId": say("Tidak ada klien aktif dengan id ini di wilayah Anda."),
    "purpose": say("Pilih keperluan yang terdaftar pada klien ini."),
    "url": say("Tulis alamat https yang terbuka di internet."),
    "kinds": say("Tulis satu jenis peristiwa per baris, dari daftar di bawah isian ini."),
}
_FIRST: Final = "PUBLIC_SERVICE"


async def form(visit: Visit) -> web.Response:
    """The empty form; a client's page leads here with its id."""
    values = {"clientId": visit.request.query.get("client", ""), "purpose": _FIRST, "kinds": "citizen.changed"}
    return _shown(visit, values)


async def create(visit: Visit) -> web.Response:
    """Subscribes the client, and shows its secret in this answer alone."""
    values = {name: text_of(visit.form, name) for name in _NAMES}
    given = {**values, "kinds": lines_of(visit.form, "kinds"), "idempotencyKey": text_of(visit.form, "key")}
    if values["purpose"] not in PURPOSES:
        return _shown(visit, values, [FieldError("purpose", _WRONG["purpose"])])
    payload, problems = payload_of(await visit.ask(_MUTATION, {"input": given}), "createWebhook")
    if problems:
        return _shown(visit, values, [_error(one) for one in problems])
    return await show(visit, payload["webhook"]["id"], secret=payload["secret"])


def _error(problem: Problem) -> FieldError:
    name = problem.path.rpartition(".")[2]
    if name in _WRONG and problem.code == "BAD_INPUT":
        # The hub's sentence lists all kinds, which stand below the field.
        return FieldError(name, _WRONG[name] if name == "kinds" else (_WRONG[name][0], problem.message))
    return FieldError("", error_pair(problem.code, problem.message))


def _shown(visit: Visit, values: Mapping[str, str], errors: Sequence[FieldError] = ()) -> web.Response:
    return visit.render(
        "portal/webhook_form/template.html", status=422 if errors else 200, values=values, errors=errors,
        key=new_key(), purposes=PURPOSES, kinds=sorted(KINDS),
    )  # fmt: skip


PAGES = (Page("GET", "/portal/webhooks/new", form), Page("POST", "/portal/webhooks/new", create))
