"""What was read of one person, as she is told: her own part of each receipt, and no receipt before its time."""

from __future__ import annotations

import uuid
from typing import Final

import asyncpg

from hub.core.ports import Page
from hub.core.purpose import Purpose
from hub.core.receipt import Access, AccessFilter, Basis
from hub.store import cursors
from hub.store.columns import whole_person
from hub.store.database import Database
from hub.store.receipt_log import SETTLED, UNLISTED, UNPLACED

_WHOLE: Final = whole_person("$1", "$2::uuid")
# Those that are not told yet are left out where the newest are looked for: what stands on a page, how many there are
# and whether there are more is the same as if they did not exist.
_CHOSEN: Final = """
    ($5::timestamptz is null or r.hidden_until is null or r.hidden_until <= $5)
    and ($6::timestamptz is null or r.at >= $6) and ($7::timestamptz is null or r.at < $7)
    and ($8 or r.purpose <> $9) and ($10::uuid is null or r.id = $10)
"""
_LISTED: Final = f"""
    select s.receipt_id from ({_WHOLE}) w cross join lateral (
        select s.receipt_id from receipt_subject s
        join receipt r on r.tenant = $1 and r.id = s.receipt_id and {_CHOSEN}
        where s.tenant = $1 and s.person_id = w.id and ($3::uuid is null or s.receipt_id < $3)
        order by s.receipt_id desc limit $4
    ) s
"""
# Whether her id stands among the bytes at all is known sooner than where.
_FOUND: Final = f"""
    select r.id from ({{unlisted}}) r join ({_WHOLE}) w on position(uuid_send(w.id) in r.subjects) > 0
    where ($3::uuid is null or r.id < $3) and {_CHOSEN} and w.id in (select persons_in(r.subjects))
"""
_NEWEST: Final = f"""
    select s.receipt_id from ({_LISTED} union {_FOUND}) s(receipt_id) order by s.receipt_id desc limit $4
"""
# A receipt that says which part is whose tells her of the parts that name her, under any id of hers, and of those that
# are everybody's.
_HERS: Final = """
    select array_agg(distinct f.name order by f.name) from jsonb_array_elements(
        coalesce(r.parts, parts_told(r.apart, r.subjects, r.fields, r.categories))
    ) as p(part)
    cross join lateral jsonb_array_elements_text(p.part -> '{what}') as f(name)
    where not p.part ? 'subjects' or exists (select from jsonb_array_elements_text(p.part -> 'subjects') as x(id)
                  join ({whole}) w on w.id = x.id::uuid)
"""
_PART: Final = (
    "case when r.parts is null and r.apart is null then r.{what} else coalesce((" + _HERS + "), '{{}}') end as {what}"
)
_BEHALF: Final = f"""
    case when r.on_behalf_of is not null then exists (
        select from person p where p.tenant = $1 and p.nik = r.on_behalf_of and p.id in ({_WHOLE})
    ) end as on_her_behalf
"""
_READ: Final = f"""
    select r.id, r.at, r.actor, r.actor_name, r.client_id, r.roles, r.purpose, r.sources, r.hidden_until,
           a.id as agreement, a.number, a.title, a.recipient, {_BEHALF},
           {_PART.format(what="fields", whole=_WHOLE)}, {_PART.format(what="categories", whole=_WHOLE)}
    from ({_NEWEST}) s join receipt r on r.tenant = $1 and r.id = s.receipt_id
    left join agreement a on a.tenant = r.tenant and a.id = r.agreement order by s.receipt_id desc
"""
_BY_STATE: Final = {True: _READ.replace("{unlisted}", UNLISTED), False: _READ.replace("{unlisted}", UNPLACED)}


async def of_person(
    database: Database, tenant: str, person_id: uuid.UUID, chosen: AccessFilter, first: int, after: str | None
) -> Page[Access]:
    """The newest first: ids are ordered by time. Receipts of whoever was merged into her are hers as well, and one that
    names both counts once."""
    position = cursors.decode("accesses", after, uuid.UUID)
    async with database.snapshot() as connection:
        settled: bool = await connection.fetchval(SETTLED, tenant)
        rows = await connection.fetch(
            _BY_STATE[settled],
            tenant,
            person_id,
            position[0] if position else None,
            first + 1,
            chosen.told_at,
            chosen.since,
            chosen.until,
            chosen.own,
            Purpose.OWN_DATA.value,
            chosen.only,
        )
    found = [_access(row, person_id) for row in rows]
    return cursors.page(found, [cursors.encode("accesses", one.id) for one in found], first)


def _access(row: asyncpg.Record, person_id: uuid.UUID) -> Access:
    return Access(
        id=row["id"],
        at=row["at"],
        actor=row["actor"],
        actor_name=row["actor_name"],
        client=row["client_id"],
        roles=tuple(row["roles"]),
        purpose=row["purpose"],
        basis=_basis(row),
        on_her_behalf=row["on_her_behalf"],
        sources=tuple(row["sources"]),
        categories=tuple(row["categories"]),
        fields=tuple(row["fields"]),
        hidden_until=row["hidden_until"],
        person_id=person_id,
    )


def _basis(row: asyncpg.Record) -> Basis | None:
    if row["agreement"] is None:
        return None
    return Basis(row["agreement"], row["number"], row["title"], row["recipient"])
