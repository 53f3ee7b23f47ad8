"""What a demonstration's database says of mutations: each stored once, with its event, its receipt and its reply."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import asyncpg

from tests.drill.clerks import Mutation

_LICENCES: Final = """
    select jsonb_path_query_array(after, '$.licences[*].nib') as after,
           jsonb_path_query_array(before, '$.licences[*].nib') as before
    from record_event where kind = 'recorded' and at >= $1
"""
_KEPT: Final = """
    select m.mark, count(item) as times from unnest($1::text[]) m(mark)
    left join (select jsonb_array_elements(items) ->> 'nib' as item from facet_copy where facet = 'licences') held
        on item = m.mark
    group by m.mark
"""
_UPLOADS: Final = """
    select m.mark, count(d.id) as times from unnest($1::text[]) m(mark)
    left join document d on d.size = m.mark::bigint and d.kind = 'other' group by m.mark
"""
_APPLICATIONS: Final = """
    select m.mark, count(a.application_id) as times from unnest($1::text[]) m(mark)
    left join application_action a on a.kind = 'SUBMIT' and a.data #>> '{form,child,fullName}' = m.mark group by m.mark
"""
_REPLIES: Final = """
    select m.mark, count(r.key) filter (where r.reply is not null) as times from unnest($1::text[]) m(mark)
    left join idempotency_reply r on r.key = m.mark group by m.mark
"""
_STORED: Final = {
    "recordLicence": (_KEPT,),
    "createUpload": (_UPLOADS,),
    "submitApplication": (_APPLICATIONS,),
}
_GAPS: Final = """
    select count(*) from person p where p.version <> (
        select count(*) from record_event e where e.tenant = p.tenant and e.person_id = p.id)
    or p.version <> (select max(e.version) from record_event e where e.tenant = p.tenant and e.person_id = p.id)
"""
_PERSONS: Final = """
    select nik from person
    where nik is not null and not sealed and moved_to is null and merged_into is null and vital_status = 'ALIVE'
    and region_code like '19.01.%'
    order by nik
"""
_RECEIPTS: Final = "select count(*) from receipt where operation = 'DrillLicence' and at >= $1"
_HEADERS: Final = """
    select count(*) from application a where a.version <> (
        select max(n.seq) from application_action n where n.tenant = a.tenant and n.application_id = a.id)
"""


@dataclass(frozen=True)
class Ledger:
    database: asyncpg.Connection[Any]

    async def persons(self) -> list[str]:
        """NIKs of the people who live here and may be seen."""
        rows = await self.database.fetch(_PERSONS)
        return [row["nik"] for row in rows]

    async def not_once(self, mutations: Sequence[Mutation], since: dt.datetime) -> list[str]:
        """What is stored otherwise than exactly once, each with how often it is; all were sent after `since`."""
        wrong = await self._licences_not_once(mutations, since)
        for root, statements in _STORED.items():
            marks = [one.mark for one in mutations if one.root == root]
            for statement in statements:
                wrong += await self._wrong(root, statement, marks)
        return wrong + await self._wrong("reply", _REPLIES, [one.key for one in mutations])

    async def _licences_not_once(self, mutations: Sequence[Mutation], since: dt.datetime) -> list[str]:
        """By the events: a licence is new in one of them."""
        times = Counter[str]()
        for event in await self.database.fetch(_LICENCES, since):
            before = set(json.loads(event["before"] or "[]"))
            times.update(nib for nib in json.loads(event["after"]) if nib not in before)
        marks = [one.mark for one in mutations if one.root == "recordLicence"]
        return [f"event of {mark}: {times[mark]} times" for mark in marks if times[mark] != 1]

    async def gaps(self) -> int:
        """Persons and applications whose version is not the number of their events or actions."""
        found: int = await self.database.fetchval(_GAPS) + await self.database.fetchval(_HEADERS)
        return found

    async def receipts_of_licences(self, since: dt.datetime) -> int:
        found: int = await self.database.fetchval(_RECEIPTS, since)
        return found

    async def _wrong(self, what: str, statement: str, marks: list[str]) -> list[str]:
        rows = await self.database.fetch(statement, marks)
        return [f"{what} {row['mark']}: {row['times']} times" for row in rows if row["times"] != 1]
