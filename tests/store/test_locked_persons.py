"""Persons of one mutation are locked together: whoever wants the same ones waits, and sees what was left."""

from __future__ import annotations

import asyncio
import dataclasses
import uuid

from hub.core.service import RecordChange
from hub.store import Database, PgWrites
from hub.store.bulk import copy_citizens
from tests.store.samples import TENANT, person, request


async def test_two_that_want_the_same_persons_in_another_order_follow_each_other(
    db: Database, writes: PgWrites
) -> None:
    people = [person(f"Orang {number}") for number in range(6)]
    await copy_citizens(db, people)

    async def rename(key: str, ids: list[uuid.UUID]) -> None:
        async with writes.begin(request(key)) as work:
            found = await work.persons(ids)
            assert set(found) == set(ids)
            await asyncio.sleep(0.01)
            for each in ids:
                now = found[each]
                changed = dataclasses.replace(now, full_name=f"{now.full_name} {key}")
                await work.apply(RecordChange(now, changed), None)
            await work.reply({})

    ids = [one.id for one in people]
    await asyncio.gather(*(rename(str(n), ids if n % 2 else ids[::-1]) for n in range(8)))
    versions = await db.fetch("select distinct version from person where tenant = $1", TENANT)
    assert [row["version"] for row in versions] == [9]


async def test_nobody_of_another_district_is_found(writes: PgWrites, db: Database) -> None:
    stranger = dataclasses.replace(person(), tenant="1902")
    await copy_citizens(db, [stranger])
    async with writes.begin(request()) as work:
        assert await work.persons([stranger.id]) == {}
        await work.reply({})
