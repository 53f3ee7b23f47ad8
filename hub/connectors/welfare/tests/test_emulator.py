"""The emulator of the exporter: files that say what they are, signed by a key that `prepare` published."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from hub.connectors.welfare.emulator import create, prepare
from hub.connectors.welfare.signature import read_keys, verified
from tests.connectors.serving import NOW, Clock, served


@pytest.fixture
async def url(tmp_path: Path) -> AsyncIterator[str]:
    async with served(create(tmp_path, Clock())) as address:
        yield address


async def got(url: str, path: str) -> bytes:
    async with aiohttp.ClientSession() as session, session.get(f"{url}{path}") as response:
        assert response.status == 200
        assert response.headers["X-Satu-Emulator"] == "welfare"
        return await response.read()


async def test_a_file_and_its_signature(url: str, tmp_path: Path) -> None:
    keys = read_keys(Path(prepare(url, tmp_path)["keys"]))
    content = await got(url, "/files/dtsen-2026-Q4.jsonl")
    said = verified(await got(url, "/files/dtsen-2026-Q4.jsonl.jws?replaces=" + "b" * 64), keys)
    assert (said.period, said.rows, said.issued_at, said.replaces) == ("2026-Q4", content.count(b"\n"), NOW, "b" * 64)
    assert stat.S_IMODE((tmp_path / "welfare-signing.json").stat().st_mode) == 0o600
    assert prepare(url, tmp_path) == prepare(url, tmp_path)
    assert read_keys(tmp_path / "welfare-keys.json").keys[0].kid == said.signer


async def test_other_files_are_unknown_and_pages_say_what_this_is(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        for path in ("/files/dtsen-2026-Q5.jsonl", "/files/secret", "/dtsen"):
            async with session.get(f"{url}{path}") as response:
                assert response.status == 404
        for path in ("/", "/admin"):
            async with session.get(f"{url}{path}") as response:
                assert "INI ADALAH EMULATOR" in await response.text()
