"""A whole mutation by one statement: its key with the reply, state, event and receipts, in a transaction of its own.

It is made from what was read before, and done only if all of that is still so. Otherwise it gives way: nothing is done,
and the mutation goes step by step (`PgWrites.begin`), where whoever came first is waited for, a repeat gets its reply
and what is wrong is told. The key comes first here too, then the person's row.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import asyncpg

from hub.audit.marks import apart_of, subjects_of
from hub.core.errors import HubError
from hub.core.identifiers import new_id
from hub.core.predicates import RowFilter
from hub.core.receipt import Receipt
from hub.core.recording import Recorded
from hub.core.writing_ports import Conclusion, NewApplication, WriteRequest
from hub.store import applications, idempotency
from hub.store.columns import LED_TO
from hub.store.database import Database
from hub.store.events import SNAPSHOT
from hub.store.failures import mapped
from hub.store.notices import noted
from hub.store.publishing import listening_to
from hub.store.receipt_texts import kept
from hub.store.recordings import Saying, outcome
from hub.store.row_filter import Parameters, admitted

_NAME: Final = re.compile(r"\$([a-z]\w*)")


class Statement:
    """A statement whose values have names: `$tenant` instead of `$1`."""

    def __init__(self, text: str) -> None:
        self._names: Final = tuple(dict.fromkeys(_NAME.findall(text)))
        numbers = {name: number for number, name in enumerate(self._names, 1)}
        self.sql: Final = _NAME.sub(lambda found: f"${numbers[found[1]]}", text)

    def values(self, given: Mapping[str, object]) -> list[object]:
        return [given[name] for name in self._names]


_CLAIMED: Final = """
    claimed as (
        insert into idempotency_reply as i (tenant, client_id, mutation, key, actor, body_hash, created_at, reply)
        values ($tenant, $client_id, $mutation, $key, $actor, $body_hash, $now, $reply)
        on conflict (tenant, client_id, mutation, key) do update
        set actor = excluded.actor, body_hash = excluded.body_hash, created_at = excluded.created_at,
            reply = excluded.reply
        where i.created_at < $kept_since
        returning true
    )
