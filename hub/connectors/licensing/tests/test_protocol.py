"""The district as a client of OSS, against bytes written from PIA 4.3.22, not from the emulator."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest

from hub.connectors.licensing.client import Oss
from hub.connectors.licensing.facet import CODE_LISTS, Licence
from hub.core.errors import BadInput, SourceUnavailable
from hub.core.licensing import IssuedPermit, LicensingAgency, PermitRef, PermitStep
from hub.exchange.session import open_session
from tests.connectors.serving import Canned, served, settings

FIXTURES = Path(__file__).parent / "fixtures"
NIB = "8120207739001"
REF = PermitRef(
    nib=NIB, project_id="R-202401091102210640001", oss_id="P02-20240109CONTOH000001",
    permit_id="I-202401091604410530001", permit_code="033000000001",
)  # fmt: skip
PERMIT = IssuedPermit(
    ref=REF, region_code="19.01", number="503/9001/DPMPTSP/2026", issued_on=dt.date(2026, 11, 24), valid_until=None,
    signed_by="Kepala Contoh", signer_number="199001012020011001", signer_title="Kepala Dinas", status="50",
    file_url="https://contoh.example.org/izin.pdf",
)  # fmt: skip
STEP = PermitStep(
    ref=REF, agency_code="019", status="41", at=dt.datetime(2026, 11, 24, 18, 30, tzinfo=dt.UTC),
    officer_number="199001012020011001", officer_name="Petugas Contoh", remark="Konfirmasi",
)  # fmt: skip


def fixture(name: str, status: int = 200) -> tuple[int, bytes]:
    return status, (FIXTURES / f"{name}.json").read_bytes()


@asynccontextmanager
async def agency(**answers: Any) -> AsyncIterator[tuple[LicensingAgency, Canned]]:
    canned = Canned({f"/{method}": each for method, each in answers.items()})
    async with served(canned.application) as url, open_session() as session:
        yield Oss(settings("licensing", url), session), canned


async def test_an_inquiry_is_as_documented() -> None:
    async with agency(inqueryNIB=fixture("inquery_found")) as (oss, canned):
        found = await oss.inquire(NIB)
    (asked,) = canned.asked
    assert (asked.method, asked.path) == ("POST", "/inqueryNIB")
    assert orjson.loads(asked.body) == {"INQUERYNIB": {"nib": NIB}}
    assert asked.headers["user_key"] == "contoh-bukan-rahasia"
    assert asked.headers["Content-Type"] == "application/json"
    assert found is not None
    assert (found.nib, found.in_charge) == (NIB, ("9171011201909003",))
    issued = dt.date(2024, 1, 9)
    assert found.licences == (
        Licence(NIB, "CV LADA PUTIH CONTOH (DATA CONTOH)", "01281", 2020, "FROZEN", issued, issued),
    )


@pytest.mark.parametrize("status", [200, 400])
async def test_a_number_that_oss_does_not_know_is_no_error(status: int) -> None:
    async with agency(inqueryNIB=fixture("inquery_unknown", status)) as (oss, _):
        assert await oss.inquire(NIB) is None


async def test_a_licence_is_told_as_documented() -> None:
    async with agency(receiveLicense=fixture("licence_taken")) as (oss, canned):
        await oss.issue(PERMIT)
    (asked,) = canned.asked
    assert orjson.loads(asked.body) == {
        "IZINFINAL": {
            "nib": NIB,
            "id_proyek": "R-202401091102210640001",
            "oss_id": "P02-20240109CONTOH000001",
            "id_izin": "I-202401091604410530001",
            "kd_izin": "033000000001",
            "kd_daerah": "1901000000",
            "nomor_izin": "503/9001/DPMPTSP/2026",
            "tgl_terbit_izin": "2026-11-24",
            "tgl_berlaku_izin": "",
            "nama_ttd": "Kepala Contoh",
            "nip_ttd": "199001012020011001",
            "jabatan_ttd": "Kepala Dinas",
            "status_izin": "50",
            "file_izin": "https://contoh.example.org/izin.pdf",
            "keterangan": "",
        }
    }


async def test_a_step_is_told_in_indonesian_time() -> None:
    async with agency(receiveLicenseStatus=fixture("status_taken")) as (oss, canned):
        await oss.report(STEP)
    told = orjson.loads(canned.asked[0].body)["IZINSTATUS"]
    assert (told["kd_status"], told["tgl_status"], told["kd_instansi"]) == ("41", "2026-11-25 01:30:00", "019")
    assert told["keterangan"] == "Konfirmasi"


async def test_what_oss_does_not_take_is_the_callers_to_correct() -> None:
    for status in (200, 400):
        async with agency(receiveLicenseStatus=fixture("status_unknown", status)) as (oss, _):
            with pytest.raises(BadInput) as caught:
                await oss.report(STEP)
        assert "tidak ditemukan" not in caught.value.message


async def test_a_failure_of_oss_may_pass() -> None:
    async with agency(receiveLicense=fixture("licence_failed")) as (oss, canned):
        with pytest.raises(SourceUnavailable) as caught:
            await oss.issue(PERMIT)
    assert caught.value.details["reason"] == "OUT_OF_SERVICE"
    assert len(canned.asked) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_licence_is_never_told_twice_by_itself(status: int) -> None:
    async with agency(receiveLicense=(status, b"{}"), receiveLicenseStatus=(status, b"{}")) as (oss, canned):
        for told in (oss.issue(PERMIT), oss.report(STEP)):
            with pytest.raises(SourceUnavailable):
                await told
    assert [asked.path for asked in canned.asked] == ["/receiveLicense", "/receiveLicenseStatus"]


async def test_an_inquiry_is_repeated_when_the_failure_passes() -> None:
    async with agency(inqueryNIB=[(503, b""), fixture("inquery_found")]) as (oss, canned):
        assert await oss.inquire(NIB)
    assert len(canned.asked) == 2


@pytest.mark.parametrize("status", ["57a", "", "99", "4"])
async def test_a_status_that_is_none_is_not_sent(status: str) -> None:
    async with agency() as (oss, canned):
        with pytest.raises(BadInput):
            await oss.report(PermitStep(**{name: getattr(STEP, name) for name in STEP.__slots__} | {"status": status}))
    assert canned.asked == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html>", "UNREADABLE"),
        (b"[]", "UNREADABLE"),
        (b"{}", "UNREADABLE"),
        (b'{"responinqueryNIB": []}', "UNREADABLE"),
        (b'{"responinqueryNIB": {"kode": 200, "dataNIB": []}}', "UNREADABLE"),
        (b'{"responinqueryNIB": {"kode": 200, "dataNIB": {"nib": "x"}}}', "UNREADABLE"),
        (b'{"responinqueryNIB": {"kode": "OK"}}', "UNREADABLE"),
        (b'{"responinqueryNIB": {"kode": 401}}', "REFUSED"),
        (b'{"responinqueryNIB": {"kode": 403}}', "REFUSED"),
        (b'{"responinqueryNIB": {"kode": 405}}', "ERROR_STATUS"),
        (b'{"responinqueryNIB": {"kode": 504}}', "OUT_OF_SERVICE"),
        (fixture("inquery_found")[1].replace(NIB.encode(), b"8120207739002"), "UNREADABLE"),
        (fixture("inquery_found")[1].replace(b'"05"', b'"09"'), "UNREADABLE"),
    ],
)
async def test_an_answer_of_another_shape_or_about_another_number_is_an_error(body: bytes, reason: str) -> None:
    async with agency(inqueryNIB=(200, body)) as (oss, _):
        with pytest.raises(SourceUnavailable) as caught:
            await oss.inquire(NIB)
    assert caught.value.details["reason"] == reason
    assert caught.value.__cause__ is None
    assert not [
        word for word in (NIB, "YUSUF", "9171011201909003") if word in f"{caught.value!r}{caught.value.details}"
    ]


@pytest.mark.parametrize("status", [404, 422])
async def test_another_status_of_http_without_a_kode_is_an_error(status: int) -> None:
    async with agency(inqueryNIB=(status, b'{"responinqueryNIB": {"kode": 200}}')) as (oss, _):
        with pytest.raises(SourceUnavailable):
            await oss.inquire(NIB)


def test_the_list_of_statuses_is_the_documents() -> None:
    statuses = {entry.official_code: entry.label_id for entry in CODE_LISTS["LicenceStatus"]}
    assert len(statuses) == 26
    assert {"41", "42", "43", "44", "57"} <= set(statuses)
    assert statuses["41"] == "Konfirmasi Persyaratan"
    assert statuses["57"].startswith("Disetujui secara otomatis oleh sistem OSS (fiktif positif)")
    assert not {"91", "92"} & set(statuses), "withdrawn with 4.3.19"
