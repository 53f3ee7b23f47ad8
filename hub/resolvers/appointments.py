"""Appointments at the counters: booked, moved and cancelled by whoever knows the code, or by an officer for her."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from typing import Final, Protocol

from strawberry import Parent

from hub.core.actor import Actor
from hub.core.appointment import LENGTH, PREFIX, Appointment, AppointmentState, Slot, check_time, slots
from hub.core.appointments import Appointments
from hub.core.attributes import Category
from hub.core.calendar import local_date
from hub.core.citizen import Citizen
from hub.core.errors import BadInput, Conflict, HubError, NotFound
from hub.core.identifiers import new_tracking_number, parse_tracking_number
from hub.core.record_action import RecordAction
from hub.core.regions import within
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.outcome import UserError
from hub.resolvers.record_work import Done, RecordWork, Reply, change_openly, change_record
from hub.resolvers.values import NIK, Language, text

_KEEP: Final = RecordAction.KEEP_APPOINTMENT
_SCOPE: Final = "appointment:keep"
_GONE: Final = "There is no appointment with this code. It is forgotten when its day ends, or when it was cancelled."
_OVER: Final = "This appointment is over. Book another one."


class Keyed(Protocol):
    idempotency_key: str | None


class Booking(Keyed, Protocol):
    begins: dt.datetime
    service: str
    tracking_number: str | None
    nik: NIK | None


class Coded(Keyed, Protocol):
    code: str


class Moving(Coded, Protocol):
    begins: dt.datetime


@dataclass(frozen=True, slots=True)
class AppointmentDone:
    appointment: Appointment | None
    errors: tuple[UserError, ...] = ()


async def book(info: HubInfo, given: Booking) -> AppointmentDone:
    """A place at a time. Nobody needs a token for it, so no policy is asked; with neither a tracking number nor an
    officer there are fewer places, on fewer days."""
    context, settings = info.context, await info.context.hub.settings.now()

    async def take(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        if given.service not in context.hub.services:
            raise BadInput("There is no such service. Look at the list of services.", path="service")
        if not settings.of(given.service).appointments:
            raise BadInput("No appointments are given for this service. Come and take a number.", path="service")
        number = await _case(work, given.tracking_number)
        openly = number is None and not _is_clerk(context)
        begins = given.begins.astimezone(dt.UTC)
        check_time(context.hub.promises.hours, settings.counters, begins, work.now, openly=openly)
        made = Appointment(
            tenant=context.hub.tenant, code=new_tracking_number(PREFIX), begins=begins, service=given.service,
            openly=openly, booked_at=work.now, tracking_number=number, nik=given.nik,
        )  # fmt: skip
        await work.write.appointments.book(made, settings.counters)
        return {"code": made.code}

    return await _done(context, await change_openly(context, "bookAppointment", _KEEP, given, take, _OF))


async def move(info: HubInfo, given: Moving) -> AppointmentDone:
    """Another time in place of the one that it has."""
    context, counters = info.context, (await info.context.hub.settings.now()).counters

    async def other(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        before = await _open(work, given.code)
        openly = before.openly and not _is_clerk(context)
        after = dataclasses.replace(before, begins=given.begins.astimezone(dt.UTC), openly=openly)
        check_time(context.hub.promises.hours, counters, after.begins, work.now, openly=openly)
        await work.write.appointments.move(before, after, counters)
        return {"code": after.code}

    return await _done(context, await change_openly(context, "moveAppointment", _KEEP, given, other, _OF))


async def cancel(info: HubInfo, given: Coded) -> AppointmentDone:
    """The place is given back, and nothing is kept of it."""
    context = info.context

    async def give_back(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        await work.write.appointments.cancel(await _open(work, given.code))
        return {}

    return await _done(context, await change_openly(context, "cancelAppointment", _KEEP, given, give_back, _OF))


async def miss(info: HubInfo, given: Coded) -> AppointmentDone:
    """She did not come; her NIK is forgotten. Whoever comes later on the day is still given a number."""
    context = info.context

    async def note(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        before = await _open(work, given.code)
        if before.begins > work.now:
            raise Conflict("Its time has not come yet.", path="code")
        after = dataclasses.replace(before, state=AppointmentState.NOT_COME, nik=None)
        await work.write.appointments.put(after)
        return {"code": after.code}

    return await _done(context, await change_record(context, "missAppointment", _KEEP, given, note, category=_OF))


async def come(work: RecordWork, number: str, day: dt.date) -> Appointment | None:
    """The appointment of this day by its code or its application's number, whose number at the counter is taken now.
    Raises Conflict the second time."""
    found = await work.write.appointments.of_day(number, day)
    if found is None:
        return None
    if found.state is AppointmentState.COME:
        raise Conflict("A number was taken for this appointment already.", path="trackingNumber")
    await work.write.appointments.put(dataclasses.replace(found, state=AppointmentState.COME, nik=None))
    return found


async def free(info: HubInfo) -> list[Slot]:
    """Every time of the next working days for which appointments are given."""
    context, now = info.context, info.context.hub.clock()
    taken = await _kept(context).taken(context.hub.tenant, now)
    counters = (await context.hub.settings.now()).counters
    return list(slots(context.hub.promises.hours, counters, taken, now))


async def by_code(info: HubInfo, code: str) -> Appointment | None:
    """For whoever knows its code."""
    context = info.context
    found = await _kept(context).by_code(context.hub.tenant, parse_tracking_number(code, path="code"))
    return found if found and found.day >= local_date(context.hub.clock()) else None


async def of_day(info: HubInfo, day: dt.date) -> list[Appointment]:
    """All of a day at this office, for its officers."""
    context = info.context
    if not _is_clerk(context):
        raise BadInput("These appointments lie outside of your region.", path="day")
    return list(await _kept(context).of_day(context.hub.tenant, day))


def ends(parent: Parent[Appointment]) -> dt.datetime:
    return parent.begins + LENGTH


def slot_ends(parent: Parent[Slot]) -> dt.datetime:
    return parent.begins + LENGTH


def service_title(parent: Parent[Appointment], info: HubInfo, language: Language | None = Language.ID) -> str:
    service = info.context.hub.services.get(parent.service)
    return text(language, service.title_id, service.title_en) if service else parent.service


def has_application(parent: Parent[Appointment]) -> bool:
    return parent.tracking_number is not None


_OF: Final = Category.APPLICATION


async def _case(work: RecordWork, given: str | None) -> str | None:
    if not given:
        return None
    number = parse_tracking_number(given, path="trackingNumber")
    if not await work.write.appointments.has_case(number):
        raise BadInput("No open application has this number. Check it, or leave it out.", path="trackingNumber")
    return number


async def _open(work: RecordWork, given: str) -> Appointment:
    """The appointment that may still be changed. Raises NotFound, or Conflict where it is over."""
    found = await work.write.appointments.known(parse_tracking_number(given, path="code"))
    if found is None or found.day < local_date(work.now):
        raise NotFound(_GONE, path="code")
    if found.state is not AppointmentState.BOOKED:
        raise Conflict(_OVER, path="code")
    return found


def _is_clerk(context: Context) -> bool:
    actor: Actor = context.actor
    return _SCOPE in actor.scopes and within(context.hub.region, actor.region)


async def _done(context: Context, done: Done) -> AppointmentDone:
    """The appointment as it stands now; none once it was cancelled."""
    if done.reply is None or "code" not in done.reply:
        return AppointmentDone(None, done.errors)
    return AppointmentDone(await _kept(context).by_code(context.hub.tenant, done.reply["code"]), done.errors)


def _kept(context: Context) -> Appointments:
    kept = context.hub.appointments
    if kept is None:
        raise HubError("This hub keeps no appointments.")
    return kept
