"""Regions by name, for whoever has to write a code and knows a name."""

from __future__ import annotations

from typing import Final

from strawberry import Parent

from hub.core.application import Application
from hub.core.errors import BadInput
from hub.core.regions import Region, RegionLevel, RegionSearch, code_in
from hub.resolvers.context import HubInfo

_LEAST: Final = 3
_LONGEST: Final = 60
_MOST: Final = 50


async def regions(
    info: HubInfo,
    name: str,
    inside: str | None = None,
    level: RegionLevel | None = RegionLevel.VILLAGE,
    first: int | None = 20,
    here: bool = False,
) -> list[Region]:
    """At most 50. Raises BadInput for a name of fewer than three letters that is no code."""
    most = 20 if first is None else first
    wanted, around = " ".join(name.split()), " ".join((inside or "").split())
    code = code_in(wanted)
    if not code and not _LEAST <= len(wanted) <= _LONGEST:
        raise BadInput("Write at least three letters of the name, and at most 60.", path="name")
    if len(around) > _LONGEST:
        raise BadInput("Write at most 60 letters.", path="inside")
    if not 1 <= most <= _MOST:
        raise BadInput("Ask for 1 to 50 regions.", path="first")
    hub = info.context.hub
    search = RegionSearch(wanted, level, around, hub.region, most, only_near=here, code=code)
    return list(await hub.people.regions(search))


async def of_application(parent: Parent[Application], info: HubInfo) -> Region | None:
    """Where it is handled, by the names of today; None for a region that there is not any more."""
    code = parent.header.region_code
    found = (await info.context.hub.people.places([code])).get(code)
    if found is None or not (name := found.village or found.district or found.regency or found.province):
        return None
    district = found.district if found.village else None
    regency = found.regency if found.district else None
    return Region(code, name, district, regency, found.province if found.regency else None)
