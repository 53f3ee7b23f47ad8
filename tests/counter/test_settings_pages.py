"""The pages on which an office sets its services and counters, without script: by an administrator, her head, and what
people then see."""

from __future__ import annotations

import datetime as dt

from hub.core.calendar import local_date
from tests.counter.conftest import CounterOffice
from tests.counter.desk import desk
from tests.counter.setting import BIRTH, CLOSURE, setting_of

PAGE = f"/console/admin/services/{BIRTH}"
COUNTERS = "/console/admin/counters"
OFFERED = {"numbers": "yes", "appointments": "yes"}


async def test_a_service_is_closed_by_two_and_everybody_reads_where_to_go(office: CounterOffice) -> None:
    setting = setting_of(office)
    today = local_date(office.clock())
    last = today + dt.timedelta(days=3)
    async with desk(office) as at, at.visitor("administrator") as ani:
        listed = await ani.get("/console/admin/services")
        assert ("Akta Kelahiran" in listed.text, "Diterima" in listed.text) == (True, True)
        page = await ani.get(PAGE)
        assert 'value="no" checked' in page.text
        form = page.form(PAGE)
        wrong = await ani.send(form, closed="yes", reason="Atap bocor.", closedFrom="besok")
        assert (wrong.status, 'href="#closedFrom"' in wrong.text) == (422, True)
        left_out = {"closedFrom": str(today), **CLOSURE, "whyId": ""}
        wrong = await ani.send(form, closed="yes", reason="Atap bocor.", **left_out)
        assert (wrong.status, 'href="#whyId"' in wrong.text, CLOSURE["whyEn"] in wrong.text) == (422, True, True)
        answers = {
            "closedFrom": str(today),
            "closedUntil": str(last),
            **CLOSURE,
            "numbers": "yes",
            "appointments": "yes",
        }
        proposed = await ani.send(form, key="another", closed="yes", reason="Atap bocor.", **answers)
        assert ("Atur: Akta Kelahiran" in proposed.text, CLOSURE["insteadId"] in proposed.text) == (True, True)
        async with at.visitor("head_of_office") as head:
            page = await head.get(proposed.url.removeprefix(at.url))
            done = await head.send(page.form("/approve"), reason="Setuju.")
            assert done.url == f"{at.url}{PAGE}"
            assert ("Sedang tutup" in done.text, "Simpan atau usulkan" in done.text) == (True, False)
        async with at.visitor("nobody") as siti:
            for address in ("/", f"/layanan/{BIRTH}"):
                shown = (await siti.get(address)).text
                assert (CLOSURE["whyId"] in shown, CLOSURE["insteadId"] in shown, "GRATIS" in shown) == (True,) * 3
            assert "Sedang tutup" in (await siti.get("/layanan")).text
        async with at.visitor("helper") as helper:
            assert CLOSURE["insteadId"] in (await helper.get("/console/intake")).text
        async with at.visitor("auditor") as auditor:
            told = await auditor.get(PAGE)
            assert ("Atap bocor." in told.text, "Petugas head_of_office" in told.text) == (True, True)
        async with at.visitor("operator") as operator:
            assert (await operator.get(PAGE)).status == 403
        form = (await ani.get(PAGE)).form(PAGE)
        unsaid = await ani.send(form, closed="", reason="Sudah baik.", **OFFERED)
        assert (unsaid.status, 'href="#closed"' in unsaid.text) == (422, True)
        opened = await ani.send(form, key="one more", closed="no", reason="Sudah baik.", promisedHours="4", **OFFERED)
        assert ("Pengaturan layanan tersimpan" in opened.text, "4 jam kerja" in opened.text) == (True, True)
    assert (await setting.shown())["promisedHours"] == 4


async def test_the_counters_are_set_by_one(office: CounterOffice) -> None:
    setting = setting_of(office)
    await setting.approved(await setting.service(numbers=False, appointments=False))
    async with desk(office) as at, at.visitor("administrator") as ani:
        form = (await ani.get(COUNTERS)).form(COUNTERS)
        wrong = await ani.send(form, places="empat", reason="Loket baru.")
        assert (wrong.status, 'href="#places"' in wrong.text) == (422, True)
        wrong = await ani.send(form, places="4", openPlaces="3", reason="Loket baru.")
        assert (wrong.status, 'href="#openPlaces"' in wrong.text) == (422, True)
        done = await ani.send(form, places="6", openPlaces="3", firstTime="08:30", reason="Loket baru.")
        assert ("Pengaturan loket tersimpan" in done.text, "Loket baru." in done.text) == (True, True)
        late = await ani.send(form, key="another", places="8", reason="Loket lain.")
        assert late.status == 409
        async with at.visitor("nobody") as siti:
            for address in ("/antrean", "/antrean/janji"):
                asked = (await siti.get(address)).text
                assert ("Akta Kelahiran" in asked, "Kartu Keluarga" in asked) == (False, True), address
