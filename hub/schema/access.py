from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.attributes import Category
from hub.resolvers import accesses, receipt_log
from hub.schema.declare import INHERITED, field


@strawberry.type(description="A receipt as it concerns one person: somebody read her data.")
class Access:
    id: strawberry.ID = field(scope=INHERITED, resolver=accesses.access_id)
    at: dt.datetime = field(scope=INHERITED)
    reader: str = field(
        scope=INHERITED,
        resolver=accesses.reader,
        description="Who read: an office, an agency, or the person herself; no clerk by name.",
    )
    role: str | None = field(scope=INHERITED, resolver=accesses.role, description="In which role, for an office.")
    client: str = field(scope=INHERITED, description="Through which registered client.")
    purpose: str = field(scope=INHERITED, description="For which purpose (UU 24/2013 art. 58(4)).")
    why: str = field(scope=INHERITED, resolver=accesses.why, description="The same in plain words.")
    own: bool = field(scope=INHERITED, resolver=accesses.own, description="Whether it was the person herself.")
    changed: bool = field(
        scope=INHERITED, resolver=accesses.changed, description="Whether something was recorded, and not only read."
    )
    on_her_behalf: bool | None = field(
        scope=INHERITED, description="Whether for the person herself (true), for somebody else, or for nobody (null)."
    )
    agreement: str | None = field(
        scope=INHERITED, resolver=accesses.agreement, description="Number of the agreement that it was read on."
    )
    agreement_title: str | None = field(scope=INHERITED, resolver=accesses.agreement_title)
    sources: list[str] = field(scope=INHERITED, description="Agencies that were asked for it, besides the record.")
    categories: list[str] = field(scope=INHERITED, description="Categories of personal data.")
    fields: list[str] = field(scope=INHERITED, description="Fields of this graph.")
    data: list[str] = field(
        scope=INHERITED, resolver=accesses.data, description="What was read of her, in plain words."
    )
    receipt: str | None = field(
        scope=INHERITED,
        resolver=receipt_log.copy_of,
        description="The receipt as JSON, with what was read of this person and of nobody else: to keep and to check.",
    )
    proof: str | None = field(
        scope=INHERITED,
        resolver=receipt_log.proof_of,
        description="Proof that this receipt stands in the log's newest head; null for a minute or two.",
    )
    officer: str | None = field(
        scope="audit:read",
        category=Category.ACCESS,
        resolver=accesses.officer,
        description="Who it was by name, for the auditor.",
    )
    hidden_until: dt.datetime | None = field(
        scope="audit:read",
        category=Category.ACCESS,
        description="Until when the person is not told of it: a lawful investigation.",
    )
