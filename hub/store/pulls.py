"""When each place of an agency is asked again, and what its runs gave. Nothing here is about a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hub.core.identifiers import new_id
from hub.store.database import Database

_LEASE: Final = dt.timedelta(minutes=5)
_KEPT: Final = dt.timedelta(days=400)
"""A school year's runs and some more."""
_LIST: Final = """
    insert into pull (tenant, facet, place, due_at)
    select $1, $2, n.place, $4::timestamptz + n.spread from unnest($3::text[], $5::interval[]) n(place, spread)
    on conflict do nothing
"""
# Materialised: a join may run a subquery once for each row, and each time lock another place.
_TAKE: Final = """
    with next as materialized (
        select place from pull where tenant = $1 and facet = $2 and due_at <= $3
        and (taken_until is null or taken_until <= $3) order by due_at limit 1 for update skip locked
    )
    update pull p set taken_until = $4 from next where p.tenant = $1 and p.facet = $2 and p.place = next.place
    returning p.place, p.failures
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A place to be asked now, and how often in a row it has failed."""

    place: str
    failures: int


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it is kept. `outcome`: WHOLE, DOUBTFUL (whole, but too many would have left), PARTIAL, FAILED."""

    place: str
    began_at: dt.datetime
    ended_at: dt.datetime
    outcome: str
    reason: str | None
    counts: Mapping[str, int]


class PgPulls:
    """The places of one facet of one tenant."""

    def __init__(self, database: Database, tenant: str, facet: str) -> None:
        self._database = database
        self._tenant = tenant
        self._facet = facet

    async def list_places(self, places: Mapping[str, dt.timedelta], now: dt.datetime) -> None:
        """Makes these the places: a new one is due after the time given with it, one that is gone is not asked."""
        names, spreads = list(places), list(places.values())
        async with self._database.transaction() as connection:
            await connection.execute(
                "delete from pull where tenant = $1 and facet = $2 and place <> all($3::text[])",
                self._tenant,
                self._facet,
                names,
            )
            await connection.execute(_LIST, self._tenant, self._facet, names, now, spreads)

    async def take(self, now: dt.datetime) -> Due | None:
        """The place that has been due longest, for this worker alone; None when none is due."""
        row = await self._database.fetchrow(_TAKE, self._tenant, self._facet, now, now + _LEASE)
        return None if row is None else Due(row["place"], row["failures"])

    async def finish(self, run: Run, failures: int, due_at: dt.datetime) -> None:
        """Keeps the run, and gives the place back: due again at `due_at`."""
        pulled_at = run.began_at if run.outcome in {"WHOLE", "DOUBTFUL"} else None
        async with self._database.transaction() as connection:
            await connection.execute(
                "update pull set due_at = $4, failures = $5, taken_until = null, pulled_at = coalesce($6, pulled_at)"
                " where tenant = $1 and facet = $2 and place = $3",
                self._tenant,
                self._facet,
                run.place,
                due_at,
                failures,
                pulled_at,
            )
            await connection.execute(
                "insert into pull_run (tenant, id, facet, place, began_at, ended_at, outcome, reason, counts)"
                " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                self._tenant,
                new_id(),
                self._facet,
                run.place,
                run.began_at,
                run.ended_at,
                run.outcome,
                run.reason,
                dict(run.counts),
            )

    async def runs(self, place: str) -> Sequence[Run]:
        """The runs of a place that are still kept, the newest first."""
        rows = await self._database.fetch(
            "select place, began_at, ended_at, outcome, reason, counts from pull_run"
            " where tenant = $1 and facet = $2 and place = $3 order by began_at desc, id desc",
            self._tenant,
            self._facet,
            place,
        )
        return tuple(Run(**dict(row)) for row in rows)

    async def forget(self, now: dt.datetime) -> None:
        """Deletes runs of more than a school year ago."""
        await self._database.execute(
            "delete from pull_run where tenant = $1 and facet = $2 and ended_at < $3",
            self._tenant,
            self._facet,
            now - _KEPT,
        )

    async def state(self) -> Mapping[str, Mapping[str, Any]]:
        """Of each place: due_at, failures, pulled_at."""
        rows = await self._database.fetch(
            "select place, due_at, failures, pulled_at from pull where tenant = $1 and facet = $2",
            self._tenant,
            self._facet,
        )
        return {row["place"]: dict(row) for row in rows}
