"""The emulator of BPJS Kesehatan: who may ask, and that its answers open only for who asked."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from hub.connectors.insurance.emulator import ACCOUNT, create
from hub.connectors.insurance.sealing import opened, signed
from tests.connectors.serving import NOW, Clock, served

NIK, CARD = "9171011201909003", "0009000000003"


class Emulator:
    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url, self.session = url, session

    async def ask(self, path: str, at: dt.datetime = NOW, **changes: str) -> tuple[int, Any, str]:
        timestamp = str(int(at.timestamp()))
        headers = {**signed(ACCOUNT, timestamp), **changes}
        async with self.session.get(f"{self.url}/{path}", headers=headers) as response:
            assert response.headers["X-Satu-Emulator"] == "insurance"
            return response.status, await response.json(content_type=None), timestamp


@pytest.fixture
async def emulator(tmp_path: Path) -> AsyncIterator[Emulator]:
    async with served(create(tmp_path, Clock())) as url, aiohttp.ClientSession() as session:
        yield Emulator(url, session)


@pytest.mark.parametrize("path", [f"Peserta/nik/{NIK}/tglSEP/2026-11-24", f"Peserta/nokartu/{CARD}/tglSEP/2026-11-24"])
async def test_a_member_by_nik_and_by_card(emulator: Emulator, path: str) -> None:
    status, answer, timestamp = await emulator.ask(path)
    assert (status, answer["metaData"]) == (200, {"code": "200", "message": "OK"})
    member = json.loads(opened(ACCOUNT, timestamp, answer["response"]))["peserta"]
    assert (member["nik"], member["noKartu"], member["statusPeserta"]["kode"]) == (NIK, CARD, "0")
    assert "DATA CONTOH" in member["nama"]


@pytest.mark.parametrize("path", ["Peserta/nik/1901010101999999/tglSEP/2026-11-24", f"Peserta/nik/{CARD}/tglSEP/x"])
async def test_nobody(emulator: Emulator, path: str) -> None:
    status, answer, _ = await emulator.ask(path)
    assert (status, answer["metaData"]["code"], answer["response"]) == (200, "201", None)


@pytest.mark.parametrize(
    "changes",
    [
        {"X-signature": "x"},
        {"X-cons-id": "90002"},
        {"user_key": "salah"},
        {"X-timestamp": "1795489201"},
        {"X-timestamp": "x"},
    ],
)
async def test_who_does_not_sign_is_refused(emulator: Emulator, changes: dict[str, str]) -> None:
    status, answer, _ = await emulator.ask(f"Peserta/nik/{NIK}/tglSEP/2026-11-24", NOW, **changes)
    assert (status, answer["response"]) == (401, None)


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_a_signature_of_another_time_is_refused(emulator: Emulator, minutes: int) -> None:
    asked = await emulator.ask(f"Peserta/nik/{NIK}/tglSEP/2026-11-24", NOW + dt.timedelta(minutes=minutes))
    assert asked[0] == 401


async def test_it_says_what_it_is(emulator: Emulator) -> None:
    for path in ("", "admin"):
        async with emulator.session.get(f"{emulator.url}/{path}") as response:
            assert "THIS IS AN EMULATOR" in await response.text()
    async with emulator.session.get(f"{emulator.url}/SEP/insert") as response:
        assert response.status == 404