"""


def _given(array: str) -> str:
    """The value of an array as the planner must not see it: of which length it is would make it plan each time anew."""
    return f"(select {array})"


def _receipted(number: int) -> str:
    """A receipt and its subjects; several of one mutation differ in what they name."""
    subjects = f"unnest({_given('$subjects::uuid[]')}) s(id)"
    return f"""
    receipted{number} as (
        insert into receipt (tenant, id, at, actor, actor_name, client_id, on_behalf_of, purpose, operation, fields,
                             categories, batches, sealed, agreement, sources, hidden_until, roles,
                             apart, subjects, mark)
        select $tenant, $receipt{number}, $at, $reader, $reader_name, $reading_client, $on_behalf_of{number},
               $reading_purpose, $operation, $fields{number}, $categories{number}, $batches, c.sealed, $agreement,
               $sources, $hidden_until, $roles, $apart{number}, $joined,
               case when c.sealed then $mark_if_sealed{number}::bytea else $mark{number}::bytea end
        from (
            select $behind_seals::boolean and exists (
                select from person p, {subjects} where p.tenant = $tenant and p.id = s.id and p.sealed) as sealed
            from claimed
        ) c
    )"""


def _all_or_nothing(holds: str) -> str:
    """The end of each statement. No row: the key has been used."""
    return f"select case when {holds} then true else give_way() end from claimed"


# ---- an application that is handed in --------------------------------------------------------------------------------

_PAPERS: Final = f"unnest({_given('$papers::uuid[]')}, {_given('$kinds::text[]')}) n(id, kind)"


_TOLD: Final = {
    "tenant": "$tenant", "id": "$notice", "application": "$id", "seq": "$version", "kind": "$kind",
    "at": "$submitted_at",
}  # fmt: skip


def _handing_in(receipts: int) -> Statement:
    """The statement with so many receipts. Papers count only if each is one that the application may have."""
    return Statement(f"""
    with {_CLAIMED}, bound as (
        update document d set application_id = $id from claimed, {_PAPERS}
        where d.tenant = $tenant and d.id = n.id and d.kind = n.kind and d.owner = $actor and d.state = 'READY'
          and d.application_id is null
        returning d.id
    ), made as (
        insert into application (tenant, id, tracking_number, service, region_code, client_id, submitted_at,
                                 submitted_by, state, version, channel)
        select $tenant, $id, $tracking_number, $service, $region_code, $client_id, $submitted_at, $actor, $state,
               $version, $data::jsonb ->> 'channel' from claimed
    ), begun as (
        insert into application_action (tenant, application_id, seq, kind, actor, actor_name, at, data)
        select $tenant, $id, $version, $kind, $actor, $actor_name, $submitted_at, $data from claimed
    ), concerned as (
        insert into application_person (tenant, application_id, person_id)
        select $tenant, $id, c.id from claimed, (
            select unnest({_given("$persons::uuid[]")}) as id
            union {applications.sealed_in("$tenant", "$data::jsonb::text")}
        ) c on conflict do nothing
    ), told as (
        {noted(_TOLD, ", claimed")}
    ), {", ".join(_receipted(number) for number in range(receipts))}
    {_all_or_nothing("(select count(*) from bound) = cardinality($papers::uuid[])")}
    """)


_HAND_IN: Final = {receipts: _handing_in(receipts) for receipts in (1, 2)}


async def hand_in(
    database: Database,
    request: WriteRequest,
    new: NewApplication,
    receipts: Sequence[Receipt],
    reply: Mapping[str, Any],
    now: dt.datetime,
) -> bool:
    """One or two receipts. False: nothing was done."""
    header, action, application = new.application.header, new.application.actions[0], new.application
    given = {
        **_concluded(request, receipts, reply, now),
        "id": header.id,
        "tracking_number": header.tracking_number,
        "service": header.service,
        "region_code": header.region_code,
        "submitted_at": header.submitted_at,
        "state": application.state.name,
        "version": application.version,
        "kind": action.kind.name,
        "actor_name": action.actor_name,
        "data": action.data,
        "papers": [paper for paper, _ in new.papers],
        "kinds": [kind for _, kind in new.papers],
        "persons": new.person_ids,
        "notice": new_id(),
    }
    return await _done(database, _HAND_IN[len(receipts)], given)


# ---- a facet that its agency writes ----------------------------------------------------------------------------------

_SEEN: Final = f"""
    select p.id, p.version, f.items, f.as_of from {LED_TO}
    left join facet_copy f on f.tenant = p.tenant and f.person_id = p.id and f.facet = $3
    where q.tenant = $1 and q.nik = $2 and {{sight}}
"""
_STILL: Final = (
    "p.tenant = $tenant and p.id = $person and p.version = $seen and p.moved_to is null and p.merged_into is null"
)
# The copy as it was read, or none where there was none.
_KEPT: Final = """
    kept as (
        insert into facet_copy (tenant, person_id, facet, items, as_of)
        select p.tenant, p.id, $facet, $items, $as_of from still p
        on conflict (tenant, person_id, facet) do update
        set items = excluded.items, as_of = excluded.as_of, checked_at = null
        where facet_copy.items = $held::jsonb and facet_copy.as_of is not distinct from $held_as_of
        returning true
    )
"""
_CHANGE: Final = Statement(f"""
    with {_CLAIMED}, still as (
        update person p set version = p.version + 1 from claimed where {_STILL} returning p.*
    ), {_KEPT}, said as (
        insert into record_event (tenant, person_id, version, kind, at, actor, actor_name, client_id, purpose, changed,
                                  before, after, source_agency, source_as_of)
        select p.tenant, p.id, p.version, $event, $event_at, $actor, $actor_name, $client_id, $purpose,
               array[$facet::text],
               {SNAPSHOT} || jsonb_build_object('version', p.version - 1, $facet::text, coalesce($held::jsonb, '[]')),
               {SNAPSHOT} || jsonb_build_object($facet::text, $items::jsonb), $agency, $as_of
        from still p
    ), {_receipted(0)}
    {_all_or_nothing(f"exists (select from kept) and not exists ({listening_to('array[$told::text]', '$tenant')})")}
