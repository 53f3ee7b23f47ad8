"""NIKs that nobody has: the agency is asked once, and again after a while."""

from __future__ import annotations

import dataclasses
import datetime as dt

from hub.loaders.request import UNSEALED, Loaders
from hub.loaders.unknown import UnknownNiks
from tests.fakes.agencies import FakePopulation
from tests.fakes.calls import Calls
from tests.fakes.people_of_bangka import NOW, person
from tests.fakes.world import world

NOBODY = "1901011501859999"


class Time:
    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> dt.datetime:
        return self.at


async def test_an_unknown_nik_is_asked_for_once_and_again_after_a_while() -> None:
    calls, time = Calls(), Time()
    known = person()
    assert known.nik is not None
    agency = FakePopulation(calls, {known.nik: known})
    sources = dataclasses.replace(world().hub.loaders_sources, population=agency, unknown=UnknownNiks(time))

    async def asked(*niks: str) -> list[object]:
        calls.made.clear()
        found = await Loaders(sources, UNSEALED).citizens.load_many(niks)
        assert [one is not None for one in found] == [nik == known.nik for nik in niks]
        return calls.keys("population.read")

    assert await asked(NOBODY) == [NOBODY]
    assert await asked(NOBODY, known.nik) == [known.nik]
    time.at += dt.timedelta(minutes=5)
    assert await asked(NOBODY) == [NOBODY]


async def test_an_agency_that_is_out_says_nothing_of_anybody() -> None:
    calls, agency = Calls(), FakePopulation(Calls())
    agency.out = True
    unknown = UnknownNiks(Time())
    sources = dataclasses.replace(world().hub.loaders_sources, population=agency, unknown=unknown)
    (failed,) = await Loaders(sources, UNSEALED).citizens.load_many([NOBODY])
    assert isinstance(failed, Exception)
    assert NOBODY not in unknown
    assert calls.made == []


def test_only_the_last_are_held() -> None:
    unknown = UnknownNiks(Time(), most=2)
    unknown.note(["1", "2", "3"])
    unknown.note(["2"])
    unknown.note(["4"])
    assert [nik in unknown for nik in ("1", "2", "3", "4")] == [False, True, False, True]
