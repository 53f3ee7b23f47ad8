"""An agency is down, slow, answers nonsense or has no quota left: the others, and the counter, do not feel it."""

from __future__ import annotations

import asyncio
import math
import statistics
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from hub.exchange.manifest import Manifest, read_manifest
from tests.drill.rig import ASKED_LIVE, FAULTS, District, Fault, until

pytestmark = [pytest.mark.drill, pytest.mark.timeout(600)]

ROUNDS: Final = 4
"""Healthy and faulty take turns so often, so that what else the machine does falls on both."""
SAMPLES: Final = 15
"""Questions to each other agency in each half of a round."""
FACTOR: Final = 1.2
ALLOWANCE: Final = 0.004
"""Seconds. An answer takes about twice as long: a process that waits for a core that another one uses is given it after
one or two ticks of the scheduler (1 to 4 ms), and the readers of the broken agency are woken at other moments."""
PACE: Final = 0.05
MOST_WAITING: Final = 40
SOURCES: Final = "sources { agency state asOf }"
ASKED: Final[Mapping[str, str]] = {
    "population": (
        f"query Drill($nik: NIK!) {{ matchCitizen(claim: {{nik: $nik}}) {{ nik }} citizen(nik: $nik) {{ {SOURCES} }} }}"
    ),
    "health": f"query Drill($nik: NIK!) {{ citizen(nik: $nik) {{ immunisations {{ vaccine }} {SOURCES} }} }}",
    "licensing": f"query Drill($nik: NIK!) {{ citizen(nik: $nik) {{ licences {{ nib }} {SOURCES} }} }}",
    "insurance": f"query Drill($nik: NIK!) {{ citizen(nik: $nik) {{ healthCoverage {{ number }} {SOURCES} }} }}",
}
READ: Final = f"query Stranger($nik: NIK!) {{ citizen(nik: $nik) {{ fullName {SOURCES} }} }}"
KEPT: Final = {"insurance": "health_coverage", "licensing": "licences"}
everything = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
everywhere = pytest.mark.parametrize("agency", ASKED_LIVE)


@dataclass
class Crowd:
    """Readers who come at a steady pace and want what one agency has, whatever became of those before them."""

    district: District
    agency: str
    asked: int = 0
    _waiting: set[asyncio.Task[Any]] = field(default_factory=set)

    async def come(self) -> None:
        niks = self.district.niks
        while True:
            if self.asked % len(niks) == 0 and self.agency in KEPT:
                await self.district.age(KEPT[self.agency])
            if len(self._waiting) < MOST_WAITING:
                await self._one(niks[self.asked % len(niks)])
            await asyncio.sleep(PACE)

    async def _one(self, nik: str) -> None:
        self.asked += 1
        reader = asyncio.create_task(self.district.frontend.answer(ASKED[self.agency], nik=nik))
        self._waiting.add(reader)
        reader.add_done_callback(self._waiting.discard)

    async def leave(self) -> None:
        await asyncio.gather(*self._waiting)


@asynccontextmanager
async def crowd(district: District, agency: str) -> AsyncIterator[Crowd]:
    """A crowd before an agency; at the end the last of it has been answered."""
    readers = Crowd(district, agency)
    coming = asyncio.create_task(readers.come())
    try:
        yield readers
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)
        await readers.leave()


@asynccontextmanager
async def broken(district: District, agency: str, fault: Fault) -> AsyncIterator[None]:
    await fault.begin(district.agencies, agency)
    try:
        yield
    finally:
        await fault.end(district.agencies, agency)


async def well(district: District, agency: str) -> bool:
    """Whether the agency answers the hub again; its copies are made old for that."""
    if agency in KEPT:
        await district.age(KEPT[agency])
    if agency == "population":
        return await state_of_stranger(district) == "FRESH"
    expected = "CACHED" if agency == "licensing" else "FRESH"
    answer = await district.frontend.answer(ASKED[agency], nik=district.niks[0])
    return "errors" not in answer and source(answer, agency)["state"] == expected


async def state_of_stranger(district: District) -> str | None:
    """How fresh a person is whom the record does not know; None when nobody could tell who she is."""
    answer = await district.frontend.answer(READ, nik=await district.stranger())
    return source(answer, "population")["state"] if answer["data"]["citizen"] else None


def source(answer: Mapping[str, Any], agency: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in answer["data"]["citizen"]["sources"] if one["agency"] == agency)
    return found


# ---- the other agencies ----------------------------------------------------------------------------------------------


Times = dict[str, list[float]]


async def take_times(district: District, broken_agency: str, times: Times) -> None:
    """Asks the other agencies one after the other, with copies that are old, and adds the seconds of each answer."""
    others = [agency for agency in ASKED_LIVE if agency != broken_agency]
    for nik in district.niks[:SAMPLES]:
        for agency in others:
            if agency in KEPT:
                await district.age(KEPT[agency])
            began = time.perf_counter()
            await district.frontend.data(ASKED[agency], nik=nik)
            times.setdefault(agency, []).append(time.perf_counter() - began)


@everything
@everywhere
async def test_the_others_are_as_quick_as_before(district: District, agency: str, fault: Fault) -> None:
    healthy: Times = {}
    faulty: Times = {}
    for _ in range(ROUNDS):
        await until(lambda: well(district, agency))
        async with crowd(district, agency):
            await take_times(district, agency, healthy)
        async with broken(district, agency, fault), crowd(district, agency):
            await take_times(district, agency, faulty)
    await until(lambda: well(district, agency))
    p50 = {name: (statistics.median(healthy[name]), statistics.median(faulty[name])) for name in healthy}
    print({name: f"{before * 1000:.1f} -> {after * 1000:.1f} ms" for name, (before, after) in p50.items()})  # noqa: T201  the figures are what a drill is for
    for name, (before, after) in p50.items():
        assert after <= before * FACTOR + ALLOWANCE, (name, p50)


