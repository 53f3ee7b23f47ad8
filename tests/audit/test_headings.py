"""What is known at once of an answer that is about to leave: the heading of its receipt, stops and quotas."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

import pytest

from hub.audit.quotas import DailyQuotas
from hub.audit.receipts import Reading, Shown, heading_of, receipt_of
from hub.audit.stops import StoppedProcessing
from hub.core.actor import Actor, ActorKind, Role
from hub.core.calendar import WIB, local_date
from hub.core.identifiers import new_id
from hub.core.objection import Standing, Stop
from hub.core.opened import Opened
from hub.core.purpose import Purpose
from hub.core.receipt_heading import ALIKE
from tests.fakes.agreements import agreement

_NOW: Final = dt.datetime(2026, 11, 26, 16, 59, 59, 999_999, tzinfo=dt.UTC)
_AGREEMENT: Final = agreement(id="pks-1", daily_quota=1_000)
_CLIENT: Final = Actor("bpjs", ActorKind.CLIENT, "bpjs", "Badan", "1901", agreement=_AGREEMENT)
_CLERK: Final = Actor(
    "u-1", ActorKind.USER, "console", "Petugas", "1901", roles=frozenset({Role.AUDITOR, Role.OPERATOR})
)
_SHOWN: Final = Shown(("Citizen.nik",), ("population",))


@pytest.mark.parametrize("actor", [_CLIENT, _CLERK])
def test_a_heading_says_what_the_receipt_would_say(actor: Actor) -> None:
    heading = heading_of(actor, Purpose.PUBLIC_SERVICE, "Look", _SHOWN, ("health",), behind_seals=True)
    reading = Reading(
        actor,
        Purpose.PUBLIC_SERVICE,
        "Look",
        _SHOWN.fields,
        _SHOWN.categories,
        (new_id(),),
        behind_seals=True,
        sources=("health",),
    )
    receipt = receipt_of(reading, _NOW)
    assert heading is not None
    assert {name: getattr(heading, name) for name in ALIKE} == {name: getattr(receipt, name) for name in ALIKE}


@pytest.mark.parametrize(
    "actor",
    [
        dataclasses.replace(_CLERK, opened=(Opened(new_id(), new_id(), _NOW),)),
        dataclasses.replace(_CLIENT, agreement=agreement(disclosure_delay_days=30)),
    ],
)
def test_there_is_none_where_receipts_differ_in_more(actor: Actor) -> None:
    assert heading_of(actor, Purpose.LAW_ENFORCEMENT, "Look", _SHOWN, behind_seals=False) is None


@dataclasses.dataclass
class _Record:
    """What the record says of stops and gives of quotas."""

    standing_now: list[Standing] = dataclasses.field(default_factory=list)
    taken: list[int] = dataclasses.field(default_factory=list)

    async def standing(self) -> Sequence[Standing]:
        return self.standing_now

    async def take(self, _agreement: str, _day: dt.date, persons: int, _most: int) -> bool:
        self.taken.append(persons)
        return True

    async def given(self, _agreements: Sequence[str], _day: dt.date) -> Mapping[str, int]:
        return {}


async def test_no_stops_are_known_for_a_moment_only() -> None:
    record, times = _Record(), [_NOW]
    stops = StoppedProcessing(record, lambda: times[-1])
    assert stops.are_none(None)
    assert not stops.are_none(_AGREEMENT), "nobody has asked the record yet"
    await stops.check(_CLIENT, [new_id()], ("population",))
    assert stops.are_none(_AGREEMENT)
    record.standing_now.append(Standing(new_id(), Stop("pks-1", ("population",))))
    times.append(_NOW + dt.timedelta(seconds=1))
    assert not stops.are_none(_AGREEMENT), "what was said is too old"
    await stops.check(_CLIENT, [new_id()], ("population",))
    assert not stops.are_none(_AGREEMENT), "one stands, so each answer is looked at"


async def test_persons_are_counted_at_once_out_of_what_was_given() -> None:
    record = _Record()
    quotas = DailyQuotas(record, lambda: _NOW)
    assert quotas.spend_at_once(None, 5, _NOW)
    assert not quotas.spend_at_once(_AGREEMENT, 1, _NOW)
    await quotas.spend(_AGREEMENT, 1)
    given = record.taken[0] - 1
    assert given > 0
    assert not quotas.spend_at_once(_AGREEMENT, given + 1, _NOW), "there is no room for all of them, so for none"
    assert [quotas.spend_at_once(_AGREEMENT, given, _NOW), quotas.spend_at_once(_AGREEMENT, 1, _NOW)] == [True, False]
    await quotas.spend(_AGREEMENT, 1)
    assert not quotas.spend_at_once(_AGREEMENT, 1, _NOW + dt.timedelta(microseconds=1)), "that is the next day"


@pytest.mark.parametrize("zone", [dt.UTC, WIB, dt.timezone(dt.timedelta(hours=-9))])
def test_the_day_is_that_of_the_office_whatever_the_zone(zone: dt.tzinfo) -> None:
    for seconds, day in ((0, 26), (1, 27)):
        at = (_NOW + dt.timedelta(seconds=seconds)).astimezone(zone)
        assert local_date(at) == at.astimezone(WIB).date() == dt.date(2026, 11, day)


def test_actors_who_are_told_apart_late_are_still_apart() -> None:
    other = dataclasses.replace(_CLIENT, scopes=frozenset({"citizen:read"}))
    assert hash(other) == hash(_CLIENT)
    assert other != _CLIENT
    assert len({other, _CLIENT, dataclasses.replace(_CLIENT)}) == 2
