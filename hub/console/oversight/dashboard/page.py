"""The figures of the office for heads, verifiers and auditors; what is chosen stands in the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors
from hub.console.base.graph import Reply, document
from hub.console.base.pages import Page
from hub.console.base.refusals import forbidden, refusal
from hub.console.base.visit import Visit
from hub.console.oversight.dashboard.panels import FIGURES, Panel, as_csv, figures_of, panels_of
from hub.console.oversight.dashboard.words import STEPS
from hub.core.calendar import local_date
from hub.core.errors import ErrorCode, NotFound
from hub.core.texts import Pair, indonesian, say

_QUERY: Final = document(__file__)
_HERE: Final = "/console/dashboard"
_WRONG: Final = {
    "from": indonesian("Pilih rentang paling lama dua tahun."),
    "until": indonesian("Tanggal akhir tidak boleh sebelum tanggal awal. Tukar keduanya."),
    "step": indonesian("Terlalu banyak batang untuk satu gambar. Pilih minggu, bulan, atau triwulan."),
    "region": indonesian("Pilih kecamatan di wilayah Anda."),
    "service": indonesian("Layanan ini tidak ada. Pilih dari daftar."),
}
_MONTH: Final = dt.timedelta(days=29)
_NO_DATE: Final[Pair] = say("Tulis tanggal, misalnya 2026-11-24.")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address asks for, as it was written there."""

    values: Mapping[str, str]

    def variables(self, figures: Collection[str] = FIGURES) -> dict[str, str | bool | None]:
        """Those of a question for these figures."""
        named = {name: value or None for name, value in self.values.items()}
        return {**named, **{name: name in figures for name in FIGURES}}

    @property
    def errors(self) -> tuple[FieldError, ...]:
        return tuple(FieldError(name, _NO_DATE) for name in ("from", "until") if not _is_date(self.values[name]))

    @property
    def query(self) -> str:
        return urlencode({name: value for name, value in self.values.items() if value})


async def dashboard(visit: Visit) -> web.Response:
    """All parts below each other."""
    chosen = _chosen(visit)
    reply = await visit.ask(_QUERY, chosen.variables()) if not chosen.errors else Reply({}, ())
    _check(reply)
    board = reply.data.get("dashboard")
    errors = chosen.errors or _said(reply)
    titles = _titles(reply)
    return visit.render(
        "oversight/dashboard/template.html",
        status=400 if errors else 200,
        errors=errors,
        chosen=chosen,
        steps=STEPS,
        titles=titles,
        board=board,
        panels=panels_of(board, titles, chosen.values["step"]) if board else (),
        spans=_spans(local_date(visit.console.clock())),
    )


async def file(visit: Visit) -> web.Response:
    """One of the tables, for a spreadsheet. No other figures are read for it."""
    chosen, name = _chosen(visit), visit.request.match_info["name"]
    wanted = chosen.variables({figures_of(name)})
    reply = await visit.ask(_QUERY, wanted) if not chosen.errors else Reply({}, ())
    _check(reply)
    board = reply.data.get("dashboard")
    found: list[Panel] = panels_of(board, _titles(reply), chosen.values["step"]) if board else []
    panel = next((one for one in found if one.name == name), None)
    if panel is None:
        raise refusal(NotFound, say("Tabel ini tidak ada. Pilih satu di halaman angka."))
    headers = {
        "Content-Disposition": f'attachment; filename="{name}-{chosen.values["from"]}-{chosen.values["until"]}.csv"'
    }
    return web.Response(text=as_csv(panel), content_type="text/csv", charset="utf-8", headers=headers)


def _said(reply: Reply) -> tuple[FieldError, ...]:
    """What is wrong with what was chosen, in words of this page."""
    found = field_errors(reply.problems, {name: name for name in _WRONG})
    return tuple(FieldError(one.field, (_WRONG.get(one.field, one.text[0]), one.text[1])) for one in found)


def _check(reply: Reply) -> None:
    """Raises Forbidden for whoever may not see figures at all."""
    if reply.has(ErrorCode.FORBIDDEN):
        raise forbidden(say("Angka kantor untuk para kepala, verifikator, dan auditor."), rule="dashboard:read")


def _chosen(visit: Visit) -> Chosen:
    asked, today = visit.request.query, local_date(visit.console.clock())
    step = asked.get("step", "DAY")
    return Chosen(
        {
            "from": asked.get("from", (today - _MONTH).isoformat()),
            "until": asked.get("until", today.isoformat()),
            "step": step if step in STEPS else "DAY",
            "region": asked.get("region", ""),
            "service": asked.get("service", ""),
        }
    )


def _is_date(value: str) -> bool:
    try:
        return dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _titles(reply: Reply) -> dict[str, Pair]:
    services: list[dict[str, Any]] = reply.data.get("services") or []
    return {one["name"]: (one["title"], one["titleEn"]) for one in services}


def _spans(today: dt.date) -> list[tuple[Pair, str]]:
    """Spans that are asked for often, as the ends of addresses."""
    quarter = dt.date(today.year, today.month - (today.month - 1) % 3, 1)
    often: list[tuple[Pair, dt.date, str]] = [
        (say("7 hari"), today - dt.timedelta(days=6), "DAY"),
        (say("30 hari"), today - _MONTH, "DAY"),
        (say("Triwulan ini"), quarter, "WEEK"),
        (say("Tahun ini"), dt.date(today.year, 1, 1), "MONTH"),
        (say("Dua tahun"), dt.date(today.year - 1, 1, 1), "QUARTER"),
    ]
    return [
        (words, urlencode({"from": begin.isoformat(), "until": today.isoformat(), "step": step}))
        for words, begin, step in often
    ]


PAGES = (Page("GET", _HERE, dashboard), Page("GET", _HERE + "/{name}.csv", file))
