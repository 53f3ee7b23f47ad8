"""What the office sets of its services and counters: read by everybody, changed by administrators."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import Any, Final, Protocol

from strawberry import Parent

from hub.core.administration import ChangeKind
from hub.core.calendar import local_date
from hub.core.errors import BadInput
from hub.core.office_setting import CounterSetting, ServiceSetting
from hub.core.service import Service
from hub.resolvers.account_outcome import AccountOutcome
from hub.resolvers.account_subjects import Versioned, alter
from hub.resolvers.context import HubInfo
from hub.resolvers.setting_subjects import COUNTER, SERVICES
from hub.resolvers.values import Language, text

_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


class Closing(Protocol):
    """When a service takes no new application, why, and where to go instead."""

    first: dt.date
    last: dt.date | None
    why_id: str
    why_en: str
    instead_id: str
    instead_en: str


class OfService(Versioned, Protocol):
    service: str
    closure: Closing | None
    promised_hours: int | None
    numbers: bool
    appointments: bool


class OfCounters(Versioned, Protocol):
    places: int
    open_places: int
    first_time: str | None
    last_time: str | None
    most_waiting: int


async def change_service(info: HubInfo, given: OfService) -> AccountOutcome:
    """The whole of what the office sets of it; what is left out is as the service declares it."""
    return await alter(info, SERVICES, "changeService", given, ChangeKind.CHANGED, lambda old: _service(old, given))


async def change_counters(info: HubInfo, given: OfCounters) -> AccountOutcome:
    return await alter(info, COUNTER, "changeCounters", given, ChangeKind.CHANGED, lambda old: _counters(old, given))


async def of_service(parent: Parent[Service], info: HubInfo) -> ServiceSetting:
    return (await info.context.hub.settings.now()).of(parent.name)


async def counters(info: HubInfo) -> CounterSetting:
    return (await info.context.hub.settings.now()).counters


async def promised_hours(parent: Parent[Service], info: HubInfo) -> int:
    return (await of_service(parent, info)).promise(parent.max_hours)


def is_open(parent: Parent[ServiceSetting], info: HubInfo) -> bool:
    return not parent.is_closed(local_date(info.context.hub.clock()))


def closed_from(parent: Parent[ServiceSetting], info: HubInfo) -> dt.date | None:
    return parent.closed_from if _is_told(parent, info) else None


def closed_until(parent: Parent[ServiceSetting], info: HubInfo) -> dt.date | None:
    return parent.closed_until if _is_told(parent, info) else None


def why(parent: Parent[ServiceSetting], info: HubInfo, language: Language | None = Language.ID) -> str | None:
    return text(language, parent.why_id, parent.why_en) if _is_told(parent, info) else None


def instead(parent: Parent[ServiceSetting], info: HubInfo, language: Language | None = Language.ID) -> str | None:
    return text(language, parent.instead_id, parent.instead_en) if _is_told(parent, info) else None


def first_time(parent: Parent[CounterSetting]) -> str | None:
    return parent.first_time.isoformat("minutes") if parent.first_time else None


def last_time(parent: Parent[CounterSetting]) -> str | None:
    return parent.last_time.isoformat("minutes") if parent.last_time else None


def _is_told(setting: ServiceSetting, info: HubInfo) -> bool:
    """A closure that is over is not told of."""
    return setting.is_announced(local_date(info.context.hub.clock()))


def _service(before: ServiceSetting, given: OfService) -> ServiceSetting:
    told: dict[str, Any] = {"promised_hours": given.promised_hours}
    told |= {"numbers": given.numbers, "appointments": given.appointments}
    closing = given.closure
    told |= {"closed_from": closing.first if closing else None, "closed_until": closing.last if closing else None}
    for name in ("why_id", "why_en", "instead_id", "instead_en"):
        told[name] = getattr(closing, name).strip() if closing else ""
    return dataclasses.replace(before, **told)


def _counters(before: CounterSetting, given: OfCounters) -> CounterSetting:
    return dataclasses.replace(
        before,
        places=given.places,
        open_places=given.open_places,
        first_time=_time(given.first_time, "firstTime"),
        last_time=_time(given.last_time, "lastTime"),
        most_waiting=given.most_waiting,
    )


def _time(told: str | None, path: str) -> dt.time | None:
    if not told:
        return None
    if not _TIME.fullmatch(told):
        raise BadInput("A time of the day looks like 08:30.", path=path)
    return dt.time.fromisoformat(told)
