"""The pages of a counter's numbers without script: somebody takes one, a clerk calls it, the screen shows it."""

from __future__ import annotations

import re

from tests.counter.asking import numbers
from tests.counter.conftest import CounterOffice
from tests.counter.desk import desk
from tests.engine.test_on_postgres import MOTHER_NIK

PAGE = "/console/tickets"
VILLAGE = "19.01.01.1001"


def settled(text: str, step: str) -> int:
    """How many forms take this step."""
    return text.count(f'name="step" value="{step}"')


async def test_from_taking_a_number_to_what_came_of_it(office: CounterOffice) -> None:
    async with desk(office) as at, at.visitor("nobody") as siti, at.visitor() as clerk:
        mine = await siti.send((await siti.get("/antrean")).form("/antrean"), reason="IBU_HAMIL", nik=MOTHER_NIK)
        assert mine.url.startswith(f"{at.url}/antrean/nomor/")
        assert MOTHER_NIK not in mine.url + mine.text, "the NIK stands on no page of hers"
        assert "Giliran berikutnya" in mine.text
        assert mine.headers["Refresh"] == "20"
        assert "Refresh" not in (await siti.get(mine.url.removeprefix(at.url) + "?diam=1")).headers

        await clerk.get(PAGE)
        page = await clerk.get(f"{PAGE}?loket=4")
        assert 'href="/console/tickets"' in page.text, "it stands in the menu"
        assert "Ibu hamil" in page.text
        called = await clerk.send(page.form("/call"))
        assert (called.url, "Nomor 1 dipanggil." in called.text) == (f"{at.url}{PAGE}?loket=4", True)
        assert settled(called.text, "SERVE") == settled(called.text, "END") == 1

        shown = await siti.get("/display")
        assert shown.headers["Refresh"] == "8"
        assert re.search(r'board__number">1<.*board__counter">4<', shown.text, re.DOTALL)
        assert "hamil" not in shown.text.partition("<main")[2].partition("</main")[0], "no reason stands on the screen"
        assert "Silakan ke loket 4." in (await siti.get(mine.url.removeprefix(at.url))).text

        open_form = next(form for form in called.forms if ("step", "END") in form.fields)
        unsaid = await clerk.send(open_form)
        assert (unsaid.status, "#outcome" in unsaid.text) == (422, True)
        done = await clerk.send(open_form, outcome="ADVICE", key="another")
        assert "Nomor 1 selesai." in done.text
        assert "Bertanya dan sudah dijawab" in done.text
        assert "Terima kasih sudah datang" in (await siti.get(mine.url.removeprefix(at.url))).text
    assert [one["state"] for one in await numbers(office)] == ["ENDED"]


async def test_a_nik_that_is_none_is_said_at_its_field(office: CounterOffice) -> None:
    async with desk(office) as at, at.visitor("nobody") as siti:
        page = await siti.send((await siti.get("/antrean")).form("/antrean"), nik="123")
        assert (page.status, 'href="#nik"' in page.text) == (422, True)
        assert "NIK terdiri dari 16 angka. Boleh dikosongkan." in page.text
    assert await numbers(office) == []


async def test_a_number_that_is_taken_for_a_village_waits_there(office: CounterOffice) -> None:
    await office.db.execute("insert into region (code, name) values ($1, 'Desa Contoh')", VILLAGE)
    async with desk(office) as at, at.visitor("nobody") as siti, at.visitor() as clerk:
        assert (await siti.send((await siti.get(f"/antrean?tempat={VILLAGE}")).form("/antrean"))).status == 200
        await clerk.get(PAGE)
        assert (await clerk.send((await clerk.get(f"{PAGE}?tempat={VILLAGE}")).form("/take"))).status == 200
    assert await numbers(office) == []
    assert [one["number"] for one in await numbers(office, place=VILLAGE)] == [1, 2]


async def test_the_screen_in_the_office_goes_back_to_its_beginning(office: CounterOffice) -> None:
    async with desk(office) as at, at.visitor("nobody") as screen:
        page = await screen.get("/antrean?loket=1")
        assert 'name="nik"' not in page.text, "nobody types a NIK on a screen that all see"
        taken = await screen.send(page.form("/antrean"))
        assert taken.headers["Refresh"] == "12; url=/antrean?loket=1"


async def test_the_screen_in_the_office_forgets_what_was_typed_and_left(office: CounterOffice) -> None:
    async with desk(office) as at, at.visitor("nobody") as screen, at.visitor("nobody") as siti:
        page = await screen.send((await screen.get("/antrean?loket=1")).form("/antrean"), appointment="AL-7K3M-Q9TD")
        assert (page.status, "AL-7K3M-Q9TD" in page.text) == (422, True)
        assert page.headers["Refresh"] == "60; url=/antrean?loket=1"
        own = await siti.send((await siti.get("/antrean")).form("/antrean"), appointment="AL-7K3M-Q9TD")
        assert (own.status, "Refresh" in own.headers) == (422, False), "at home nobody is hurried"


async def test_a_clerk_takes_a_number_for_somebody_and_passes_her_on(office: CounterOffice) -> None:
    async with desk(office) as at, at.visitor() as clerk:
        taken = await clerk.send((await clerk.get(PAGE)).form("/take"), nik=MOTHER_NIK, service="birthCertificate")
        assert "Nomor antreannya 1." in taken.text
        called = await clerk.send(taken.form("/call"))
        assert f'name="nik" value="{MOTHER_NIK}"' in called.text, "her record is opened by a form, not by an address"
        passing = next(form for form in called.forms if ("step", "TRANSFER") in form.fields)
        wrong = await clerk.send(passing, to="0")
        assert (wrong.status, 'href="#to"' in wrong.text) == (422, True)
        passed = await clerk.send(passing, to="2", key="another")
        assert "untuk loket 2" in passed.text
        nobody = await clerk.send(passed.form("/call"))
        assert "Tidak ada yang menunggu untuk loket ini." in nobody.text


async def test_when_nobody_waits_and_when_the_number_is_over_it_is_said(office: CounterOffice) -> None:
    async with desk(office) as at, at.visitor() as clerk, at.visitor("nobody") as siti:
        assert "Belum ada yang dipanggil." in (await siti.get("/display")).text
        assert "Tidak ada yang menunggu." in (await clerk.get(PAGE)).text
        assert (await siti.get("/antrean/nomor/eA")).status == 404
        assert (await siti.get("/display?tempat=19.09.09.9999")).status == 404


async def test_a_verifier_is_shown_no_numbers(office: CounterOffice) -> None:
    async with desk(office) as at, at.visitor("verifier") as verifier:
        page = await verifier.get(PAGE)
        assert "Panggil berikutnya" not in page.text
        assert 'href="/console/tickets"' not in page.text


async def test_a_helper_is_led_to_the_form_of_the_service_with_her_nik_in_it(office: CounterOffice) -> None:
    async with desk(office) as at, at.visitor("helper") as helper:
        taken = await helper.send((await helper.get(PAGE)).form("/take"), nik=MOTHER_NIK, service="birthCertificate")
        called = await helper.send(taken.form("/call"))
        form = await helper.send(called.form("/console/intake/birthCertificate"))
        assert form.status == 200
        assert f'value="{MOTHER_NIK}"' in form.text
