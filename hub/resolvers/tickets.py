"""Numbers of a counter: taken by anybody, called and settled by a clerk of the place, seen on a screen by all."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from strawberry import Parent

from hub.core.actor import Actor
from hub.core.attributes import Category
from hub.core.calendar import WIB, local_date
from hub.core.citizen import Citizen
from hub.core.codes_cards import SessionSlot
from hub.core.errors import BadInput, Conflict, HubError, NotFound
from hub.core.identifiers import global_id, new_id, parse_global_id, parse_tracking_number, parse_uuid
from hub.core.office_setting import OfficeSettings
from hub.core.record_action import RecordAction
from hub.core.recording_session import TIMES
from hub.core.regions import RegionLevel, parse_region_code, within
from hub.core.ticket import (
    LAST_COUNTER,
    POSSIBLE,
    Board,
    InLine,
    PriorityReason,
    Ticket,
    TicketOutcome,
    TicketState,
    TicketStep,
    calls_of,
    minutes_for,
    queue_of,
)
from hub.core.tickets import Tickets
from hub.resolvers.appointments import come
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.outcome import REFUSALS, UserError, user_errors
from hub.resolvers.record_work import Done, Procedure, RecordWork, Reply, change_openly, change_record
from hub.resolvers.values import NIK, Language, text

_SHOWN: Final = 8
Prepare: TypeAlias = Callable[[], Awaitable[None]]
_GONE: Final = "There is no such number today. Take a new one at the counter."
_NONE_TODAY: Final = "There is no appointment at the office today with this number or code."
_CALL: Final = RecordAction.CALL_TICKET


class Keyed(Protocol):
    idempotency_key: str | None


class Taking(Keyed, Protocol):
    place: str | None
    service: str | None
    priority_reason: PriorityReason | None
    nik: NIK | None
    tracking_number: str | None


class Calling(Keyed, Protocol):
    place: str | None
    counter: int


class Settling(Keyed, Protocol):
    id: str
    step: TicketStep
    counter: int | None
    outcome: TicketOutcome | None
    tracking_number: str | None


@dataclass(frozen=True, slots=True)
class LineOutcome:
    ticket: InLine | None
    errors: tuple[UserError, ...] = ()


@dataclass(frozen=True, slots=True)
class TicketDone:
    ticket: Ticket | None
    errors: tuple[UserError, ...] = ()


async def take(info: HubInfo, given: Taking) -> LineOutcome:
    """A number for whoever comes. Nobody needs a token for it, so no policy is asked; a place takes only so many."""
    context = info.context
    try:
        place = await _place(context, given.place)
    except REFUSALS as error:
        return LineOutcome(None, user_errors(error))

    settings = await context.hub.settings.now()

    async def number(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        return await _taken(work, given, place, settings)

    done = await change_openly(context, "takeTicket", _CALL, given, number, Category.APPLICATION)
    ticket = await _of(context, done)
    return LineOutcome(await _in_line(context, ticket) if ticket else None, done.errors)


async def _taken(work: RecordWork, given: Taking, place: str, settings: OfficeSettings) -> Reply:
    context, today = work.context, local_date(work.now)
    if given.service is not None and given.service not in context.hub.services:
        raise BadInput("There is no such service. Look at the list of services.", path="service")
    if given.service is not None and not settings.of(given.service).numbers:
        raise BadInput("No number is given for this service. Take one without a service.", path="service")
    if not _is_clerk_of(context.actor, place):
        _check_open(context, work.now)
        if len((await work.write.tickets.queue(place, today)).waiting) >= settings.counters.most_waiting:
            raise Conflict("Many are waiting already. Ask an officer for a number, please.", path="place")
    ticket = Ticket(
        tenant=context.hub.tenant, id=new_id(), place=place, day=today, taken_at=work.now, service=given.service,
        priority=given.priority_reason, nik=given.nik,
    )  # fmt: skip
    if given.tracking_number:
        ticket = await _promised(work, ticket, given.tracking_number)
    return {"ticket": str((await work.write.tickets.take(ticket)).id)}


async def _promised(work: RecordWork, ticket: Ticket, number: str) -> Ticket:
    """Her appointment of today becomes this number. Raises BadInput where there is none, Conflict the second time."""
    number = parse_tracking_number(number, path="trackingNumber")
    if ticket.place != work.context.hub.region:
        raise BadInput(_NONE_TODAY, path="trackingNumber")
    came = await come(work, number, ticket.day)
    if came is not None:
        return dataclasses.replace(
            ticket, promised_at=came.begins, tracking_number=came.tracking_number, service=came.service,
            nik=ticket.nik or came.nik,
        )  # fmt: skip
    booked = await work.write.tickets.booked_session(number, ticket.day)
    if booked is None:
        raise BadInput(_NONE_TODAY, path="trackingNumber")
    await work.write.tickets.queue(ticket.place, ticket.day)
    if await work.write.tickets.has_come(number, ticket.day):
        raise Conflict("A number was taken for this appointment already.", path="trackingNumber")
    begins = dt.datetime.combine(ticket.day, TIMES[SessionSlot[booked.slot]][0], WIB).astimezone(dt.UTC)
    return dataclasses.replace(ticket, promised_at=begins, tracking_number=number, service=booked.service)


async def call_next(info: HubInfo, given: Calling) -> TicketDone:
    """Whoever is next for this counter; no ticket where nobody waits for it."""
    places: list[str] = []

    async def find() -> None:
        places.append(await _own_place(info.context, given.place))

    async def call(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        counter = _counter(given.counter)
        queue = await work.write.tickets.queue(places[0], local_date(work.now))
        chosen = queue.next_of(counter, work.now)
        if chosen is None:
            return {"ticket": None}
        await work.write.tickets.call(_called(chosen, counter, work.now), queue.after(chosen, work.now).in_row)
        return {"ticket": str(chosen.id)}

    return await _done(info.context, "callNextTicket", given, call, find)


async def settle(info: HubInfo, given: Settling) -> TicketDone:
    """Called again, not there, at the counter, passed on, or done with what came of it."""

    async def step(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        ticket = await work.write.tickets.known(_key(given.id))
        if ticket is None or ticket.day != local_date(work.now) or not _is_clerk_of(work.context.actor, ticket.place):
            raise NotFound(_GONE, path="id")
        if ticket.state not in POSSIBLE[given.step]:
            raise Conflict("A colleague has gone on with this number. Look at the list again.", path="step")
        await work.write.tickets.put(_after(ticket, given, work.now))
        return {"ticket": str(ticket.id)}

    return await _done(info.context, "settleTicket", given, step)


async def tickets(info: HubInfo, place: str | None = None) -> list[Ticket]:
    """The numbers of today at a place of this reader's region, in their order."""
    context = info.context
    chosen = await _own_place(context, place)
    found, _ = await _kept(context).of_day(context.hub.tenant, chosen, local_date(context.hub.clock()))
    if any(one.nik for one in found):
        # Whoever gave a number of hers may not be in the record: the receipt is left all the same.
        context.saw_somebody(None)
    return list(found)


