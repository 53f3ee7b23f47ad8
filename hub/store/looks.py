"""Receipts in their context, for what looks for abuse: who read, whom, and whether the office had a reason."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg

from hub.core.attributes import Category
from hub.core.opened import is_emergency
from hub.core.oversight import Look, Reader, Seen
from hub.core.purpose import Purpose
from hub.core.receipt import Subjects
from hub.store.database import Connection

LISTS: Final = frozenset(
    f"Query.{name}"
    for name in (
        "searchCitizens",
        "applications",
        "duplicateCandidates",
        "discrepancies",
        "workItems",
        "handOvers",
        "objections",
        "burialReports",
    )
)
"""Root fields that list whoever fits: nobody was opened."""
_NO_RECORD: Final = frozenset({Category.ACCESS.value, Category.ACCOUNT.value})
BEFORE: Final = dt.timedelta(hours=1)
"""Somebody is looked up at the counter before her application is handed in."""
AFTER: Final = dt.timedelta(days=7)
"""Questions come after something is settled."""

_PIECE: Final = """
    select id, at, actor, actor_name, client_id, purpose, fields, categories, agreement, subjects
    from receipt where tenant = $1 and id > $2 and id < $3 order by id limit $4
"""
_USERS: Final = """
    select u.id::text as id, u.roles, u.region, coalesce(u.nik, '') as nik, p.family_card_number as card,
           p.region_code, p.rw, p.rt
    from identity_user u
    left join person p on p.tenant = u.tenant and p.nik = u.nik and p.moved_to is null and p.merged_into is null
    where u.tenant = $1 and u.id = any($2::uuid[])
"""
_CLIENTS: Final = "select client_id, region from oauth_client where tenant = $1 and client_id = any($2::text[])"
_PERSONS: Final = """
    select id, coalesce(nik, '') as nik, coalesce(region_code, '') as region_code, rw, rt,
           coalesce(family_card_number, '') as card
    from person where tenant = $1 and id = any($2::uuid[])
"""
# What gives the office a reason to look at somebody, or at anybody of her household, and from when until when.
# Person by person (`offset 0`): the planner expects so many of them that it would read the tables whole.
_CASES: Final = """
    with wanted as materialized (
        select id, coalesce(family_card_number, id::text) as family from person
        where tenant = $1 and family_card_number = any($2::text[])
        union
        select id, coalesce(family_card_number, id::text) from person where tenant = $1 and id = any($3::uuid[])
    )
    select w.family, c.began, c.ended from wanted w cross join lateral (
        select a.submitted_at as began, case when a.state in ('HANDED_OVER', 'REJECTED', 'WITHDRAWN') then (
                   select max(n.at) from application_action n where n.tenant = a.tenant and n.application_id = a.id) end
               as ended
        from application_person c join application a on a.tenant = c.tenant and a.id = c.application_id
        where c.tenant = $1 and c.person_id = w.id
        union all
        select d.opened_at, d.decided_at from discrepancy d where d.tenant = $1 and d.person_id = w.id
        union all
        select c.found_at, c.decided_at from duplicate_candidate c where c.tenant = $1 and c.high_id = w.id
        union all
        select c.found_at, c.decided_at from duplicate_candidate c where c.tenant = $1 and c.low_id = w.id
        union all
        select h.offered_at, h.closed_at
        from hand_over_person o join hand_over h on h.tenant = o.tenant and h.id = o.hand_over_id
        where o.tenant = $1 and o.person_id = w.id
        offset 0
    ) c
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """`last` is the last receipt of the piece, None when there is none; not every receipt is a look."""

    looks: tuple[Look, ...]
    last: uuid.UUID | None
    receipts: int


async def piece(
    connection: Connection, tenant: str, region: str, after: uuid.UUID, before: uuid.UUID, most: int
) -> Piece:
    """The looks of at most `most` receipts between two ids, in the order of time. `region` is the district's."""
    rows = await connection.fetch(_PIECE, tenant, after, before, most)
    told = [row for row in rows if _is_look(row)]
    subjects = {row["id"]: Subjects(row["subjects"]) for row in told}
    everybody = sorted({person for each in subjects.values() for person in each})
    persons = {row["id"]: row for row in await connection.fetch(_PERSONS, tenant, everybody)}
    cases = await _cases(connection, tenant, persons.values())
    readers = await _readers(connection, tenant, region, told)
    looks = sorted((_look(row, readers, persons, cases, subjects[row["id"]]) for row in told), key=lambda look: look.at)
    return Piece(tuple(looks), rows[-1]["id"] if rows else None, len(rows))


