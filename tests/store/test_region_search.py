"""Regions looked up by name in the real table: whole names first, those nearby before others, no wildcards."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from hub.core.regions import Region, RegionLevel, RegionSearch
from hub.store import Database, PgPeople

NAMES = {
    "19": "Kepulauan Bangka Belitung", "19.01": "Kabupaten Bangka", "19.01.01": "Sungailiat",
    "19.01.01.1003": "Kudai", "19.01.01.1004": "Sinar Baru", "16": "Sumatera Selatan",
    "16.02": "Kabupaten Ogan Komering Ilir", "16.02.08": "Lempuing", "16.02.08.2010": "Kudai Baru",
    "16.02.08.2011": "Kudai", "16.02.08.2012": "100% Desa_Baru",
}  # fmt: skip


@pytest.fixture
async def people(database: str) -> AsyncIterator[PgPeople]:
    opened = await Database.open(database, max_size=1)
    try:
        await opened.execute("delete from region")
        for code, name in NAMES.items():
            await opened.execute("insert into region (code, name) values ($1, $2)", code, name)
        await opened.execute(
            "insert into region (code, name, valid_from, valid_until)"
            " values ('19.01.01.1009', 'Kudai Lama', '2000-01-01', '2010-01-01')"
        )
        yield PgPeople(opened)
    finally:
        await opened.close()


async def codes(people: PgPeople, name: str, level: RegionLevel = RegionLevel.VILLAGE, inside: str = "") -> list[str]:
    return [one.code for one in await people.regions(RegionSearch(name, level, inside, "19.01", 10))]


async def test_a_village_is_found_with_everything_above_it(people: PgPeople) -> None:
    found = await people.regions(RegionSearch("kudai", RegionLevel.VILLAGE, "sungai", "19.01"))
    district, regency, province = NAMES["19.01.01"], NAMES["19.01"], NAMES["19"]
    assert found == [Region("19.01.01.1003", "Kudai", district, regency, province)]


async def test_whole_names_come_first_and_those_nearby_before_others(people: PgPeople) -> None:
    assert await codes(people, "KUDAI") == ["19.01.01.1003", "16.02.08.2011", "16.02.08.2010"]


async def test_what_was_is_not_found_and_a_level_is_kept_to(people: PgPeople) -> None:
    assert await codes(people, "Kudai Lama") == []
    assert await codes(people, "bangka", RegionLevel.REGENCY) == ["19.01"]
    assert await codes(people, "bangka", RegionLevel.PROVINCE) == ["19"]
    assert await codes(people, "Sungailiat", RegionLevel.DISTRICT, "Sungailiat") == []


async def test_no_more_are_shown_than_are_wanted(people: PgPeople) -> None:
    found = await people.regions(RegionSearch("kudai", RegionLevel.VILLAGE, near="19.01", most=2))
    assert [one.code for one in found] == ["19.01.01.1003", "16.02.08.2011"]


async def test_nothing_lies_any_more_in_a_district_that_was(database: str, people: PgPeople) -> None:
    opened = await Database.open(database, max_size=1)
    try:
        await opened.execute(
            "insert into region (code, name, valid_from, valid_until)"
            " values ('19.01.01', 'Merawang', '1900-01-01', '2000-01-01')"
        )
    finally:
        await opened.close()
    assert await codes(people, "kudai", inside="Merawang") == []
    assert await codes(people, "kudai", inside="Sungailiat") == ["19.01.01.1003"]


async def test_signs_of_a_pattern_are_letters(people: PgPeople) -> None:
    assert await codes(people, "0% D") == await codes(people, "sa_B") == ["16.02.08.2012"]
    assert await codes(people, "___") == []
    assert await codes(people, "kudai", inside="%") == []


async def test_a_province_lies_in_nothing(people: PgPeople) -> None:
    (found,) = await people.regions(RegionSearch("Sumatera", RegionLevel.PROVINCE))
    assert found == Region("16", "Sumatera Selatan", None, None, None)


async def test_a_code_leads_to_its_region_and_without_a_level_all_are_looked_through(people: PgPeople) -> None:
    (found,) = await people.regions(RegionSearch("", None, code="19.01.01"))
    assert found == Region("19.01.01", "Sungailiat", None, "Kabupaten Bangka", "Kepulauan Bangka Belitung")
    assert await people.regions(RegionSearch("", RegionLevel.VILLAGE, code="19.01.01")) == []
    assert await people.regions(RegionSearch("", None, code="99.01")) == []
    some = await people.regions(RegionSearch("bangka", None))
    assert [one.code for one in some] == ["19.01", "19"]


async def test_only_near_leaves_out_whatever_lies_elsewhere(people: PgPeople) -> None:
    here = RegionSearch("kudai", RegionLevel.VILLAGE, near="19.01", only_near=True)
    assert [one.code for one in await people.regions(here)] == ["19.01.01.1003"]
    away = RegionSearch("", None, near="19.01", only_near=True, code="16.02.08.2010")
    assert await people.regions(away) == []
