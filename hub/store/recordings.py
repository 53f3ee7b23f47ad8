"""What agencies write of their own: the copy of a facet, with the event and the person's next version."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from hub.core.errors import Conflict, NotFound
from hub.core.facet import Facet
from hub.core.recording import Recorded, Recording, merged
from hub.store.database import Connection
from hub.store.events import SNAPSHOT, Event, notice
from hub.store.moved import moved
from hub.store.publishing import publish

_LOCKED: Final = (
    f"select p.version, {SNAPSHOT} as snapshot from person p"
    " where p.tenant = $1 and p.id = $2 and p.moved_to is null and p.merged_into is null for update"
)
# A statement of its own, after the lock: one that waited for the lock would still see the copy from before.
_HELD: Final = "select items, as_of from facet_copy where tenant = $1 and person_id = $2 and facet = $3"
_KEEP: Final = """
    insert into facet_copy (tenant, person_id, facet, items, as_of) values ($1, $2, $3, $4, $5)
    on conflict (tenant, person_id, facet) do update
    set items = excluded.items, as_of = excluded.as_of, checked_at = null
"""
# Nobody asked for it, so its own time says how fresh it is.
_EVENT: Final = f"""
    with moved as (update person p set version = p.version + 1 where p.tenant = $1 and p.id = $2 returning p.*)
    insert into record_event (tenant, person_id, version, after, kind, at, actor, actor_name, client_id, purpose,
                              changed, before, source_agency, source_as_of)
    select p.tenant, p.id, p.version, {SNAPSHOT} || $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 from moved p
"""


async def record(
    connection: Connection, tenant: str, facet: Facet[Any], recording: Recording, person_id: uuid.UUID, event: Event
) -> Recorded:
    """Takes the person's row first, so that two writers follow each other. Raises NotFound and Conflict."""
    person = await connection.fetchrow(_LOCKED, tenant, person_id)
    if person is None:
        raise NotFound("The record does not hold this person any more. Look the person up again.", path="nik")
    copy = await connection.fetchrow(_HELD, tenant, person_id, facet.name)
    held, held_as_of = (copy["items"], copy["as_of"]) if copy else ([], None)
    # "Now" of a writer who waited for the lock may lie before that of the one who had it: hers is the later word.
    as_of = recording.as_of or max(event.at, held_as_of or event.at)
    if recording.expected_version not in {None, person["version"]}:
        raise await moved(connection, tenant, person_id, recording.expected_version or 0)
    _check(held_as_of, as_of)
    assert facet.written is not None
    known = tuple(facet.from_json(item) for item in held)
    told = merged(facet.written, known, recording)
    items, changed = [facet.to_json(item) for item in told], told != known
    await connection.execute(_KEEP, tenant, person_id, facet.name, items, as_of)
    if changed:
        before = {**person["snapshot"], facet.name: held}
        said = dataclasses.replace(event, agency=facet.agency, as_of=as_of)
        await _append(connection, tenant, facet.name, person_id, said, before, items)
        await publish(connection, [notice(event, tenant, person_id, person["version"] + 1, (facet.name,))])
    return Recorded(person["version"] + changed, as_of, changed)


def _check(held_as_of: dt.datetime | None, as_of: dt.datetime) -> None:
    if held_as_of is not None and as_of < held_as_of:
        raise Conflict(
            "The record holds something newer than this. Send what your agency knows now, with its own time as `asOf`.",
            path="asOf",
        )


async def _append(
    connection: Connection,
    tenant: str,
    facet: str,
    person_id: uuid.UUID,
    event: Event,
    before: Mapping[str, Any],
    items: Sequence[Mapping[str, Any]],
) -> None:
    await connection.execute(
        _EVENT,
        tenant,
        person_id,
        {facet: items},
        event.kind,
        event.at,
        event.actor,
        event.actor_name,
        event.client_id,
        event.purpose,
        [facet],
        before,
        event.agency,
        event.as_of,
    )
