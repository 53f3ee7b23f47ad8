"""Facets of many persons at once: read and locked, decided upon elsewhere, written with their events.

The same trail as a single write: the copy changes, the person's version goes up by one, and an event says who changed
which facet, when, why, from what and into what. An event's snapshots hold the items beside the person's attributes,
under the facet's name. A batch is a handful of statements, however many persons are in it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import asyncpg

from hub.core.actor import Actor
from hub.core.purpose import Purpose
from hub.store.database import Connection, Database
from hub.store.events import SNAPSHOT, Event, notice
from hub.store.publishing import publish

_HELD: Final = """
    select p.id, {key} as key, f.items, f.as_of from person p
    left join facet_copy f on f.tenant = p.tenant and f.person_id = p.id and f.facet = $2
"""
# In the order of ids, so that two batches that meet the same persons do not wait for each other in a ring.
_LOCK: Final = "and p.merged_into is null and p.moved_to is null order by p.id for no key update of p"
# A list of lists is one array of two dimensions to the driver, so the items travel as one document.
_ARRIVING: Final = "rows from (unnest($3::uuid[]), jsonb_array_elements($4::jsonb)) a(person_id, items)"
_STORE: Final = f"""
    insert into facet_copy (tenant, person_id, facet, items, as_of)
    select $1, a.person_id, $2, a.items, $5 from {_ARRIVING}
    on conflict (tenant, person_id, facet) do update
    set items = excluded.items, as_of = greatest(facet_copy.as_of, excluded.as_of)
"""
_EVENTS: Final = f"""
    with arriving as (
        select a.person_id, a.items, f.items as held from {_ARRIVING}
        left join facet_copy f on f.tenant = $1 and f.person_id = a.person_id and f.facet = $2
    ), p as (
        update person p set version = p.version + 1 from arriving a where p.tenant = $1 and p.id = a.person_id
        returning p.*
    )
    insert into record_event (tenant, person_id, version, kind, at, actor, actor_name, client_id, purpose, changed,
                              before, after, source_agency, source_as_of)
    select p.tenant, p.id, p.version, $5, $6, $7, $8, $9, $10, array[$2::text],
           {SNAPSHOT} || jsonb_build_object('version', p.version - 1, $2::text, coalesce(a.held, '[]')),
           {SNAPSHOT} || jsonb_build_object($2::text, a.items), $11, $12
    from p join arriving a on a.person_id = p.id
    returning person_id, version
"""
_CONFIRM: Final = """
    update facet_copy set as_of = greatest(as_of, $4)
    where tenant = $1 and facet = $2 and person_id = any($3) and as_of is distinct from greatest(as_of, $4)
