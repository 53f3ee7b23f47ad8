"""The directory of NIKs: which district holds one. It is the only table of the record that all districts share."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Final

from hub.core.errors import Conflict
from hub.store.database import Connection

# In the order of the NIKs, so that two that enter the same ones do not wait for each other in a ring. Who waits for
# another district's entry finds it after that one's commit.
_ENTER: Final = """
    insert into nik_directory (nik, tenant) select nik, $1 from unnest($2::text[]) n(nik) order by nik
    on conflict (nik) do nothing
"""
_OWN: Final = "select nik from nik_directory where nik = any($2) and tenant = $1"
_MOVE: Final = """
    with moving as (select p.nik from person p where p.tenant = $2 and p.id = any($3) and p.nik is not null)
    insert into nik_directory as d (nik, tenant, since) select nik, $2, $4 from moving order by nik
    on conflict (nik) do update set tenant = excluded.tenant, since = excluded.since where d.tenant = $1
    returning nik
"""


async def claim(connection: Connection, tenant: str, niks: Sequence[str | None]) -> frozenset[str]:
    """Enters NIKs that no district holds; returns those of all that are this district's now."""
    wanted = [nik for nik in niks if nik]
    await connection.execute(_ENTER, tenant, wanted)
    return frozenset(row["nik"] for row in await connection.fetch(_OWN, tenant, wanted))


async def enter(connection: Connection, tenant: str, nik: str | None) -> None:
    """Enters a person's NIK. Raises Conflict for one that another district holds: she has to be handed over."""
    if nik is not None and nik not in await claim(connection, tenant, [nik]):
        raise Conflict(
            "The record of another district holds this NIK. Ask that district to hand the person over.", path="nik"
        )


async def move(
    connection: Connection, origin: str, destination: str, person_ids: Sequence[uuid.UUID], at: dt.datetime
) -> int:
    """Moves the NIKs of persons who have just arrived; returns how many. Those of a third district stay there."""
    return len(await connection.fetch(_MOVE, origin, destination, person_ids, at))
