"""Applies the rows of an extract to the record, set by set, in the caller's transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, NamedTuple

import asyncpg

from hub.core.errors import Conflict
from hub.core.extract.importing import Import
from hub.core.extract.reasons import Warned
from hub.store import import_indexes, import_sql
from hub.store.database import Connection
from hub.store.events import Event, notice
from hub.store.publishing import listening_to, tell

Watch = Callable[[str], None]
"""Called with the name of each step as it begins."""
_COLLIDED: Final = (
    "Another district entered one of these persons at this moment. Nothing is in the record; call again, and the row "
    "will be refused."
)
STEPS: Final = ("indexes", "comparing", "changed persons", "family cards", "refused rows", "committing")


def table_of(import_id: uuid.UUID) -> str:
    """The name of the table that holds the rows of an import."""
    return f"record_import_row_{import_id.hex}"


class Entered(NamedTuple):
    """What has been entered for the first time."""

    persons: int
    cards: int

    def __add__(self, other: tuple[int, ...]) -> Entered:  # type: ignore[override]  # counts, not a longer tuple
        return Entered(*map(sum, zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True)
class By:
    """Who and when, in the events: time, actor, actor's name, client and purpose."""

    at: dt.datetime
    actor: str
    actor_name: str
    client_id: str
    purpose: str

    def values(self) -> tuple[object, ...]:
        return (self.at, self.actor, self.actor_name, self.client_id, self.purpose)


async def insert(connection: Connection, tenant: str, of: Import, by: By, lines: tuple[int, int]) -> Entered:
    """The new persons of the lines from the first of `lines` until the other; what is unlike the record is noted."""
    work = _Work(connection, tenant, of)
    async with work.looking_up():
        new = await work.run(import_sql.INSERT, tenant, of.as_of, *by.values(), *lines)
        await work.run(import_sql.NOTE_CARDS, tenant, *lines)
    return Entered(new, 0)


async def fill(connection: Connection, tenant: str, of: Import, by: By, lines: tuple[int, int]) -> Entered:
    """The same while the record holds nobody but those whom this transaction entered, and nobody else can enter one.

    The indexes of persons may be set aside meanwhile: nobody is looked for but in the directory. Cards of heads are
    made at once.
    """
    work = _Work(connection, tenant, of)
    async with work.looking_up():
        cards = import_sql.FILL_CARDS
        try:
            async with connection.transaction():
                await work.run(import_sql.FILL_DIRECTORY, tenant, *lines)
                new = await work.run(import_sql.FILL_PERSONS, tenant, *lines, of.as_of)
                await work.run(import_sql.FILL_EVENTS, tenant, *lines, of.as_of, *by.values())
        except asyncpg.UniqueViolationError:
            # A NIK of these lines came before, or the directory knows it.
            new = await work.run(import_sql.FILL_SIFTED, tenant, *lines, of.as_of, *by.values())
            cards += import_sql.FILL_CARDS_SIFTED
        return Entered(new, await work.run(cards + import_sql.FILL_CARDS_ORDER, tenant, *lines))


async def apply(
    connection: Connection, tenant: str, of: Import, by: By, new: Entered, watch: Watch
) -> Mapping[str, int]:
    """Everything else, once what is new is there (`new` of it). Returns what became of the rows, by name."""
    work = _Work(connection, tenant, of)
    watch(STEPS[0])
    rows, unread = await work.read()
    all_new = new.persons == rows - unread
    filled = await import_indexes.put_back(connection, tenant, of.id, all_new=all_new)
    watch(STEPS[1])
    # Each new person has a NIK of her own. So if all rows became new persons, none has the NIK of another.
    await work.refuse(all_new=all_new)
    watch(STEPS[2])
    changed = await work.change(by)
    watch(STEPS[3])
    if filled:
        await work.run(import_sql.NOTE_HEADLESS, tenant)
    cards = await work.cards(new.cards)
    watch(STEPS[4])
    refused = await work.looked_up(import_sql.KEEP_REFUSALS, tenant, of.id)
    spoken = import_sql.SPOKEN_BY_PIECE if refused == unread else import_sql.SPOKEN
    unknown = await work.value(import_sql.REGIONS.replace("{spoken}", spoken), tenant, of.as_of, of.id)
    watch(STEPS[5])
    same = rows - new.persons - changed - refused
    found = {"rows": rows, "new": new.persons, "changed": changed, "same": same, "refused": refused}
    return {**found, **cards, Warned.UNKNOWN_REGION.value: unknown}


