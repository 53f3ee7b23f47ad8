"""Issued papers over the real record: printed under a list, each with its receipt, once or for a reason."""

from __future__ import annotations

import asyncio
import io
import uuid
from contextlib import AsyncExitStack
from typing import Any

import pypdfium2
import pytest

from hub.core.actor import Actor, Role
from hub.core.calendar import local_date
from hub.core.errors import NotFound
from tests.console.visitor import Response, Visitor
from tests.counter.conftest import CONNECTIONS, CounterOffice
from tests.counter.desk import desk
from tests.counter.issuing import issued, with_mother
from tests.engine.test_mutations import payload, step
from tests.engine.test_on_postgres import KADIS, OPERATOR, VERIFIER
from tests.fakes.actors import staff

PAGE = "/console/print"
PRINTS = "query ($n: String!) { application(trackingNumber: $n) { state prints { by reason } timeline { action } } }"


async def printed(office: CounterOffice, number: str, actor: Actor = OPERATOR, **given: Any) -> Any:
    full = {"idempotencyKey": uuid.uuid4().hex, "trackingNumber": number, **given}
    return await office.ask(step("printApplication"), {"input": full}, actor)


async def prints(office: CounterOffice, number: str) -> list[dict[str, Any]]:
    answer = await office.ask(PRINTS, {"n": number}, OPERATOR)
    found: list[dict[str, Any]] = answer.payload["data"]["application"]["prints"]
    return found


async def state(office: CounterOffice, number: str) -> str:
    answer = await office.ask(PRINTS, {"n": number}, OPERATOR)
    return str(answer.payload["data"]["application"]["state"])


async def file_of(visitor: Visitor, page: Response, *numbers: str, path: str = "/file", **given: str) -> Any:
    """(status, type, bytes) of what a form gives for these applications."""
    form = page.form("/print/file")
    fields = [*((name, value) for name, value in form.fields if name not in given), *given.items()]
    fields += [("number", number) for number in numbers]
    async with visitor.http.post(visitor.base + PAGE + path, data=fields, allow_redirects=False) as response:
        return response.status, response.content_type, await response.read()


async def asked_for(office: CounterOffice, clerk: Visitor) -> list[str]:
    """The statements that opening the page sends, sorted: a page asks for several things at once."""
    sent: list[str] = []

    async with AsyncExitStack() as held:
        for _ in range(CONNECTIONS):
            connection = await held.enter_async_context(office.db.connection())
            connection.add_query_logger(lambda query: sent.append(query.query))
    await clerk.get(PAGE)
    await asyncio.sleep(0)  # The driver tells its loggers with the loop's next turn.
    return sorted(sent)


def text_of(pdf: bytes) -> list[str]:
    """Of each page."""
    opened = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return [page.get_textpage().get_text_range() for page in opened]


async def test_a_paper_is_printed_once_and_again_for_a_reason(office: CounterOffice) -> None:
    await with_mother(office)
    number = await issued(office, "Anak Contoh", 1)
    assert payload(await printed(office, number))["errors"] == []
    (error,) = payload(await printed(office, number))["errors"]
    assert (error["code"], error["path"]) == ("BAD_INPUT", "reason")
    assert payload(await printed(office, number, KADIS, reason="Kertas rusak."))["errors"] == []
    assert [one["reason"] for one in await prints(office, number)] == [None, "Kertas rusak."]
    assert await state(office, number) == "ISSUED"
    for actor in (VERIFIER, staff(Role.HELPER)):
        refused = await printed(office, number, actor, reason="Coba.")
        assert refused.payload["data"] == {"printApplication": None}
    office.number = number
    await office.do(OPERATOR, "handOverApplication")
    (error,) = payload(await printed(office, number, reason="Terlambat."))["errors"]
    assert error["code"] == "CONFLICT", "what is handed over is not printed any more"


