"""Cases to practise on are brought to the desk where a lesson needs them, by colleagues who use the console."""

from __future__ import annotations

import pytest

from hub.sandbox.practice import DESKS, bring_cases
from tests.demo.graph import Frontend
from tests.fixtures.demo import Demo

STATE = "query State($number: String!) { application(trackingNumber: $number) { state siakStatus } }"
pytestmark = pytest.mark.timeout(240)


async def test_a_case_waits_at_each_desk(demo: Demo) -> None:
    desks = dict.fromkeys(DESKS, 1)
    numbers = await bring_cases(demo.data, desks)
    async with Frontend(demo.data) as frontend:
        found = [(await frontend.data(STATE, number=number))["application"] for number in numbers]
    waiting = ["CONFIRMED" if one["siakStatus"] == "CONFIRMED" else one["state"] for one in found[:4]]
    assert [*waiting, *(one["state"] for one in found[4:])] == list(desks)
