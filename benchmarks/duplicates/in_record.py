"""The labelled persons in a real record, and what a scan finds there: the keys in SQL are part of what is measured."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from benchmarks.duplicates.figures import Labelled, Pair
from benchmarks.duplicates.population import Made
from hub.core.citizen import Address, Citizen, ParentRef
from hub.core.codes import Sex
from hub.store.bulk import copy_citizens
from hub.store.database import Database
from hub.store.duplicate_scan import PgDuplicateScan, Scanned

TENANT = "1901"


def citizen(one: Made, number: int) -> Citizen:
    """A labelled record as the hub holds it; its id is its number."""
    address = Address(None, None, None, None, None, None, None, None, one.region)
    return Citizen(
        tenant=TENANT, id=uuid.UUID(int=number), nik=one.nik, full_name=one.full_name, sex=Sex[one.sex],
        birth_date=one.birth_date, birth_place=one.birth_place, address=address,
        mother=ParentRef(one.mother_name, None) if one.mother_name else None, family_card_number=one.family_card,
    )  # fmt: skip


async def fill(database: Database, records: Sequence[Made]) -> None:
    """Stores the records of a labelled set."""
    await copy_citizens(database, (citizen(one, number) for number, one in enumerate(records)))


async def scan(database: Database) -> Scanned:
    """Looks at everybody; returns the sums."""
    looking, sums = PgDuplicateScan(database, TENANT, lambda: dt.datetime.now(dt.UTC)), Scanned(0, 0, 0)
    while (one := await looking.batch()).persons:
        sums = sums.plus(one)
    return sums


async def found(database: Database) -> set[Pair]:
    """The candidates, by the numbers of their records."""
    rows = await database.fetch("select low_id, high_id from duplicate_candidate where tenant = $1", TENANT)
    return {frozenset((row["low_id"].int, row["high_id"].int)) for row in rows}


async def measured(database: Database, given: Labelled) -> tuple[set[Pair], Scanned]:
    """Fills an empty record, scans it, and returns what was found."""
    await fill(database, given.records)
    sums = await scan(database)
    return await found(database), sums
