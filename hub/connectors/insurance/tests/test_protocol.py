"""The connector against answers that node's own crypto and the reference LZ-String sealed, not the emulator."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from hub.connectors.insurance.connector import connect
from hub.connectors.insurance.emulator.compress import compress
from hub.connectors.insurance.facet import HealthCoverage
from hub.connectors.insurance.sealing import opened, signed
from hub.core.errors import SourceUnavailable
from hub.core.facet import FacetCopy, FacetKey
from hub.exchange.session import open_session
from tests.connectors.serving import CREDENTIALS, NOW, Canned, Clock, served, settings

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "fixtures/reference/vectors.json").read_bytes())
SEALED: dict[str, str] = VECTORS["sealed"]
NIK, TIMESTAMP = "9171011201909003", "1795489200"
PATH = f"/Peserta/nik/{NIK}/tglSEP/2026-11-24"
ACCOUNT = CREDENTIALS["insurance"]
MEMBER: dict[str, Any] = json.loads(SEALED["text"])["peserta"]


def told(code: str = "200", message: str = "OK", response: Any = None) -> tuple[int, bytes]:
    return 200, json.dumps({"metaData": {"code": code, "message": message}, "response": response}).encode()


def sealed(text: str, timestamp: str = TIMESTAMP) -> str:
    key = hashlib.sha256(f"{ACCOUNT['cons_id']}{ACCOUNT['secret']}{timestamp}".encode()).digest()
    encryptor, padder = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).encryptor(), PKCS7(128).padder()
    padded = padder.update(compress(text).encode()) + padder.finalize()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def member(**changes: Any) -> tuple[int, bytes]:
    return told(response=sealed(json.dumps({"peserta": {**MEMBER, **changes}})))


@asynccontextmanager
async def agency(answer: Any) -> AsyncIterator[tuple[Any, Canned]]:
    canned = Canned({PATH: answer})
    async with served(canned.application) as url, open_session() as session:
        (source,) = connect(settings("insurance", url), session, Clock()).sources

        async def fetch() -> FacetCopy[Any] | Exception:
            (result,) = await source.fetch([FacetKey(uuid.uuid4(), NIK)])
            return result

        yield fetch, canned


async def item(answer: Any) -> HealthCoverage:
    async with agency(answer) as (fetch, _):
        copy = await fetch()
    assert isinstance(copy, FacetCopy), copy
    (found,) = copy.items
    assert isinstance(found, HealthCoverage)
    return found


async def test_what_node_sealed_is_opened_and_mapped() -> None:
    assert (int(NOW.timestamp()), SEALED["timestamp"]) == (int(TIMESTAMP), TIMESTAMP)
    assert opened(ACCOUNT, TIMESTAMP, SEALED["response"]) == SEALED["text"]
    async with agency(told(response=SEALED["response"])) as (fetch, _):
        copy = await fetch()
    assert (copy.facet, copy.as_of, copy.fresh, copy.available) == ("health_coverage", NOW, True, True)
    assert copy.items == (HealthCoverage("0001261832477", "ACTIVE", "PBI"),)


async def test_the_question_is_signed_as_documented() -> None:
    async with agency(told(response=SEALED["response"])) as (fetch, canned):
        await fetch()
    (asked,) = canned.asked
    assert (asked.method, asked.path, asked.query, asked.body) == ("GET", PATH, {}, b"")
    headers = {name: asked.headers[name] for name in ("X-cons-id", "X-timestamp", "X-signature", "user_key")}
    assert headers == {
        "X-cons-id": "90001",
        "X-timestamp": TIMESTAMP,
        "X-signature": VECTORS["signature"],
        "user_key": "contoh-bukan-rahasia",
    }
    assert "contoh-bukan-rahasia" not in signed(ACCOUNT, TIMESTAMP)["X-signature"]


async def test_the_day_is_that_of_indonesia() -> None:
    clock = Clock(dt.datetime(2026, 11, 23, 17, 30, tzinfo=dt.UTC))
    canned = Canned({PATH: told("201", "Peserta Tidak Terdaftar")})
    async with served(canned.application) as url, open_session() as session:
        (source,) = connect(settings("insurance", url), session, clock).sources
        (copy,) = await source.fetch([FacetKey(uuid.uuid4(), NIK)])
    assert isinstance(copy, FacetCopy)


async def test_an_answer_to_another_time_does_not_open() -> None:
    async with agency(told(response=sealed(SEALED["text"], "1795489201"))) as (fetch, _):
        await _unavailable(await fetch(), "UNREADABLE")


@pytest.mark.parametrize("message", ["Peserta Tidak Terdaftar", "DATA PESERTA TIDAK DITEMUKAN", "NIK tidak terdaftar."])
async def test_who_is_no_member_has_no_coverage(message: str) -> None:
    async with agency(told("201", message)) as (fetch, _):
        copy = await fetch()
    assert isinstance(copy, FacetCopy)
    assert (copy.items, copy.fresh, copy.available) == ((), True, True)


@pytest.mark.parametrize(("code", "status"), [("0", "ACTIVE"), (0, "ACTIVE"), ("3", "INACTIVE"), ("00", "INACTIVE")])
async def test_only_status_0_is_active(code: object, status: str) -> None:
    assert (await item(member(statusPeserta={"kode": code, "keterangan": "AKTIF"}))).status == status


@pytest.mark.parametrize(
    ("words", "segment"),
    [
        ("PBI (APBN)", "PBI"),
        ("PBI (APBD)", "PBI_APBD"),
        ("PEGAWAI SWASTA", "PPU"),
        ("PNS PUSAT", "PPU"),
        ("Pekerja Mandiri", "PBPU"),
        ("PENERIMA PENSIUN PNS", "BP"),
        ("JENIS BARU", None),
        (None, None),
    ],
)
async def test_segments_by_their_words_and_none_is_guessed(words: str | None, segment: str | None) -> None:
    assert (await item(member(jenisPeserta={"kode": "13", "keterangan": words}))).segment == segment
    assert (await item(member(jenisPeserta=None))).segment is None


async def test_a_number_that_came_without_its_zeros_gets_them_back() -> None:
    assert (await item(member(noKartu=1261832477, nik=int(NIK)))).number == "0001261832477"


@pytest.mark.parametrize(
    "changes",
    [
        {"nik": "9171011201909004"},
        {"nik": int(NIK) + 1},
        {"noKartu": None},
        {"noKartu": "12618324770"},
        {"noKartu": "000126183247٧"},
        {"statusPeserta": None},
        {"statusPeserta": {"keterangan": "AKTIF"}},
    ],
)
async def test_an_answer_about_somebody_else_or_of_another_shape_is_unreadable(changes: dict[str, Any]) -> None:
    async with agency(member(**changes)) as (fetch, _):
        await _unavailable(await fetch(), "UNREADABLE")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((200, b"<html>"), "UNREADABLE"),
        ((200, b"[]"), "UNREADABLE"),
        ((200, b"{}"), "UNREADABLE"),
        ((200, b'{"metaData": "OK"}'), "UNREADABLE"),
        (told(), "UNREADABLE"),
        (told(response={"peserta": MEMBER}), "UNREADABLE"),
        (told(response=""), "UNREADABLE"),
        (told(response="bukan base64!"), "UNREADABLE"),
        (told(response=base64.b64encode(b"x" * 15).decode()), "UNREADABLE"),
        (told(response=base64.b64encode(b"x" * 64).decode()), "UNREADABLE"),
        (told(response=SEALED["response"][:-24]), "UNREADABLE"),
        (told(response=sealed("bukan JSON")), "UNREADABLE"),
        (told(response=sealed("[]")), "UNREADABLE"),
        (told(response=sealed('{"peserta": null}')), "UNREADABLE"),
        (told(response=sealed('{"peserta": "' + "a" * 70_000 + '"}')), "TOO_LARGE"),
        (told("201", "Server sedang sibuk"), "ERROR_STATUS"),
        (told("401", "Unauthorized"), "REFUSED"),
        (told("500", "x"), "ERROR_STATUS"),
        ((404, b"{}"), "ERROR_STATUS"),
    ],
)
async def test_whatever_else_comes_is_an_error_that_names_nobody(answer: tuple[int, bytes], reason: str) -> None:
    async with agency(answer) as (fetch, _):
        await _unavailable(await fetch(), reason)


async def _unavailable(error: FacetCopy[Any] | Exception, reason: str) -> None:
    assert isinstance(error, SourceUnavailable), error
    assert error.details["reason"] == reason
    assert error.__cause__ is None
    words = (NIK, "YUSUF", "0001261832477", ACCOUNT["secret"])
    assert not [word for word in words if word in f"{error!r}{error.message}{error.details}"]


async def test_a_question_that_failed_is_signed_anew_only_when_it_is_asked_anew() -> None:
    async with agency([(503, b""), told(response=SEALED["response"])]) as (fetch, canned):
        assert isinstance(await fetch(), FacetCopy)
    assert len({asked.headers["X-timestamp"] for asked in canned.asked}) == 1
    assert len(canned.asked) == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"nama": "SITI  CONTOH", "tglLahir": "1990-03-15", "sex": "P"},
            {"full_name": "SITI CONTOH", "birth_date": "1990-03-15", "sex": "FEMALE"},
        ),
        ({"nama": "S*** C*****", "tglLahir": "15-03-1990", "sex": "X"}, {}),
        ({"nama": None, "tglLahir": None, "sex": 1}, {}),
    ],
)
async def test_what_it_says_of_the_member_herself_stands_beside(changes: dict[str, Any], said: dict[str, str]) -> None:
    async with agency(member(**changes)) as (fetch, _):
        copy = await fetch()
    assert isinstance(copy, FacetCopy)
    assert copy.claims == said
