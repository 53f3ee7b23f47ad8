from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.attributes import Category
from hub.core.burial import BurialState, InvitationWay
from hub.resolvers import burials as r_burials
from hub.schema.declare import INHERITED, field
from hub.schema.later import CITIZEN
from hub.schema.scalars import NIK


@strawberry.type(
    description="A line of a village's burial book: somebody may have died. It changes nobody's status; a death "
    "certificate does."
)
class BurialReport:
    id: strawberry.ID = field(scope=INHERITED, resolver=r_burials.report_id)
    region_code: str = field(scope=INHERITED, description="The village whose book it is.")
    name: str = field(scope=INHERITED, description="As it stands in the book.")
    nik: NIK | None = field(scope=INHERITED, description="As it stands in the book; nobody has checked it.")
    died_on: dt.date | None = field(scope=INHERITED)
    buried_on: dt.date = field(scope=INHERITED)
    cemetery: str = field(scope=INHERITED)
    book_entry: str = field(scope=INHERITED, description="Number of the line in the book.")
    heading: str = field(scope=INHERITED, resolver=r_burials.heading, description="Day and cemetery, in words.")
    reported_at: dt.datetime = field(scope=INHERITED)
    state: BurialState = field(scope=INHERITED)
    version: int = field(scope=INHERITED)
    invited_at: dt.datetime | None = field(scope=INHERITED, description="When the family was invited.")
    invited_way: InvitationWay | None = field(scope=INHERITED)
    invitation: str = field(
        scope=INHERITED, resolver=r_burials.invitation, description="The letter that invites the family."
    )
    reason: str | None = field(scope=INHERITED, description="Why it was dismissed.")
    settled_at: dt.datetime | None = field(scope=INHERITED)
    person: CITIZEN = field(
        scope="citizen:read",
        category=Category.POPULATION,
        resolver=r_burials.person,
        description="Whom an officer found; null as long as nobody was.",
    )
