"""What the console costs over a slow link: bytes over the wire with all heads, and round trips.

Measured at the socket of a running hub, by a browser that has kept nothing.
"""

from __future__ import annotations

import pytest

from tests.e2e.first_look import birth, first_page
from tests.fixtures.browser import NO_BROWSER, is_missing
from tests.fixtures.demo import Demo
from tests.fixtures.link import linked

pytestmark = [pytest.mark.browser, pytest.mark.skipif(is_missing(), reason=NO_BROWSER), pytest.mark.timeout(300)]
KILOBYTE = 1000
FIRST_PAGE = 60 * KILOBYTE
BIRTH, BIRTH_TRIPS = 150 * KILOBYTE, 25


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
async def test_a_first_page_is_light(demo: Demo, script: bool) -> None:
    async with linked(demo.data) as (link, browser):
        await first_page(browser, demo.data, script=script)
        assert 3 * KILOBYTE < link.bytes_ <= FIRST_PAGE


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
async def test_a_birth_is_handed_in_with_few_bytes_and_trips(demo: Demo, script: bool) -> None:
    async with linked(demo.data) as (link, browser):
        number = await birth(browser, demo.data, script=script)
        assert number
        assert link.bytes_ <= BIRTH
        assert link.trips <= BIRTH_TRIPS
