from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.attributes import Category, Sensitivity
from hub.core.evidence import SourceKind
from hub.resolvers import provenance as r_provenance
from hub.schema.declare import INHERITED, field


@strawberry.type(
    description="Where an attribute or a facet has its value from. Null where no event of the record tells of it."
)
class Provenance:
    attribute: str = field(scope=INHERITED, description="As the graph names it.")
    agency: str = field(scope=INHERITED, description="Whose word it is; the owner where nobody else is named.")
    document_kind: SourceKind | None = field(scope=INHERITED, resolver=r_provenance.document_kind)
    document_number: str | None = field(scope=INHERITED, resolver=r_provenance.document_number)
    as_of: dt.datetime | None = field(scope=INHERITED, description="The moment of which the value is said.")
    version: int | None = field(
        scope=INHERITED, resolver=r_provenance.version, description="The version of the record that it came with."
    )
    kind: str | None = field(scope=INHERITED, resolver=r_provenance.kind, description="Kind of the event.")
    actor: str | None = field(scope=INHERITED, resolver=r_provenance.actor)
    purpose: str | None = field(scope=INHERITED, resolver=r_provenance.purpose)
    at: dt.datetime | None = field(scope=INHERITED, resolver=r_provenance.at)
    reason: str | None = field(
        scope="citizen:read",
        category=Category.POPULATION,
        resolver=r_provenance.reason,
        in_past=True,
        sensitivity=Sensitivity.PROTECTED,
    )
    tracking_number: str | None = field(
        scope=INHERITED, resolver=r_provenance.tracking_number, description="The application that caused it, if any."
    )
