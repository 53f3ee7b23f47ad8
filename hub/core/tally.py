"""What one application counts for in the office's figures: short lines without a name, a number or an id. Pure.

A line is `day|region|what`. The lines of an application say where it stands now; the store takes the old ones away when
it moves on. A birth or a death is another matter: it is counted once, when it is registered.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hub.core.application import ActionKind, Application, ApplicationState, Channel, MandateType
from hub.core.calendar import local_date
from hub.core.desks import desk_of
from hub.core.promise import Promise
from hub.core.regions import RegionLevel
from hub.core.service import Service
from hub.core.vital import REPORT, Timeliness, VitalEvent

RECEIVED: Final = "received"
HELPED: Final = "helped"
"""Handed in with somebody's help, away from a telephone or computer of one's own."""
UNREACHABLE: Final = "unreachable"
"""The form names neither a telephone nor a mail address."""
OPEN: Final = "open"
ISSUED: Final = "issued"
KEPT: Final = "kept"
"""Issued within the promise, by the office's hours."""
LAWFUL: Final = "lawful"
"""Issued within 24 hours of the clock, the strictest reading of the law; disturbances are taken off."""
APPLICANT: Final = "applicant"
"""Who holds an application that waits for its applicant."""
_LAW: Final = dt.timedelta(hours=24)
_CLOSED: Final = frozenset(
    {
        ApplicationState.ISSUED,
        ApplicationState.HANDED_OVER,
        ApplicationState.REJECTED,
        ApplicationState.WITHDRAWN,
    }
)
_FOR_HER: Final = frozenset({MandateType.OFFICER_ASSISTED.value, MandateType.RT_DUTY.value})


@dataclass(frozen=True, slots=True)
class Registered:
    """An event that was registered: on which day, of which village, of what kind, about whom, and whether in time."""

    day: dt.date
    region_code: str
    event: str
    timeliness: str
    person_id: uuid.UUID


def district_of(region_code: str) -> str:
    """The kecamatan in which a region lies; a region above stays as it is."""
    return region_code[: RegionLevel.DISTRICT.length]


def tallies_of(application: Application, promise: Promise) -> tuple[str, ...]:
    """The lines of an application as it stands, in an order of their own."""
    district = district_of(application.header.region_code)
    received = f"{local_date(application.header.submitted_at)}|{district}|"
    lines = [received + f"{RECEIVED}:{application.channel}"]
    if application.channel != Channel.ONLINE.value or application.mandate in _FOR_HER:
        lines.append(received + HELPED)
    if not _is_reachable(application.form):
        lines.append(received + UNREACHABLE)
    if application.state not in _CLOSED:
        desk = desk_of(application)
        lines.append(received + f"{OPEN}:{application.state.value}:{desk.value if desk else APPLICANT}")
    issued = _signed_at(application)
    if issued is not None:
        at = f"{local_date(issued)}|{district}|"
        kept = promise.due is not None and issued <= promise.due
        lines += [at + ISSUED, *([at + KEPT] if kept else []), *([at + LAWFUL] if _is_lawful(promise, issued) else [])]
    return tuple(sorted(lines))


def registered_by(application: Application, service: Service | None) -> Registered | None:
    """The event that an application registered; None where its service registers none, or has not done so yet."""
    vital = service.definition.vital if service else None
    signed = _signed_at(application)
    if vital is None or service is None or signed is None or application.person_id is None:
        return None
    most = next((one.most for one in service.definition.time_limits if one.key == REPORT), None)
    happened = _date_at(application.form, vital.date)
    reported = local_date(application.header.submitted_at)
    return Registered(
        day=local_date(signed),
        region_code=application.header.region_code,
        event=VitalEvent(vital.event).value,
        timeliness=_timeliness(happened, reported, most).value,
        person_id=uuid.UUID(application.person_id),
    )


def _signed_at(application: Application) -> dt.datetime | None:
    return next((one.at for one in application.actions if one.kind is ActionKind.SIGN), None)


def _is_lawful(promise: Promise, issued: dt.datetime) -> bool:
    if promise.started is None:
        return False
    paused = sum(((one.until or issued) - one.since for one in promise.pauses), dt.timedelta())
    return issued - promise.started - paused <= _LAW


def _is_reachable(form: Mapping[str, Any]) -> bool:
    reporter = form.get("reporter")
    return isinstance(reporter, Mapping) and bool(reporter.get("phone") or reporter.get("email"))


def _timeliness(happened: dt.date | None, reported: dt.date, most: int | None) -> Timeliness:
    if happened is None or most is None:
        return Timeliness.UNKNOWN
    return Timeliness.IN_TIME if (reported - happened).days <= most else Timeliness.LATE


def _date_at(form: Mapping[str, Any], path: str) -> dt.date | None:
    value: Any = form
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
