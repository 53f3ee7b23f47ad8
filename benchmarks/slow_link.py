"""The console over a 2G link (35 KB a second each way, 0.8 s a round trip): the first page, and a birth handed in.

A demonstration runs on this machine; a proxy between it and a browser with an empty cache is as slow as the link, with
script and without. Nobody types or reads: forms are filled in at once. TLS would add a round trip or two to each
connection, of which there are one or two.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks.figures import Figure, Measurement
from tests.e2e.first_look import birth, first_page
from tests.fixtures.demo import Demo, free_ports, lend_regions
from tests.fixtures.link import TWO_G, Link, linked

PEOPLE: Final = 300


def measure() -> Measurement:
    """Takes two or three minutes."""
    with tempfile.TemporaryDirectory(prefix="satu-bench-") as folder:
        demo = Demo(Path(folder) / "state", free_ports(), PEOPLE)
        try:
            lend_regions(demo.state_dir)
            demo.start()
            figures = asyncio.run(_figures(demo.data))
        finally:
            demo.remove()
    conditions = {
        "link": f"{TWO_G.rate / 1000:g} KB/s each way, {TWO_G.round_trip:g} s a round trip; HTTP/1.1 without TLS",
        "browser": "Chromium, nothing kept of before; forms filled in at once",
    }
    return Measurement("slow_link", figures, conditions)


async def _figures(data: Mapping[str, Any]) -> list[Figure]:
    found: list[Figure] = []
    for script, words in ((True, "with script"), (False, "without script")):
        async with linked(data, TWO_G) as (link, browser):
            took = await first_page(browser, data, script=script)
            found += [Figure(f"first page {words}: loaded", took, "s"), *_weight(f"first page {words}", link)]
        async with linked(data, TWO_G) as (link, browser):
            began = time.perf_counter()
            await birth(browser, data, script=script)
            took = time.perf_counter() - began
            found += [Figure(f"a birth {words}: log-in to slip", took, "s"), *_weight(f"a birth {words}", link)]
    return found


def _weight(what: str, link: Link) -> list[Figure]:
    return [Figure(f"{what}: bytes", link.bytes_, ""), Figure(f"{what}: round trips", link.trips, "")]
