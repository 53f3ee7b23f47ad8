"""What an office sets beside what its services declare: which are closed for new applications, what is promised, and
how its counters take people. Pure.

`service.toml` says what the law gives. A setting of a service narrows that and never gives more: a promise is no longer
than the law's, and a service that the office closes stays closed for new applications alone.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from hub.core.errors import BadInput, Conflict
from hub.core.office_hours import OfficeHours
from hub.core.service import Service
from hub.core.ticket import LAST_NUMBER

COUNTERS: Final = "counters"
"""The key of the counters' setting."""
_LONGEST_WORDS: Final = 300
_LONGEST_CLOSURE: Final = dt.timedelta(days=366)
_MOST_PLACES: Final = 60
_A_WEEK: Final = 7
_WORDS: Final = ("why_id", "why_en", "instead_id", "instead_en")
_PATHS: Final = {
    "closed_from": "closedFrom", "closed_until": "closedUntil", "why_id": "whyId", "why_en": "whyEn",
    "instead_id": "insteadId", "instead_en": "insteadEn",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ServiceSetting:
    """One service at this office. Version 0: nobody has set anything.

    From `closed_from` on, `closed_until` included (None: until somebody opens it), it takes no new application; why,
    and where to go instead, is then said in both languages. `promised_hours` None: what the law gives. `numbers` and
    `appointments`: whether a number or a time at the counter can be taken for it.
    """

    tenant: str
    service: str
    region: str
    closed_from: dt.date | None = None
    closed_until: dt.date | None = None
    why_id: str = ""
    why_en: str = ""
    instead_id: str = ""
    instead_en: str = ""
    promised_hours: int | None = None
    numbers: bool = True
    appointments: bool = True
    version: int = 0

    @property
    def active(self) -> bool:
        return self.closed_from is None

    def is_closed(self, day: dt.date) -> bool:
        if self.closed_from is None or day < self.closed_from:
            return False
        return self.closed_until is None or day <= self.closed_until

    def is_announced(self, day: dt.date) -> bool:
        """Whether it is closed or will be: what people are told of."""
        return self.closed_from is not None and (self.closed_until is None or day <= self.closed_until)

    def promise(self, law: int) -> int:
        """Hours that are promised where the law gives so many."""
        return law if self.promised_hours is None else min(self.promised_hours, law)

    def state(self) -> dict[str, Any]:
        return {
            "service": self.service,
            "region": self.region,
            "closedFrom": self.closed_from.isoformat() if self.closed_from else None,
            "closedUntil": self.closed_until.isoformat() if self.closed_until else None,
            "whyId": self.why_id,
            "whyEn": self.why_en,
            "insteadId": self.instead_id,
            "insteadEn": self.instead_en,
            "promisedHours": self.promised_hours,
            "numbers": self.numbers,
            "appointments": self.appointments,
        }

    def with_state(self, state: Mapping[str, Any]) -> ServiceSetting:
        """The setting as a proposal would have it."""
        return dataclasses.replace(
            self,
            region=state["region"],
            closed_from=_day(state["closedFrom"]),
            closed_until=_day(state["closedUntil"]),
            why_id=state["whyId"],
            why_en=state["whyEn"],
            instead_id=state["insteadId"],
            instead_en=state["insteadEn"],
            promised_hours=state["promisedHours"],
            numbers=state["numbers"],
            appointments=state["appointments"],
        )

    def at_version(self, version: int) -> ServiceSetting:
        return dataclasses.replace(self, version=version)


@dataclass(frozen=True, slots=True)
class CounterSetting:
    """The counters of the office. `places`: so many have an appointment at a time, `open_places` of them without an
    application and without an officer. Appointments are given between `first_time` and `last_time` (None: as long as
    the office is open). Where `most_waiting` wait at a place, nobody takes a number without an officer.
    """

    tenant: str
    region: str
    places: int = 4
    open_places: int = 2
    first_time: dt.time | None = None
    last_time: dt.time | None = None
    most_waiting: int = 150
    version: int = 0
    active: bool = True

    def state(self) -> dict[str, Any]:
        return {
            "region": self.region,
            "places": self.places,
            "openPlaces": self.open_places,
            "firstTime": self.first_time.isoformat("minutes") if self.first_time else None,
            "lastTime": self.last_time.isoformat("minutes") if self.last_time else None,
            "mostWaiting": self.most_waiting,
        }

    def with_state(self, state: Mapping[str, Any]) -> CounterSetting:
        """The same as a state has it."""
        return dataclasses.replace(
            self,
            region=state["region"],
            places=state["places"],
            open_places=state["openPlaces"],
            first_time=_time(state["firstTime"]),
            last_time=_time(state["lastTime"]),
            most_waiting=state["mostWaiting"],
        )

    def at_version(self, version: int) -> CounterSetting:
        return dataclasses.replace(self, version=version)


@dataclass(frozen=True, slots=True)
class OfficeSettings:
    """All that an office has set. Of what it has not, its services say what holds."""

    tenant: str = ""
    region: str = ""
    services: Mapping[str, ServiceSetting] = field(default_factory=dict)
    set_counters: CounterSetting | None = None

    def of(self, service: str) -> ServiceSetting:
        return self.services.get(service) or ServiceSetting(self.tenant, service, self.region)

    @property
    def counters(self) -> CounterSetting:
        return self.set_counters or CounterSetting(self.tenant, self.region)


class KnownSettings(Protocol):
    """What holds at this office."""

    async def now(self) -> OfficeSettings:
        """Within a second of what was set last."""
        ...

    def forget(self) -> None:
        """Something may have been set just now: it is read anew."""
        ...


@dataclass(frozen=True, slots=True)
class AsDeclared:
    """Nothing is set: all is as the services declare it."""

    settings: OfficeSettings = OfficeSettings()

    async def now(self) -> OfficeSettings:
        return self.settings

    def forget(self) -> None:
        return


class ServiceClosed(Conflict):
    """The office takes no new application of this service now. What was handed in goes on."""

    def __init__(self, setting: ServiceSetting) -> None:
        until = f" It is closed until {setting.closed_until.isoformat()}." if setting.closed_until else ""
        super().__init__(
            f"This office takes no new application of this service now: {setting.why_en}{until} {setting.instead_en}",
            path="application",
            details={"service": setting.service, "closedUntil": setting.state()["closedUntil"]},
        )
        self.message_id = f"Kantor ini sedang tidak menerima permohonan baru: {setting.why_id} {setting.instead_id}"


def check_open(setting: ServiceSetting, today: dt.date) -> None:
    """Raises ServiceClosed on a day on which no new application is taken."""
    if setting.is_closed(today):
        raise ServiceClosed(setting)


def check_service(setting: ServiceSetting, service: Service, hours: OfficeHours, today: dt.date) -> None:
    """Raises BadInput for what cannot hold."""
    _check_closure(setting, today)
    promised = setting.promised_hours
    if promised is None:
        return
    if not 1 <= promised <= service.max_hours:
        raise BadInput(
            f"The law gives {service.max_hours} hours. A promise is as long or shorter, 1 hour at least.",
            path="promisedHours",
        )
    most = _shortest_day(hours, today)
    if promised < service.max_hours and promised % 24 > most:
        raise BadInput(
            f"A working day of this office has {most} hours, so this is no shorter than a day more. Write {most} or "
            "fewer, or whole days of 24.",
            path="promisedHours",
        )


def check_counters(setting: CounterSetting) -> None:
    """Raises BadInput for what cannot hold."""
    if not 0 <= setting.places <= _MOST_PLACES:
        raise BadInput(f"From 0 to {_MOST_PLACES} people have an appointment at a time.", path="places")
    if not 0 <= setting.open_places <= setting.places // 2:
        raise BadInput(
            "At most half of the places are for those without an application: the others stay for whoever has one.",
            path="openPlaces",
        )
    if setting.first_time and setting.last_time and setting.first_time >= setting.last_time:
        raise BadInput("The last time comes after the first one.", path="lastTime")
    if not 1 <= setting.most_waiting <= LAST_NUMBER:
        raise BadInput(f"From 1 to {LAST_NUMBER} people wait at a place.", path="mostWaiting")


def _check_closure(setting: ServiceSetting, today: dt.date) -> None:
    if setting.closed_from is None:
        given = next((name for name in ("closed_until", *_WORDS) if getattr(setting, name)), None)
        if given is not None:
            raise BadInput("Give the first day on which it is closed, or leave all of this out.", path="closedFrom")
        return
    _check_days(setting.closed_from, setting.closed_until, today)
    for name in _WORDS:
        words = getattr(setting, name)
        if not 10 <= len(words) <= _LONGEST_WORDS or not words.isprintable():
            raise BadInput(
                "Say in both languages why it is closed, and where people go instead (10 to 300 characters, one line).",
                path=_PATHS[name],
            )


def _check_days(first: dt.date, last: dt.date | None, today: dt.date) -> None:
    if first > today + _LONGEST_CLOSURE:
        raise BadInput("A closure is announced at most a year ahead.", path="closedFrom")
    if last is not None and last < max(first, today):
        raise BadInput("The last day comes after the first one and is not over.", path="closedUntil")


def _shortest_day(hours: OfficeHours, today: dt.date) -> int:
    """Whole working hours of the shortest working day of a week."""
    days = (today + dt.timedelta(days=ahead) for ahead in range(_A_WEEK))
    spans = [hours.week.get(day.weekday(), ()) for day in days]
    lengths = [sum((_length(*span) for span in day), dt.timedelta()) for day in spans if day]
    return int(min(lengths, default=dt.timedelta()) // dt.timedelta(hours=1))


def _length(begin: dt.time, end: dt.time) -> dt.timedelta:
    day = dt.date(2000, 1, 1)
    return dt.datetime.combine(day, end) - dt.datetime.combine(day, begin)


def _day(told: str | None) -> dt.date | None:
    return dt.date.fromisoformat(told) if told else None


def _time(told: str | None) -> dt.time | None:
    return dt.time.fromisoformat(told) if told else None
