"""The two walks whose weight is kept: the first page of somebody new, and a birth handed in at a counter."""

from __future__ import annotations

import copy
import datetime as dt
import time
from collections.abc import Mapping
from typing import Any, Final

from playwright.async_api import Browser

from tests.e2e.counter import Counter
from tests.e2e.desks import Desks
from tests.e2e.hands import Mouse

COUNTER: Final = "loket.kabupaten"
_PAPERS: Final = ("birth_statement", "family_card", "marriage_certificate")
_COUPLE: Final = 5
"""A couple of the demonstration for whom no other walk hands in a birth."""


async def first_page(browser: Browser, data: Mapping[str, Any], *, script: bool) -> float:
    """The public start in a browser that was never here: seconds until it has loaded. What comes later comes, too."""
    page = await (await browser.new_context(java_script_enabled=script)).new_page()
    page.set_default_timeout(120_000)
    began = time.perf_counter()
    await page.goto(f"{data['issuer']}/", wait_until="load")
    took = time.perf_counter() - began
    await page.wait_for_load_state("networkidle")
    assert await page.get_by_role("heading", level=1).count() == 1
    return took


async def birth(browser: Browser, data: Mapping[str, Any], *, script: bool) -> str:
    """From the address of the console, not logged in, to the receipt slip of a birth without scans; its number."""
    desks = Desks(browser, data, Mouse(), script)
    page = await desks.log_in(COUNTER, "/intake")
    counter = Counter(page, desks.hand, f"{desks.console}/intake")
    return await counter.enter("Akta Kelahiran", _form(data, script=script), _PAPERS, opens=False)


def _form(data: Mapping[str, Any], *, script: bool) -> Mapping[str, Any]:
    """Of another child for each walk: the same one twice would be asked about."""
    born = copy.deepcopy(data["sample"]["newborn_cases"][_COUPLE]["application"]["birthCertificate"])
    day = dt.date.fromisoformat(born["child"]["birthDate"])
    born["child"] |= {"fullName": "Bintang Contoh" if script else "Rembulan Contoh", "birthTime": "07:45"}
    born["child"]["birthDate"] = (day - dt.timedelta(days=0 if script else 1)).isoformat()
    return {**born, "reporter": {**born["reporter"], "email": None}}
