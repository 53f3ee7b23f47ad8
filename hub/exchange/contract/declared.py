"""What a connector declares of itself, beside what is measured on its agency's emulator. Each check is named."""

from __future__ import annotations

import datetime as dt
import math
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from hub.core.facet import FacetCopy, FacetKey
from hub.exchange.contract.rig import PATIENCE_SECONDS, TIMEOUT_SECONDS, Rig
from hub.exchange.contract.serving import NOW
from hub.exchange.quality import Quality

_HOUR: Final = dt.timedelta(hours=1)
_QUESTIONS: Final = 20
_PERCENT: Final = 95


@dataclass(frozen=True, slots=True)
class Measuring:
    """A rig, what is declared, and the figures that were measured: lines for a person, by the check's name."""

    rig: Rig
    quality: Quality
    figures: dict[str, str] = field(default_factory=dict)


async def max_batch(measuring: Measuring) -> None:
    """The agency takes as many keys in one call as the manifest says."""
    rig, sources = measuring.rig, measuring.rig.connector.sources
    most = rig.connector.manifest.max_batch
    if not sources:
        measuring.figures["max_batch"] = f"{most} declared; it is not asked for a facet by keys"
        return
    assert {source.max_batch for source in sources} == {most}, "the source takes another number than the manifest says"
    niks = (await rig.niks())[:most]
    await rig.reset()
    await sources[0].fetch([FacetKey(uuid.uuid4(), nik) for nik in niks])
    calls = max((counted["total"] for counted in (await rig.calls()).values()), default=0)
    measuring.figures["max_batch"] = f"{most} declared; {len(niks)} keys took {calls} call(s) of one kind"
    assert calls == math.ceil(len(niks) / most)


async def freshness(measuring: Measuring) -> None:
    """What is answered as fresh is not older than the manifest lets a copy be."""
    rig = measuring.rig
    for nik in await rig.niks():
        found = await rig.ask(nik)
        as_of = found.as_of if isinstance(found, FacetCopy) else NOW
        age = NOW - (as_of or dt.datetime.min.replace(tzinfo=dt.UTC))
        declared = rig.plugin.manifest.freshness / dt.timedelta(hours=1)
        measuring.figures["freshness"] = (
            f"{declared:g} hours declared; an answer was {age / dt.timedelta(hours=1):g} old"
        )
        assert dt.timedelta(0) <= age <= rig.plugin.manifest.freshness


async def timeout_seconds(measuring: Measuring) -> None:
    """The time that the manifest allows is the time after which a question ends."""
    rig, declared = measuring.rig, measuring.rig.plugin.manifest.timeout_seconds
    await rig.faults(latency_ms=30_000)
    began = time.perf_counter()
    await rig.error((await rig.niks())[0])
    took = time.perf_counter() - began
    measuring.figures["timeout_seconds"] = (
        f"{declared:g} declared; with {TIMEOUT_SECONDS:g} given it ended after {took:.1f}"
    )
    assert TIMEOUT_SECONDS * 0.9 <= took <= PATIENCE_SECONDS


async def p95(measuring: Measuring) -> None:
    """The emulator answers within the time that is declared for the agency, or at least before the time-out."""
    rig, declared = measuring.rig, measuring.quality.p95.value
    niks, took = await rig.niks(), []
    for number in range(_QUESTIONS):
        began = time.perf_counter()
        await rig.ask(niks[number % len(niks)])
        took.append(1000 * (time.perf_counter() - began))
    measured = sorted(took)[_QUESTIONS * _PERCENT // 100 - 1]
    said = "nothing" if declared is None else f"{declared:g} ms"
    measuring.figures["p95"] = f"{said} declared; {measured:.0f} ms on the emulator, which is not the agency"
    assert measured <= (declared or 1000 * rig.plugin.manifest.timeout_seconds)


CHECKS: Mapping[str, Callable[[Measuring], Awaitable[None]]] = {
    check.__name__: check for check in (max_batch, freshness, timeout_seconds, p95)
}
