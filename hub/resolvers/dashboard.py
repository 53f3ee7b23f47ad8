"""The office's figures for those who lead and oversee it: counts alone, each part read only where it is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from strawberry import Parent

from hub.core.application import Channel
from hub.core.calendar import local_date
from hub.core.errors import BadInput, NotFound
from hub.core.figures import (
    Figures,
    IntakeStep,
    NamedCount,
    OpenCount,
    PromiseCount,
    Step,
    Wanted,
    check,
    intake_of,
    open_of,
    promises_of,
    young_since,
)
from hub.core.hiding import FEWEST
from hub.core.once_only import MeterLine
from hub.core.regions import narrower, parse_region_code, within
from hub.core.satisfaction import Satisfaction, satisfaction_of
from hub.core.vital import VitalEvent, VitalRow, quarter_after, quarters_in, told
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.values import Language, text


@dataclass(frozen=True, slots=True)
class Board:
    """Which figures are asked for. `quarters` are those whose vital statistics are told."""

    wanted: Wanted
    today: dt.date
    quarters: tuple[dt.date, ...]

    @property
    def region(self) -> str:
        return self.wanted.region

    @property
    def vital_from(self) -> dt.date:
        return self.quarters[0]

    @property
    def vital_until(self) -> dt.date:
        return quarter_after(self.quarters[-1]) - dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class District:
    """A kecamatan by which figures may be narrowed."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class NamedVital:
    """A row of vital statistics with the names of its region."""

    row: VitalRow
    district: str | None
    village: str | None

    @property
    def event(self) -> VitalEvent:
        return self.row.event

    @property
    def region_code(self) -> str:
        return self.row.region_code

    @property
    def number(self) -> int | None:
        return self.row.number

    @property
    def female(self) -> int | None:
        return self.row.female

    @property
    def male(self) -> int | None:
        return self.row.male

    @property
    def late(self) -> int | None:
        return self.row.late


async def dashboard(
    info: HubInfo,
    since: dt.date,
    until: dt.date,
    step: Step | None = Step.DAY,
    region: str | None = None,
    service: str | None = None,
) -> Board:
    """Of the reader's own region, or a part of it. Raises BadInput."""
    context, hub = info.context, info.context.hub
    if service is not None and service not in hub.services:
        raise BadInput("There is no such service. `services` lists their names.", path="service")
    own = narrower(context.actor.region or hub.region, hub.region)
    chosen = parse_region_code(region, path="region") if region else own
    if not within(chosen, own):
        raise BadInput("Figures are shown of your own region. Choose one that lies in it.", path="region")
    today = local_date(hub.clock())
    wanted = check(Wanted(since, until, step or Step.DAY, chosen, service))
    return Board(wanted, today, quarters_in(since, until, today))


async def intake(parent: Parent[Board], info: HubInfo) -> list[IntakeStep]:
    context, wanted = info.context, parent.wanted
    return intake_of(wanted, await figures_of(context).sums.intake(context.hub.tenant, wanted))


async def open_(parent: Parent[Board], info: HubInfo) -> list[OpenCount]:
    context, wanted = info.context, parent.wanted
    since = young_since(parent.today)
    found = await figures_of(context).sums.open(context.hub.tenant, wanted.region, wanted.service, since)
    return open_of(found, parent.today)


async def promises(parent: Parent[Board], info: HubInfo) -> list[PromiseCount]:
    """Of the whole district: by kecamatan they would tell what vital statistics leave out."""
    context, wanted = info.context, parent.wanted
    sums = figures_of(context).sums
    return promises_of(await sums.issued(context.hub.tenant, wanted.since, wanted.until, wanted.service))


async def vitals(parent: Parent[Board], info: HubInfo) -> list[NamedVital]:
    """What is told is decided for the whole district, and then narrowed: a filter never tells more."""
    context, hub = info.context, info.context.hub
    sums = figures_of(context).sums
    counts = [await sums.vital(hub.tenant, begin, quarter_after(begin)) for begin in parent.quarters]
    rows = [row for row in told(counts, hub.region) if within(row.region_code, parent.region)]
    places = await hub.people.places(list({row.region_code for row in rows}))
    return [NamedVital(row, places[row.region_code].district, places[row.region_code].village) for row in rows]


async def once_only(parent: Parent[Board], info: HubInfo) -> list[MeterLine]:
    """Of the whole district, lines of fewer than five left out."""
    context, wanted = info.context, parent.wanted
    sums = figures_of(context).sums
    lines = await sums.once_only(context.hub.tenant, wanted.since, wanted.until, wanted.service)
    return [line for line in lines if line.applications >= FEWEST]


async def satisfaction(parent: Parent[Board], info: HubInfo) -> list[Satisfaction]:
    context, wanted = info.context, parent.wanted
    surveys = figures_of(context).surveys
    region = None if wanted.region == context.hub.region else wanted.region
    found = await surveys.told(context.hub.tenant, wanted.since, wanted.until, region)
    return [satisfaction_of(one) for one in found if wanted.service in {None, one.service}]


async def words(parent: Parent[Board], info: HubInfo) -> list[str]:
    """Of the whole district: where they were said is not kept."""
    context, wanted = info.context, parent.wanted
    surveys = figures_of(context).surveys
    return list(await surveys.words(context.hub.tenant, wanted.since, wanted.until, wanted.service))


async def districts(info: HubInfo) -> list[District]:
    """Those in the reader's region."""
    context = info.context
    own = narrower(context.actor.region or context.hub.region, context.hub.region)
    codes = await figures_of(context).sums.districts(own)
    places = await context.hub.people.places(list(codes))
    return [District(code, places[code].district or code) for code in codes]


async def told_by_all(info: HubInfo, months: int | None = 12) -> list[Satisfaction]:
    """For everybody: by service, of the last so many months, this one among them."""
    most = 12 if months is None else months
    if not 1 <= most <= 24:
        raise BadInput("Ask for 1 to 24 months.", path="months")
    hub = info.context.hub
    if hub.figures is None:
        return []
    today = local_date(hub.clock())
    begin = today.year * 12 + today.month - most
    since = dt.date(begin // 12, begin % 12 + 1, 1)
    return [satisfaction_of(one) for one in await hub.figures.surveys.told(hub.tenant, since, today, None)]


def title(parent: Parent[Any], info: HubInfo, language: Language | None = Language.ID) -> str:
    """The title of the service that a row is of."""
    return service_title(info, parent.service, language)


def name_title(parent: Parent[NamedCount], info: HubInfo, language: Language | None = Language.ID) -> str:
    return service_title(info, parent.name, language)


def service_title(info: HubInfo, name: str, language: Language | None) -> str:
    service = info.context.hub.services.get(name)
    return text(language, service.title_id, service.title_en) if service else name


def name(parent: Parent[NamedCount]) -> str:
    return parent.name


def channel(parent: Parent[NamedCount]) -> Channel:
    return Channel(parent.name)


def figures_of(context: Context) -> Figures:
    """Raises NotFound where nobody counts."""
    if context.hub.figures is None:
        raise NotFound("This hub keeps no figures.")
    return context.hub.figures


def elements(parent: Parent[Satisfaction]) -> Sequence[float]:
    return list(parent.elements)
