"""The roots of appointments at the counters: mixed into Query and Mutation."""

from __future__ import annotations

import strawberry

from hub.core.attributes import Category
from hub.resolvers import appointments as r_appointments
from hub.resolvers import settings as r_settings
from hub.schema.appointment import Appointment, AppointmentPayload, AppointmentSlot
from hub.schema.declare import PUBLIC, field
from hub.schema.inputs.appointments import AppointmentInput, BookAppointmentInput, MoveAppointmentInput
from hub.schema.office_setting import CounterSetting


@strawberry.type
class AppointingQuery:
    appointment_slots: list[AppointmentSlot] | None = field(
        scope=PUBLIC,
        resolver=r_appointments.free,
        description="The times of the next working days at the office's counters, full ones too.",
    )
    appointment: Appointment | None = field(
        scope=PUBLIC, resolver=r_appointments.by_code, description="An appointment, for whoever knows its code."
    )
    counter_setting: CounterSetting | None = field(
        scope=PUBLIC, resolver=r_settings.counters, description="How the counters of the office take people."
    )
    appointments: list[Appointment] | None = field(
        scope="appointment:keep",
        category=Category.APPLICATION,
        resolver=r_appointments.of_day,
        description="All appointments of a day, the earliest first.",
    )


@strawberry.type
class AppointingMutation:
    book_appointment: AppointmentPayload | None = field(
        scope=PUBLIC,
        resolver=r_appointments.book,
        arguments={"given": ("input", BookAppointmentInput)},
        description="Books a time. An application has one appointment; without its number there are fewer places.",
    )
    move_appointment: AppointmentPayload | None = field(
        scope=PUBLIC,
        resolver=r_appointments.move,
        arguments={"given": ("input", MoveAppointmentInput)},
        description="Another time for an appointment, by its code.",
    )
    cancel_appointment: AppointmentPayload | None = field(
        scope=PUBLIC,
        resolver=r_appointments.cancel,
        arguments={"given": ("input", AppointmentInput)},
        description="Gives the place back, and forgets the appointment.",
    )
    miss_appointment: AppointmentPayload | None = field(
        scope="appointment:keep",
        category=Category.APPLICATION,
        resolver=r_appointments.miss,
        arguments={"given": ("input", AppointmentInput)},
        description="Says that nobody came.",
    )
