"""Persons and family cards."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import asyncpg

from hub.core import actor
from hub.core.citizen import Address, Citizen, CitizenSearch, FamilyCard
from hub.core.ports import HistoryEntry, Lookup, Page
from hub.core.predicates import NOT_SEALED, REGION_SUBTREE, RowFilter
from hub.core.purpose import Purpose
from hub.core.regions import Region, RegionSearch
from hub.store import columns, cursors, directory, region_search
from hub.store.columns import FAMILY_CARD, LED_TO, changed_attributes, person_values
from hub.store.database import Connection, Database
from hub.store.events import INSERT_PERSON, Event, record
from hub.store.past import EVENT, NEWEST_FIRST, events_of, told_by
from hub.store.row_filter import Parameters, admitted, parent_sealed
from hub.store.search import SETTINGS, TERMS, matching, terms_of

_ADOPTED: Final = columns.shown(RowFilter((NOT_SEALED.name,)), "p")
_ELSEWHERE: Final = (
    "case when p.id is null then (select d.nik from nik_directory d where d.nik = asked.nik and d.tenant <> $1) end"
)
# Of one person the plan is the same whoever she is, so PostgreSQL keeps it. A list it plans anew for each time, which
# takes longer than to read one person.
_ASKED: Final = "unnest($2::text[]) asked(nik)"
_ONE_ASKED: Final = "(select $2::text as nik) asked"

_CHILDREN: Final = """
    select m.id from person m where m.tenant = $1 and m.mother_nik = $2
    union select f.id from person f where f.tenant = $1 and f.father_nik = $2
