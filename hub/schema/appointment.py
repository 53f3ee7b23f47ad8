from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.appointment import AppointmentState
from hub.resolvers import appointments as r_appointments
from hub.resolvers.appointments import AppointmentDone
from hub.schema.declare import INHERITED, field
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor


@strawberry.type(description="A time at the office's counters for which appointments are given.")
class AppointmentSlot:
    begins: dt.datetime = field(scope=INHERITED)
    ends: dt.datetime = field(scope=INHERITED, resolver=r_appointments.slot_ends)
    free: int = field(scope=INHERITED, description="How many places are left.")
    free_openly: int = field(
        scope=INHERITED,
        description="How many of them are left for whoever has neither the number of an application nor an officer.",
    )


@strawberry.type(description="An appointment at the office: nobody's name. It is forgotten when its day ends.")
class Appointment:
    code: str = field(scope=INHERITED, description="Whoever says it at the office gets a number for this time.")
    begins: dt.datetime = field(scope=INHERITED)
    ends: dt.datetime = field(scope=INHERITED, resolver=r_appointments.ends)
    service: str = field(scope=INHERITED)
    service_title: str = field(scope=INHERITED, resolver=r_appointments.service_title)
    state: AppointmentState = field(scope=INHERITED)
    has_application: bool = field(
        scope=INHERITED,
        resolver=r_appointments.has_application,
        description="Whether the number of an application was given with it.",
    )


@strawberry.type(description="The appointment as it stands now; none where it was cancelled, or the input is wrong.")
class AppointmentPayload(StandsFor, Payload):
    stands_for = AppointmentDone

    appointment: Appointment | None = field(scope=INHERITED)
