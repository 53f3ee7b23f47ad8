"""Discrepancies of the record: opened, changed and ended by what agencies say, listed for clerks, timed by a clock.

Everything that changes one holds the person's row first, so that whoever sees a contradiction, corrects the person or
decides follows one after the other, and what is told about a person keeps its order.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg

from hub.core.citizen import Citizen
from hub.core.contradiction import recorded_value
from hub.core.delivery import Notice
from hub.core.discrepancy import (
    Course,
    Decision,
    Discrepancy,
    DiscrepancyFilter,
    DiscrepancyState,
    Marks,
    Noted,
    Ruling,
    Said,
    by_key,
    course,
)
from hub.core.identifiers import new_id
from hub.core.ports import Clock, Page
from hub.core.predicates import RowFilter
from hub.store import columns, cursors
from hub.store.columns import whole_person
from hub.store.database import Connection, Database
from hub.store.publishing import publish
from hub.store.queues import about_somebody, in_states
from hub.store.row_filter import Parameters, admitted

COLUMNS: Final = ", ".join(
    f"d.{name}"
    for name in (
        "tenant", "id", "person_id", "attribute", "source", "claim", "mark", "recorded", "state", "version",
        "opened_at", "changed_at", "opened_by", "due_at", "overdue_at", "documents", "ruling", "reason", "decided_by",
        "decided_by_name", "decided_at", "decided_value",
    )
)  # fmt: skip
LOCK: Final = "select from person p where p.tenant = $1 and p.id = any($2) order by p.id for no key update"
_PERSON: Final = columns.columns(columns.PERSON, "p")
_PERSONS: Final = f"select {_PERSON} from person p where p.tenant = $1 and p.id = any($2)"
_KNOWN: Final = f"select {COLUMNS} from discrepancy d where d.tenant = $1 and d.person_id = any($2)"
_OPEN: Final = """
    insert into discrepancy (tenant, id, person_id, attribute, source, claim, mark, recorded, state, opened_at,
                             changed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, 'OPEN', $9, $9)
"""
_CHANGE: Final = """
    update discrepancy set claim = $3, mark = $4, recorded = $5, changed_at = $6, version = version + 1
    where tenant = $1 and id = $2
"""
_WITHDRAW: Final = """
    update discrepancy set state = 'WITHDRAWN', changed_at = $3, version = version + 1 where tenant = $1 and id = $2
"""
_DUE: Final = """
    select d.id, d.person_id from discrepancy d
    where d.tenant = $1 and d.state = 'OPEN' and d.due_at <= $2 and d.overdue_at is null order by d.due_at limit $3
"""
_OVERDUE: Final = """
    update discrepancy set overdue_at = $3, changed_at = $3, version = version + 1
    where tenant = $1 and id = any($2) and state = 'OPEN' and overdue_at is null
    returning id, person_id, attribute
