"""Seals: the flag on the person's row that every statement asks, and why it is there."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hub.core.actor import system
from hub.core.citizen import Citizen
from hub.core.errors import Conflict, NotFound
from hub.core.identifiers import new_id
from hub.core.purpose import Purpose
from hub.core.seal import Seal
from hub.store import columns
from hub.store.columns import PERSON
from hub.store.database import Connection, Database
from hub.store.events import Event, update_person
from hub.store.moved import moved
from hub.store.regions import Places

_LOCKED: Final = (
    f"select {columns.columns(PERSON, 'p')} from person p"
    " where p.tenant = $1 and p.id = $2 and p.moved_to is null for update"
)
_INSERT: Final = """
    insert into seal (tenant, id, person_id, legal_basis, reason, until, sealed_at, sealed_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_LIFT: Final = """
    update seal set lifted_at = $3, lifted_by = $4, lifted_reason = $5
    where tenant = $1 and person_id = $2 and lifted_at is null
"""
# A form may name her without being about her, as a witness: whoever may not see her may not see that form.
_NAMED: Final = """
    insert into application_person (tenant, application_id, person_id)
    select distinct n.tenant, n.application_id, $2::uuid from application_action n
    where n.tenant = $1 and niks_in(n.data) @> array[$3::text]
    on conflict do nothing
"""
_NIKS: Final = """
    select nik from person where tenant = $1 and nik is not null and (id = $2 or merged_into = $2)
"""
# A stub says in which district she is, which is as secret. Each district knows from where it received her.
_STUBS: Final = """
    with recursive former(tenant) as (
        select $1::text
        union
        select h.other_tenant from former f
        join hand_over h on h.tenant = f.tenant and h.side = 'DESTINATION' and h.state = 'RECEIVED'
        join hand_over_person o on o.tenant = h.tenant and o.hand_over_id = h.id and o.person_id = $2
    )
    update person p set sealed = $3, sealed_until = $4
    from former f where p.tenant = f.tenant and p.id = $2 and p.moved_to is not null
"""
_DUE: Final = """
    select id from person where tenant = $1 and sealed and sealed_until is not null and sealed_until <= $2
    and moved_to is null order by id limit 100
"""
_OVER: Final = "The time that was given for the seal is over."


@dataclass(frozen=True, slots=True)
class Sealing:
    """Who is sealed or unsealed; `expected` is the version that the clerk looked at, `places` names regions."""

    tenant: str
    person_id: uuid.UUID
    expected: int | None
    places: Places


async def seal(connection: Connection, who: Sealing, given: Seal, event: Event) -> Citizen:
    """The person, sealed. Raises NotFound and Conflict."""
    before = await _locked(connection, who)
    tenant, person_id = who.tenant, who.person_id
    if before.sealed:
        raise Conflict("This person is sealed already. Lift that seal first to give another reason.", path="nik")
    told = dataclasses.replace(event, reason=given.reason)
    after = await _changed(connection, before, told, sealed=True, until=given.until)
    await connection.execute(
        _INSERT, tenant, new_id(), person_id, given.legal_basis, given.reason, given.until, event.at, event.actor
    )
    for row in await connection.fetch(_NIKS, tenant, person_id):
        await connection.execute(_NAMED, tenant, person_id, row["nik"])
    return after


async def unseal(connection: Connection, who: Sealing, reason: str, event: Event) -> Citizen:
    """The person, as she was before. Raises NotFound and Conflict."""
    before = await _locked(connection, who)
    if not before.sealed:
        raise Conflict("This person is not sealed.", path="nik")
    told = dataclasses.replace(event, reason=reason)
    after = await _changed(connection, before, told, sealed=False, until=None)
    await connection.execute(_LIFT, who.tenant, who.person_id, event.at, event.actor, reason)
    return after


async def lift_due(database: Database, tenant: str, now: dt.datetime) -> int:
    """Lifts the seals whose time is over, each in a transaction of its own; returns how many."""
    due: Sequence[uuid.UUID] = [row["id"] for row in await database.fetch(_DUE, tenant, now)]
    places = await database.regions.current()
    hub = system(tenant, "")
    purpose = Purpose.CIVIL_REGISTRATION.value
    event = Event("unsealed", now, hub.subject, hub.display_name, hub.client_id, purpose)
    lifted = 0
    for person_id in due:
        async with database.transaction() as connection:
            who = Sealing(tenant, person_id, None, places)
            person = await _locked(connection, who)
            # Another worker may have been here, or somebody sealed her anew.
            if person.sealed and person.sealed_until is not None and person.sealed_until <= now:
                await unseal(connection, who, _OVER, event)
                lifted += 1
    return lifted


async def _changed(
    connection: Connection, before: Citizen, event: Event, *, sealed: bool, until: dt.datetime | None
) -> Citizen:
    after = dataclasses.replace(before, sealed=sealed, sealed_until=until, version=before.version + 1)
    await update_person(connection, before, after, event)
    await connection.execute(_STUBS, before.tenant, before.id, sealed, until)
    return after


async def _locked(connection: Connection, who: Sealing) -> Citizen:
    row = await connection.fetchrow(_LOCKED, who.tenant, who.person_id)
    if row is None:
        raise NotFound("The record does not hold this person. Look the person up again.", path="nik")
    if who.expected is not None and who.expected != row["version"]:
        raise await moved(connection, who.tenant, who.person_id, who.expected)
    return columns.citizen(row, who.places)
