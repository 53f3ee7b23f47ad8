"""Taking a number, on one's own phone or at the screen in the office, and the number's own page.

The page of a number is known to whoever took it: its address holds a random id and nothing about anybody. `loket` in an
address says that it is the screen in the office, which goes back to its beginning by itself.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote, urlencode

from aiohttp import web

from hub.console.base.forms import FieldError, field_errors, new_key, text_of
from hub.console.base.graph import document, payload_of
from hub.console.base.number_form import nik_of, number_asked, offered, place_of
from hub.console.base.pages import Page
from hub.console.base.queue_texts import NUMBER_STATES, REASONS, wait_words
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.core.errors import NotFound
from hub.core.regions import RegionLevel
from hub.core.texts import say

HERE: Final = "/antrean"
_QUERY: Final = document(__file__)
_NUMBER: Final = document(__file__, "number.graphql")
_TAKE: Final = document(__file__, "take.graphql")
_FIELDS: Final = {"service": "service", "nik": "nik", "priorityReason": "reason", "trackingNumber": "appointment"}
_OFTEN: Final = 20
_BACK_TO_START: Final = 12
"""Seconds after which a page asks anew, or the screen in the office shows its beginning."""
_TYPED: Final = 60
"""Seconds after which the screen in the office forgets what somebody typed there and left."""
_FULL: Final = say("Sekarang belum ada nomor yang dapat diambil di sini. Tanyakan kepada petugas loket; GRATIS.")


async def form(visit: Visit) -> web.Response:
    """What she comes for, and whether she goes first; all of it may be left out."""
    return await _show(visit)


async def take(visit: Visit) -> web.Response:
    """Takes the number and shows its page."""
    nik, wrong = nik_of(visit)
    if wrong:
        return await _show(visit, wrong, status=422)
    given = number_asked(visit, nik)
    payload, problems = payload_of(await visit.ask(_TAKE, {"input": given}), "takeTicket")
    if problems or not payload.get("ticket"):
        full = any(one.code == "CONFLICT" and one.path == "place" for one in problems)
        errors = (FieldError("", _FULL),) if full else field_errors(problems, _FIELDS)
        return await _show(visit, errors, status=422)
    return visit.go(f"{HERE}/nomor/{quote(payload['ticket']['id'], safe='')}{'?loket=1' if _of_office(visit) else ''}")


async def number(visit: Visit) -> web.Response:
    """How far it is. It asks anew by itself, without script: by a header, unless she stopped that."""
    reply = await visit.ask(_NUMBER, {"id": visit.request.match_info["id"]})
    found: dict[str, Any] | None = reply.data.get("queueTicket")
    if found is None:
        raise refusal(NotFound, say("Nomor ini sudah lewat. Silakan ambil nomor baru."))
    start = _start(found["place"], of_office=_of_office(visit))
    waits = found["state"] in {"WAITING", "CALLED", "NO_SHOW"} and not visit.request.query.get("diam")
    refresh = f"{_BACK_TO_START}; url={start}" if _of_office(visit) else str(_OFTEN) if waits else ""
    shown = visit.render(
        "public/queue/number.html", ticket=found, words=wait_words(found["ahead"], found["minutes"]),
        state=NUMBER_STATES[found["state"]], refresh=refresh, start=start, of_office=_of_office(visit),
    )  # fmt: skip
    if refresh:
        shown.headers["Refresh"] = refresh
    return shown


async def _show(visit: Visit, errors: tuple[FieldError, ...] = (), *, status: int = 200) -> web.Response:
    place = place_of(visit)
    reply = await visit.ask(_QUERY, {"place": place})
    board = reply.data.get("ticketBoard")
    if board is None:
        raise refusal(NotFound, say("Tidak ada nomor antrean di tempat ini. Periksa alamatnya."))
    words = wait_words(board["waiting"], board["minutes"])
    shown = visit.render(
        "public/queue/template.html", status=status, errors=errors, key=new_key(), board=board, place=place,
        services=offered(reply, "numbers"), reasons=REASONS, words=words, of_office=_of_office(visit),
        chosen={name: text_of(visit.form, name) for name in ("service", "reason", "nik", "appointment")},
    )  # fmt: skip
    if errors and _of_office(visit):
        shown.headers["Refresh"] = f"{_TYPED}; url={_start(place or '', of_office=True)}"
    return shown


def _start(place: str, *, of_office: bool) -> str:
    village = {"tempat": place} if len(place) == RegionLevel.VILLAGE.length else {}
    terms = {**village, **({"loket": "1"} if of_office else {})}
    return f"{HERE}?{urlencode(terms)}" if terms else HERE


def _of_office(visit: Visit) -> bool:
    return (text_of(visit.form, "loket") or visit.request.query.get("loket", "")) == "1"


PAGES = (
    Page("GET", HERE, form, login=False),
    Page("POST", HERE, take, login=False),
    Page("GET", f"{HERE}/nomor/{{id}}", number, login=False),
)
