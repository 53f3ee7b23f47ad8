from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.codes import Sex


@strawberry.input(description="What an agency says of a person beside what it records; it changes nothing of her.")
class PersonSaidInput:
    full_name: str | None
    birth_date: dt.date | None
    birth_place: str | None
    sex: Sex | None
    mother_name: str | None
