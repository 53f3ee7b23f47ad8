"""The emulator of OSS: its methods, what it keeps, and its pushes."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from hub.connectors.licensing.client import Oss
from hub.connectors.licensing.emulator import ACCOUNT, create
from hub.connectors.licensing.ingress import read
from hub.connectors.licensing.tests.test_protocol import PERMIT, REF, STEP
from hub.core.errors import BadInput
from hub.exchange.ingress import Command, Push
from hub.exchange.session import open_session
from tests.connectors.serving import NOW, Clock, served, settings

NIB, NIK = "9120009000003", "9171011201909003"
ours = dataclasses.replace(REF, nib=NIB)


@pytest.fixture
async def url(tmp_path: Path) -> AsyncIterator[str]:
    async with served(create(tmp_path, Clock())) as opened:
        yield opened


async def test_a_business_is_found_by_its_number(url: str) -> None:
    async with open_session() as session:
        oss = Oss(settings("licensing", url), session)
        found = await oss.inquire(NIB)
        assert found is not None
        assert found.in_charge == (NIK,)
        assert [(each.kbli, each.kbli_year) for each in found.licences] == [("01281", 2025), ("46207", 2020)]
        assert await oss.inquire("9120009999999") is None
        # A NIK is no business number.
        assert await oss.inquire(NIK) is None


async def test_what_the_district_tells_is_kept_in_order(url: str) -> None:
    async with open_session() as session:
        oss = Oss(settings("licensing", url), session)
        await oss.report(dataclasses.replace(STEP, ref=ours))
        await oss.issue(dataclasses.replace(PERMIT, ref=ours))
        with pytest.raises(BadInput):
            await oss.report(STEP)
        async with session.get(f"{url}/admin/effects") as response:
            told = await response.json()
    assert [(each["method"], each["status"]) for each in told] == [
        ("receiveLicenseStatus", "41"),
        ("receiveLicense", "50"),
    ]
    assert set(told[0]) == {"method", "id_izin", "status"}


async def test_a_push_is_one_that_the_connector_takes(url: str) -> None:
    came: list[Command] = []

    async def take(request: web.Request) -> web.Response:
        came.append(read(ACCOUNT, Push(headers=request.headers, body=await request.read(), at=NOW)))
        return web.Response(text="kept")

    district = web.Application()
    district.router.add_post("/ingress/licensing/receiveNIB", take)
    async with served(district) as here, aiohttp.ClientSession() as session:
        for asked, status in (({"nib": NIB, "url": f"{here}/ingress/licensing/receiveNIB"}, 200), ({"nib": NIK}, 400)):
            async with session.post(f"{url}/admin/push", json=asked) as response:
                assert response.status == status
                answer: Any = await response.json()
                assert status == 400 or answer == {"status": 200, "answer": "kept"}
    (command,) = came
    assert [recording.nik for recording in command.recordings] == [NIK]


async def test_it_says_what_it_is(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        for path in ("/", "/admin"):
            async with session.get(url + path) as response:
                assert "THIS IS AN EMULATOR" in await response.text()
                assert response.headers["X-Satu-Emulator"] == "licensing"
        async with session.post(f"{url}/fetchNIB", json={}) as response:
            assert response.status == 404
