"""Issued papers that nobody has handed over yet: chosen by village, service and day, printed as one file under a list
to sign on, and handed over together. Each paper is fetched, printed and handed over by itself; what fails is named and
stays out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from aiohttp import web

from hub.console.base import dates
from hub.console.base.documents.fetching import whole
from hub.console.base.forms import FieldError, new_key, text_of
from hub.console.base.graph import Problem, document, payload_of
from hub.console.base.pages import Page
from hub.console.base.texts import error_pair
from hub.console.base.visit import Visit
from hub.console.clerk.print.run import NotPrinted, PrintRun, Sheet, print_file, unreadable
from hub.core.actor import Role
from hub.core.application import ApplicationState
from hub.core.calendar import local_date
from hub.core.document import VerificationStatus
from hub.core.errors import BadInput, HubError
from hub.core.identifiers import parse_tracking_number
from hub.core.language import plain
from hub.core.regions import parse_region_code
from hub.core.texts import Pair, say

HERE: Final = "/console/print"
MOST: Final = 50
PRINTS: Final = frozenset({Role.OPERATOR, Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE})
_QUERY: Final = document(__file__)
_SHEET: Final = document(__file__, "sheet.graphql")
_PRINTED: Final = document(__file__, "print.graphql")
_HANDED: Final = document(__file__, "hand_over.graphql")
_NOTHING: Final = FieldError("papers", say("Pilih sedikitnya satu berkas."))
_TOO_MANY: Final = FieldError("papers", say("Pilih paling banyak {most} berkas.", most=MOST))
_AGAIN: Final[Pair] = say("Sudah pernah dicetak. Tulis alasan mencetak lagi.")  # fmt: skip
_NOT_ISSUED: Final[Pair] = say("Tidak menunggu diserahkan.")
_UNREADABLE: Final[Pair] = say("Berkas PDF-nya tidak dapat dibaca.")


async def papers(visit: Visit) -> web.Response:
    """What waits to be handed over; at first what was not printed yet."""
    return await _show(visit)


async def print_them(visit: Visit) -> web.Response:
    """One file of all that could be printed; why others could not stands on its last page and on the next page."""
    numbers, errors = _chosen(visit)
    if errors:
        return await _show(visit, errors, status=422)
    sheets: list[Sheet] = []
    failed: list[tuple[str, Pair]] = []
    for number in numbers:
        try:
            sheets.append(await _sheet(visit, number))
        except _Left as left:
            failed.append((number, left.why))
    if not sheets:
        return await _show(visit, _named(failed), status=422)
    office = visit.console.office
    run = PrintRun(
        office=office.name, what=_what(visit), by=visit.actor.display_name, at=visit.console.clock(),
        sheets=sheets, failed=[NotPrinted(number, why[0]) for number, why in failed], sample=office.sample,
    )  # fmt: skip
    made = await print_file(run)
    await visit.tell(_told(len(sheets), say("dicetak"), failed))
    name = f"cetak-{local_date(run.at)}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return web.Response(body=made, content_type="application/pdf", headers=headers)


async def hand_over(visit: Visit) -> web.Response:
    """Each by the step of its own application."""
    numbers, errors = _chosen(visit)
    if errors:
        return await _show(visit, errors, status=422)
    failed: list[tuple[str, Pair]] = []
    for number in numbers:
        given = {"idempotencyKey": _key(visit, number), "trackingNumber": number}
        _, problems = payload_of(await visit.ask(_HANDED, {"input": given}), "handOverApplication")
        if problems:
            failed.append((number, _why(problems)))
    if len(failed) == len(numbers):
        return await _show(visit, _named(failed), status=422)
    await visit.tell(_told(len(numbers) - len(failed), say("diserahkan"), failed))
    return visit.go(_back(visit))


class _Left(Exception):
    """A paper that stays out of this print."""

    def __init__(self, why: Pair) -> None:
        super().__init__(why[1])
        self.why = why


async def _sheet(visit: Visit, number: str) -> Sheet:
    """The papers of one application, noted as printed. Raises _Left."""
    reply = await visit.ask(_SHEET, {"number": number})
    found = reply.data.get("application")
    if found is None or "printApplication" not in (found.get("allowedActions") or ()):
        raise _Left(_why(reply.problems) if found is None and reply.problems else _NOT_ISSUED)
    reason = text_of(visit.form, "reason")
    if found["prints"] and not reason:
        raise _Left(_AGAIN)
    valid = [one for one in found["certificates"] or () if one["status"] == VerificationStatus.ACTIVE.name]
    pdfs = tuple([await _pdf(visit, one["url"]) for one in valid])
    if not pdfs:
        raise _Left(_NOT_ISSUED)
    given = {"idempotencyKey": _key(visit, number), "trackingNumber": number, "reason": reason or None}
    _, problems = payload_of(await visit.ask(_PRINTED, {"input": given}), "printApplication")
    if problems:
        raise _Left(_why(problems))
    registered = tuple(one["registerNumber"] for one in valid if one["registerNumber"])
    name = (found.get("citizen") or {}).get("fullName") or "–"
    return Sheet(number, name, tuple(one["title"] for one in valid), registered, pdfs)


async def _pdf(visit: Visit, path: str) -> bytes:
    """The bytes of a paper; the hub leaves a receipt for each. Raises _Left."""
    try:
        data = await whole(visit, path)
    except HubError as error:
        raise _Left(error_pair(error.code.value, error.message)) from error
    if await unreadable(data):
        raise _Left(_UNREADABLE)
    return data


def _chosen(visit: Visit) -> tuple[list[str], tuple[FieldError, ...]]:
    """The applications that were ticked, each once."""
    given = [one for one in visit.form.getall("number", []) if isinstance(one, str)]
    numbers = []
    for one in dict.fromkeys(given):
        try:
            numbers.append(parse_tracking_number(one))
        except BadInput:
            return [], (_NOTHING,)
    if not numbers:
        return [], (_NOTHING,)
    return numbers, (_TOO_MANY,) if len(numbers) > MOST else ()


async def _show(visit: Visit, errors: tuple[FieldError, ...] = (), *, status: int = 200) -> web.Response:
    terms = _terms(visit)
    given: dict[str, Any] = {"states": [ApplicationState.ISSUED.name]}
    given |= {"regionCode": terms["desa"]} if terms["desa"] else {}
    given |= {"service": terms["layanan"]} if terms["layanan"] else {}
    given |= {"issuedOn": terms["hari"]} if terms["hari"] else {}
    given |= {} if terms["cetak"] == "semua" else {"printed": terms["cetak"] == "sudah"}
    reply = await visit.ask(_QUERY, {"filter": given})
    found = reply.data.get("applications") or {"edges": [], "pageInfo": {"hasNextPage": False}}
    return visit.render(
        "clerk/print/template.html", status=status, reply=reply, errors=errors, key=new_key(), terms=terms,
        rows=[_row(edge["node"]) for edge in found["edges"]], more=found["pageInfo"]["hasNextPage"], most=MOST,
        services=reply.data.get("services") or [], may=bool(visit.actor.roles & PRINTS),
        ticked=frozenset(visit.form.getall("number", [])), reason=text_of(visit.form, "reason"),
    )  # fmt: skip


def _row(application: Mapping[str, Any]) -> dict[str, Any]:
    """An application with the day on which its papers were issued."""
    issued = [dates.moment(one["issuedAt"]) for one in application["certificates"] or ()]
    return {**application, "issued": dates.day(local_date(issued[0])) if issued and issued[0] else "–"}


def _terms(visit: Visit) -> dict[str, str]:
    """What was chosen, of the form or the address; what cannot be used is left out."""
    names = ("desa", "layanan", "hari")
    given = {name: text_of(visit.form, name) or visit.request.query.get(name, "") for name in names}
    shown = text_of(visit.form, "cetak") or visit.request.query.get("cetak", "")
    try:
        given["desa"] = parse_region_code(given["desa"]) if given["desa"] else ""
    except BadInput:
        given["desa"] = ""
    try:
        given["hari"] = dt.date.fromisoformat(given["hari"]).isoformat() if given["hari"] else ""
    except ValueError:
        given["hari"] = ""
    return {**given, "cetak": shown if shown in {"sudah", "semua"} else "belum"}


def _what(visit: Visit) -> str:
    """What was chosen, as the list says it."""
    terms = _terms(visit)
    day = f"diterbitkan {dates.day(terms['hari'])}" if terms["hari"] else ""
    parts = (f"wilayah {terms['desa']}" if terms["desa"] else "", day)
    return plain("Dokumen yang sudah terbit") + "".join(f", {part}" for part in parts if part) + "."


def _back(visit: Visit) -> str:
    return f"{HERE}?{urlencode({name: value for name, value in _terms(visit).items() if value})}"


def _key(visit: Visit, number: str) -> str:
    """One key for each paper of a form, so that a form that is sent twice acts once."""
    return f"{text_of(visit.form, 'key')}-{number}"


def _why(problems: tuple[Problem, ...]) -> Pair:
    first = problems[0]
    return error_pair(first.code, first.message)


def _named(failed: list[tuple[str, Pair]]) -> tuple[FieldError, ...]:
    return tuple(FieldError("papers", (f"{number}: {why[0]}", f"{number}: {why[1]}")) for number, why in failed)


def _told(done: int, words: Pair, failed: list[tuple[str, Pair]]) -> Pair:
    """How many, and each that was left with its reason."""
    first, second = ("".join(f" {number}: {why[at]}" for number, why in failed) for at in (0, 1))
    if not failed:
        return say("{count} berkas {done}.", count=done, done=words)
    return say(
        "{count} berkas {done}. {left} belum:{which}", count=done, done=words, left=len(failed), which=(first, second)
    )


PAGES = (
    Page("GET", HERE, papers),
    Page("POST", f"{HERE}/file", print_them, form_at=HERE),
    Page("POST", f"{HERE}/hand-over", hand_over, form_at=HERE),
)
