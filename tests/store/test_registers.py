"""The hub's registers of papers: no number twice and none left out, whatever fails or dies meanwhile."""

from __future__ import annotations

import asyncio
import dataclasses
import sys
from typing import Final

import pytest

from hub.core.application import Application
from hub.core.document import Certificate, RegisterEntry, VerificationStatus
from hub.core.errors import Conflict
from hub.core.identifiers import new_id
from hub.core.service import RecordChange
from hub.core.writing_ports import WriteTransaction
from hub.store import Database, PgCertificates, PgWrites
from tests.store.mutations import submit
from tests.store.samples import NOW, TENANT, person, request, upload

YEAR: Final = 2026
SIGNERS: Final = 50
_NUMBERS: Final = "select register_number from certificate where register = $1 order by register_number"


class Broken(Exception):
    """Something that fails after a number was taken."""


async def enter(work: WriteTransaction, application: Application, register: str = "AKL") -> Certificate:
    """One paper, with the next number."""
    last = await work.open_registers({register}, YEAR)
    child, paper = person(), upload()
    made = Certificate(
        TENANT, new_id(), str(new_id()), "birth-certificate", "Akta Kelahiran", "1901-LU-24112026-9001",
        application.header.id, child.id, paper.id, VerificationStatus.ACTIVE, NOW, "Kepala Contoh",
        series=str(new_id()), about=str(child.id), entry=RegisterEntry(TENANT, register, YEAR, last[register] + 1),
    )  # fmt: skip
    await work.apply(RecordChange(None, child), None)
    await work.insert_document(paper)
    await work.insert_certificate(made)
    return made


async def test_fifty_sign_at_once_and_those_that_fail_leave_no_gap(db: Database, writes: PgWrites) -> None:
    application = await submit(writes)

    async def sign(number: int) -> None:
        async with writes.begin(request(f"sign-{number}")) as work:
            await enter(work, application)
            if number % 3 == 0:
                raise Broken
            await work.reply({})

    outcomes = await asyncio.gather(*(sign(number) for number in range(SIGNERS)), return_exceptions=True)

    failed = [type(outcome) for outcome in outcomes if outcome is not None]
    assert failed == [Broken] * 17
    numbers = [row["register_number"] for row in await db.fetch(_NUMBERS, "AKL")]
    assert numbers == list(range(1, SIGNERS - 17 + 1))
    assert await db.fetchval("select last from certificate_register where register = 'AKL'") == SIGNERS - 17


async def test_registers_are_opened_in_one_order_so_nobody_waits_for_ever(db: Database, writes: PgWrites) -> None:
    application = await submit(writes)

    async def both(number: int) -> None:
        names = ["AKL", "KK"] if number % 2 else ["KK", "AKL"]
        async with writes.begin(request(f"both-{number}")) as work:
            await work.open_registers(names, YEAR)
            for name in names:
                await enter(work, application, name)
            await work.reply({})

    await asyncio.gather(*(both(number) for number in range(12)))
    for name in ("AKL", "KK"):
        assert [row["register_number"] for row in await db.fetch(_NUMBERS, name)] == list(range(1, 13))


@pytest.mark.parametrize("wrong", [0, 2])
async def test_a_number_that_is_not_the_next_one_is_not_entered(db: Database, writes: PgWrites, wrong: int) -> None:
    application = await submit(writes)
    async with writes.begin(request("first")) as work:
        first = await enter(work, application)
        await work.reply({})
    assert first.entry is not None
    assert str(first.entry) == "1901/AKL/2026/000001"
    assert (await PgCertificates(db).by_code(TENANT, first.code) or first).entry == first.entry
    entry = dataclasses.replace(first.entry, number=first.entry.number + wrong)
    with pytest.raises(Conflict, match="register"):
        async with writes.begin(request("wrong")) as work:
            await work.insert_certificate(dataclasses.replace(first, id=new_id(), code="other", entry=entry))


_DIES_IN_BETWEEN: Final = """
import asyncio, sys
from hub.store import Database, PgWrites
from tests.store.samples import clock, request

async def hold():
    writes = PgWrites(await Database.open(sys.argv[1]), clock)
    async with writes.begin(request("dies")) as work:
        print((await work.open_registers({"AKL"}, 2026))["AKL"], flush=True)
        await asyncio.Event().wait()

asyncio.run(hold())
"""


async def test_a_process_that_is_killed_with_a_number_in_its_hands_leaves_no_gap(
    database: str, writes: PgWrites
) -> None:
    application = await submit(writes)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _DIES_IN_BETWEEN, database, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"0\n"

    async def after() -> Certificate:
        async with writes.begin(request("after")) as work:
            made = await enter(work, application)
            await work.reply({})
            return made

    waiting = asyncio.create_task(after())
    _, still = await asyncio.wait({waiting}, timeout=0.3)
    process.kill()
    await process.wait()
    assert still, "the register was not locked by the one that had its number"
    made = await asyncio.wait_for(waiting, timeout=20)
    assert made.entry == RegisterEntry(TENANT, "AKL", YEAR, 1)