async def test_several_are_printed_under_one_list_and_handed_over_together(office: CounterOffice) -> None:
    await with_mother(office)
    numbers = [await issued(office, name, at) for at, name in enumerate(("Budi Contoh", "Wati Contoh"), 1)]
    lost = await issued(office, "Tono Contoh", 3)
    await lose(office, lost)
    async with desk(office) as at, at.visitor() as clerk:
        page = await clerk.get(PAGE)
        assert 'href="/console/print"' in page.text
        assert all(number in page.text for number in (*numbers, lost))
        assert "Budi Contoh" not in page.text, "names stand on the list alone"
        before = await receipts(office)
        status, kind, made = await file_of(clerk, page, *numbers, lost)
        assert (status, kind) == (200, "application/pdf")
        pages = text_of(made)
        assert "Daftar penyerahan dokumen" in pages[0]
        assert all(word in pages[0] for word in (*numbers, "Budi Contoh", "Wati Contoh", "Tanda tangan"))
        assert "Tono Contoh" not in "".join(pages), "what is not printed stands on no list to sign"
        assert lost in pages[1]
        assert "belum tercetak" in pages[1]
        assert len(pages) == 2 + 4, "the list, what was left, and a certificate and a family card of each"
        read = [one for one in (await receipts(office))[len(before) :] if one["operation"] == "GET /documents/{id}"]
        assert len(read) == 4, "each paper was read with a receipt of its own"
        assert [len(await prints(office, number)) for number in (*numbers, lost)] == [1, 1, 0]

        told = await clerk.get(PAGE)
        assert "2 berkas dicetak." in told.text
        assert f"{lost}: " in told.text
        assert numbers[0] not in told.text.partition("<tbody")[2], "only what was not printed is shown at first"
        status, _, _ = await file_of(clerk, page, numbers[0], key="another")
        assert status == 422, "again without a reason"
        status, kind, _ = await file_of(clerk, page, numbers[0], key="third", reason="Kertas rusak.")
        assert (status, kind) == (200, "application/pdf")

        every = await clerk.get(f"{PAGE}?cetak=sudah")
        assert "Kertas rusak." in every.text
        status, _, _ = await file_of(clerk, every, *numbers, path="/hand-over")
        assert status == 303
        assert [await state(office, number) for number in (*numbers, lost)] == ["HANDED_OVER", "HANDED_OVER", "ISSUED"]


async def test_however_many_wait_the_page_asks_the_database_as_often(office: CounterOffice) -> None:
    await with_mother(office)
    await issued(office, "Anak Contoh", 1)
    async with desk(office) as at, at.visitor() as clerk:
        await clerk.get(PAGE)  # What is asked once in the life of a process is asked now.
        for_one = await asked_for(office, clerk)
        others = [await issued(office, name, at) for at, name in enumerate(("Budi Contoh", "Wati Contoh"), 2)]
        for_three = await asked_for(office, clerk)
        page = await clerk.get(PAGE)
        assert all(number in page.text for number in others)
    assert for_one
    assert for_three == for_one


async def test_a_form_that_is_sent_twice_notes_one_print(office: CounterOffice) -> None:
    await with_mother(office)
    number = await issued(office, "Anak Contoh", 1)
    async with desk(office) as at, at.visitor() as clerk:
        page = await clerk.get(PAGE)
        await file_of(clerk, page, number, reason="Sekali saja.")
        status, _, _ = await file_of(clerk, page, number, reason="Sekali saja.")
    assert status == 200
    assert len(await prints(office, number)) == 1


async def test_papers_are_found_by_village_service_and_day(office: CounterOffice) -> None:
    await with_mother(office)
    number = await issued(office, "Anak Contoh", 1)
    region = await office.db.fetchval("select region_code from application")
    today = local_date(office.clock()).isoformat()
    async with desk(office) as at, at.visitor() as clerk:
        await clerk.get(PAGE)
        for query in (f"desa={region}", "layanan=birthCertificate", f"hari={today}", f"desa={region}&hari={today}"):
            assert number in (await clerk.get(f"{PAGE}?{query}")).text, query
        for query in ("desa=19.01.02.2009", "layanan=deathCertificate", "hari=2026-01-05", "cetak=sudah"):
            assert number not in (await clerk.get(f"{PAGE}?{query}")).text, query


@pytest.mark.parametrize("count", [0, 51])
async def test_only_so_many_are_printed_at_once(office: CounterOffice, count: int) -> None:
    await with_mother(office)
    await issued(office, "Anak Contoh", 1)
    async with desk(office) as at, at.visitor() as clerk:
        page = await clerk.get(PAGE)
        many = [f"AL-7K3M-Q9{one}{two}" for one in "ABCDEFGH" for two in "ABCDEFGH"][:count]
        status, _, body = await file_of(clerk, page, *many)
    assert status == 422
    assert b"#papers" in body


async def test_who_may_not_print_is_shown_no_list(office: CounterOffice) -> None:
    async with desk(office) as at, at.visitor("verifier") as verifier:
        page = await verifier.get(PAGE)
        assert "Cetak yang dipilih" not in page.text


async def lose(office: CounterOffice, number: str) -> None:
    """The bytes of its paper are gone."""
    key = await office.db.fetchval(
        "select c.document_id from certificate c join application a on a.id = c.application_id"
        " where a.tracking_number = $1",
        number,
    )
    await office.db.execute("update document set state = 'REFUSED' where id = $1", key)
    with pytest.raises(NotFound):
        await office.uploads.read("1901", key)


async def receipts(office: CounterOffice) -> list[dict[str, Any]]:
    return [dict(row) for row in await office.db.fetch("select * from receipt order by at, id")]