async def board(info: HubInfo, place: str | None = None) -> Board:
    """What everybody may see of a place today."""
    context, now = info.context, info.context.hub.clock()
    chosen = await _place(context, place)
    found, in_row = await _kept(context).of_day(context.hub.tenant, chosen, local_date(now))
    waiting = queue_of(found, in_row).waiting
    return Board(
        place=chosen,
        name=await _name(context, chosen),
        waiting=len(waiting),
        calls=calls_of(found)[:_SHOWN],
        minutes=minutes_for(len(waiting), found, now),
        takes=_is_open(context, now),
    )


async def in_line(info: HubInfo, ticket_id: str) -> InLine | None:
    """Her own number for whoever took it and so knows its id; null once the day is over."""
    context = info.context
    found = await _kept(context).by_id(context.hub.tenant, _key(ticket_id))
    if found is None or found.day != local_date(context.hub.clock()):
        return None
    return await _in_line(context, found)


def ticket_id(parent: Parent[Ticket]) -> str:
    return global_id("Ticket", parent.id)


def line_id(parent: Parent[InLine]) -> str:
    return ticket_id(parent.ticket)


def line_number(parent: Parent[InLine]) -> int:
    return parent.ticket.number


def line_place(parent: Parent[InLine]) -> str:
    return parent.ticket.place


def line_state(parent: Parent[InLine]) -> TicketState:
    return parent.ticket.state


def line_counter(parent: Parent[InLine]) -> int | None:
    return parent.ticket.counter


def service_title(parent: Parent[Ticket], info: HubInfo, language: Language | None = Language.ID) -> str | None:
    service = info.context.hub.services.get(parent.service or "")
    return text(language, service.title_id, service.title_en) if service else None


def _called(ticket: Ticket, counter: int, now: dt.datetime) -> Ticket:
    return dataclasses.replace(
        ticket, state=TicketState.CALLED, counter=counter, called_at=now, calls=ticket.calls + 1, for_counter=None,
        passed_at=None,
    )  # fmt: skip


