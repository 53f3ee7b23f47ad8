"""What an objection stopped, wholly or in part, at the console without script: it is shown, and lifted with a reason
that she reads."""

from __future__ import annotations

import dataclasses
import re

from tests.rights.office import agency_read, counter, furnished
from tests.rights.test_differences import arrived

LIST, OBJECT = "/console/objections", "/console/me/object"


async def test_from_an_objection_to_the_end_of_what_it_stopped() -> None:
    async with counter() as at, arrived(at, "citizen") as siti, arrived(at, "auditor") as auditor:
        await siti.send((await siti.get(OBJECT)).form(OBJECT), category="health", grounds="Saya tidak setuju.")
        (path,) = set(re.findall(rf'href="({LIST}/[^"?]+)"', (await auditor.get(LIST)).text))
        page = await auditor.get(path)
        assert "/lift" not in page.text
        await auditor.send(page.form(path), outcome="UPHELD", reason="Tidak ada permohonan.")
        page = await auditor.get(path)
        assert "tidak lagi diberikan kepada instansi" in page.text
        silent = await auditor.send(page.form("/lift"), reason=" ")
        assert (silent.status, 'id="reason-error"' in silent.text) == (422, True)
        done = await auditor.send(silent.form("/lift"), reason="Ada perjanjian baru dengan puskesmas.")
        assert "Data boleh diberikan lagi" in done.text
        after = await auditor.get(path)
        assert ("perjanjian baru dengan puskesmas" in after.text, "/lift" in after.text) == (True, False)
        assert "perjanjian baru dengan puskesmas" in (await siti.get("/console/me")).text


async def test_what_was_dismissed_stops_nothing() -> None:
    async with counter() as at, arrived(at, "citizen") as siti, arrived(at, "auditor") as auditor:
        await siti.send((await siti.get(OBJECT)).form(OBJECT), category="health", grounds="Saya tidak setuju.")
        (path,) = set(re.findall(rf'href="({LIST}/[^"?]+)"', (await auditor.get(LIST)).text))
        await auditor.send((await auditor.get(path)).form(path), outcome="DISMISSED", reason="Sesuai perjanjian.")
        assert "/lift" not in (await auditor.get(path)).text


async def test_whoever_upholds_in_part_ticks_what_stops() -> None:
    read = agency_read("RSUD Contoh", 0.2, "PUBLIC_SERVICE", "family", "health", "population")
    w = furnished()
    w.record.tables.receipts.append(dataclasses.replace(read, agreement="rsud"))
    async with counter(w) as at, arrived(at, "citizen") as siti, arrived(at, "auditor") as auditor:
        listed = await siti.get("/console/me")
        (first, *_) = re.findall(rf'href="({OBJECT}/[^"]+)"', listed.text)
        await siti.send((await siti.get(first)).form(first), grounds="Saya tidak pernah berobat di sana.")
        (path,) = set(re.findall(rf'href="({LIST}/[^"?]+)"', (await auditor.get(LIST)).text))
        form = (await auditor.get(path)).form(path)
        silent = await auditor.send(form, outcome="PARTLY_UPHELD", reason="Keluarganya tidak perlu.")
        assert (silent.status, 'href="#stops"' in silent.text, "tetapi tidak semua" in silent.text) == (422, True, True)
        assert "Keluarganya tidak perlu." in silent.text
        await auditor.send(silent.form(path), outcome="PARTLY_UPHELD", reason="Tidak perlu.", stops="family")
        before, stopped = (await auditor.get(path)).text.split("tidak lagi diberikan kepada instansi")
        assert "Diterima sebagian" in before
        assert ("Kartu Keluarga" in stopped, "Data kesehatan" in stopped) == (True, False)
        told = (await siti.get("/console/me")).text
        assert "memberikan kepada instansi itu: kartu keluarga. Data lainnya masih boleh diberikan." in told


async def test_of_one_kind_of_data_no_part_is_offered() -> None:
    async with counter() as at, arrived(at, "citizen") as siti, arrived(at, "auditor") as auditor:
        await siti.send((await siti.get(OBJECT)).form(OBJECT), category="health", grounds="Saya tidak setuju.")
        (path,) = set(re.findall(rf'href="({LIST}/[^"?]+)"', (await auditor.get(LIST)).text))
        page = await auditor.get(path)
        assert ("PARTLY_UPHELD" in page.text, 'name="stops"' in page.text) == (False, False)
        ticked = await auditor.send(page.form(path), outcome="DISMISSED", reason="Sesuai.", stops="health")
        assert "Jawaban tersimpan" in ticked.text
