from __future__ import annotations

import datetime as dt

import strawberry


@strawberry.input(description="Search terms: at least a name, in any spelling.")
class CitizenSearch:
    name: str
    birth_date: dt.date | None
    birth_year: int | None
    mother_name: str | None
    region_code: str | None = strawberry.field(description="Dotted code of any level.")
