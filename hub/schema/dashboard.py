from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.application import ApplicationState, Channel
from hub.core.figures import AgeBand
from hub.core.vital import VitalEvent
from hub.resolvers import dashboard as r
from hub.schema.declare import INHERITED, field
from hub.schema.once_only_line import OnceOnlyLine
from hub.schema.satisfaction import Satisfaction


@strawberry.type(description="How many applications of a service came in.")
class ServiceCount:
    service: str = field(scope=INHERITED, resolver=r.name)
    title: str = field(scope=INHERITED, resolver=r.name_title)
    applications: int = field(scope=INHERITED)


@strawberry.type(description="How many applications came in on a channel.")
class ChannelCount:
    channel: Channel = field(scope=INHERITED, resolver=r.channel)
    applications: int = field(scope=INHERITED)


@strawberry.type(description="What came in within one step of a span.")
class IntakeStep:
    begins: dt.date = field(scope=INHERITED)
    received: int = field(scope=INHERITED)
    helped: int = field(scope=INHERITED, description="Of them handed in with somebody's help, or not online.")
    unreachable: int = field(scope=INHERITED, description="Of them with neither a telephone nor a mail address.")
    services: list[ServiceCount] = field(scope=INHERITED)
    channels: list[ChannelCount] = field(scope=INHERITED)


@strawberry.type(description="How many applications of one age and state are not answered.")
class OpenCount:
    band: AgeBand = field(scope=INHERITED)
    state: ApplicationState = field(scope=INHERITED)
    holder: str = field(scope=INHERITED, description="The role whose turn it is, or `applicant`.")
    applications: int = field(scope=INHERITED)


@strawberry.type(description="What was issued of a service in a month. Null where there are fewer than five.")
class PromiseCount:
    month: dt.date = field(scope=INHERITED, description="Its first day.")
    service: str = field(scope=INHERITED)
    title: str = field(scope=INHERITED, resolver=r.title)
    issued: int | None = field(scope=INHERITED)
    kept_percent: int | None = field(scope=INHERITED, description="Within the promise, by the office's hours.")
    lawful_percent: int | None = field(
        scope=INHERITED, description="Within 24 hours of the clock, the strictest reading of Permendagri 19/2018."
    )


@strawberry.type(
    description="Events that were registered of a region, a kecamatan or a village. Null: fewer than five, or another "
    "number could be computed from it."
)
class VitalRow:
    event: VitalEvent = field(scope=INHERITED)
    region_code: str = field(scope=INHERITED)
    district: str | None = field(scope=INHERITED, description="Null for the whole district.")
    village: str | None = field(scope=INHERITED, description="Null for the sum of a kecamatan, or where none is known.")
    number: int | None = field(scope=INHERITED)
    female: int | None = field(scope=INHERITED)
    male: int | None = field(scope=INHERITED)
    late: int | None = field(scope=INHERITED, description="Reported after the days that the law gives.")


@strawberry.type(description="A kecamatan by which the figures may be narrowed.")
class DashboardRegion:
    code: str = field(scope=INHERITED)
    name: str = field(scope=INHERITED)


@strawberry.type(description="The office's figures: counts alone, nobody's data. They may be a minute old.")
class Dashboard:
    region: str = field(scope=INHERITED, description="The region that they are of.")
    districts: list[DashboardRegion] = field(scope=INHERITED, resolver=r.districts)
    intake: list[IntakeStep] = field(
        scope=INHERITED, resolver=r.intake, description="Months and quarters are counted whole."
    )
    open: list[OpenCount] = field(scope=INHERITED, resolver=r.open_, description="As it is now, whatever the span.")
    promises: list[PromiseCount] = field(
        scope=INHERITED, resolver=r.promises, description="By whole months and of the whole district."
    )
    vital_from: dt.date = field(scope=INHERITED, description="The first day of the quarters that `vitals` tells of.")
    vital_until: dt.date = field(scope=INHERITED)
    vitals: list[VitalRow] = field(
        scope=INHERITED,
        resolver=r.vitals,
        description="By whole quarters that are over: those in the span, or the last one before its end.",
    )
    once_only: list[OnceOnlyLine] = field(
        scope=INHERITED, resolver=r.once_only, description="By whole months and of the whole district."
    )
    satisfaction: list[Satisfaction] = field(scope=INHERITED, resolver=r.satisfaction, description="By whole months.")
    words: list[str] = field(
        scope=INHERITED, resolver=r.words, description="What people said in their own words, in no order, at most 100."
    )