# ---- the broken one --------------------------------------------------------------------------------------------------


@everything
@everywhere
async def test_what_is_said_of_the_broken_one_is_true(district: District, agency: str, fault: Fault) -> None:
    await until(lambda: well(district, agency))
    nik = district.niks[1]
    await district.frontend.data(ASKED[agency], nik=nik)
    if agency in KEPT:
        await district.age(KEPT[agency])
    async with broken(district, agency, fault):
        await LABELS[agency](district, fault, nik)
        # The same is said once so many were asked in vain that the agency is left alone.
        await asyncio.gather(*(district.frontend.answer(ASKED[agency], nik=other) for other in district.niks[3:23]))
        await LABELS[agency](district, fault, nik)
    took = await until(lambda: well(district, agency))
    print(f"well again after {took:.1f} s")  # noqa: T201  the figures are what a drill is for


async def _kept(district: District, fault: Fault, nik: str) -> None:
    """The old copy with its time; an error where there is none."""
    held = await district.copied_at("health_coverage", nik)
    answer = await district.frontend.answer(ASKED["insurance"], nik=nik)
    assert "errors" not in answer, answer["errors"]
    assert answer["data"]["citizen"]["healthCoverage"]["number"]
    assert source(answer, "insurance")["state"] == "CACHED"
    assert source(answer, "insurance")["asOf"] == held
    other = district.niks[2]
    await district.drop("health_coverage", other)
    _is_error(await district.frontend.answer(ASKED["insurance"], nik=other), "insurance", "healthCoverage", fault)


async def _not_kept(district: District, fault: Fault, nik: str) -> None:
    _is_error(await district.frontend.answer(ASKED["health"], nik=nik), "health", "immunisations", fault)


def _is_error(answer: Mapping[str, Any], agency: str, name: str, fault: Fault) -> None:
    assert {error["extensions"]["code"] for error in answer.get("errors", ())} == {fault.code}, answer
    assert {tuple(error["path"]) for error in answer["errors"]} == {("citizen", name)}
    assert answer["data"]["citizen"][name] is None
    assert source(answer, agency) == {"agency": agency, "state": "UNAVAILABLE", "asOf": None}
    assert source(answer, "population")["state"] == "CACHED"


async def _record(district: District, fault: Fault, nik: str) -> None:
    """Whom the record knows is answered from it; of a stranger nothing can be said."""
    held = await district.frontend.data(READ, nik=nik)
    assert held["citizen"]["fullName"]
    assert source({"data": held}, "population")["state"] == "CACHED"
    answer = await district.frontend.answer(READ, nik=await district.stranger())
    assert answer["data"]["citizen"] is None
    assert {error["extensions"]["code"] for error in answer.get("errors", ())} == {fault.code}, answer


async def _pushed(district: District, fault: Fault, nik: str) -> None:
    """OSS tells by itself: what it said last is answered with, and it is not asked."""
    before = await district.agencies.calls("licensing")
    held = await district.copied_at("licences", nik)
    answer = await district.frontend.answer(ASKED["licensing"], nik=nik)
    assert "errors" not in answer, answer["errors"]
    assert answer["data"]["citizen"]["licences"]
    assert source(answer, "licensing")["state"] == "CACHED"
    assert source(answer, "licensing")["asOf"] == held
    assert await district.agencies.calls("licensing") == before


LABELS: Final = {"population": _record, "health": _not_kept, "licensing": _pushed, "insurance": _kept}


@everything
@everywhere
async def test_applications_are_taken_in(district: District, agency: str, fault: Fault) -> None:
    async with broken(district, agency, fault), crowd(district, agency):
        began = time.monotonic()
        assert await district.frontend.submit(district.demo.data["sample"]["newborn_case"])
        print(f"taken in after {time.monotonic() - began:.2f} s")  # noqa: T201  the figures are what a drill is for


# ---- how often it is asked -------------------------------------------------------------------------------------------

SECONDS: Final = 8


@everything
@everywhere
async def test_the_broken_one_is_asked_a_few_times(district: District, agency: str, fault: Fault) -> None:
    await until(lambda: well(district, agency))
    before = await district.agencies.calls(agency)
    async with broken(district, agency, fault):
        async with crowd(district, agency) as readers:
            await asyncio.sleep(SECONDS)
        calls = await district.agencies.calls(agency) - before
    print(f"{readers.asked} readers cost {calls} calls")  # noqa: T201  the figures are what a drill is for
    assert calls <= most_calls(read_manifest(f"hub.connectors.{agency}"), fault, readers.asked)


def most_calls(agency: Manifest, fault: Fault, readers: int) -> int:
    """Before it rests, those that fail and those under way with them; then each pause is twice as long as the last.

    An agency that answers, even nonsense, does not rest: there each reader may cost a call, and no more. One without
    quota is not asked again by readers who come after the first were told so.
    """
    pauses = math.ceil(math.log2(4 * agency.timeout_seconds + SECONDS)) + 2
    if fault.name == "garbage":
        return readers
    failures = 0 if fault.name == "over quota" else agency.failures_before_rest
    return failures + agency.concurrency + pauses
