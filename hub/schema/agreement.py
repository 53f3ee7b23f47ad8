from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.agreement import Validity
from hub.core.purpose import Purpose
from hub.resolvers import agreements as r
from hub.schema.declare import INHERITED, field


@strawberry.type(
    description="A sharing agreement (perjanjian kerja sama): which data a client gets, for what, how much, until when."
)
class Agreement:
    id: str = field(scope=INHERITED, description="A short name that registrations of clients refer to.")
    number: str = field(scope=INHERITED, description="The number on the paper.")
    title: str = field(scope=INHERITED)
    provider: str = field(scope=INHERITED, description="The party that gives the data.")
    recipient: str = field(scope=INHERITED, description="The party that gets them.")
    legal_basis: list[str] = field(scope=INHERITED, resolver=r.legal_basis)
    purposes: list[Purpose] = field(scope=INHERITED, resolver=r.purposes)
    categories: list[str] = field(scope=INHERITED, resolver=r.categories)
    fields: list[str] = field(
        scope=INHERITED, resolver=r.fields, description="Only these are read; empty: all of the categories."
    )
    masked: list[str] = field(scope=INHERITED, resolver=r.masked, description="Told of, but not shown.")
    region: str = field(scope=INHERITED, description="Whose data: the people of this region, dotted.")
    daily_quota: int = field(scope=INHERITED, description="Persons that may be shown on one day of the office.")
    given_today: int = field(
        scope=INHERITED,
        resolver=r.given_today,
        description="Persons of today's quota that are given out: shown, or taken ahead by processes of the hub.",
    )
    starts_on: dt.date = field(scope=INHERITED)
    ends_on: dt.date = field(scope=INHERITED, description="The last day on which it holds.")
    keep_days: int = field(scope=INHERITED, description="How long the recipient may keep what it reads; 0: not at all.")
    disclosure_delay_days: int = field(
        scope=INHERITED, description="How long after a reading for LAW_ENFORCEMENT its subject is not told of it yet."
    )
    active: bool = field(scope=INHERITED, description="False: revoked, and nothing is read under it.")
    version: int = field(scope=INHERITED)
    validity: Validity = field(scope=INHERITED, resolver=r.validity, description="How it stands today.")
