"""A line of the village's burial book: it opens a candidate for the office and changes nobody's status."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web

from hub.console.base.areas import FIND, VILLAGE_HERE, Areas, settle
from hub.console.base.forms import FieldError, field_errors, new_key, text_of
from hub.console.base.graph import document, payload_of
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.core.texts import Pair, say

_MUTATION: Final = document(__file__, "mutation.graphql")
_NAMES: Final = ("regionCode", "name", "nik", "diedOn", "buriedOn", "cemetery", "bookEntry")
_AREAS: Final = {"regionCode": VILLAGE_HERE}
_NEEDED: Final[dict[str, Pair]] = {
    "regionCode": say("Isi desa atau kelurahannya."),
    "name": say("Isi nama seperti dalam buku."),
    "buriedOn": say("Isi tanggal pemakaman."),
}
_DONE: Final = say("Laporan diterima. Terima kasih. Petugas Dinas akan mencari orangnya dan menghubungi keluarga.")


async def page(visit: Visit) -> web.Response:
    """The empty form; a helper's village stands in it."""
    typed = {"regionCode": visit.actor.region or ""}
    return _show(visit, typed, await settle(visit, typed, _AREAS))


async def report(visit: Visit) -> web.Response:
    """Takes the line in."""
    typed = {name: text_of(visit.form, name) for name in _NAMES}
    areas = await settle(visit, typed, _AREAS)
    if text_of(visit.form, "go").startswith(FIND):
        return _show(visit, typed, areas, tuple(areas.errors), status=422 if areas.errors else 200)
    missing = tuple(FieldError(name, words) for name, words in _NEEDED.items() if not typed[name])
    if missing or areas.errors:
        return _show(visit, typed, areas, (*missing, *areas.errors), status=422)
    given = {name: value or None for name, value in typed.items()} | {"idempotencyKey": text_of(visit.form, "key")}
    reply = await visit.ask(_MUTATION, {"input": given})
    payload, problems = payload_of(reply, "reportBurial")
    if payload.get("burial") is None and problems:
        return _show(visit, typed, areas, field_errors(problems, {name: name for name in _NAMES}), status=422)
    await visit.tell(_DONE)
    return visit.go(visit.request.path)


def _show(
    visit: Visit, typed: dict[str, Any], areas: Areas, errors: tuple[FieldError, ...] = (), *, status: int = 200
) -> web.Response:
    return visit.render(
        "intake/burial_book/template.html", status=status, typed=typed, errors=errors, key=new_key(), areas=areas,
        sought=_AREAS,
    )  # fmt: skip


PAGES = (Page("GET", "/console/burial-book", page), Page("POST", "/console/burial-book", report))
