"""The parts of the dashboard: for each a table, the same as a drawing above it, and the same as a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

from babel.dates import format_date
from markupsafe import Markup

from hub.console.base.charts import Key, Series, across, keys, lines, number, stacked
from hub.console.base.texts import CHANNELS, ROLES, STATES
from hub.console.oversight.dashboard.words import (
    BANDS,
    EVENTS,
    HOLDER_APPLICANT,
    INTAKE_NOTE,
    NO_VILLAGE,
    PROMISES_NOTE,
    SATISFACTION_NOTE,
    VITAL_NOTE,
)
from hub.core.satisfaction_texts import ELEMENTS, GRADES
from hub.core.texts import Pair, say

Data = Mapping[str, Any]
NOT_TOLD: Final = "–"
_NUMBER: Final = re.compile(r"-?[0-9.]+(,[0-9]+)?( %)?")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. `is_sum`: it adds up the lines below it."""

    head: Pair
    cells: Sequence[str]
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of the page. `name` is its anchor and the name of its file."""

    name: str
    title: Pair
    note: Pair
    head: Sequence[Pair]
    rows: Sequence[Row]
    drawing: Markup | None = None
    legend: Sequence[Key] = field(default_factory=tuple)


FIGURES: Final = ("intake", "open", "promises", "vitals", "onceOnly", "satisfaction")
"""What may be asked for alone, by the names of the graph."""
_OF_FILES: Final = {"intake": "intake", "services": "intake", "once-only": "onceOnly"}


def figures_of(name: str) -> str:
    """The figures of which a panel is made."""
    return _OF_FILES.get(name, "vitals" if name.startswith("vital-") else name)


def panels_of(board: Data, titles: Mapping[str, Pair], step: str) -> list[Panel]:
    """All parts of which there are figures, in the order of the page."""
    made: Mapping[str, Callable[[], list[Panel]]] = {
        "intake": lambda: [_intake(board["intake"], step), _services(board["intake"], titles, step)],
        "open": lambda: [_open(board["open"])],
        "promises": lambda: [_promises(board["promises"], titles)],
        "vitals": lambda: _vitals(board),
        "onceOnly": lambda: [_once_only(board["onceOnly"])],
        "satisfaction": lambda: [_satisfaction(board["satisfaction"], titles)],
    }
    return [panel for name in FIGURES if name in board for panel in made[name]()]


def as_csv(panel: Panel) -> str:
    """The table as a file; both languages stand in the head, numbers as numbers."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["/".join(dict.fromkeys(pair)) for pair in panel.head])
    for row in panel.rows:
        writer.writerow([_harmless(row.head[0]), *(_plain(cell) for cell in row.cells)])
    return out.getvalue()


def _plain(cell: str) -> str:
    """A number as spreadsheets read it; words, as those of a grade, stay as they are."""
    return cell.replace(".", "").replace(",", ".") if _NUMBER.fullmatch(cell) else _harmless(cell)