"""


@dataclass(frozen=True, slots=True)
class HeldItems:
    """What is held of one person, as stored JSON; `as_of` None where nothing is."""

    person_id: uuid.UUID
    items: Sequence[Mapping[str, Any]] = field(repr=False)
    as_of: dt.datetime | None


class PgIntake:
    """Batches of one facet of one tenant."""

    def __init__(self, database: Database, tenant: str, facet: str) -> None:
        assert facet.isidentifier()
        self._database = database
        self._tenant = tenant
        self._facet = facet

    @asynccontextmanager
    async def batch(self) -> AsyncIterator[IntakeBatch]:
        """One transaction: committed at the end of the block, rolled back on any exception."""
        async with self._database.transaction() as connection:
            yield IntakeBatch(connection, self._tenant, self._facet)


class IntakeBatch:
    """What a transaction can do. Persons that it gave are locked until its end."""

    def __init__(self, connection: Connection, tenant: str, facet: str) -> None:
        self.connection = connection
        self._tenant = tenant
        self._facet = facet

    async def by_niks(self, niks: Sequence[str]) -> Mapping[str, HeldItems]:
        """Persons of the record by NIK; who is not in it is left out."""
        text = f"{_HELD.format(key='p.nik')} where p.tenant = $1 and p.nik = any($3) {_LOCK}"
        return _by_key(await self.connection.fetch(text, self._tenant, self._facet, list(niks)))

    async def by_references(self, attribute: str, values: Sequence[str]) -> Mapping[str, HeldItems]:
        """Persons by the agency's own number in one of their items; a number that two persons have finds nobody."""
        assert attribute.isidentifier()
        found = await self.connection.fetch(
            "select n.value as key, array_agg(distinct f.person_id) as ids from unnest($2::text[]) n(value)"
            f" join facet_copy f on f.tenant = $1 and f.facet = '{self._facet}'"
            f" and f.items @> jsonb_build_array(jsonb_build_object('{attribute}', n.value)) group by n.value",
            self._tenant,
            list(values),
        )
        owners = {row["ids"][0]: row["key"] for row in found if len(row["ids"]) == 1}
        held = await self._by_ids(list(owners))
        return {owners[person_id]: items for person_id, items in held.items()}

    async def with_item(self, attributes: Mapping[str, Any], before: dt.datetime | None = None) -> Sequence[HeldItems]:
        """Persons who have an item with these attributes; with `before` only those whose copy is older than that."""
        found = await self.connection.fetch(
            f"select f.person_id from facet_copy f where f.tenant = $1 and f.facet = '{self._facet}'"
            " and f.items @> $2 and ($3::timestamptz is null or f.as_of < $3)",
            self._tenant,
            [attributes],
            before,
        )
        return tuple((await self._by_ids([row["person_id"] for row in found])).values())

    async def write(
        self, after: Sequence[tuple[HeldItems, Sequence[Mapping[str, Any]]]], as_of: dt.datetime, event: Event
    ) -> Mapping[str, int]:
        """What will be held of persons that this transaction locked; returns how many `changed`, and how many not.

        Only a change is an event. What is held already was said again: it is as of `as_of` now.
        """
        changed = [(held.person_id, list(items)) for held, items in after if list(items) != list(held.items)]
        same = [held.person_id for held, items in after if list(items) == list(held.items)]
        await self._record(changed, as_of, event)
        if same:
            await self.connection.execute(_CONFIRM, self._tenant, self._facet, same, as_of)
        return {"changed": len(changed), "same": len(same)}

    async def _record(
        self, changed: Sequence[tuple[uuid.UUID, Sequence[Mapping[str, Any]]]], as_of: dt.datetime, event: Event
    ) -> None:
        if not changed:
            return
        ids, items = [each[0] for each in changed], [each[1] for each in changed]
        told = (event.kind, event.at, event.actor, event.actor_name, event.client_id, event.purpose)
        # The event first: it says what was held before.
        said = (*told, event.agency, as_of)
        events = await self.connection.fetch(_EVENTS, self._tenant, self._facet, ids, items, *said)
        await self.connection.execute(_STORE, self._tenant, self._facet, ids, items, as_of)
        notices = [notice(event, self._tenant, row["person_id"], row["version"], (self._facet,)) for row in events]
        await publish(self.connection, notices)

    async def _by_ids(self, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, HeldItems]:
        text = f"{_HELD.format(key='p.id')} where p.tenant = $1 and p.id = any($3) {_LOCK}"
        return _by_key(await self.connection.fetch(text, self._tenant, self._facet, list(ids)))


def recorded_by(actor: Actor, at: dt.datetime) -> Event:
    """The event of what an agency wrote of its own."""
    purpose = Purpose.PUBLIC_SERVICE.value
    agency = actor.agency or None
    return Event("recorded", at, actor.subject, actor.display_name, actor.client_id, purpose, agency=agency)


def _by_key(rows: Sequence[asyncpg.Record]) -> dict[Any, HeldItems]:
    return {row["key"]: HeldItems(row["id"], row["items"] or (), row["as_of"]) for row in rows}
