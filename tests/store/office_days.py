"""What an office does besides applications: burials, biometrics, letters that lapse, numbers; asked once."""

from __future__ import annotations

import datetime as dt
from typing import Final

from benchmarks.office import TENANT
from hub.core.actor import Role
from hub.core.calendar import local_date
from hub.core.identifiers import new_id
from hub.core.service import Session
from hub.store import PgAppointments, PgNotices, PgTickets
from hub.store.lapses import PgLapses
from tests.counter.asking import BOARD, CALL, LIST, SETTLE, TAKE
from tests.counter.booking import BOOK, CANCEL, MISS, MOVE, OF_DAY, ONE, SLOTS
from tests.engine.test_burials import burying
from tests.fakes.actors import staff
from tests.store.casework import keyed, now
from tests.store.watched import Watched

_OPERATOR: Final = staff(Role.OPERATOR)
_NODES: Final = "{ edges { node { id } } }"


async def burials(watched: Watched, nik: str) -> None:
    line = {"regionCode": "19.01.01.1001", "name": f"Contoh {new_id()}", "buriedOn": "2026-01-20"}
    told = await watched.ask("reportBurial", burying("reportBurial"), keyed(line), _OPERATOR)
    one = {"id": told["reportBurial"]["burial"]["id"]}
    found = keyed({**one, "nik": nik})
    await watched.ask("matchBurial", burying("matchBurial"), found, _OPERATOR)
    await watched.ask("inviteBurialFamily", burying("inviteBurialFamily"), keyed({**one, "way": "LETTER"}), _OPERATOR)
    for narrowed in ("states: [OPEN, MATCHED]", "states: [DISMISSED]", f'id: "{one["id"]}"'):
        query = f"{{ burialReports(first: 5, filter: {{{narrowed}}}) {_NODES} }}"
        await watched.ask(f"burialReports, {narrowed[:9]}", query, {}, _OPERATOR)
    await watched.ask("dismissBurial", burying("dismissBurial"), keyed({**one, "reason": "Dua kali."}), _OPERATOR)


async def sessions(watched: Watched) -> None:
    """Places for recording biometrics."""
    today = {"date": local_date(now()).isoformat(), "slot": "EIGHT"}
    query = "mutation ($input: NoteWalkInInput!) { noteWalkIn(input: $input) { session { free } errors { code } } }"
    await watched.ask("noteWalkIn", query, keyed(today), _OPERATOR)
    await watched.ask("recordingSessions", "{ recordingSessions { date time free } }", {}, _OPERATOR)
    notices, session = PgNotices(watched.office.database), Session(dt.date(2026, 12, 2), "EIGHT")
    await watched.do("who is to be reminded", notices.remind(TENANT, session, dt.date(2026, 12, 1), now()))
    await watched.do("whether a reminder still holds", notices.is_reminded(TENANT, new_id(), now()))


async def letters(watched: Watched) -> None:
    """Letters of removal that lapse."""
    lapses = PgLapses(watched.office.database)
    await watched.do("letters that are due", lapses.due(TENANT, now(), 50))
    await watched.do("letters that wait", lapses.waiting(TENANT, now()))
    key = await watched.office.database.fetchval(
        "select id from hand_over where tenant = $1 and side = 'ORIGIN' and state = 'OFFERED' limit 1", TENANT
    )
    assert key is not None, "an offer of this district is open"
    await watched.do("a letter lapses", lapses.lapse(TENANT, key, "Tidak dipakai.", now()))


async def appointments(watched: Watched) -> None:
    """Appointments at the counters."""
    slots = (await watched.ask("appointmentSlots", SLOTS, {}, _OPERATOR))["appointmentSlots"]
    first, second = slots[0]["begins"], slots[1]["begins"]
    given = keyed({"begins": first, "service": "testCertificate"})
    code = (await watched.ask("bookAppointment", BOOK, given, _OPERATOR))["bookAppointment"]["appointment"]["code"]
    await watched.ask("appointment", ONE, {"code": code}, _OPERATOR)
    await watched.ask("appointments", OF_DAY, {"day": first[:10]}, _OPERATOR)
    await watched.ask("moveAppointment", MOVE, keyed({"code": code, "begins": second}), _OPERATOR)
    await watched.ask("cancelAppointment", CANCEL, keyed({"code": code}), _OPERATOR)
    given = keyed({"begins": first, "service": "testCertificate"})
    code = (await watched.ask("bookAppointment", BOOK, given, _OPERATOR))["bookAppointment"]["appointment"]["code"]
    # Its time has come.
    await watched.office.database.execute("update appointment set begins = $2 where code = $1", code, now())
    await watched.ask("missAppointment", MISS, keyed({"code": code}), _OPERATOR)
    forget = PgAppointments(watched.office.database).forget(TENANT, dt.date(2026, 1, 1))
    await watched.do("appointments of past days", forget)


async def numbers(watched: Watched) -> None:
    """Numbers of a counter, and papers that wait to be printed."""
    taken = await watched.ask("takeTicket", TAKE, keyed({}), _OPERATOR)
    await watched.ask("callNextTicket", CALL, keyed({"counter": 1}), _OPERATOR)
    one = {"id": taken["takeTicket"]["ticket"]["id"]}
    await watched.ask("settleTicket", SETTLE, keyed({**one, "step": "SERVE"}), _OPERATOR)
    await watched.ask("tickets", LIST, {}, _OPERATOR)
    await watched.ask("ticketBoard", BOARD, {}, _OPERATOR)
    await watched.ask("queueTicket", "query ($id: ID!) { queueTicket(id: $id) { ahead } }", one, _OPERATOR)
    await watched.do("numbers of past days", PgTickets(watched.office.database).forget(TENANT, dt.date(2026, 1, 1)))
    for narrowed in ("printed: false", 'printed: true, issuedOn: "2026-01-20"'):
        query = f"{{ applications(first: 50, filter: {{states: [ISSUED], {narrowed}}}) {_NODES} }}"
        await watched.ask(f"applications, {narrowed[:9]}", query, {}, _OPERATOR)
