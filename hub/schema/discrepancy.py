from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.attributes import Category
from hub.core.discrepancy import DiscrepancyState, Ruling
from hub.core.held import Column, Unheld
from hub.resolvers import discrepancies as r_discrepancies
from hub.schema.declare import INHERITED, field
from hub.schema.later import CITIZEN


@strawberry.type(description="An attribute of a person on which the record and somebody else differ.")
class Discrepancy:
    id: strawberry.ID = field(scope=INHERITED, resolver=r_discrepancies.discrepancy_id, held=Column("id"))
    attribute: str = field(
        scope=INHERITED,
        resolver=r_discrepancies.attribute,
        description="Attribute of Citizen, as `fullName`.",
        held=Column("attribute"),
    )
    source: str = field(
        scope=INHERITED,
        description="Name of the agency that says otherwise, or `citizen` for what the person herself contests.",
        held=Column("source"),
    )
    contested: bool = field(
        scope=INHERITED,
        resolver=r_discrepancies.contested,
        description="Whether the person herself says so; then a clock runs.",
        held=Column("contested"),
    )
    claim: str | None = field(
        scope=INHERITED,
        description="What the other side says; null where its agreement does not let the hub keep that.",
        held=Column("claim"),
    )
    recorded: str | None = field(
        scope=INHERITED, description="What the record said when it opened or last changed.", held=Column("recorded")
    )
    state: DiscrepancyState = field(scope=INHERITED, held=Column("state"))
    version: int = field(scope=INHERITED, description="Grows when either side changes.", held=Column("version"))
    opened_at: dt.datetime = field(scope=INHERITED, held=Column("opened_at"))
    due_at: dt.datetime | None = field(
        scope=INHERITED,
        description="By when a contest is answered: 72 hours after it came in (UU 27/2022 art. 30).",
        held=Column("due_at"),
    )
    overdue: bool = field(
        scope=INHERITED,
        resolver=r_discrepancies.overdue,
        description="Whether the clock ran out before it was decided; it stays so.",
        held=Column("overdue"),
    )
    ruling: Ruling | None = field(
        scope=INHERITED, resolver=r_discrepancies.ruling, description="What was decided.", held=Column("ruling")
    )
    reason: str | None = field(scope=INHERITED, resolver=r_discrepancies.reason, held=Column("reason"))
    decided_by: str | None = field(scope=INHERITED, resolver=r_discrepancies.decided_by, held=Column("decided_by"))
    decided_at: dt.datetime | None = field(
        scope=INHERITED, resolver=r_discrepancies.decided_at, held=Column("decided_at")
    )
    documents: list[strawberry.ID] = field(
        scope=INHERITED,
        resolver=r_discrepancies.documents,
        description="Papers that were shown.",
        held=Unheld("ids of papers are global ids"),
    )
    explanation: str = field(
        scope=INHERITED,
        resolver=r_discrepancies.explanation,
        description="Where it stands, what was decided and why, in plain words for the person.",
        held=Unheld("sentences are made in the language that is asked for"),
    )
    person: CITIZEN = field(
        scope="citizen:read",
        category=Category.POPULATION,
        resolver=r_discrepancies.person,
        held=Unheld("lists of discrepancies are not compiled"),
    )
