"""Looking for persons who stand twice in a district's record: keys kept, pairs compared, candidates noted.

A scan takes the persons whose version has not been looked at yet, some hundreds in one transaction, so it can be ended
at any moment and goes on where it was. What a clerk dismissed stays so until something that was compared changes.
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg

from hub.core.matching import Comparand, Comparison, comparand, compare
from hub.core.matching_keys import keys
from hub.core.ports import Clock
from hub.store.database import Connection, Database

LARGEST_BLOCK: Final = 200
"""A key that more persons share tells nothing and costs the square of their number."""
BATCH: Final = 1000

_COLUMNS: Final = """
    select p.id, p.version, p.nik, p.full_name, p.birth_date, p.birth_date_precision, p.sex, p.birth_place,
           p.mother_name, p.family_card_number as family_card, p.region_code
    from person p
"""
_COMPARED: Final = f"{_COLUMNS} where p.tenant = $1 and p.merged_into is null and p.moved_to is null"
_UNSEEN: Final = f"""
    {_COMPARED} and not exists (
        select from duplicate_scan s where s.tenant = p.tenant and s.person_id = p.id and s.version = p.version
    ) limit $2
"""
_KEEP_KEYS: Final = """
    insert into duplicate_key (tenant, key, person_id) select $1, * from unnest($2::bigint[], $3::uuid[])
    on conflict do nothing
"""
_BLOCKS: Final = f"""
    select b.ids from unnest($2::bigint[]) as a(key) cross join lateral (
        select array_agg(k.person_id) as ids from (
            select k.person_id from duplicate_key k where k.tenant = $1 and k.key = a.key limit {LARGEST_BLOCK + 1}
        ) k
    ) b where cardinality(b.ids) between 2 and {LARGEST_BLOCK}
"""
_FORGET: Final = """
    delete from duplicate_candidate c where c.tenant = $1 and c.state = 'OPEN'
    and (c.low_id = any($2) or c.high_id = any($2))
    and (c.low_id, c.high_id) not in (select * from unnest($3::uuid[], $4::uuid[]))
"""
_NOTE: Final = """
    insert into duplicate_candidate as c (tenant, low_id, high_id, state, score, reasons, basis, found_at)
    select $1, f.low, f.high, 'OPEN', f.score, string_to_array(f.reasons, ' '), f.basis, $7
    from unnest($2::uuid[], $3::uuid[], $4::real[], $5::text[], $6::bytea[]) as f(low, high, score, reasons, basis)
    on conflict (tenant, low_id, high_id) do update
    set state = 'OPEN', score = excluded.score, reasons = excluded.reasons, basis = excluded.basis,
        found_at = case c.state when 'OPEN' then c.found_at else excluded.found_at end,
        decided_at = null, decided_by = null, reason = null
    where c.state = 'OPEN' or c.basis <> excluded.basis
"""
_SEEN: Final = """
    insert into duplicate_scan (tenant, person_id, version) select $1, * from unnest($2::uuid[], $3::integer[])
    on conflict (tenant, person_id) do update set version = excluded.version
"""
Pair = tuple[uuid.UUID, uuid.UUID]


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a batch looked at: persons, pairs that were compared, pairs that are candidates."""

    persons: int
    compared: int
    candidates: int

    def plus(self, other: Scanned) -> Scanned:
        """Both together."""
        return Scanned(self.persons + other.persons, self.compared + other.compared, self.candidates + other.candidates)