def _after(ticket: Ticket, given: Settling, now: dt.datetime) -> Ticket:
    """The number after a step. Raises BadInput for what the step needs and was not given."""
    if given.step is TicketStep.RECALL:
        return _called(ticket, _counter(given.counter or ticket.counter), now)
    if given.step is TicketStep.SERVE:
        return dataclasses.replace(ticket, state=TicketState.SERVING)
    if given.step is TicketStep.NO_SHOW:
        return dataclasses.replace(ticket, state=TicketState.NO_SHOW)
    if given.step is TicketStep.TRANSFER:
        to = _counter(given.counter)
        return dataclasses.replace(ticket, state=TicketState.WAITING, for_counter=to, passed_at=now)
    if given.outcome is None:
        raise BadInput("Say what came of it.", path="outcome")
    number = ticket.tracking_number
    if given.tracking_number:
        number = parse_tracking_number(given.tracking_number, path="trackingNumber")
    return dataclasses.replace(
        ticket, state=TicketState.ENDED, ended_at=now, outcome=given.outcome, tracking_number=number, nik=None
    )


def _counter(given: int | None) -> int:
    if given is None or not 1 <= given <= LAST_COUNTER:
        raise BadInput(f"A counter has a number from 1 to {LAST_COUNTER}.", path="counter")
    return given


async def _done(
    context: Context, mutation: str, given: Keyed, procedure: Procedure, prepare: Prepare | None = None
) -> TicketDone:
    done = await change_record(
        context, mutation, _CALL, given, procedure, category=Category.APPLICATION, prepare=prepare
    )
    ticket = await _of(context, done)
    if ticket is not None and ticket.nik:
        context.saw_somebody(None)
    return TicketDone(ticket, done.errors)


async def _of(context: Context, done: Done) -> Ticket | None:
    """The number as it stands now; a repeat on a later day finds none."""
    if done.reply is None or done.reply["ticket"] is None:
        return None
    return await _kept(context).by_id(context.hub.tenant, uuid.UUID(done.reply["ticket"]))


async def _in_line(context: Context, ticket: Ticket) -> InLine:
    now = context.hub.clock()
    found, in_row = await _kept(context).of_day(context.hub.tenant, ticket.place, ticket.day)
    if ticket.state is not TicketState.WAITING:
        return InLine(ticket, 0, None)
    ahead = queue_of(found, in_row).before(ticket.id, now)
    return InLine(ticket, ahead, minutes_for(ahead, found, now))


def _kept(context: Context) -> Tickets:
    """Raises HubError where the hub was put together without them."""
    if context.hub.tickets is None:
        raise HubError("This hub keeps no numbers of counters. Tell its operator.")
    return context.hub.tickets


async def _place(context: Context, given: str | None) -> str:
    """The district's office, or a village's. Raises BadInput for another region, and for a village that is none."""
    hub = context.hub
    if given is None or given == hub.region:
        return hub.region
    code = parse_region_code(given, path="place")
    if len(code) != RegionLevel.VILLAGE.length or not within(code, hub.region) or not await _village(context, code):
        raise BadInput("Numbers are given at the office and in its villages. Check the village's code.", path="place")
    return code


async def _own_place(context: Context, given: str | None) -> str:
    """A place at which this clerk works; without a name that of her own village, or the office."""
    region = context.actor.region
    chosen = given if given is not None or len(region) != RegionLevel.VILLAGE.length else region
    place = await _place(context, chosen)
    if not _is_clerk_of(context.actor, place):
        raise BadInput("This place lies outside of your region.", path="place")
    return place


def _is_clerk_of(actor: Actor, place: str) -> bool:
    return "ticket:call" in actor.scopes and within(place, actor.region)


async def _village(context: Context, code: str) -> str | None:
    found = (await context.hub.people.places([code])).get(code)
    return found.village if found else None


async def _name(context: Context, place: str) -> str:
    return context.hub.office_name if place == context.hub.region else await _village(context, place) or place


def _check_open(context: Context, now: dt.datetime) -> None:
    if not _is_open(context, now):
        raise Conflict("The office gives no numbers any more today. Come on its next working day.", path="place")


def _is_open(context: Context, now: dt.datetime) -> bool:
    """Whether somebody who takes a number now can still be served today; early birds may."""
    spans = context.hub.promises.hours.spans(local_date(now))
    return bool(spans) and now < spans[-1][1]


def _key(given: str) -> uuid.UUID:
    type_name, key = parse_global_id(given, path="id")
    if type_name != "Ticket":
        raise BadInput("This id is not that of a number.", path="id")
    return parse_uuid(key, path="id")
