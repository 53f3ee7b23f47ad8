"""Requests that want the same of the record at the same moment are answered by one statement.

What a statement costs beside its rows is the way to PostgreSQL and back, and making its plan ready to run: more than
a small answer itself. Whoever comes first waits for one turn of the loop, and for a connection, and asks then for all
who came meanwhile with the same text and the same row filter. What differs between them stands in a row for each. Who
comes alone has the statement of one.

On a busy hub connections are there at once, and statements would go out with a few each. So where two of them are under
way, and those take no longer than a moment, the next waits until one has ended or it is full.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final, TypeAlias

import asyncpg

from hub.core.predicates import RowFilter
from hub.store.database import Database
from hub.store.held_slots import Slots

Found: TypeAlias = "asyncpg.Record | None"
MOST_TOGETHER: Final = 16
"""They are answered one after the other by one process of the database, so the first of them waits for the last."""
_UNDER_WAY: Final = 2
"""Statements of one text beside which the next waits: one is answered while the other is on its way."""
_MOMENT: Final = 0.05
"""Seconds that a statement may have taken for others to wait for its end."""
_ROW: Final = "request"
_ORDER: Final = "place"
_NEVER: Final = ("0A", "42")
"""Classes of SQLSTATE: PostgreSQL does not take a statement of this form, and will not another time."""


class SlotsOfMany(Slots):
    """Placeholders of a statement for several requests: values of `own` names stand in each one's row."""

    def __init__(self, own: Sequence[str]) -> None:
        super().__init__()
        self.types: dict[str, str] = {}
        self._own = frozenset(own)

    def of(self, name: str, type_: str) -> str:
        if name not in self._own:
            return super().of(name, type_)
        self.types.setdefault(name, type_)
        return f"{_ROW}.v{list(self.types).index(name)}"

    def around(self, text: str) -> str:
        """The statement for all of them; lists of their own values come after the values that they have in common.

        The rows of each are planned by themselves (`offset 0`), as in the statement of one.
        """
        first = len(self.names) + 1
        lists = ", ".join(f"${first + at}::{type_}[]" for at, type_ in enumerate(self.types.values()))
        values = ", ".join(f"v{at}" for at in range(len(self.types)))
        return (
            f"select found.* from unnest({lists}) with ordinality {_ROW}({values}, {_ORDER})"
            f" cross join lateral ({text} offset 0) found order by {_ROW}.{_ORDER}"
        )


@dataclass(frozen=True, slots=True)
class ForMany:
    """A statement for several requests: `alike` and `own` tell where its values stand in what a request gives."""

    text: str
    alike: Sequence[int]
    own: Sequence[int]

    def values(self, given: Sequence[Sequence[Any]]) -> Sequence[Any]:
        return [*(given[0][at] for at in self.alike), *([one[at] for one in given] for at in self.own)]


class _Party:
    """Those who are asked for together: their row filter, what each gives, and those who wait for whoever asks."""

    __slots__ = ("given", "rows", "turn", "waiting")

    def __init__(self, rows: RowFilter, given: Sequence[Any]) -> None:
        self.rows = rows
        self.given = [given]
        self.waiting: list[asyncio.Future[Found]] = []
        self.turn: asyncio.Future[None] | None = None

    def go(self) -> bool:
        """Ends its waiting for a turn; False where it does not wait."""
        if self.turn is None or self.turn.done():
            return False
        self.turn.set_result(None)
        return True

    def tell(self, found: Sequence[Found]) -> None:
        for waiting, row in zip(self.waiting, found, strict=True):
            if not waiting.done():
                waiting.set_result(row)

    def fail(self, error: Exception) -> None:
        for waiting in self.waiting:
            if not waiting.done():
                waiting.set_exception(error)


class Company:
    """The requests for one statement. `text` is that of one, with its values at these `places` of what a request gives;
    `write` makes the one for several when it is needed first."""

    def __init__(self, database: Database, text: str, places: Sequence[int], write: Callable[[], ForMany]) -> None:
        self._database = database
        self._text = text
        self._places = places
        self._write = write
        self._many: ForMany | None = None
        self._never = False
        self._parties: list[_Party] = []
        self._turns: deque[_Party] = deque()
        self._under_way = 0
        self._took = 0.0

    async def read(self, rows: RowFilter, given: Sequence[Any]) -> Found:
        """The row of one request. Raises the driver's errors as they are."""
        for party in self._parties:
            if party.rows is rows or party.rows == rows:
                return await self._with(party, given)
        return await self._alone(given) if self._never else await self._for_all(_Party(rows, given))

    async def _alone(self, given: Sequence[Any]) -> Found:
        return await self._database.read(self._text, self._own(given))

    def _own(self, given: Sequence[Any]) -> Sequence[Any]:
        return [given[at] for at in self._places]

    async def _with(self, party: _Party, given: Sequence[Any]) -> Found:
        waiting: asyncio.Future[Found] = asyncio.get_running_loop().create_future()
        party.given.append(given)
        party.waiting.append(waiting)
        if len(party.given) == MOST_TOGETHER:
            self._parties.remove(party)
            party.go()
        found = await waiting
        return await self._alone(given) if found is None else found

    async def _for_all(self, party: _Party) -> Found:
        """Asks for whoever comes along. Where somebody's value is no good, to PostgreSQL or to the driver, each asks
        again by herself."""
        self._parties.append(party)
        try:
            await asyncio.sleep(0)
            if self._under_way >= _UNDER_WAY and self._took < _MOMENT and len(party.given) < MOST_TOGETHER:
                await self._turn(party)
            own, *others = await self._timed(party)
            party.tell(others)
        except asyncpg.PostgresError as error:
            if not party.waiting:
                raise
            if (error.sqlstate or "")[:2] in _NEVER:
                self._never = True
            party.tell([None] * len(party.waiting))
            return await self._alone(party.given[0])
        except TimeoutError:
            # She has waited for a connection long enough; who came after her has not.
            party.tell([None] * len(party.waiting))
            raise
        except Exception as error:
            party.fail(error)
            raise
        except BaseException:
            # Whoever asks for the others goes away.
            party.tell([None] * len(party.waiting))
            raise
        finally:
            self._close(party)
        return own

    async def _turn(self, party: _Party) -> None:
        """Returns when a statement under way has ended, or nobody else can come along."""
        party.turn = asyncio.get_running_loop().create_future()
        self._turns.append(party)
        try:
            await party.turn
        except asyncio.CancelledError:
            if not party.turn.cancelled():
                # It was her turn already, and she does not take it.
                self._next()
            raise

    async def _timed(self, party: _Party) -> list[asyncpg.Record]:
        self._under_way += 1
        began = perf_counter()
        try:
            return await self._database.read_all(lambda: self._asked(party))
        finally:
            self._took = perf_counter() - began
            self._under_way -= 1
            self._next()

    def _next(self) -> None:
        # One that was full has gone already, and so has one whose asker went away.
        while self._turns and not self._turns.popleft().go():
            pass

    def _asked(self, party: _Party) -> tuple[str, Sequence[Any]]:
        """The statement for those who have come; nobody comes along any more."""
        self._close(party)
        if not party.waiting:
            return self._text, self._own(party.given[0])
        if self._many is None:
            self._many = self._write()
        return self._many.text, self._many.values(party.given)

    def _close(self, party: _Party) -> None:
        if party in self._parties:
            self._parties.remove(party)