class _Work:
    """The statements over the rows of one import."""

    def __init__(self, connection: Connection, tenant: str, of: Import) -> None:
        self._connection = connection
        self._tenant = tenant
        self._of = of
        self._table = table_of(of.id)

    async def run(self, sql: str, *values: object) -> int:
        """How many rows it was about."""
        tag = await self._connection.execute(sql.replace("{rows}", self._table), *values)
        count = tag.rpartition(" ")[2]
        return int(count) if count.isdecimal() else 0

    @asynccontextmanager
    async def looking_up(self) -> AsyncIterator[None]:
        """Statements within look each row up by a key: for a few of those that tables hold."""
        await self._connection.execute(import_sql.LOOKED_UP, "off")
        yield
        await self._connection.execute(import_sql.LOOKED_UP, "on")

    async def looked_up(self, sql: str, *values: object) -> int:
        """The same as `run`, looking up."""
        async with self.looking_up():
            return await self.run(sql, *values)

    async def value(self, sql: str, *values: object) -> int:
        # A fetch that ends by itself, for only such a one may use both cores.
        ((found,),) = await self._connection.fetch(sql.replace("{rows}", self._table), *values)
        return int(found)

    async def read(self) -> tuple[int, int]:
        """How many rows came, and how many of them were refused at once."""
        row = await self._connection.fetchrow(import_sql.ROWS, self._tenant, self._of.id)
        assert row is not None
        return row["rows"], row["refused"]

    async def refuse(self, *, all_new: bool) -> None:
        """Rows that only the record, or the file as a whole, can tell are not to be taken.

        `all_new`: each row that was not refused yet is a new person.
        """
        if not all_new and await self.value(import_sql.REPEATED):
            await self.run(import_sql.REFUSE_REPEATED)
        if await self.value(import_sql.UNLIKE_NOTED):
            await self.run("analyze {rows} (tenant, line)")
            await self.run("analyze import_unlike")
            await self.looked_up(import_sql.DIFFERING, self._tenant)
            await self.run("analyze import_differing (line, id)")
            await self.run(import_sql.REFUSE_NEWER, self._tenant, self._of.as_of)
        if await self.value(import_sql.ELSEWHERE, self._tenant):
            if await self.value(import_sql.COLLIDED, self._tenant):
                raise Conflict(_COLLIDED)
            await self.run(import_sql.REFUSE_ELSEWHERE, self._tenant)

    async def change(self, by: By) -> int:
        """Changes the persons who differ from their rows; returns how many."""
        if not await self.value(import_sql.DIFFERING_FOUND):
            return 0
        await self._connection.execute(import_sql.IN_ORDER, "statement")
        changed = await self.looked_up(import_sql.UPDATE, self._tenant, self._of.as_of, *by.values())
        await self._connection.execute(import_sql.IN_ORDER, "")
        await self._tell(by)
        return changed

    async def _tell(self, by: By) -> None:
        """Whoever listens hears of each changed person; of a whole district that is new nobody is told."""
        event = Event("imported", by.at, by.actor, by.actor_name, by.client_id, by.purpose)
        listeners = await self._connection.fetch(listening_to("$2::text[]"), self._tenant, [event.told_as])
        if not listeners:
            return
        rows = await self._connection.fetch(import_sql.CHANGED)
        notices = [notice(event, self._tenant, r["id"], r["version"], r["changed"]) for r in rows]
        await tell(self._connection, listeners, notices)

    async def cards(self, made: int) -> Mapping[str, int]:
        """Makes and changes the cards that were noted; `made` is how many were made before."""
        changed = headless = 0
        if await self.value(import_sql.CARDS_NOTED):
            await self.run("analyze import_card_unlike")
            await self.run(import_sql.CARDS)
            headless = await self.run(import_sql.CARDS_WITHOUT_HEAD, self._tenant)
            await self.run("analyze import_card (number)")
            changed = await self.run(import_sql.UPDATE_CARDS, self._tenant)
            made += await self.run(import_sql.INSERT_CARDS, self._tenant)
        return {"cards_new": made, "cards_changed": changed, Warned.CARD_WITHOUT_HEAD.value: headless}
