"""What agencies write of their own: the copy of a facet, with the event and the person's next version."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import asyncpg

from hub.core.errors import Conflict, NotFound
from hub.core.facet import Facet
from hub.core.recording import Recorded, Recording, merged
from hub.core.writing_ports import Conclusion, WriteRequest
from hub.store.database import Connection
from hub.store.events import SNAPSHOT, Event, notice
from hub.store.moved import moved
from hub.store.publishing import listening_to, tell
from hub.store.receipts import concluding, concluding_values

_LOCKED: Final = (
    "select version from person where tenant = $1 and id = $2 and moved_to is null and merged_into is null for update"
)
# A statement of its own, after the lock: one that waited for the lock would still see the copy from before.
_HELD: Final = "select items, as_of from facet_copy where tenant = $1 and person_id = $2 and facet = $3"
# Nobody asked for it, so its own time says how fresh it is.
_KEEP: Final = """
    insert into facet_copy (tenant, person_id, facet, items, as_of) values ($1, $2, $3, $4, $5)
    on conflict (tenant, person_id, facet) do update
    set items = excluded.items, as_of = excluded.as_of, checked_at = null
"""
# Everything in one statement, which also says who listens: each further one would be a round trip that others wait for
# at the person's row.
_CHANGE: Final = f"""
    with kept as ({_KEEP}), moved as (
        update person p set version = p.version + 1 where p.tenant = $1 and p.id = $2 returning p.*
    ), said as (
        insert into record_event (tenant, person_id, version, kind, at, actor, actor_name, client_id, purpose,
                                  changed, before, after, source_agency, source_as_of)
        select p.tenant, p.id, p.version, $6, $7, $8, $9, $10, $11, array[$3::text],
               {SNAPSHOT} || jsonb_build_object('version', p.version - 1, $3::text, $12::jsonb),
               {SNAPSHOT} || jsonb_build_object($3::text, $4::jsonb), $13, $5
        from moved p
    ), {concluding(15)}
    {listening_to("array[$14::text]")}
"""
_CONFIRM: Final = f"with kept as ({_KEEP}), {concluding(6)} select true"


@dataclass(frozen=True, slots=True)
class Saying:
    """What is recorded, and the event that tells of it."""

    request: WriteRequest
    facet: Facet[Any]
    recording: Recording
    event: Event


@dataclass(frozen=True, slots=True)
class _Written:
    """Of whom, the items that were held and that are, and what became of the recording."""

    person_id: uuid.UUID
    held: Sequence[Mapping[str, Any]]
    items: Sequence[Mapping[str, Any]]
    done: Recorded


async def record(
    connection: Connection,
    said: Saying,
    person_id: uuid.UUID,
    locked: int | None,
    conclude: Callable[[Recorded], Conclusion],
) -> Recorded:
    """Takes the person's row first, so that two writers follow each other. Raises NotFound and Conflict.

    `locked` is the version of the person where the transaction has her row already. The receipt and the reply that
    `conclude` gives are written with it.
    """
    tenant, facet, recording = said.request.actor.tenant, said.facet, said.recording
    version: int | None = locked or await connection.fetchval(_LOCKED, tenant, person_id)
    if version is None:
        raise NotFound("The record does not hold this person any more. Look the person up again.", path="nik")
    copy = await connection.fetchrow(_HELD, tenant, person_id, facet.name)
    if recording.expected_version not in {None, version}:
        raise await moved(connection, tenant, person_id, recording.expected_version or 0)
    done, items = outcome(said, version, copy)
    written = _Written(person_id, copy["items"] if copy else [], items, done)
    await _write(connection, said, written, conclude(done))
    return done


def outcome(said: Saying, version: int, copy: asyncpg.Record | None) -> tuple[Recorded, list[Mapping[str, Any]]]:
    """What becomes of a person at this version of whom this copy is held, and the items that are held afterwards.

    Raises Conflict when the copy is newer.
    """
    facet, recording, at = said.facet, said.recording, said.event.at
    held, held_as_of = (copy["items"], copy["as_of"]) if copy else ((), None)
    # "Now" of a writer who waited for the lock may lie before that of the one who had it: hers is the later word.
    as_of = recording.as_of or max(at, held_as_of or at)
    _check(held_as_of, as_of)
    assert facet.written is not None
    known = tuple(facet.from_json(item) for item in held)
    told = merged(facet.written, known, recording)
    return Recorded(version + (told != known), as_of, told != known), [facet.to_json(item) for item in told]


async def _write(connection: Connection, said: Saying, written: _Written, conclusion: Conclusion) -> None:
    event, facet, tenant, done = said.event, said.facet, said.request.actor.tenant, written.done
    copy = (tenant, written.person_id, facet.name, written.items, done.as_of)
    concluded = concluding_values(said.request, conclusion)
    if not done.changed:
        await connection.execute(_CONFIRM, *copy, *concluded)
        return
    news = notice(event, tenant, written.person_id, done.version, (facet.name,))
    by = (event.kind, event.at, event.actor, event.actor_name, event.client_id, event.purpose)
    listeners = await connection.fetch(_CHANGE, *copy, *by, written.held, facet.agency, news.kind, *concluded)
    await tell(connection, listeners, [news])


def _check(held_as_of: dt.datetime | None, as_of: dt.datetime) -> None:
    if held_as_of is not None and as_of < held_as_of:
        raise Conflict(
            "The record holds something newer than this. Send what your agency knows now, with its own time as `asOf`.",
            path="asOf",
        )
