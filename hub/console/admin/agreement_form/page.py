"""The form of a sharing agreement: a new one, or what is to change of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.admin import agreement_words, texts
from hub.console.admin.agreement_form.choices import choices
from hub.console.admin.forms import AREAS, chosen, errors_of, go_on, sent, status_of, unsettled
from hub.console.admin.requested import begun
from hub.console.base.areas import settle
from hub.console.base.forms import FieldError, new_key, text_of, version_of
from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.core.agreement_rules import AGENCY_PURPOSES
from hub.core.calendar import local_date
from hub.core.errors import NotFound
from hub.core.sign_up import OFFERED
from hub.core.texts import Pair, say

_QUERY: Final = document(__file__)
_FIELDS_QUERY: Final = document(__file__, "fields.graphql")
_PROPOSE: Final = document(__file__, "propose.graphql")
_CHANGE: Final = document(__file__, "change.graphql")
_WORDS: Final = ("number", "title", "provider", "recipient", "region")
_NUMBERS: Final = ("dailyQuota", "keepDays", "disclosureDelayDays")
_DATES: Final = ("startsOn", "endsOn")
_CHOSEN: Final = ("purposes", "categories", "fields", "masked")
_FIELDS: Final = ("agreementId", *_WORDS, *_NUMBERS, *_DATES, *_CHOSEN, "legalBasis", "reason")
_NAMED: Final = "named"
_A_YEAR: Final = dt.timedelta(days=364)
_PURPOSES: Final = tuple((purpose.name, texts.PURPOSES[purpose.name]) for purpose in AGENCY_PURPOSES)


async def new(visit: Visit) -> web.Response:
    """The empty form: for one year, of nobody's data yet."""
    today = local_date(visit.console.clock())
    values: dict[str, Any] = {
        **dict.fromkeys(_FIELDS, ""), **{name: [] for name in _CHOSEN}, "provider": visit.console.office.name,
        "region": visit.actor.region, "startsOn": today.isoformat(), "endsOn": (today + _A_YEAR).isoformat(),
        "keepDays": "0", "disclosureDelayDays": "0", "extent": _NAMED,
    }  # fmt: skip
    if asked := await begun(visit):
        values |= {
            "agreementId": asked["clientId"], "title": asked["intent"], "recipient": asked["office"],
            "region": asked["region"], "purposes": ["PUBLIC_SERVICE"],
            "categories": sorted({OFFERED[scope].value for scope in asked["scopes"] if scope in OFFERED}),
        }  # fmt: skip
    return await _show(visit, None, values)


async def propose(visit: Visit) -> web.Response:
    """Proposes it: a new agreement always needs a second person."""
    values = _typed(visit)
    if areas := await unsettled(visit, values):
        return await _show(visit, None, values, areas.errors, 422 if areas.errors else 200)
    given, errors = _given(values)
    if errors:
        return await _show(visit, None, values, errors, 422)
    payload, problems = await sent(visit, _PROPOSE, "proposeAgreement", {**given, "agreementId": values["agreementId"]})
    if problems:
        return await _show(visit, None, values, errors_of(problems, _FIELDS), status_of(problems))
    return await go_on(visit, "proposeAgreement", payload, "/console/admin/agreements")


async def form(visit: Visit) -> web.Response:
    """The form with the terms of now."""
    agreement = await _agreement(visit)
    values = {
        **agreement, **{name: str(agreement[name]) for name in _NUMBERS},
        "legalBasis": "\n".join(agreement["legalBasis"]), "reason": "",
        "extent": _NAMED if agreement["fields"] else "all",
    }  # fmt: skip
    return await _show(visit, agreement, values)


async def change(visit: Visit) -> web.Response:
    """Changes it at once where it gives less, or proposes that."""
    key = visit.request.match_info["id"]
    values = _typed(visit)
    if areas := await unsettled(visit, values):
        return await _show(visit, await _agreement(visit), values, areas.errors, 422 if areas.errors else 200)
    given, errors = _given(values)
    if errors:
        return await _show(visit, await _agreement(visit), values, errors, 422)
    given |= {"agreementId": key, "expectedVersion": version_of(visit.form) or 0}
    payload, problems = await sent(visit, _CHANGE, "changeAgreement", given)
    if problems:
        return await _show(visit, await _agreement(visit), values, errors_of(problems, _FIELDS), status_of(problems))
    return await go_on(visit, "changeAgreement", payload, f"/console/admin/agreements/{key}")


def _typed(visit: Visit) -> dict[str, Any]:
    values: dict[str, Any] = {name: text_of(visit.form, name) for name in (*_FIELDS, "extent")}
    values |= {name: chosen(visit.form, name) for name in _CHOSEN}
    return {**values, "version": version_of(visit.form)}


def _given(values: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[FieldError, ...]]:
    """The input, and what cannot even be sent: numbers and days that are none, and fields that were not ticked."""
    given = {name: values[name] for name in (*_WORDS, "purposes", "categories", "masked")}
    given["legalBasis"] = [line.strip() for line in values["legalBasis"].splitlines() if line.strip()]
    given["fields"] = values["fields"] if values["extent"] == _NAMED else []
    wrong = [name for name in _NUMBERS if not _is_number(values[name])]
    wrong += [name for name in _DATES if not _is_day(values[name])]
    if values["extent"] == _NAMED and not values["fields"]:
        wrong.append("fields")
    given |= {name: int(values[name]) for name in _NUMBERS if name not in wrong}
    given |= {name: values[name] for name in _DATES if name not in wrong}
    return given, tuple(FieldError(name, _UNUSABLE[name]) for name in wrong)


_UNUSABLE: Final[Mapping[str, Pair]] = {
    "dailyQuota": say("Isi berapa orang sehari, sedikitnya 1."),
    "keepDays": say("Isi berapa hari, 0 sampai 3650. 0 berarti tidak boleh disimpan."),
    "disclosureDelayDays": say("Isi berapa hari; 0, kecuali untuk penegakan hukum."),
    "startsOn": say("Isi tanggal mulai."),
    "endsOn": say("Isi tanggal akhir."),
    "fields": say("Centang isian yang dibaca, atau pilih semua isian dari jenis data itu."),
}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _is_day(text: str) -> bool:
    try:
        return bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


async def _agreement(visit: Visit) -> Mapping[str, Any]:
    reply = await visit.ask(_QUERY, {"id": visit.request.match_info["id"]})
    found: Mapping[str, Any] | None = reply.data.get("agreement")
    if found is None:
        raise refusal(NotFound, say("Perjanjian ini tidak ada di wilayah Anda. Cari di daftarnya."))
    return found


async def _show(
    visit: Visit,
    agreement: Mapping[str, Any] | None,
    values: dict[str, Any],
    errors: Sequence[FieldError] = (),
    status: int = 200,
) -> web.Response:
    fields = (await visit.ask(_FIELDS_QUERY, {})).data.get("sharedFields") or []
    groups = choices(fields, [*values["fields"], *values["masked"]])
    return visit.render(
        "admin/agreement_form/template.html", status=status, a=agreement, values=values, errors=errors, key=new_key(),
        areas=await settle(visit, values, AREAS), sought=AREAS,
        words=texts, terms=agreement_words, groups=groups, purposes=_PURPOSES,
    )  # fmt: skip


PAGES = (
    Page("GET", "/console/admin/agreements/new", new),
    Page("POST", "/console/admin/agreements/new", propose),
    Page("GET", "/console/admin/agreements/{id}/change", form),
    Page("POST", "/console/admin/agreements/{id}/change", change),
)