"""
_SHOWN_FOR: Final = "d.documents <> '{}' and d.documents @> array[$2::uuid]"
_BATCH: Final = 100


@dataclass(frozen=True, slots=True)
class _Step:
    """What follows from one claim. `opened` is the discrepancy that it changes or ends."""

    course: Course
    said: Said
    attribute: str
    mark: str
    recorded: str | None
    opened: Discrepancy | None


class PgDiscrepancies:
    """Implements `hub.core.discrepancy.Discrepancies` for one tenant; `marks` tell claims apart."""

    def __init__(self, database: Database, tenant: str, marks: Marks, clock: Clock) -> None:
        self._database = database
        self._tenant = tenant
        self.marks = marks
        self._clock = clock

    async def note(self, said: Sequence[Said]) -> Noted:
        """One small read where nothing follows, which is nearly always; otherwise a transaction."""
        wanted = {(each.person_id, each.agency): each for each in said if each.claims}
        if not wanted:
            return Noted()
        async with self._database.connection() as connection:
            seen = await self._steps(connection, [*wanted.values()])
        following = {(step.said.person_id, step.said.agency) for step in seen}
        if not following:
            return Noted()
        async with self._database.transaction() as connection:
            ids = sorted({person_id for person_id, _ in following})
            await connection.execute(LOCK, self._tenant, ids)
            # Looked at anew: somebody else may have noted the same, or decided, while the rows were waited for.
            return await self._take(connection, await self._steps(connection, [wanted[key] for key in following]))

    async def page(
        self, tenant: str, chosen: DiscrepancyFilter, rows: RowFilter, first: int, after: str | None
    ) -> Page[Discrepancy]:
        """Ids are ordered by time, so the order is that of opening."""
        position = cursors.decode("discrepancy-queue", after, uuid.UUID)
        parameters = Parameters(tenant, [state.value for state in chosen.states])
        terms = [*_terms(chosen, parameters), about_somebody(admitted(rows, "p", parameters))]
        if position is not None:
            terms.append(f"d.id > {parameters.add(position[0], 'uuid')}")
        chosen_rows = in_states("discrepancy", "$2::text[]", terms, "asc", parameters.add(first + 1, "bigint"))
        found = await self._database.fetch(f"select {COLUMNS} {chosen_rows}", *parameters.values)
        return _page(found, "discrepancy-queue", first)

    async def of_person(self, tenant: str, person_id: uuid.UUID, first: int, after: str | None) -> Page[Discrepancy]:
        position = cursors.decode("discrepancies", after, uuid.UUID)
        found = await self._database.fetch(
            f"select {COLUMNS} from discrepancy d where d.tenant = $1"
            f" and d.person_id in ({whole_person('$1', '$2::uuid')})"
            " and ($3::uuid is null or d.id < $3) order by d.id desc limit $4",
            tenant,
            person_id,
            position[0] if position else None,
            first + 1,
        )
        return _page(found, "discrepancies", first)

    async def showing(self, tenant: str, document_id: uuid.UUID, rows: RowFilter) -> Discrepancy | None:
        parameters = Parameters(tenant, document_id)
        found = await self._database.fetchrow(
            f"select {COLUMNS} from discrepancy d where d.tenant = $1 and {_SHOWN_FOR}"
            f" and {about_somebody(admitted(rows, 'p', parameters))} order by d.id limit 1",
            *parameters.values,
        )
        return discrepancy(found) if found else None

    async def by_id(self, tenant: str, discrepancy_id: uuid.UUID) -> Discrepancy | None:
        row = await self._database.fetchrow(
            f"select {COLUMNS} from discrepancy d where d.tenant = $1 and d.id = $2", tenant, discrepancy_id
        )
        return discrepancy(row) if row else None

    async def mark_overdue(self) -> int:
        """Marks contests whose time is over, and tells those who listen; returns how many."""
        now = self._clock()
        async with self._database.transaction() as connection:
            due = await connection.fetch(_DUE, self._tenant, now, _BATCH)
            if not due:
                return 0
            await connection.execute(LOCK, self._tenant, sorted({row["person_id"] for row in due}))
            late = await connection.fetch(_OVERDUE, self._tenant, [row["id"] for row in due], now)
            await publish(
                connection,
                [self._notice("overdue", row["person_id"], row["attribute"], row["id"], now) for row in late],
            )
        return len(late)

    async def count_overdue(self) -> int:
        """Contests that are open though their time is over."""
        counted: int = await self._database.fetchval(
            "select count(*) from discrepancy where tenant = $1 and state = 'OPEN' and due_at <= $2",
            self._tenant,
            self._clock(),
        )
        return counted

    # ---- what follows from what agencies say -----------------------------------------------------------------------

    async def _steps(self, connection: Connection, said: Sequence[Said]) -> list[_Step]:
        ids = sorted({each.person_id for each in said})
        places = await self._database.regions.current(connection.fetch)
        persons = {
            row["id"]: columns.citizen(row, places) for row in await connection.fetch(_PERSONS, self._tenant, ids)
        }
        known = by_key(map(discrepancy, await connection.fetch(_KNOWN, self._tenant, ids)))
        steps = [
            self._step(
                each, attribute, persons[each.person_id], known.get((each.person_id, each.agency, attribute), ())
            )
            for each in said
            if each.person_id in persons
            for attribute in each.claims
        ]
        return [step for step in steps if step.course is not Course.NOTHING]

    def _step(self, said: Said, attribute: str, person: Citizen, known: Sequence[Discrepancy]) -> _Step:
        recorded, claim, mark = (
            recorded_value(person, attribute),
            said.claims[attribute],
            self.marks.of(said, attribute),
        )
        opened = next((each for each in known if each.state is DiscrepancyState.OPEN), None)
        return _Step(course(attribute, recorded, claim, mark, known), said, attribute, mark, recorded, opened)

    async def _take(self, connection: Connection, steps: Sequence[_Step]) -> Noted:
        now = self._clock()
        opening = {new_id(): step for step in steps if step.course is Course.OPEN}
        changing = {step.opened.id: step for step in steps if step.course is Course.CHANGE and step.opened}
        ending = {step.opened.id: step for step in steps if step.course is Course.WITHDRAW and step.opened}
        tenant = self._tenant
        if opening:
            await connection.executemany(_OPEN, [(tenant, key, *_opened(step), now) for key, step in opening.items()])
        if changing:
            await connection.executemany(
                _CHANGE, [(tenant, key, *_claimed(step), now) for key, step in changing.items()]
            )
        if ending:
            await connection.executemany(_WITHDRAW, [(tenant, key, now) for key in ending])
        told = [("opened", opening), ("withdrawn", ending)]
        notices = [
            self._notice(word, step.said.person_id, step.attribute, key, now)
            for word, steps_of in told
            for key, step in steps_of.items()
        ]
        await publish(connection, notices)
        return Noted(len(opening), len(changing), len(ending))

    def _notice(self, word: str, person_id: uuid.UUID, attribute: str, key: uuid.UUID, at: dt.datetime) -> Notice:
        return told_of(self._tenant, word, person_id, attribute, key, at)


def told_of(tenant: str, word: str, person_id: uuid.UUID, attribute: str, key: uuid.UUID, at: dt.datetime) -> Notice:
    """What is told of a discrepancy. Which agency says otherwise is not: that alone may tell of a patient."""
    return Notice(
        tenant=tenant,
        kind=f"discrepancy.{word}",
        person_id=person_id,
        at=at,
        changed=(attribute,),
        data={"discrepancy": str(key)},
    )


def discrepancy(row: asyncpg.Record) -> Discrepancy:
    """The discrepancy in a row that has COLUMNS."""
    given: dict[str, object] = {name: row[name] for name in _TAKEN}
    return Discrepancy(
        **given,  # type: ignore[arg-type]  # the columns of the same names
        state=DiscrepancyState(row["state"]),
        documents=tuple(row["documents"]),
        decision=_decision(row) if row["ruling"] else None,
    )


_TAKEN: Final = (
    "tenant", "id", "person_id", "attribute", "source", "claim", "mark", "recorded", "version", "opened_at",
    "changed_at", "opened_by", "due_at", "overdue_at",
)  # fmt: skip


def _decision(row: asyncpg.Record) -> Decision:
    return Decision(
        Ruling(row["ruling"]),
        row["reason"],
        row["decided_by"],
        row["decided_by_name"],
        row["decided_at"],
        row["decided_value"],
    )


def _claimed(step: _Step) -> tuple[str | None, str, str | None]:
    """Claim, mark and the record's value; the claim itself only where it may be kept."""
    return (step.said.claims[step.attribute] if step.said.keeps else None, step.mark, step.recorded)


def _opened(step: _Step) -> tuple[object, ...]:
    return (step.said.person_id, step.attribute, step.said.agency, *_claimed(step))


def _terms(chosen: DiscrepancyFilter, parameters: Parameters) -> list[str]:
    terms = []
    if chosen.only is not None:
        terms.append(f"d.id = {parameters.add(chosen.only, 'uuid')}")
    if chosen.source is not None:
        terms.append(f"d.source = {parameters.add(chosen.source, 'text')}")
    if chosen.attribute is not None:
        terms.append(f"d.attribute = {parameters.add(chosen.attribute, 'text')}")
    if chosen.contested is not None:
        terms.append(f"(d.due_at is not null) = {parameters.add(chosen.contested, 'boolean')}")
    if chosen.overdue is not None:
        terms.append(f"(d.overdue_at is not null) = {parameters.add(chosen.overdue, 'boolean')}")
    return terms


def _page(found: Sequence[asyncpg.Record], kind: str, first: int) -> Page[Discrepancy]:
    items = [discrepancy(row) for row in found]
    return cursors.page(items, [cursors.encode(kind, each.id) for each in items], first)
