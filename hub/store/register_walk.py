"""Whom to ask the register about again: a walk over the district's persons in pieces, each piece a scan of the key."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from hub.store.database import Database

_BEGIN: Final = uuid.UUID(int=0)
_HERE: Final = """
    insert into register_walk (tenant, last_id) values ($1, $2)
    on conflict (tenant) do update set tenant = excluded.tenant
    returning last_id
"""
# Persons of a piece are counted before they are looked at, so that a piece costs the same wherever nobody is due. The
# planner does not know how few they are: `limit 1` and `offset 0` keep it from reading whole tables to join them.
_PIECE: Final = """
    with piece as materialized (
        select p.id, p.nik, p.as_of, p.merged_into is null and p.moved_to is null as current from person p
        where p.tenant = $1 and p.id > $2 order by p.id limit $3
    )
    select piece.id, piece.nik, (
        piece.current and piece.nik is not null
        and coalesce(greatest(c.checked_at, piece.as_of), '-infinity') < $4
        and exists (
            select from receipt_subject s where s.tenant = $1 and s.person_id = piece.id and s.receipt_id >= $5
            offset 0
        )
    ) as due
    from piece left join lateral (
        select c.checked_at from register_check c where c.tenant = $1 and c.person_id = piece.id limit 1
    ) c on true
    order by piece.id
"""
_CHECKED: Final = """
    insert into register_check (tenant, person_id, checked_at) select $1, person, $3 from unnest($2::uuid[]) person
    on conflict (tenant, person_id) do update set checked_at = excluded.checked_at
"""
# In the order of the index and no more than may be asked about: without either it is read whole as a district grows.
_LATELY: Final = """
    select count(*) from (
        select from register_check where tenant = $1 and checked_at >= $2 order by checked_at limit $3
    ) lately
"""


@dataclass(frozen=True, slots=True)
class Held:
    """A person of the record whom the register may be asked about."""

    person_id: uuid.UUID
    nik: str = field(repr=False)


class PgRegisterWalk:
    """The walk of one tenant."""

    def __init__(self, database: Database, tenant: str) -> None:
        self._database = database
        self._tenant = tenant

    async def piece(self, size: int, asked_before: dt.datetime, read_since: dt.datetime) -> Sequence[Held] | None:
        """Those of the next `size` persons who were neither taken over nor asked about since `asked_before` and were
        read since `read_since`; None at the end of the walk, which then begins anew.

        A worker that is killed leaves out a piece, which comes again in the next round.
        """
        async with self._database.transaction() as connection:
            last = await connection.fetchval(_HERE, self._tenant, _BEGIN)
            rows = await connection.fetch(_PIECE, self._tenant, last, size, asked_before, _first_id_of(read_since))
            here = rows[-1]["id"] if rows else _BEGIN
            await connection.execute("update register_walk set last_id = $2 where tenant = $1", self._tenant, here)
        return [Held(row["id"], row["nik"]) for row in rows if row["due"]] if rows else None

    async def by_niks(self, niks: Sequence[str]) -> Sequence[Held]:
        """Persons of the record by NIK; who is not in it is left out."""
        rows = await self._database.fetch(
            "select id, nik from person where tenant = $1 and nik = any($2) and merged_into is null"
            " and moved_to is null order by id",
            self._tenant,
            list(niks),
        )
        return [Held(row["id"], row["nik"]) for row in rows]

    async def checked(self, person_ids: Sequence[uuid.UUID], at: dt.datetime) -> None:
        """The register was asked about these persons."""
        await self._database.execute(_CHECKED, self._tenant, list(person_ids), at)

    async def checked_since(self, at: dt.datetime, most: int) -> int:
        """How many were asked about since then; `most`, where they are more."""
        counted: int = await self._database.fetchval(_LATELY, self._tenant, at, most)
        return counted


def _first_id_of(at: dt.datetime) -> uuid.UUID:
    """The smallest id (UUID version 7) that was made at this moment or later."""
    return uuid.UUID(int=int(at.timestamp() * 1000) << 80)
