"""The emulator: several schools, errors as text, one that is down, one that refuses every token."""

from __future__ import annotations

import json
import stat
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from hub.connectors.education.emulator import create, prepare
from hub.connectors.education.emulator.service import DOWN, REFUSING, token_of
from tests.connectors.serving import Clock, served

SD = "10902001"


@pytest.fixture
async def url(tmp_path: Path) -> AsyncIterator[str]:
    async with served(create(tmp_path, Clock())) as address:
        yield address


async def said(url: str, npsn: str, function: str, asked: str | None = None, token: str | None = None) -> str:
    query = {"npsn": npsn if asked is None else asked}
    headers = {"Authorization": f"Bearer {token or token_of(npsn)}"}
    address = f"{url}/schools/{npsn}/WebService/{function}"
    async with aiohttp.ClientSession() as session, session.get(address, params=query, headers=headers) as response:
        assert response.headers["X-Satu-Emulator"] == "education"
        assert response.status == 200
        return await response.text()


async def test_a_school_is_an_object_and_its_pupils_a_list(url: str) -> None:
    school = json.loads(await said(url, SD, "getSekolah"))
    assert school["rows"]["npsn"] == SD
    pupils = json.loads(await said(url, SD, "getPesertaDidik"))
    assert [row["nik"] for row in pupils["rows"]] == ["1901015206159001"]
    assert (pupils["results"], pupils["start"]) == (1, 0)


async def test_errors_are_text_with_status_200(url: str) -> None:
    assert (await said(url, SD, "getSekolah", token="salah")).startswith("Access denied")
    assert (await said(url, REFUSING, "getSekolah")).startswith("Access denied")
    assert await said(url, SD, "getSekolah", asked="") == "Parameter NPSN harap diisi"
    assert await said(url, SD, "getSekolah", asked="10902777") == "Sekolah tidak ditemukan"


async def test_a_school_that_is_down_does_not_answer(url: str) -> None:
    with pytest.raises(aiohttp.ClientError):
        await said(url, DOWN, "getSekolah")


async def test_another_function_is_unknown_and_pages_say_what_this_is(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{url}/schools/{SD}/WebService/getGtk") as response:
            assert response.status == 404
        for path in ("/", "/admin"):
            async with session.get(f"{url}{path}") as response:
                assert "INI ADALAH EMULATOR" in await response.text()
        async with session.get(f"{url}/schools/{SD}/") as response:
            assert "emulator" in await response.text()


async def test_pupils_can_be_added_and_leave(url: str) -> None:
    pupil = {"nik": "1901015206159777", "full_name": "Baru Contoh", "birth_date": "2015-06-12", "enrolments": []}
    async with aiohttp.ClientSession() as session:
        for listed, count in (([{"npsn": SD, "school": "SD Contoh 1", "level": "SD"}], 2), ([], 1)):
            async with session.post(f"{url}/admin/data", json=[{**pupil, "enrolments": listed}]) as response:
                assert response.status == 200
            assert len(json.loads(await said(url, SD, "getPesertaDidik"))["rows"]) == count
        async with session.post(f"{url}/admin/data", json=[{**pupil, "enrolments": [{"npsn": SD}]}]) as response:
            assert response.status == 422


def test_the_list_of_schools_names_those_with_pupils_and_the_two_that_fail(tmp_path: Path) -> None:
    path = Path(prepare("http://127.0.0.1:9/education", tmp_path)["schools"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    listed = tomllib.loads(path.read_text())["school"]
    assert {SD, DOWN, REFUSING} < {each["npsn"] for each in listed}
    assert path.read_text().startswith("# DATA CONTOH")
