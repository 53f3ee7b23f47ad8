"""Changes of persons: the row and its event, always together. The events of a person are never changed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hub.core.citizen import Citizen
from hub.core.delivery import Notice
from hub.core.evidence import SourceDocument
from hub.core.writing_ports import WriteRequest
from hub.store import directory
from hub.store.columns import PERSON, changed_attributes, person_values
from hub.store.database import Connection
from hub.store.moved import moved
from hub.store.publishing import publish

SNAPSHOT_OF: Final = "to_jsonb({row}) - array['tenant', 'id', 'name_key', 'mother_key', 'merged_into']"
"""How an event keeps a person: every column of her `row` that says something about her."""
SNAPSHOT: Final = SNAPSHOT_OF.format(row="p")
"""The same of the row `p`."""

_PLACEHOLDERS: Final = ", ".join(f"${n}" for n in range(1, len(PERSON) + 1))
INSERT_PERSON: Final = f"insert into person ({', '.join(PERSON)}) values ({_PLACEHOLDERS})"
UPDATE_PERSON: Final = f"update person set ({', '.join(PERSON)}) = ({_PLACEHOLDERS}) where tenant = $1 and id = $2"
_EVENT: Final = f"""
    insert into record_event (tenant, person_id, version, after, kind, at, actor, actor_name, client_id, purpose,
                              application_id, changed, before, reason, source, source_agency, source_as_of)
    select p.tenant, p.id, p.version, {SNAPSHOT} || $16::jsonb, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15
    from person p where p.tenant = $1 and p.id = $2
"""


@dataclass(frozen=True, slots=True)
class Event:
    """Who changes persons, when and why.

    `kind`: created, changed, adopted (an agency knew her), imported, recorded (an agency wrote a facet of its own),
    corrected, nik-assigned. `reason` is what a clerk said, `source` the paper that shows it.
    `agency` is the one whose word it is (None: the owner of what changed), `as_of` the moment of which it is said.
    `at` becomes later where the person's event before this one is not a millisecond older.
    """

    kind: str
    at: dt.datetime
    actor: str
    actor_name: str
    client_id: str
    purpose: str
    application_id: uuid.UUID | None = None
    reason: str | None = None
    source: SourceDocument | None = None
    agency: str | None = None
    as_of: dt.datetime | None = None

    @property
    def told_as(self) -> str:
        """What those who listen call it."""
        return f"citizen.{self.kind}"


def by(request: WriteRequest, kind: str, at: dt.datetime, application_id: uuid.UUID | None = None) -> Event:
    """The event of a mutation."""
    actor = request.actor
    return Event(
        kind=kind,
        at=at,
        actor=actor.subject,
        actor_name=actor.display_name,
        client_id=actor.client_id,
        purpose=request.purpose.value,
        application_id=application_id,
    )


async def insert_person(connection: Connection, person: Citizen, event: Event) -> None:
    """Stores a new person with her first event. A NIK that the district's record holds already is a Conflict."""
    await connection.execute(INSERT_PERSON, *person_values(person))
    await record(connection, person, event, changed_attributes(None, person), None)
    await directory.enter(connection, person.tenant, person.nik)


async def update_person(connection: Connection, before: Citizen, after: Citizen, event: Event) -> None:
    """Changes a person that is at `before.version` to `after`, whose version must be the next. Raises Conflict."""
    old = await connection.fetchval(
        f"select {SNAPSHOT} from person p"
        " where tenant = $1 and id = $2 and version = $3 and moved_to is null for update",
        before.tenant,
        before.id,
        before.version,
    )
    if old is None:
        raise await moved(connection, before.tenant, before.id, before.version, path="")
    await connection.execute(UPDATE_PERSON, *person_values(after))
    await record(connection, after, event, changed_attributes(before, after), old)
    if after.nik != before.nik:
        await directory.enter(connection, after.tenant, after.nik)


async def record(
    connection: Connection,
    person: Citizen,
    event: Event,
    changed: Sequence[str],
    before: object,
    also: Mapping[str, Any] | None = None,
) -> None:
    """Appends the event of a person whose row has just been written, and tells those who listen.

    `also` stands in `after` beside her attributes.
    """
    await connection.execute(
        _EVENT,
        person.tenant,
        person.id,
        event.kind,
        event.at,
        event.actor,
        event.actor_name,
        event.client_id,
        event.purpose,
        event.application_id,
        changed,
        before,
        event.reason,
        _source(event.source),
        event.agency,
        event.as_of,
        also or {},
    )
    await publish(connection, [notice(event, person.tenant, person.id, person.version, changed)])


def notice(event: Event, tenant: str, person_id: uuid.UUID, version: int, changed: Sequence[str]) -> Notice:
    """What is told of an event: `citizen.changed` of the kind `changed`."""
    return Notice(
        tenant=tenant,
        kind=event.told_as,
        person_id=person_id,
        at=event.at,
        version=version,
        changed=changed,
        client_id=event.client_id,
    )


def _source(source: SourceDocument | None) -> dict[str, str | None] | None:
    if source is None:
        return None
    document = str(source.document_id) if source.document_id else None
    return {"kind": source.kind.value, "number": source.number, "document_id": document}
