from __future__ import annotations

import datetime as dt

import strawberry

from hub.schema.inputs.keyed import Keyed
from hub.schema.scalars import NIK

_BEGINS = "The beginning of one of `appointmentSlots`."


@strawberry.input(description="Somebody books a time at the office's counters.")
class BookAppointmentInput(Keyed):
    begins: dt.datetime = strawberry.field(description=_BEGINS)
    service: str = strawberry.field(description="Name of the service that she comes for.")
    tracking_number: str | None = strawberry.field(
        default=None, description="Of her application, if she has one: more times are given then."
    )
    nik: NIK | None = strawberry.field(
        default=None, description="Only to have a form begun with it; it is forgotten when the day ends."
    )


@strawberry.input(description="Another time for an appointment.")
class MoveAppointmentInput(Keyed):
    code: str
    begins: dt.datetime = strawberry.field(description=_BEGINS)


@strawberry.input(description="An appointment, by its code.")
class AppointmentInput(Keyed):
    code: str
