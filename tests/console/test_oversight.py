"""Oversight in the console, without script: an emergency and its review, a finding that is settled, a breach."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator

import pytest

from hub.console.base.dates import WIB
from tests.console.overseers import furnish
from tests.console.real_office import RealOffice, real_office
from tests.oversight.district import FAR

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
async def real(database: str) -> AsyncIterator[RealOffice]:
    async with real_office(database) as opened:
        siti = await opened.office.user("siti")
        await furnish(opened.office.database, str(siti.id))
        yield opened


async def test_an_emergency_is_opened_read_and_reviewed_by_somebody_else(real: RealOffice) -> None:
    siti = await real.log_in("siti")
    page = await siti.get("/console/emergency")
    wrong = await siti.send(page.form("/console/emergency"), nik=str(FAR.nik), reason="Pasien tak sadar.")
    assert (wrong.status, "Pilih keadaan daruratnya" in wrong.text) == (422, True)
    given = {"nik": str(FAR.nik), "emergency": "HEALTH", "reason": "Pasien tak sadar di IGD."}
    seen = await siti.send(wrong.form("/console/emergency"), **given)
    assert (seen.status, "Ani Jauh" in seen.text) == (200, True), seen.text
    assert "Akses darurat terbuka selama satu jam" in seen.text
    assert str(FAR.nik) not in seen.url
    kadis = await real.log_in("kadis")
    listed = await kadis.get("/console/oversight/emergencies")
    assert "Pasien tak sadar di IGD." in listed.text
    form = next(form for form in listed.forms if "/oversight/emergencies/" in form.action)
    done = await kadis.send(form, verdict="JUSTIFIED", reason="Rumah sakit menghubungi kantor.")
    assert "Tinjauan tersimpan" in done.text
    assert "Tidak ada yang menunggu tinjauan" in done.text


async def test_an_auditor_settles_a_finding_with_a_reason(real: RealOffice) -> None:
    auditor = await real.log_in("auditor")
    listed = await auditor.get("/console/oversight/findings")
    (path,) = set(re.findall(r'href="(/console/oversight/findings/[^"?]+)"', listed.text))
    assert "Keluarga sendiri" in listed.text
    page = await auditor.get(path)
    assert "Siti Contoh" in page.text
    wrong = await auditor.send(page.form(path), reason="Ia mengakuinya.")
    assert (wrong.status, "Pilih salah satu putusan" in wrong.text) == (422, True)
    settled = await auditor.send(wrong.form(path), verdict="ABUSE", reason="Ia mengakuinya.")
    assert "Tidak ada temuan seperti ini" in settled.text
    every = await auditor.get("/console/oversight/findings?state=all")
    assert "Penyalahgunaan" in every.text
    assert "Ia mengakuinya." in (await auditor.get(path)).text


async def test_a_breach_is_entered_told_and_closed(real: RealOffice) -> None:
    kadis = await real.log_in("kadis")
    page = await kadis.get("/console/oversight/breaches/new")
    empty = await kadis.send(page.form("/breaches/new"))
    assert (empty.status, "Isi judul singkat" in empty.text) == (422, True)
    now = dt.datetime.now(WIB)
    times = {
        "noticedAt": now - dt.timedelta(minutes=5),
        "beganAt": now - dt.timedelta(hours=3),
        "endedAt": now + dt.timedelta(hours=1),
    }
    given = {name: at.strftime("%Y-%m-%dT%H:%M") for name, at in times.items()}
    shown = await kadis.send(empty.form("/breaches/new"), title="Kunci tersebar", happened="Di repositori.", **given)
    assert "Kunci tersebar" in shown.text
    assert "Warga terdampak <span" in shown.text
    assert "Belum diberi tahu" in shown.text
    at = (now - dt.timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M")
    for party in ("SUBJECTS", "AGENCY"):
        notice = {"party": party, "way": "Surat tercatat", "persons": "1", "at": at}
        shown = await kadis.send(shown.form("/notices"), **notice)
        assert shown.status == 200, shown.text
    closed = await kadis.send(shown.form("/handling"), handling="Kunci diganti.", closed="yes")
    assert "Selesai" in closed.text
    assert "Kunci tersebar" in (await kadis.get("/console/oversight/breaches")).text


async def test_the_record_of_processing_is_a_page(real: RealOffice) -> None:
    auditor = await real.log_in("auditor")
    page = await auditor.get("/console/oversight/processing")
    assert "Catatan penduduk bersama" in page.text
    assert "Dasar hukum" in page.text
    assert "Administrasi kependudukan" in page.text, "purposes in words"
    assert "Data kependudukan, Kartu Keluarga" in page.text, "categories in words"
    assert not re.search(r"\b(PUBLIC_SERVICE|CIVIL_REGISTRATION|OVERSIGHT|population|school_\w+)\b", page.text)


async def test_an_operator_finds_no_way_in(real: RealOffice) -> None:
    siti = await real.log_in("siti")
    assert "/console/oversight" not in (await siti.get("/console")).text
    page = await siti.get("/console/oversight/findings")
    assert "Keluarga sendiri</a>" not in page.text
    assert "tidak berwenang" in page.text