""")
_CONFIRM: Final = Statement(f"""
    with {_CLAIMED}, still as (
        select p.* from person p, claimed where {_STILL} for update of p
    ), {_KEPT}, {_receipted(0)}
    {_all_or_nothing("exists (select from kept)")}
""")


async def record(
    database: Database, said: Saying, rows: RowFilter, conclude: Callable[[uuid.UUID, Recorded], Conclusion]
) -> tuple[uuid.UUID, Recorded] | None:
    """Of whom, among the rows that the writer may see, and what became of it. None: nothing was done."""
    facet, recording = said.facet, said.recording
    parameters = Parameters(said.request.actor.tenant, recording.nik, facet.name)
    seen = _SEEN.format(sight=admitted(rows, "p", parameters))
    found = await database.fetchrow(seen, *parameters.values)
    if found is None or recording.expected_version not in {None, found["version"]}:
        return None
    copy = found if found["items"] is not None else None
    try:
        done, items = outcome(said, found["version"], copy)
    except HubError:
        return None
    receipt, reply = conclude(found["id"], done)
    given = {
        **_concluded(said.request, (receipt,), reply, said.event.at),
        "person": found["id"],
        "seen": found["version"],
        "facet": facet.name,
        "items": items,
        "as_of": done.as_of,
        "held": found["items"],
        "held_as_of": found["as_of"],
        "event": said.event.kind,
        "event_at": said.event.at,
        "actor_name": said.event.actor_name,
        "purpose": said.event.purpose,
        "agency": facet.agency,
        "told": said.event.told_as,
    }
    is_done = await _done(database, _CHANGE if done.changed else _CONFIRM, given)
    return (found["id"], done) if is_done else None


# ---- all of them -----------------------------------------------------------------------------------------------------


def _concluded(
    request: WriteRequest, receipts: Sequence[Receipt], reply: Mapping[str, Any], now: dt.datetime
) -> dict[str, object]:
    """The values of `_CLAIMED` and `_receipted`."""
    idempotency.check(request)
    receipt = receipts[0]
    given: dict[str, object] = {
        "tenant": request.actor.tenant,
        "client_id": request.actor.client_id,
        "mutation": request.mutation,
        "key": request.key,
        "actor": request.actor.subject,
        "body_hash": request.body_hash,
        "now": now,
        "kept_since": now - idempotency.KEPT,
        "reply": reply,
        "at": receipt.at,
        "reader": receipt.actor,
        "reading_client": receipt.client_id,
        "reader_name": receipt.actor_name,
        "reading_purpose": receipt.purpose,
        "operation": receipt.operation,
        "batches": receipt.batches,
        "behind_seals": receipt.behind_seals,
        "agreement": receipt.agreement,
        "sources": receipt.sources,
        "hidden_until": receipt.hidden_until,
        "roles": receipt.roles,
        "subjects": list(subjects_of(receipt)),
        "joined": subjects_of(receipt).joined,
    }
    for number, each in enumerate(receipts):
        given[f"receipt{number}"] = each.id
        given[f"on_behalf_of{number}"] = each.on_behalf_of
        given[f"fields{number}"] = each.fields
        given[f"categories{number}"] = each.categories
        given[f"apart{number}"] = kept(apart_of(each))
        given[f"mark{number}"] = each.mark
        given[f"mark_if_sealed{number}"] = each.mark_if_sealed
    return given


async def _done(database: Database, statement: Statement, given: Mapping[str, object]) -> bool:
    """False: the key has been used, something else is in the way, or whoever was waited for was first."""
    with mapped():
        async with database.acquired() as connection:
            try:
                return await connection.fetchrow(statement.sql, *statement.values(given)) is not None
            except (asyncpg.SerializationError, asyncpg.DeadlockDetectedError):
                return False
