"""A small file by HTTP: whole or not at all, as the agency, once."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from joserfc.jwk import KeySet, OKPKey

from hub.connectors.welfare import ingress
from hub.connectors.welfare.connector import connect
from hub.connectors.welfare.emulator.exporter import sign, statement
from hub.core.errors import BadInput, Unauthenticated
from hub.engine.pushes import Pushes
from hub.exchange import ConnectorSettings, Push, read_manifest
from hub.exchange.session import open_session
from hub.web import middleware
from hub.web.ingress import ingress as mounted
from tests.fakes.people_of_bangka import NOW, clock, person
from tests.fakes.world import world

KEY = OKPKey.generate_key("Ed25519", private=True, auto_kid=True)
ROUTE = ingress.route(lambda: KeySet([KEY]))
SITI, NOBODY = "1901014101909001", "1901014101909999"
ISSUED = NOW - dt.timedelta(days=1)


def content(*rows: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def header(body: bytes) -> str:
    return sign(KEY, statement("2026-Q3", body, ISSUED))


def pushed(body: bytes, signature: str | None = None) -> Push:
    return Push(headers={ingress.HEADER: header(body) if signature is None else signature}, body=body, at=NOW)


def test_each_row_is_a_recording_with_the_files_time() -> None:
    body = content({"nik": SITI, "decile": 2, "programmes": ["PKH"]}, {"nik": 9171011201909003, "decile": 7})
    command = ROUTE.read(pushed(body))
    assert command.key == statement("2026-Q3", body, ISSUED)["sha256"]
    assert [(each.nik, each.items[0].decile, each.as_of) for each in command.recordings] == [
        (SITI, 2, ISSUED), ("9171011201909003", 7, ISSUED),
    ]  # fmt: skip
    assert SITI not in repr(command.recordings)


def test_who_did_not_sign_brings_nothing() -> None:
    body = content({"nik": SITI, "decile": 2})
    with pytest.raises(Unauthenticated):
        ROUTE.read(pushed(body, ""))
    with pytest.raises(Unauthenticated):
        ROUTE.read(pushed(body, header(body)[:-8] + "AAAAAAAA"))
    with pytest.raises(BadInput, match="SHA-256"):
        ROUTE.read(pushed(body, header(content({"nik": SITI, "decile": 3}))))


def test_a_row_that_cannot_be_used_keeps_the_whole_file_out() -> None:
    body = content({"nik": SITI, "decile": 2}, {"nik": SITI, "decile": 3}, {"nik": "123", "decile": 3})
    with pytest.raises(BadInput) as caught:
        ROUTE.read(pushed(body))
    assert "2 (REPEATED), 3 (BAD_NIK)" in caught.value.message
    assert SITI not in caught.value.message


async def test_the_agency_brings_it_to_the_hub(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"keys": [KEY.as_dict(private=False)]}))
    w = world([person("Siti Contoh", nik=SITI)])
    async with open_session() as session:
        given = ConnectorSettings(
            manifest=read_manifest("hub.connectors.welfare"), base_url="", credentials={"keys": str(keys)}
        )
        connector = connect(given, session, clock)
        application = web.Application(middlewares=[middleware.envelope, middleware.error_shape])
        mounted(Pushes(w.engine, w.hub), [connector], clock)(application)
        body = content({"nik": SITI, "decile": 2}, {"nik": NOBODY, "decile": 3})
        async with TestServer(application) as server, aiohttp.ClientSession() as http:
            url = str(server.make_url("/ingress/welfare/dtsen"))
            for _ in range(2):
                async with http.post(url, data=body, headers={ingress.HEADER: header(body)}) as response:
                    told = await response.json()
                assert (response.status, told["rows"], told["kept"]) == (200, 2, 1)
                assert [(each["line"], each["code"]) for each in told["failed"]] == [(2, "NOT_FOUND")]
            async with http.post(url, data=body) as response:
                assert response.status == 401
                assert SITI not in await response.text()
