"""The numbers of today at a counter: who waits, calling the next one, and what comes of her."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors, new_key, text_of
from hub.console.base.graph import Problem, document, payload_of
from hub.console.base.number_form import nik_of, number_asked, offered, place_of
from hub.console.base.pages import Page
from hub.console.base.queue_texts import NUMBER_STATES, OUTCOMES, REASONS
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.core.errors import NotFound
from hub.core.texts import Pair, say
from hub.core.ticket import LAST_COUNTER, TicketOutcome, TicketStep

HERE: Final = "/console/tickets"
_QUERY: Final = document(__file__)
_CALL: Final = document(__file__, "call.graphql")
_SETTLE: Final = document(__file__, "settle.graphql")
_TAKE: Final = document(__file__, "take.graphql")
_FIELDS: Final = {
    "counter": "to", "outcome": "outcome", "trackingNumber": "trackingNumber", "nik": "nik", "service": "service",
}  # fmt: skip
_OPEN: Final = frozenset({"CALLED", "SERVING"})
_NOBODY: Final[Pair] = say("Tidak ada yang menunggu untuk loket ini.")
_DONE: Final[Mapping[TicketStep, Pair]] = {
    TicketStep.RECALL: say("Nomor {} dipanggil lagi."),
    TicketStep.SERVE: say("Nomor {} sedang dilayani."),
    TicketStep.NO_SHOW: say("Nomor {} dicatat tidak hadir."),
    TicketStep.TRANSFER: say("Nomor {} dialihkan."),
    TicketStep.END: say("Nomor {} selesai."),
}


async def numbers(visit: Visit) -> web.Response:
    """Who waits, and who is at this counter."""
    return await _show(visit)


async def call(visit: Visit) -> web.Response:
    """Calls whoever is next."""
    given = {"idempotencyKey": text_of(visit.form, "key"), "counter": _counter(visit), "place": place_of(visit)}
    payload, problems = payload_of(await visit.ask(_CALL, {"input": given}), "callNextTicket")
    if problems:
        return await _again(visit, problems)
    ticket = payload.get("ticket")
    await visit.tell(_filled(say("Nomor {} dipanggil."), ticket) if ticket else _NOBODY)
    return visit.go(_back(visit))


async def settle(visit: Visit) -> web.Response:
    """Called again, served, not there, passed on, or done."""
    name = text_of(visit.form, "step")
    if name not in TicketStep.__members__:
        raise refusal(NotFound, say("Langkah ini tidak ada. Kembali ke daftarnya."))
    given = {"idempotencyKey": text_of(visit.form, "key"), "id": text_of(visit.form, "id"), "step": name}
    payload, problems = payload_of(await visit.ask(_SETTLE, {"input": {**given, **_told(visit, name)}}), "settleTicket")
    if problems:
        return await _again(visit, problems)
    await visit.tell(_filled(_DONE[TicketStep[name]], payload["ticket"]))
    return visit.go(_back(visit))


async def take(visit: Visit) -> web.Response:
    """A number for somebody who stands there."""
    nik, wrong = nik_of(visit)
    if wrong:
        return await _show(visit, wrong, status=422)
    given = number_asked(visit, nik)
    payload, problems = payload_of(await visit.ask(_TAKE, {"input": given}), "takeTicket")
    if problems:
        return await _show(visit, field_errors(problems, {**_FIELDS, "trackingNumber": "appointment"}), status=422)
    await visit.tell(_filled(say("Nomor antreannya {}."), payload["ticket"]))
    return visit.go(_back(visit))


def _told(visit: Visit, step: str) -> dict[str, Any]:
    """What the form says besides, for the steps that ask for it."""
    if step == TicketStep.TRANSFER.name:
        return {"counter": _digits(text_of(visit.form, "to"))}
    if step == TicketStep.RECALL.name:
        return {"counter": _counter(visit)}
    outcome = text_of(visit.form, "outcome")
    if step != TicketStep.END.name:
        return {}
    number = text_of(visit.form, "trackingNumber").upper() or None
    return {"outcome": outcome if outcome in TicketOutcome.__members__ else None, "trackingNumber": number}


async def _again(visit: Visit, problems: tuple[Problem, ...]) -> web.Response:
    return await _show(visit, field_errors(problems, _FIELDS), status=422)


async def _show(visit: Visit, errors: tuple[FieldError, ...] = (), *, status: int = 200) -> web.Response:
    counter, place = _counter(visit), place_of(visit)
    reply = await visit.ask(_QUERY, {"place": place})
    found = reply.data.get("tickets")
    listed = found or []
    return visit.render(
        "clerk/tickets/template.html", status=status, reply=reply, errors=errors, new_key=new_key, counter=counter,
        place=place, board=found is not None and reply.data.get("ticketBoard"), back=_back(visit),
        services=offered(reply, "numbers"),
        mine=[one for one in listed if _is_at(one, counter)],
        waiting=[one for one in listed if one["state"] == "WAITING"],
        others=[one for one in listed if one["state"] != "WAITING" and not _is_at(one, counter)],
        number_states=NUMBER_STATES, reasons=REASONS, outcomes=OUTCOMES,
        enters="application:submit" in visit.actor.scopes,
        searches="citizen:read" in visit.actor.scopes,
    )  # fmt: skip


def _is_at(ticket: Mapping[str, Any], counter: int) -> bool:
    return ticket["state"] in _OPEN and ticket["counter"] == counter


def _counter(visit: Visit) -> int:
    """The counter at which this clerk stands: of the form, or of the address."""
    given = _digits(text_of(visit.form, "counter") or visit.request.query.get("loket", ""))
    return given if given and given <= LAST_COUNTER else 1


def _digits(given: str) -> int | None:
    return int(given) if given.isdecimal() and len(given) < 3 else None


def _back(visit: Visit) -> str:
    place = place_of(visit)
    return f"{HERE}?{urlencode({'loket': _counter(visit), **({'tempat': place} if place else {})})}"


def _filled(pair: Pair, ticket: Mapping[str, Any]) -> Pair:
    return pair[0].format(ticket["number"]), pair[1].format(ticket["number"])


PAGES = (
    Page("GET", HERE, numbers),
    Page("POST", f"{HERE}/call", call, form_at=HERE),
    Page("POST", f"{HERE}/settle", settle, form_at=HERE),
    Page("POST", f"{HERE}/take", take, form_at=HERE),
)