"""
_TOLD_EVENT: Final = EVENT.replace("e.actor_name", "e.told_actor as actor_name")


class PgPeople:
    """Implements `hub.core.ports.People`."""

    def __init__(self, database: Database, clock: Callable[[], dt.datetime] | None = None) -> None:
        self._database = database
        self._clock = clock or _now

    async def by_niks(self, tenant: str, niks: Sequence[str], rows: RowFilter) -> Lookup:
        """One statement for all NIKs; rows that the filter does not admit come back by NIK alone.

        A NIK that another district holds counts as hidden, so what an agency says of it is not kept here.
        """
        is_one = len(niks) == 1
        parameters = Parameters(tenant, niks[0] if is_one else list(niks))
        sight = admitted(rows, "p", parameters)
        found = await self._database.fetch(
            f"select {columns.shown(rows, 'p')}, asked.nik as asked, {sight} as admitted, {_ELSEWHERE} as elsewhere"
            f" from {_ONE_ASKED if is_one else _ASKED} left join ({LED_TO}) on q.tenant = $1 and q.nik = asked.nik",
            *parameters.values,
        )
        citizens = await self._citizens([row for row in found if row["admitted"]])
        held = [row for row in found if row["id"] is not None or row["elsewhere"] is not None]
        hidden = frozenset(row["asked"] for row in held if not row["admitted"])
        return Lookup({row["asked"]: person for row, person in citizens}, hidden)

    async def by_ids(self, tenant: str, ids: Sequence[uuid.UUID], rows: RowFilter) -> Mapping[uuid.UUID, Citizen]:
        parameters = Parameters(tenant, list(ids))
        found = await self._database.fetch(
            f"select {columns.shown(rows, 'p')}, q.id as asked from {LED_TO} where q.tenant = $1 and q.id = any($2)"
            f" and {admitted(rows, 'p', parameters)}",
            *parameters.values,
        )
        return {row["asked"]: person for row, person in await self._citizens(found)}

    async def with_birth_deed(self, tenant: str, number: str) -> uuid.UUID | None:
        """The only one of this birth deed. One who was merged into another has left hers to that one."""
        rows = await self._database.fetch(
            "select id from person where tenant = $1 and birth_deed_number = $2 and merged_into is null limit 2",
            tenant,
            number,
        )
        return rows[0]["id"] if len(rows) == 1 else None

    async def search(
        self, tenant: str, search: CitizenSearch, rows: RowFilter, first: int, after: str | None
    ) -> Page[Citizen]:
        """Persons whose name has words like those of `search.name`, in whatever spelling; the most alike first.

        Raises BadInput for a name without letters, a region that is none, or a cursor of another list.
        """
        matches, parameters = _matching(tenant, search, rows)
        position = _position(after, parameters)
        async with self._database.transaction(readonly=True) as connection:
            await connection.execute(SETTINGS)
            found = await connection.fetch(
                f"select {columns.shown(rows, 'p')}, p.score from ({matches}) p where {position}"
                f" order by score desc, id limit {parameters.add(first + 1, 'bigint')}",
                *parameters.values,
            )
        people = await self._citizens(found)
        marks = [cursors.encode("search", row["score"], row["id"]) for row, _ in people]
        return cursors.page([person for _, person in people], marks, first)

    async def family_cards(self, tenant: str, numbers: Sequence[str], rows: RowFilter) -> Mapping[str, FamilyCard]:
        """Cards of which the filter admits at least one member."""
        parameters = Parameters(tenant, list(numbers))
        found = await self._database.fetch(
            f"select {columns.columns(FAMILY_CARD, 'c')} from family_card c"
            " where c.tenant = $1 and c.number = any($2) and exists ("
            "  select from person p where p.tenant = c.tenant and p.family_card_number = c.number"
            f"  and {admitted(rows, 'p', parameters)})",
            *parameters.values,
        )
        places = await self._database.regions.current()
        return {row["number"]: columns.family_card(row, places) for row in found}

    async def members(self, tenant: str, numbers: Sequence[str], rows: RowFilter) -> Mapping[str, tuple[Citizen, ...]]:
        """The members that the filter admits, the head of each family first, then by age."""
        parameters = Parameters(tenant, list(numbers))
        found = await self._database.fetch(
            f"select {columns.shown(rows, 'p')} from person p where p.tenant = $1 and p.family_card_number = any($2)"
            f" and {admitted(rows, 'p', parameters)}"
            " order by p.family_relationship <> 'HEAD', p.birth_date, p.id",
            *parameters.values,
        )
        families: dict[str, list[Citizen]] = defaultdict(list)
        for row, person in await self._citizens(found):
            families[row["family_card_number"]].append(person)
        return {number: tuple(people) for number, people in families.items()}

    async def children(self, tenant: str, nik: str, rows: RowFilter, most: int) -> Sequence[Citizen]:
        parameters = Parameters(tenant, nik, most)
        found = await self._database.fetch(
            f"select {columns.shown(rows, 'p')} from ({_CHILDREN}) c join person p on p.tenant = $1 and p.id = c.id"
            f" where {admitted(rows, 'p', parameters)} order by p.birth_date, p.id limit $3",
            *parameters.values,
        )
        return [person for _, person in await self._citizens(found)]

    async def history(
        self,
        tenant: str,
        person_id: uuid.UUID,
        rows: RowFilter,
        first: int,
        after: str | None,
        until: int | None = None,
    ) -> Page[HistoryEntry]:
        """The events of a person that this reader may hear of, the newest first. `changed` holds names of attributes
        of Citizen (`full_name`), without those of facets that she may not read."""
        last = cursors.decode("history", after, cursors.Micros, uuid.UUID, int) or (None, None, None)
        own = "and ($7::int is null or (e.person_id = $2 and e.version <= $7))"
        events = events_of(
            "$1",
            "$2::uuid",
            ("$3::bigint", "$4::uuid", "$5::int"),
            "$6::bigint",
            (rows.names, "$8::text[]", "$9::text"),
            own,
        )
        found = await self._database.fetch(
            f"select e.person_id, e.told, {_TOLD_EVENT} from ({events}) e"
            " left join application a on a.tenant = e.tenant and a.id = e.application_id"
            f" order by {NEWEST_FIRST}",
            tenant,
            person_id,
            *last,
            first + 1,
            until,
            list(rows.untold),
            rows.clerks,
        )
        entries = [
            HistoryEntry(person_id=row["person_id"], changed=tuple(row["told"]), **told_by(row)) for row in found
        ]
        marks = [cursors.encode("history", cursors.Micros.of(e.at), e.person_id, e.version) for e in entries]
        return cursors.page(entries, marks, first)

    async def places(self, codes: Sequence[str]) -> Mapping[str, Address]:
        return (await self._database.regions.current()).named(codes) if codes else {}

    async def regions(self, wanted: RegionSearch) -> list[Region]:
        codes = await region_search.codes(self._database, wanted)
        places = await self._database.regions.current()
        return [places.region(code) for code in codes]

    async def adopt(self, tenant: str, citizens: Sequence[Citizen]) -> Mapping[str, Citizen]:
        """Keeps persons with a NIK that an agency knew. Whoever was stored before stays as she is.

        The directory is asked in the same transaction: whom another district holds is left to that district.
        """
        ordered = sorted((person for person in citizens if person.nik), key=lambda person: person.nik or "")
        newcomers = {person.id: dataclasses.replace(person, tenant=tenant, version=1) for person in ordered}
        niks = [person.nik for person in newcomers.values()]
        async with self._database.transaction() as connection:
            # In the order of their NIKs, so that two that adopt the same persons do not wait for each other in a ring.
            own = await directory.claim(connection, tenant, [person.nik for person in newcomers.values()])
            stored = await connection.fetchmany(
                f"{INSERT_PERSON} on conflict do nothing returning id",
                [person_values(person) for person in newcomers.values() if person.nik in own],
            )
            await self._record(connection, tenant, [newcomers[row["id"]] for row in stored])
            found = await connection.fetch(
                f"select {_ADOPTED} from person p where p.tenant = $1 and p.nik = any($2) and p.moved_to is null"
                " and p.merged_into is null",
                tenant,
                niks,
            )
        return {row["nik"]: person for row, person in await self._citizens(found)}

    async def _record(self, connection: Connection, tenant: str, persons: Sequence[Citizen]) -> None:
        hub = actor.system(tenant, "")
        event = Event(
            "adopted",
            self._clock(),
            hub.subject,
            hub.display_name,
            hub.client_id,
            Purpose.CIVIL_REGISTRATION.value,
        )
        for person in persons:
            told = dataclasses.replace(event, agency="population", as_of=person.as_of)
            await record(connection, person, told, changed_attributes(None, person), None)

    async def _citizens(self, rows: Sequence[asyncpg.Record]) -> list[tuple[asyncpg.Record, Citizen]]:
        places = await self._database.regions.current()
        return [(row, columns.citizen(row, places)) for row in rows]


def _matching(tenant: str, search: CitizenSearch, rows: RowFilter) -> tuple[str, Parameters]:
    values = terms_of(
        {
            "name": search.name,
            "birthDate": search.birth_date,
            "birthYear": search.birth_year,
            "motherName": search.mother_name,
            "regionCode": search.region_code,
        }
    )
    parameters = Parameters(tenant)
    terms = {name: parameters.add(values[name], type_) for name, type_ in TERMS.items()}
    is_bounded = rows.is_usable and REGION_SUBTREE.name in rows.names
    sight = parameters.add(rows.region, "text") if is_bounded else None
    named_mother = f"not {parent_sealed(rows.names, 'q', 'mother')}"
    return matching(terms, "$1::text", admitted(rows, "q", parameters), named_mother, sight), parameters


def _position(after: str | None, parameters: Parameters) -> str:
    position: tuple[Any, ...] | None = cursors.decode("search", after, int, uuid.UUID)
    if position is None:
        return "true"
    score, last = parameters.add(position[0], "int"), parameters.add(position[1], "uuid")
    return f"(score < {score} or (score = {score} and id > {last}))"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
