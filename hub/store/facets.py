"""Last known copies of what agencies know of a person, and who asks the agencies for newer ones."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import orjson

from hub.core.facet import Facet, FacetCopy
from hub.store.database import Database

_COPIES: Final = (
    "select person_id, items, as_of, checked_at from facet_copy"
    " where tenant = $1 and facet = $2 and person_id = any($3)"
)
_CLAIM: Final = """
    insert into facet_refresh (tenant, facet, person_id, until)
    select $1, $2, wanted, clock_timestamp() + make_interval(secs => $4)
    from unnest($3::uuid[]) wanted order by wanted
    on conflict (tenant, facet, person_id) do update set until = excluded.until, failed = null
    where facet_refresh.until < clock_timestamp()
    returning person_id
"""
_KEEP: Final = """
    with given as (
        select person_id, items::jsonb, as_of, checked_at
        from unnest($3::uuid[], $4::text[], $5::timestamptz[], $6::timestamptz[]) g(person_id, items, as_of, checked_at)
        order by person_id
    ), kept as (
        insert into facet_copy (tenant, facet, person_id, items, as_of, checked_at) select $1, $2, * from given
        on conflict (tenant, person_id, facet) do update
        set items = excluded.items, as_of = excluded.as_of, checked_at = excluded.checked_at
        where facet_copy.as_of is null or facet_copy.as_of <= excluded.as_of
    )
    delete from facet_refresh r using given where r.tenant = $1 and r.facet = $2 and r.person_id = given.person_id
"""
_GIVE_UP: Final = """
    update facet_refresh r set until = clock_timestamp() + make_interval(secs => $5), failed = f.word
    from unnest($3::uuid[], $4::text[]) f(person_id, word)
    where r.tenant = $1 and r.facet = $2 and r.person_id = f.person_id
"""
_RELEASE: Final = "delete from facet_refresh where tenant = $1 and facet = $2 and person_id = any($3)"
_UNDER_WAY: Final = (
    "select person_id, failed from facet_refresh"
    " where tenant = $1 and facet = $2 and person_id = any($3) and until >= clock_timestamp()"
)


class PgFacetCopies:
    """Implements `hub.core.ports.FacetCopies` and `FacetRefreshes`.

    The items of `facets`, the declared ones, come back as core objects. Raises KeyError for a facet nobody declared.
    """

    def __init__(self, database: Database, facets: Iterable[Facet[Any]]) -> None:
        self._database = database
        self._facets = {facet.name: facet for facet in facets}

    async def copies(
        self, tenant: str, facet: str, person_ids: Sequence[uuid.UUID]
    ) -> Mapping[uuid.UUID, FacetCopy[Any]]:
        """The copies that are held; persons without one are left out."""
        declared = self._facets[facet]
        rows = await self._database.fetch(_COPIES, tenant, facet, person_ids)
        return {
            row["person_id"]: FacetCopy(
                facet,
                tuple(declared.from_json(item) for item in row["items"]),
                row["as_of"],
                fresh=False,
                checked_at=row["checked_at"],
            )
            for row in rows
        }

    async def claim(
        self, tenant: str, facet: str, person_ids: Sequence[uuid.UUID], seconds: float
    ) -> frozenset[uuid.UUID]:
        rows = await self._database.fetch(_CLAIM, tenant, facet, person_ids, seconds)
        return frozenset(row["person_id"] for row in rows)

    async def keep(self, tenant: str, facet: str, copies: Mapping[uuid.UUID, FacetCopy[Any]]) -> None:
        declared = self._facets[facet]
        await self._database.execute(
            _KEEP,
            tenant,
            facet,
            list(copies),
            # Texts: a list of lists would be taken for an array of two dimensions.
            [orjson.dumps([declared.to_json(item) for item in copy.items]).decode() for copy in copies.values()],
            [copy.as_of for copy in copies.values()],
            [copy.checked_at for copy in copies.values()],
        )

    async def give_up(self, tenant: str, facet: str, failures: Mapping[uuid.UUID, str], seconds: float) -> None:
        await self._database.execute(_GIVE_UP, tenant, facet, list(failures), list(failures.values()), seconds)

    async def release(self, tenant: str, facet: str, person_ids: Sequence[uuid.UUID]) -> None:
        await self._database.execute(_RELEASE, tenant, facet, person_ids)

    async def under_way(
        self, tenant: str, facet: str, person_ids: Sequence[uuid.UUID]
    ) -> Mapping[uuid.UUID, str | None]:
        rows = await self._database.fetch(_UNDER_WAY, tenant, facet, person_ids)
        return {row["person_id"]: row["failed"] for row in rows}
