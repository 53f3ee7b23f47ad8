"""The pages of appointments without script: somebody books, moves and cancels; an officer does it for who rings."""

from __future__ import annotations

import datetime as dt

from hub.core.calendar import local_date
from tests.counter.asking import numbers
from tests.counter.booking import OPEN_PLACES, a_case, booked, of_day, slot
from tests.counter.conftest import CounterOffice
from tests.counter.desk import desk
from tests.counter.test_appointments import CASE, tomorrow
from tests.engine.test_on_postgres import MOTHER_NIK

PUBLIC = "/antrean/janji"
PAGE = "/console/appointments"


def chosen(begins: dt.datetime) -> str:
    """A time as the form gives it back."""
    return begins.isoformat()


async def test_from_booking_to_the_number_at_its_time(office: CounterOffice) -> None:
    begins = tomorrow(office)
    async with desk(office) as at, at.visitor("nobody") as siti:
        page = await siti.get(f"{PUBLIC}?hari={local_date(begins)}")
        assert "GRATIS" in page.text
        answers = {"begins": chosen(begins), "service": "birthCertificate", "nik": MOTHER_NIK}
        made = await siti.send(page.form(PUBLIC), **answers)
        code = made.url.rpartition("/")[2]
        assert made.url == f"{at.url}{PUBLIC}/{code}"
        assert "09.00 WIB" in made.text
        assert MOTHER_NIK not in made.url + made.text, "the NIK stands on no page of hers"
        office.pass_by(days=1)
        taken = await siti.send((await siti.get("/antrean")).form("/antrean"), appointment=code.lower())
        assert "Giliran berikutnya" in taken.text
        assert "Anda sudah mengambil nomor" in (await siti.get(f"{PUBLIC}/{code}")).text
    assert [one["nik"] for one in await numbers(office)] == [MOTHER_NIK]


async def test_she_moves_it_and_cancels_it(office: CounterOffice) -> None:
    begins, later = tomorrow(office), tomorrow(office) + dt.timedelta(days=1)
    code = (await booked(office, begins))["code"]
    async with desk(office) as at, at.visitor("nobody") as siti:
        found = await siti.send((await siti.get(PUBLIC)).form("/buka"), code=code.lower())
        assert found.url == f"{at.url}{PUBLIC}/{code}"
        other = await siti.get(f"{PUBLIC}/{code}/pindah?hari={local_date(later)}")
        unsaid = await siti.send(other.form("/pindah"))
        assert (unsaid.status, 'href="#begins"' in unsaid.text) == (422, True)
        moved = await siti.send(other.form("/pindah"), begins=chosen(later))
        assert moved.url == f"{at.url}{PUBLIC}/{code}"
        assert (await slot(office, begins), await slot(office, later)) == ((4, 2), (3, 1))
        gone = await siti.send(moved.form("/batal"))
        assert "Janji dibatalkan." in gone.text
        assert (await siti.get(f"{PUBLIC}/{code}")).status == 404
    assert await slot(office, later) == (4, 2)


async def test_what_is_wrong_is_said_at_its_field(office: CounterOffice) -> None:
    begins = tomorrow(office)
    for _ in range(OPEN_PLACES):
        await booked(office, begins)
    async with desk(office) as at, at.visitor("nobody") as siti:
        form = (await siti.get(f"{PUBLIC}?hari={local_date(begins)}")).form(PUBLIC)
        whole = {"begins": chosen(begins), "service": "birthCertificate"}
        for wrong, field in (
            ({}, "begins"),
            ({**whole, "nik": "12"}, "nik"),
            ({**whole, "service": ""}, "service"),
            ({**whole, "trackingNumber": "AL-9999-9999"}, "trackingNumber"),
            (whole, "begins"),
        ):
            page = await siti.send(form, **wrong, key=str(wrong))
            assert (page.status, f'href="#{field}"' in page.text) == (422, True), wrong
        for code in ("x", "JT-2222-2222"):
            page = await siti.send((await siti.get(PUBLIC)).form("/buka"), code=code)
            assert (page.status, 'href="#code"' in page.text) == (422, True), code
    assert len(await of_day(office, local_date(begins))) == OPEN_PLACES


async def test_an_officer_books_moves_and_cancels_for_somebody_who_rings(office: CounterOffice) -> None:
    begins, later = tomorrow(office), tomorrow(office) + dt.timedelta(minutes=30)
    await a_case(office, CASE)
    async with desk(office) as at, at.visitor() as clerk:
        await clerk.get(PAGE)
        page = await clerk.get(f"{PAGE}?hari={local_date(begins)}")
        assert 'href="/console/appointments"' in page.text, "it stands in the menu"
        unsaid = await clerk.send(page.form("/book"), begins=chosen(begins))
        assert (unsaid.status, 'href="#service"' in unsaid.text) == (422, True)
        made = await clerk.send(
            page.form("/book"), begins=chosen(begins), service="identityCard", trackingNumber=CASE, key="k"
        )
        (one,) = await of_day(office, local_date(begins))
        assert f"Kodenya {one['code']}" in made.text
        assert CASE not in made.text, "whose application it is stands on her number, once she has come"
        moving = await clerk.get(f"{PAGE}?hari={local_date(begins)}&pindah={one['code']}")
        moved = await clerk.send(moving.form("/move"), begins=chosen(later))
        assert f"Janji {one['code']} dipindahkan." in moved.text
        assert (await slot(office, begins), await slot(office, later)) == ((4, 2), (3, 2))
        gone = await clerk.send(moved.form("/cancel"))
        assert f"Janji {one['code']} dibatalkan." in gone.text
    assert await of_day(office, local_date(begins)) == []


async def test_on_the_day_she_sees_who_did_not_come(office: CounterOffice) -> None:
    code = (await booked(office, tomorrow(office)))["code"]
    office.pass_by(days=1, minutes=20)
    async with desk(office) as at, at.visitor() as clerk:
        page = await clerk.get(PAGE)
        assert code in page.text
        noted = await clerk.send(page.form("/miss"))
        assert f"Janji {code} dicatat tidak datang." in noted.text
        assert "/miss" not in noted.text.partition("<table")[2].partition("</table")[0]


async def test_a_verifier_and_a_helper_see_no_appointments(office: CounterOffice) -> None:
    code = (await booked(office, tomorrow(office)))["code"]
    async with desk(office) as at:
        for who in ("verifier", "helper"):
            async with at.visitor(who) as other:
                await other.get(PAGE)
                page = await other.get(f"{PAGE}?hari={local_date(tomorrow(office))}")
                assert code not in page.text
                assert 'href="/console/appointments"' not in page.text