class PgDuplicateScan:
    """The scan of one tenant. Scans side by side wait for each other."""

    def __init__(self, database: Database, tenant: str, clock: Clock) -> None:
        self._database = database
        self._tenant = tenant
        self._clock = clock

    async def unseen(self) -> int:
        """How many persons have not been looked at as they are now."""
        count: int = await self._database.fetchval(
            "select count(*) from person p where p.tenant = $1 and p.merged_into is null and p.moved_to is null"
            " and not exists (select from duplicate_scan s where s.tenant = p.tenant and s.person_id = p.id"
            " and s.version = p.version)",
            self._tenant,
        )
        return count

    async def batch(self, most: int = BATCH) -> Scanned:
        """Looks at persons that are new or changed, `most` of them; nobody is left when it looked at none."""
        async with self._database.transaction() as connection:
            await self._alone(connection)
            return await self._scan(connection, await connection.fetch(_UNSEEN, self._tenant, most))

    async def persons(self, ids: Sequence[uuid.UUID]) -> Scanned:
        """Looks at these persons."""
        async with self._database.transaction() as connection:
            await self._alone(connection)
            found = await connection.fetch(f"{_COMPARED} and p.id = any($2)", self._tenant, ids)
            return await self._scan(connection, found)

    async def _alone(self, connection: Connection) -> None:
        """Two that look at two records of one person at the same time would not see each other's keys."""
        await connection.execute("select pg_advisory_xact_lock(hashtext('duplicates'), $1::int)", int(self._tenant))

    async def _scan(self, connection: Connection, rows: Sequence[asyncpg.Record]) -> Scanned:
        if not rows:
            return Scanned(0, 0, 0)
        people = {row["id"]: _comparand(row) for row in rows}
        known = await self._keep_keys(connection, people)
        worth = await self._pairs(connection, people, known)
        await self._complete(connection, people, worth)
        found = _candidates(people, worth)
        lows, highs = [low for (low, _), _ in found], [high for (_, high), _ in found]
        await connection.execute(_FORGET, self._tenant, [row["id"] for row in rows], lows, highs)
        await self._note(connection, people, found)
        await connection.execute(_SEEN, self._tenant, [r["id"] for r in rows], [r["version"] for r in rows])
        return Scanned(len(rows), len(worth), len(found))

    async def _keep_keys(self, connection: Connection, people: Mapping[uuid.UUID, Comparand]) -> set[int]:
        """Replaces the keys of these persons; returns all of them."""
        pairs = [(key, person_id) for person_id, person in people.items() for key in keys(person)]
        # In one order, so that the index is walked and not jumped through.
        pairs.sort()
        await connection.execute(
            "delete from duplicate_key where tenant = $1 and person_id = any($2)", self._tenant, list(people)
        )
        await connection.execute(_KEEP_KEYS, self._tenant, [key for key, _ in pairs], [one for _, one in pairs])
        return {key for key, _ in pairs}

    async def _pairs(
        self, connection: Connection, people: Mapping[uuid.UUID, Comparand], known: Iterable[int]
    ) -> set[Pair]:
        """Pairs that share a key, at least one of them of these persons."""
        worth: set[Pair] = set()
        for row in await connection.fetch(_BLOCKS, self._tenant, sorted(known)):
            block = sorted(row["ids"])
            worth.update(pair for pair in itertools.combinations(block, 2) if pair[0] in people or pair[1] in people)
        return worth

    async def _complete(
        self, connection: Connection, people: dict[uuid.UUID, Comparand], worth: Iterable[Pair]
    ) -> None:
        """Reads the persons of the pairs who are not there yet."""
        missing = {person_id for pair in worth for person_id in pair} - people.keys()
        rows = await connection.fetch(f"{_COMPARED} and p.id = any($2)", self._tenant, list(missing))
        people.update((row["id"], _comparand(row)) for row in rows)

    async def _note(
        self,
        connection: Connection,
        people: Mapping[uuid.UUID, Comparand],
        found: Sequence[tuple[Pair, Comparison]],
    ) -> None:
        await connection.execute(
            _NOTE,
            self._tenant,
            [low for (low, _), _ in found],
            [high for (_, high), _ in found],
            [comparison.score for _, comparison in found],
            [" ".join(reason.name for reason in comparison.reasons) for _, comparison in found],
            [people[low].basis + people[high].basis for (low, high), _ in found],
            self._clock(),
        )


async def basis_of(connection: Connection, tenant: str, one: uuid.UUID, other: uuid.UUID) -> bytes:
    """What a decision on these two rests on, as a candidate keeps it; also where one of them was merged."""
    rows = await connection.fetch(f"{_COLUMNS} where p.tenant = $1 and p.id = any($2)", tenant, [one, other])
    return b"".join(_comparand(row).basis for row in sorted(rows, key=lambda row: row["id"].bytes))


def _candidates(people: Mapping[uuid.UUID, Comparand], worth: Iterable[Pair]) -> list[tuple[Pair, Comparison]]:
    """Whoever was merged meanwhile has keys still, and is not among the people."""
    both = (pair for pair in worth if pair[0] in people and pair[1] in people)
    compared = ((pair, compare(people[pair[0]], people[pair[1]])) for pair in both)
    return [(pair, comparison) for pair, comparison in compared if comparison.is_candidate]


def _comparand(row: asyncpg.Record) -> Comparand:
    values = {name: value for name, value in row.items() if name not in {"id", "version"}}
    return comparand(row["id"], **values)
