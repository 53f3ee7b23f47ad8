from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.birth_dates import DatePrecision
from hub.core.codes import Sex
from hub.schema.scalars import NIK


@strawberry.input(description="What somebody claims about a person; what is left out is not compared.")
class CitizenClaim:
    nik: NIK
    full_name: str | None
    birth_date: dt.date | None
    birth_place: str | None
    sex: Sex | None
    mother_name: str | None
    birth_date_precision: DatePrecision | None = strawberry.field(
        description="How much of `birthDate` is known, DAY if left out; only that much is compared."
    )
