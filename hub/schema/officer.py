from __future__ import annotations

import datetime as dt

import strawberry

from hub.core import absence as core
from hub.core.absence import AbsenceKind
from hub.core.actor import Role
from hub.core.application import ApplicationState
from hub.resolvers import absences as r
from hub.schema.declare import INHERITED, field
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor


@strawberry.type(description="Days on which an officer is away; both days belong to it.")
class Absence:
    id: strawberry.ID = field(scope=INHERITED, resolver=r.absence_id_of)
    kind: AbsenceKind | None = field(
        scope=INHERITED, resolver=r.kind, description="Why; told to herself and to those who lead the office."
    )
    from_on: dt.date = field(scope=INHERITED, name="from")
    until_on: dt.date = field(scope=INHERITED, name="until")
    deputy: str | None = field(scope=INHERITED, description="The colleague who goes on with her work.")
    deputy_name: str | None = field(scope=INHERITED)
    recorded_by_name: str = field(scope=INHERITED)


@strawberry.type(description="How many applications of one state somebody holds.")
class HeldInState:
    state: ApplicationState = field(scope=INHERITED)
    number: int = field(scope=INHERITED)


@strawberry.type(description="Somebody of the office. What she holds is told to herself and to those who lead.")
class Officer(StandsFor):
    stands_for = core.Officer

    subject: str = field(scope=INHERITED)
    name: str = field(scope=INHERITED)
    viewer: bool = field(scope=INHERITED, resolver=r.viewers, description="Whether she is the one who asks.")
    roles: list[Role] = field(
        scope=INHERITED, resolver=r.roles, description="Empty where accounts are kept by another issuer."
    )
    held: list[HeldInState] | None = field(scope=INHERITED, resolver=r.holds)
    total: int | None = field(scope=INHERITED, resolver=r.total)
    past: int | None = field(scope=INHERITED, resolver=r.past, description="How many of them are past their promise.")
    due_soon: int | None = field(scope=INHERITED, resolver=r.due_soon, description="How many are due within a day.")
    away: Absence | None = field(scope=INHERITED, resolver=r.away, description="Her absence of today.")
    absences: list[Absence] = field(scope=INHERITED, resolver=r.absences, description="From today on.")


@strawberry.type(description="The absence as it is kept now, or what is wrong with the input.")
class AbsencePayload(StandsFor, Payload):
    stands_for = r.AbsenceOutcome

    absence: Absence | None = field(scope=INHERITED)
