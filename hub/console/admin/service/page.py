"""One service at this office: what its folder declares beside what the office sets, who set it, and the form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.admin import texts
from hub.console.admin.forms import errors_of, go_on, sent, status_of
from hub.console.admin.services.page import check_reader
from hub.console.base.forms import FieldError, new_key, text_of, version_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.core.errors import NotFound
from hub.core.texts import say

_QUERY: Final = document(__file__)
_CHANGE: Final = document(__file__, "change.graphql")
_WAITING: Final = document(__file__, "waiting.graphql")
_WORDS: Final = ("whyId", "whyEn", "insteadId", "insteadEn")
_DAYS: Final = ("closedFrom", "closedUntil")
_SENT: Final = {"first": "closedFrom", "last": "closedUntil"}
FIELDS: Final = ("promisedHours", *_DAYS, *_WORDS, "reason")
_DIGITS: Final = 5
_WRONG: Final = {
    "promisedHours": say("Isi jumlah jam, atau kosongkan."),
    "closed": say("Pilih apakah permohonan baru diterima."),
    "closedFrom": say("Isi hari pertama tutup."),
    "closedUntil": say("Isi hari terakhir tutup, atau kosongkan."),
}
_PATH: Final = "/console/admin/services/{name}"


async def service(visit: Visit) -> web.Response:
    """The service's page, its form with what holds now."""
    return await _show(visit)


async def change(visit: Visit) -> web.Response:
    """Sets it at once where that gives something, or proposes what takes something away."""
    typed: dict[str, Any] = {name: text_of(visit.form, name) for name in (*FIELDS, "closed")}
    typed |= {name: text_of(visit.form, name) == "yes" for name in ("numbers", "appointments")}
    wrong = _wrong(typed)
    if wrong:
        return await _show(visit, typed, wrong, 422)
    name = visit.request.match_info["name"]
    given = {**_given(typed), "service": name, "expectedVersion": version_of(visit.form) or 0}
    payload, problems = await sent(visit, _CHANGE, "changeService", given)
    if problems:
        return await _show(visit, typed, errors_of(problems, FIELDS), status_of(problems))
    return await go_on(visit, "changeService", payload, f"/console/admin/services/{name}")


def _given(typed: Mapping[str, Any]) -> dict[str, Any]:
    closure = {name: typed[name] for name in _WORDS} | {name: typed[at] or None for name, at in _SENT.items()}
    return {
        "closure": closure if typed["closed"] == "yes" else None,
        "promisedHours": int(typed["promisedHours"]) if typed["promisedHours"] else None,
        "numbers": typed["numbers"],
        "appointments": typed["appointments"],
    }


def _wrong(typed: Mapping[str, Any]) -> tuple[FieldError, ...]:
    """What cannot even be sent: hours and days that are none, and no word on whether it is closed."""
    hours, first, last = typed["promisedHours"], typed["closedFrom"], typed["closedUntil"]
    closed = typed["closed"] == "yes"
    wrong = {
        "closed": typed["closed"] not in ("yes", "no"),
        "promisedHours": bool(hours) and not (hours.isascii() and hours.isdecimal() and len(hours) < _DIGITS),
        "closedFrom": closed and not _is_day(first),
        "closedUntil": closed and bool(last) and not _is_day(last),
    }
    return tuple(FieldError(name, _WRONG[name]) for name, is_wrong in wrong.items() if is_wrong)


def _is_day(text: str) -> bool:
    try:
        return bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


async def _show(
    visit: Visit, typed: Mapping[str, Any] | None = None, errors: Sequence[FieldError] = (), status: int = 200
) -> web.Response:
    check_reader(visit)
    name = visit.request.match_info["name"]
    reply = await visit.ask(_QUERY, {"name": name})
    found = next((one for one in reply.data.get("services") or () if one["name"] == name), None)
    if found is None:
        raise refusal(NotFound, say("Layanan ini tidak ada. Lihat daftar layanan."))
    return visit.render(
        "admin/service/template.html", status=status, s=found, values=typed or _values(found["setting"]),
        errors=errors, reply=reply, waiting=await waiting(visit, name), key=new_key(), words=texts,
        history=(reply.data.get("accountChanges") or {"edges": []})["edges"],
    )  # fmt: skip


def _values(setting: Mapping[str, Any]) -> dict[str, Any]:
    """The form with what holds now."""
    return {
        "closed": "yes" if setting["closedFrom"] else "no",
        "closedFrom": setting["closedFrom"] or "",
        "closedUntil": setting["closedUntil"] or "",
        "whyId": setting["why"] or "",
        "whyEn": setting["whyEn"] or "",
        "insteadId": setting["instead"] or "",
        "insteadEn": setting["insteadEn"] or "",
        "promisedHours": setting["promisedHours"] or "",
        "numbers": setting["numbers"],
        "appointments": setting["appointments"],
        "reason": "",
    }


async def waiting(visit: Visit, name: str) -> list[Mapping[str, Any]]:
    """Proposals about it. An auditor sees none, and misses nothing that is done."""
    if not visit.actor.scopes & {"account:approve", "service:manage"}:
        return []
    proposals = ((await visit.ask(_WAITING, {})).data.get("accountProposals") or {"edges": []})["edges"]
    return [edge["node"] for edge in proposals if edge["node"]["service"] == name]


PAGES = (
    Page("GET", _PATH, service),
    Page("POST", _PATH, change),
)
