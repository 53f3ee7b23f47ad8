"""Operations on a large record, watched: what each made the database read, and how it would be planned for anybody.

Two witnesses. PostgreSQL's counters say what was read when it was asked: tables from end to end, entries of indexes.
The plans that it makes without looking at values say what it falls back to once a statement has been asked often.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from graphql import FieldNode, OperationDefinitionNode, parse

from benchmarks import multitude, multitude_work
from benchmarks.office import Office, opened
from hub.core.actor import Actor
from hub.store import Database
from hub.store.bulk import HOUR
from tests.fakes.actors import EVERYTHING
from tests.store.test_schema import TABLES, TOOLS

MOST_ENTRIES: Final = 2_000
"""Entries of an index that one operation may read."""
BY_WORDS: Final = "name_word_alike"
"""What is read of this index grows with the words of a district's names, and there are few."""
_PLANNED: Final = re.compile(r"\s*(with|select|insert|update|delete|merge)\b", re.IGNORECASE)
_PARAMETER: Final = re.compile(r"\$(\d+)")


@dataclass(frozen=True, slots=True)
class Counts:
    """What the database has counted: reads of whole tables by table, entries given by index."""

    whole: Mapping[str, int]
    entries: Mapping[str, int]

    @classmethod
    async def of(cls, database: Database) -> Counts:
        await database.fetchval("select pg_stat_force_next_flush()")
        whole = await database.fetch("select relname, seq_scan from pg_stat_user_tables")
        entries = await database.fetch("select indexrelname, idx_tup_read from pg_stat_user_indexes")
        return cls({row[0]: row[1] for row in whole}, {row[0]: row[1] for row in entries})

    def since(self, before: Counts, large: set[str], most: int) -> list[str]:
        """What is wrong with it: large tables read as a whole, and indexes that gave too much."""
        whole = [f"all of {name}" for name in large if self.whole[name] > before.whole[name]]
        read = {name: count - before.entries.get(name, 0) for name, count in self.entries.items()}
        return whole + [
            f"{count} entries of {name}" for name, count in read.items() if count > most and name != BY_WORDS
        ]


@dataclass
class Watched:
    """Operations, with what each of them made the database read, the roots asked and the statements prepared."""

    office: Office
    large: set[str]
    wrong: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    statements: dict[str, str] = field(default_factory=dict)
    began: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    """When the record was there, so that what comes later is what the operations themselves did."""

    async def do(self, what: str, work: Awaitable[Any], most: int = MOST_ENTRIES) -> Any:
        known, before = await self._prepared(), await Counts.of(self.office.database)
        done = await work
        after = await Counts.of(self.office.database)
        self.wrong += [f"{what}: {one}" for one in after.since(before, self.large, most)]
        for statement in await self._prepared() - known:
            self.statements.setdefault(statement, what)
        return done

    async def ask(
        self,
        what: str,
        query: str,
        variables: Mapping[str, Any] | None = None,
        by: Actor = EVERYTHING,
        most: int = MOST_ENTRIES,
    ) -> dict[str, Any]:
        """The data of an answer without errors."""
        self.asked |= set(roots_of(query))
        told: dict[str, Any] = await self.do(what, self.office.ask(query, dict(variables or {}), by), most)
        return told

    async def read_whole_by_plan(self) -> list[str]:
        """Statements whose plan for any values reads a large table from end to end."""
        found = []
        for statement, what in self.statements.items():
            if _PLANNED.match(statement):
                tables = sorted(set(sequential(await generic_plan(self.office.database, statement))) & self.large)
                found += [f"{what}: all of {table} by plan: {' '.join(statement.split())[:300]}" for table in tables]
        return found

    async def _prepared(self) -> set[str]:
        rows = await self.office.database.fetch("select statement from pg_prepared_statements")
        return {row["statement"] for row in rows}


def roots_of(query: str) -> Iterator[str]:
    """The root fields of a document."""
    for definition in parse(query).definitions:
        if isinstance(definition, OperationDefinitionNode):
            yield from (node.name.value for node in definition.selection_set.selections if isinstance(node, FieldNode))


async def generic_plan(database: Database, statement: str) -> Mapping[str, Any]:
    """The plan of a statement that holds for whatever values."""
    count = max((int(number) for number in _PARAMETER.findall(statement)), default=0)
    given = f"({', '.join(['null'] * count)})" if count else ""
    async with database.transaction() as connection:
        await connection.execute("set local plan_cache_mode = force_generic_plan")
        await connection.execute(f"prepare watched as {statement}")
        text = await connection.fetchval(f"explain (format json) execute watched{given}")
        await connection.execute("deallocate watched")
    (explained,) = orjson.loads(text)
    plan: Mapping[str, Any] = explained["Plan"]
    return plan


def sequential(plan: Mapping[str, Any]) -> Iterator[str]:
    """Tables that a plan reads from end to end."""
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from sequential(part)


async def large_tables(database: Database) -> set[str]:
    rows = await database.fetch(
        f"select t.relname from ({TABLES}) t join pg_class c using (oid) where c.reltuples >= 1000", TOOLS
    )
    return {row["relname"] for row in rows}


async def fill(url: str, people: int) -> None:
    """A district of so many people, with work about a quarter of them, of 100,000 at most."""
    loader = await Database.open(url, max_size=1, command_timeout=HOUR)
    await multitude.load(loader, people)
    await multitude_work.load(loader, min(people // 4, 100_000))
    await loader.close()


@asynccontextmanager
async def watching(url: str) -> AsyncIterator[Watched]:
    """One connection, which says at once what it has read."""
    async with opened(url, connections=1) as office:
        yield Watched(office, await large_tables(office.database))
