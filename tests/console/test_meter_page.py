"""The staff's page of the once-only meter: months added up, and bars that are as high as what they stand for."""

from __future__ import annotations

import dataclasses
import re

from hub.console.clerk.meter.bars import HEIGHT, bars_of
from hub.console.clerk.meter.page import months_of
from hub.core.actor import Role
from tests.console.conftest import Site
from tests.console.fakes import STAFF
from tests.console.samples import meter_line
from tests.console.visitor import Visitor


def test_channels_of_a_month_are_added_up_and_months_are_in_order() -> None:
    lines = [meter_line("2026-11-01", 10), meter_line("2026-10-01", 5), meter_line("2026-11-01", 6, "ONLINE")]
    october, november = months_of(lines)
    assert (october.name, november.name) == (("Okt 2026", "Oct 2026"), ("Nov 2026", "Nov 2026"))
    assert (october.counts["applications"], november.counts["applications"]) == (5, 16)
    assert (november.counts["prefilled"], november.counts["typed"], november.percent) == (32, 160, 17)


def test_a_month_without_answers_has_no_share() -> None:
    (month,) = months_of([{**meter_line("2026-11-01", 5), "prefilled": 0, "typed": 0}])
    assert month.percent is None
    assert bars_of([("Nov", 0, 0)])[0].top == HEIGHT


def test_bars_stand_side_by_side_on_one_line_and_the_highest_fills_the_chart() -> None:
    first, second = bars_of([("Okt", 1, 4), ("Nov", 5, 5)])
    assert (second.top, second.turn) == (0, HEIGHT // 2)
    assert (first.top, first.turn) == (HEIGHT // 2, HEIGHT * 9 // 10)
    assert first.x + first.width < second.x


async def test_the_staff_see_a_table_and_bars_without_script(site: Site, operator: Visitor) -> None:
    site.graph.meter = [meter_line("2026-10-01", 8), meter_line("2026-11-01", 31)]
    page = await operator.get("/console/meter")
    assert page.status == 200
    rows = re.findall(r'<th scope="row".*?</tr>', page.text, re.DOTALL)
    told = [re.findall(r"numeric\">([^<]*)<", row) for row in rows]
    assert told == [["31", "62", "310", "17 %", "62", "31", "0"], ["8", "16", "80", "17 %", "16", "8", "0"]]
    assert page.text.count('<rect class="meter__') == 4
    assert "style=" not in page.text.partition("<main")[2]
    assert page.text.count('href="/console/meter"') == 1


async def test_nothing_counted_is_said(operator: Visitor) -> None:
    assert "Belum ada yang dapat ditampilkan" in (await operator.get("/console/meter")).text


async def test_a_citizen_is_led_to_her_own_pages(site: Site, visitor: Visitor) -> None:
    roles = frozenset({Role.CITIZEN})
    site.tokens.valid["token-operator"] = dataclasses.replace(STAFF["operator"], roles=roles, scopes=frozenset())
    site.issuer.person = "operator"
    page = await visitor.get("/console/meter")
    assert page.url == f"{site.url}/console/me"
