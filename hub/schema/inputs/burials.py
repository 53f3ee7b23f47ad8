from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.burial import BurialState, InvitationWay
from hub.schema.inputs.keyed import Keyed
from hub.schema.scalars import NIK


@strawberry.input(description="A line of the village's burial book (Buku Pokok Pemakaman).")
class ReportBurialInput(Keyed):
    region_code: str = strawberry.field(description="The village whose book it is: 19.01.01.1001.")
    name: str = strawberry.field(description="As it stands in the book.")
    nik: NIK | None = strawberry.field(default=None, description="Where it stands in the book.")
    died_on: dt.date | None = None
    buried_on: dt.date
    cemetery: str | None = None
    book_entry: str | None = strawberry.field(default=None, description="Number of the line in the book.")


@strawberry.input(description="A burial report that an officer works on.")
class BurialWork(Keyed):
    id: strawberry.ID
    expected_version: int | None = strawberry.field(
        default=None, description="Version that the caller looked at; a newer one is a CONFLICT."
    )


@strawberry.input(description="Whom the report is about. Nothing of her changes by it.")
class MatchBurialInput(BurialWork):
    nik: NIK


@strawberry.input(description="The family was invited to have the death registered.")
class InviteBurialFamilyInput(BurialWork):
    way: InvitationWay


@strawberry.input(description="There is nothing to be done about it.")
class DismissBurialInput(BurialWork):
    reason: str = strawberry.field(description="Why, in a sentence: a mistake, twice in the book, registered already.")


@strawberry.input(description="All given terms must hold; without `states` those that wait are meant.")
class BurialFilter:
    states: list[BurialState] | None = None
    id: strawberry.ID | None = strawberry.field(default=None, description="This one, whatever its state.")