def _is_look(row: asyncpg.Record) -> bool:
    """Whether somebody read the record of others: no mutation alone, nothing of her own, nothing of accounts alone."""
    if row["purpose"] == Purpose.OWN_DATA.value or not row["subjects"]:
        return False
    return not set(row["categories"]) <= _NO_RECORD and any(not at.startswith("Mutation.") for at in row["fields"])


async def _cases(
    connection: Connection, tenant: str, persons: Iterable[asyncpg.Record]
) -> Mapping[str, Sequence[tuple[dt.datetime, dt.datetime | None]]]:
    """When each family had something open in the office."""
    known = list(persons)
    cards = sorted({row["card"] for row in known if row["card"]})
    alone = [row["id"] for row in known if not row["card"]]
    found = defaultdict[str, list[tuple[dt.datetime, dt.datetime | None]]](list)
    for row in await connection.fetch(_CASES, tenant, cards, alone):
        found[row["family"]].append((row["began"], row["ended"]))
    return found


async def _readers(
    connection: Connection, tenant: str, region: str, rows: Sequence[asyncpg.Record]
) -> Mapping[tuple[str, str], Reader]:
    users = {row["id"]: row for row in await connection.fetch(_USERS, tenant, _uuids(row["actor"] for row in rows))}
    names = sorted({row["client_id"] for row in rows})
    regions = {row["client_id"]: row["region"] for row in await connection.fetch(_CLIENTS, tenant, names)}
    return {
        (row["actor"], row["client_id"]): _reader(row, users.get(row["actor"]), regions.get(row["client_id"], region))
        for row in rows
    }


def _reader(row: asyncpg.Record, user: asyncpg.Record | None, region: str) -> Reader:
    """An account of another issuer is not known here: its role is its issuer's, its region the whole district's."""
    subject, name, client = row["actor"], row["actor_name"], row["client_id"]
    if user is None:
        is_client = subject == client
        return Reader(subject, name, client, "agency_client" if is_client else "external", region, is_client)
    role = min(user["roles"], default="none")
    card, place = user["card"] or "", _place(user)
    return Reader(subject, name, client, role, user["region"], False, user["nik"], card, place)  # noqa: FBT003  positions of a plain value


def _look(
    row: asyncpg.Record,
    readers: Mapping[tuple[str, str], Reader],
    persons: Mapping[uuid.UUID, asyncpg.Record],
    cases: Mapping[str, Sequence[tuple[dt.datetime, dt.datetime | None]]],
    subjects: Sequence[uuid.UUID],
) -> Look:
    seen = tuple(_seen(persons[one], cases, row["at"]) if one in persons else Seen(one) for one in subjects)
    return Look(
        row["id"],
        row["at"],
        readers[row["actor"], row["client_id"]],
        seen,
        listed=not LISTS.isdisjoint(row["fields"]),
        is_emergency=is_emergency(row["agreement"]),
    )


def _seen(
    person: asyncpg.Record, cases: Mapping[str, Sequence[tuple[dt.datetime, dt.datetime | None]]], at: dt.datetime
) -> Seen:
    family = person["card"] or str(person["id"])
    has_case = any(
        began - BEFORE <= at and (ended is None or at <= ended + AFTER) for began, ended in cases.get(family, ())
    )
    return Seen(person["id"], person["region_code"], person["card"], _place(person), person["nik"], has_case)


def _place(row: asyncpg.Record) -> str:
    """The neighbourhood; "" where the address names no RT."""
    return f"{row['region_code']}/{row['rw'] or ''}/{row['rt']}" if row["region_code"] and row["rt"] else ""


def _uuids(texts: Iterable[str]) -> list[uuid.UUID]:
    found = set()
    for text in texts:
        try:
            found.add(uuid.UUID(text))
        except ValueError:
            continue
    return sorted(found)