def _harmless(cell: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t"} else cell


def _told(value: float | None) -> str:
    return NOT_TOLD if value is None else number(value)


def _percent(part: float, whole: float) -> str:
    return f"{round(100 * part / whole)} %" if whole else NOT_TOLD


@lru_cache(maxsize=4096)
def _begins(day: str, step: str) -> Pair:
    """The name of a step, and its short form below a bar."""
    date = dt.date.fromisoformat(day)
    form = {"DAY": "d MMM y", "WEEK": "d MMM y", "MONTH": "MMM y", "QUARTER": "QQQ y"}[step]
    return format_date(date, form, locale="id"), format_date(date, form, locale="en_GB")


@lru_cache(maxsize=4096)
def _short(day: str, step: str) -> str:
    form = {"DAY": "d MMM", "WEEK": "d MMM", "MONTH": "MMM yy", "QUARTER": "QQQ yy"}[step]
    return format_date(dt.date.fromisoformat(day), form, locale="id")


def _intake(steps: Sequence[Data], step: str) -> Panel:
    counts = [{one["channel"]: one["applications"] for one in found["channels"]} for found in steps]
    used = [name for name in CHANNELS if any(name in one for one in counts)]
    series = [Series(CHANNELS[name], [one.get(name, 0) for one in counts]) for name in used]
    about = say("Permohonan masuk menurut jalur")
    drawing = stacked("intake", about, [_short(one["begins"], step) for one in steps], series)
    head = [
        say("Mulai"), say("Masuk", context="panels"), *(CHANNELS[name] for name in used),
        say("Dibantu"), say("Bagian dibantu"),
        say("Tanpa telepon dan email"),
    ]  # fmt: skip
    whole = [_intake_row(say("Jumlah"), steps, counts, used)] if steps else []
    rows = [
        _intake_row(_begins(one["begins"], step), [one], [of], used)
        for one, of in zip(steps, counts, strict=True)
        if one["received"]
    ]
    return Panel(
        "intake",
        say("Permohonan masuk"),
        INTAKE_NOTE,
        head,
        [*whole, *rows],
        drawing,
        keys("intake", [CHANNELS[name] for name in used]),
    )


def _intake_row(head: Pair, steps: Sequence[Data], counts: Sequence[Mapping[str, int]], used: Sequence[str]) -> Row:
    received, helped, silent = (sum(one[name] for one in steps) for name in ("received", "helped", "unreachable"))
    channels = [number(sum(one.get(name, 0) for one in counts)) for name in used]
    cells = [number(received), *channels, number(helped), _percent(helped, received), number(silent)]
    return Row(head, cells, is_sum=len(steps) != 1)


def _services(steps: Sequence[Data], titles: Mapping[str, Pair], step: str) -> Panel:
    counts = [{one["service"]: one["applications"] for one in found["services"]} for found in steps]
    totals = {name: sum(one.get(name, 0) for one in counts) for one in counts for name in one}
    used = sorted(totals, key=lambda name: (-totals[name], name))
    words = {name: titles.get(name, (name, name)) for name in used}
    about = say("Permohonan masuk menurut layanan")
    drawing = across("services", about, [(words[name][0], totals[name]) for name in used]) if used else None
    rows = [
        Row(_begins(one["begins"], step), [number(of.get(name, 0)) for name in used])
        for one, of in zip(steps, counts, strict=True)
        if of
    ]
    whole = [Row(say("Jumlah"), [number(totals[name]) for name in used], is_sum=True)] if used else []
    note = say("Yang paling banyak lebih dulu.")
    head = [say("Mulai"), *(words[name] for name in used)]
    return Panel("services", say("Menurut layanan"), note, head, [*whole, *rows], drawing)


def _open(found: Sequence[Data]) -> Panel:
    cells = {(one["band"], one["state"], one["holder"]): one["applications"] for one in found}
    holders = list(dict.fromkeys(one["holder"] for one in found))
    series = [
        Series(_holder(who), [sum(v for (b, _, h), v in cells.items() if (b, h) == (band, who)) for band in BANDS])
        for who in holders
    ]
    about = say("Yang belum selesai menurut umur dan giliran siapa")
    drawing = stacked("open", about, [BANDS[band][0] for band in BANDS], series)
    lines_of = list(dict.fromkeys((one["state"], one["holder"]) for one in found))
    rows = [
        Row(_both(STATES[state], _holder(who)), _banded(cells.get((band, state, who), 0) for band in BANDS))
        for state, who in lines_of
    ]
    whole = Row(
        say("Jumlah"),
        _banded(sum(v for (b, _, _), v in cells.items() if b == band) for band in BANDS),
        is_sum=True,
    )
    head = [say("Keadaan dan giliran siapa"), *BANDS.values(), say("Jumlah")]
    note = say("Keadaan sekarang, apa pun rentang yang dipilih.")
    title = say("Yang belum selesai")
    return Panel("open", title, note, head, [whole, *rows], drawing, keys("open", [_holder(who) for who in holders]))


def _banded(counts: Iterable[int]) -> list[str]:
    values = list(counts)
    return [number(value) for value in (*values, sum(values))]


def _both(state: Any, holder: Pair) -> Pair:
    return f"{state.id}: {holder[0]}", f"{state.en}: {holder[1]}"


def _holder(name: str) -> Pair:
    return ROLES.get(name, HOLDER_APPLICANT)


def _promises(found: Sequence[Data], titles: Mapping[str, Pair]) -> Panel:
    months = [(month, list(group)) for month, group in groupby(found, key=lambda one: one["month"])]
    words: tuple[Pair, Pair] = (
        say("Menurut janji (1 hari kerja)"),
        say("Dalam 24 jam"),
    )
    series = [
        Series(pair, [_share(group, name) for _, group in months])
        for pair, name in zip(words, ("keptPercent", "lawfulPercent"), strict=True)
    ]
    about = say("Bagian yang tepat waktu per bulan, dalam persen")
    drawing = lines("promises", about, [_short(month, "MONTH") for month, _ in months], series, 100)
    rows = [
        Row(
            _of_month(one, titles),
            [_told(one["issued"]), _per_cent(one["keptPercent"]), _per_cent(one["lawfulPercent"])],
        )
        for one in reversed(found)
    ]
    head = [say("Bulan dan layanan"), say("Terbit"), *words]
    return Panel(
        "promises",
        say("Janji yang ditepati"),
        PROMISES_NOTE,
        head,
        rows,
        drawing,
        keys("promises", words, as_lines=True),
    )


def _share(group: Sequence[Data], name: str) -> float | None:
    """Of all services of which it is told, each by what it issued."""
    told = [one for one in group if one["issued"]]
    issued = sum(one["issued"] for one in told)
    return round(sum(one["issued"] * one[name] for one in told) / issued) if issued else None


def _of_month(one: Data, titles: Mapping[str, Pair]) -> Pair:
    month, title = _begins(one["month"], "MONTH"), titles.get(one["service"], (one["service"],) * 2)
    return f"{month[0]}: {title[0]}", f"{month[1]}: {title[1]}"


def _per_cent(value: int | None) -> str:
    return NOT_TOLD if value is None else f"{value} %"


def _vitals(board: Data) -> list[Panel]:
    span = tuple(
        f"{format_date(dt.date.fromisoformat(board['vitalFrom']), 'd MMMM y', locale=locale)} – "
        f"{format_date(dt.date.fromisoformat(board['vitalUntil']), 'd MMMM y', locale=locale)}"
        for locale in ("id", "en_GB")
    )
    there = {one["event"] for one in board["vitals"]}
    kinds = [event for event in EVENTS if event in there or event in {"LIVE_BIRTH", "DEATH"}]
    return [_vital(event, [one for one in board["vitals"] if one["event"] == event], span) for event in kinds]


def _vital(event: str, found: Sequence[Data], span: Sequence[str]) -> Panel:
    name, title = f"vital-{event.lower().replace('_', '-')}", EVENTS[event]
    groups = [one for one in found if one["district"] and not one["village"] and _is_group(one, found)]
    about = say("{title} menurut kecamatan", title=title)
    bars = [(one["district"], one["number"] or 0) for one in groups if one["number"] is not None]
    drawing = across(name, about, bars) if bars else None
    rows = [
        Row(_place(one, found), [_told(one[part]) for part in _PARTS], is_sum=_is_group(one, found)) for one in found
    ]
    head = [
        say("Tempat tinggal", context="panels"),
        say("Tercatat", context="panels"),
        say("Perempuan"),
        say("Laki-laki"),
        say("Terlambat dilaporkan"),
    ]
    note = (f"{span[0]}: {VITAL_NOTE[0]}", f"{span[1]}: {VITAL_NOTE[1]}")
    return Panel(name, title, note, head, rows, drawing)


_PARTS: Final = ("number", "female", "male", "late")


def _is_group(one: Data, found: Sequence[Data]) -> bool:
    return any(other["regionCode"].startswith(f"{one['regionCode']}.") for other in found)


def _place(one: Data, found: Sequence[Data]) -> Pair:
    if one["village"]:
        return f"{one['village']}, {one['district']}", f"{one['village']}, {one['district']}"
    if one["district"] and _is_group(one, found):
        return say("Kecamatan {one}", one=one["district"])
    return say("Seluruhnya") if _is_group(one, found) else NO_VILLAGE


def _once_only(found: Sequence[Data]) -> Panel:
    ordered = sorted(found, key=lambda one: str(one["month"]))
    months = [(month, list(group)) for month, group in groupby(ordered, key=lambda one: one["month"])]
    words: tuple[Pair, Pair] = (say("Isian dari data penduduk"), say("Diketik"))
    series = [
        Series(pair, [sum(one[name] for one in group) for _, group in months])
        for pair, name in zip(words, ("prefilled", "typed"), strict=True)
    ]
    about = say("Isian yang tidak perlu diketik, per bulan")
    drawing = stacked("once-only", about, [_short(month, "MONTH") for month, _ in months], series) if months else None
    counted = ("applications", "prefilled", "typed", "papersSpared", "visitsSpared")
    rows = [
        Row(_begins(month, "MONTH"), [number(sum(one[name] for one in group)) for name in counted])
        for month, group in reversed(months)
    ]
    head = [
        say("Bulan"),
        say("Permohonan"),
        *words,
        say("Surat tidak diminta"),
        say("Tidak perlu datang"),
    ]
    note = say("Seluruh kabupaten, per bulan penuh.")
    return Panel("once-only", say("Cukup sekali"), note, head, rows, drawing, keys("once-only", words))


def _satisfaction(found: Sequence[Data], titles: Mapping[str, Pair]) -> Panel:
    words = {one["service"]: titles.get(one["service"], (one["service"],) * 2) for one in found}
    about = say("Indeks kepuasan masyarakat (IKM) menurut layanan, dari 25 sampai 100")
    drawing = (
        across("satisfaction", about, [(words[one["service"]][0], one["index"]) for one in found], 100)
        if found
        else None
    )
    rows = [
        Row(
            words[one["service"]],
            [number(one["answers"]), number(one["index"]), GRADES[one["grade"]][0], *map(number, one["elements"])],
        )
        for one in found
    ]
    head = [say("Layanan", context="scoreboard"), say("Jawaban"), say("IKM"), say("Mutu"), *ELEMENTS]
    return Panel("satisfaction", say("Kepuasan masyarakat"), SATISFACTION_NOTE, head, rows, drawing)
