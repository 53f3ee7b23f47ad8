"""Access receipts. What stands here was written before the answer left, and is never changed."""

from __future__ import annotations

import asyncio
import contextvars
import re
import uuid
from collections import deque
from collections.abc import Awaitable, Sequence
from typing import Final, TypeAlias

from hub.audit.marks import apart_of, subjects_of
from hub.core.errors import HubError
from hub.core.ports import Page
from hub.core.receipt import ALL_ACCESSES, Access, AccessFilter, Receipt
from hub.core.receipt_heading import Headed
from hub.core.writing_ports import Conclusion, WriteRequest
from hub.store import accesses
from hub.store.database import Connection, Database
from hub.store.failures import RecordUnavailable
from hub.store.receipt_texts import Sent, headed, kept, prepare, whole

_SEALED_AMONG: Final = """
    exists (
        select from generate_series(0, length({subjects}) / 16 - 1) as n cross join lateral (
            select from person p where p.tenant = {tenant} and p.sealed
            and p.id = encode(substring({subjects} from 16 * n + 1 for 16), 'hex')::uuid offset 0
        ) s
    )
"""
"""Whether one of the subjects is sealed: each is looked up, since many may be sealed in a large district."""
_RECEIPT: Final = f"""
    insert into receipt (tenant, id, at, actor, actor_name, client_id, on_behalf_of, purpose, operation, fields,
                         categories, batches, sealed, agreement, sources, hidden_until, roles, apart, subjects, mark)
    select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, s.sealed, $15, $16, $17, $18, $19, $13::bytea,
           case when s.sealed then $21::bytea else $20::bytea end
    from (select $14::boolean and {_SEALED_AMONG.format(tenant="$1", subjects="$13::bytea")} as sealed) s
"""
# Those of one commit are arrays, and one run; what many of them ask for comes once. Each array comes by a `select` of
# its own: where the planner can count its members, it plans anew for each commit of a few, which takes longer than all
# the rest of that commit; so it keeps one plan for any number. Lists by person are written behind the answer
# (`hub.store.receipt_log`).
_TOGETHER: Final = f"""
    insert into receipt (tenant, id, at, actor, actor_name, client_id, on_behalf_of, purpose, operation, fields,
                         categories, batches, sealed, agreement, sources, hidden_until, roles, apart, subjects, mark)
    select g.tenant, g.id, g.at, g.actor, g.actor_name, g.client_id, g.on_behalf_of, g.purpose, q.operation,
           q.fields, q.categories, coalesce(string_to_array(g.batches, ',')::uuid[], '{{}}'), s.sealed, g.agreement,
           q.sources, g.hidden_until, g.roles, g.apart, g.subjects,
           case when s.sealed then g.mark_if_sealed else g.mark end
    from rows from (
        unnest((select $1::receipt_of_own[])), unnest((select $2::text[]::receipt_asker[]))
    ) g join unnest((select $3::text[]::receipt_asked[])) with ordinality
        q(operation, fields, categories, behind_seals, sources, place) on q.place = g.asked
    cross join lateral (
        select q.behind_seals and {_SEALED_AMONG.format(tenant="g.tenant", subjects="g.subjects")} as sealed
    ) s
"""
_CONCLUDING: Final = f"""
    receipted as ({_RECEIPT}), replied as (
        update idempotency_reply set reply = $26
        where tenant = $22 and client_id = $23 and mutation = $24 and key = $25
    )
"""
_PLACEHOLDER: Final = re.compile(r"\$(\d+)")
_MOST_TOGETHER: Final = 200
"""Receipts of one commit."""
_Waiting: TypeAlias = tuple[Receipt | Headed, asyncio.Future[None]]


class PgReceipts:
    """Implements `hub.core.ports.Receipts`."""

    keeps = True

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[_Waiting] = deque()
        self._writing: asyncio.Task[None] | None = None

    async def write(self, receipt: Receipt) -> None:
        """Returns when the receipt is committed with all its subjects.

        Receipts that come while others are being committed wait for each other and share the next commit: on a busy
        hub most of a receipt's cost is the commit.
        """
        await self._wait(self._database.marked(receipt))

    def leave(self, receipt: Headed) -> Awaitable[None]:
        """The same. What it shares with others under its heading is made once, and the rest when its commit begins:
        for one after the other, which takes a part of the time that it takes between the steps of an answer."""
        prepare(receipt.heading)
        return self._wait(receipt)

    def _wait(self, receipt: Receipt | Headed) -> asyncio.Future[None]:
        # To find the running loop takes a system call.
        loop = asyncio.get_running_loop() if self._writing is None else self._writing.get_loop()
        written: asyncio.Future[None] = loop.create_future()
        self._waiting.append((receipt, written))
        if self._writing is None:
            # A task of its own, and an empty context: others' receipts go with it, so it ends with nobody's request.
            self._writing = loop.create_task(self._write_all(), context=contextvars.Context())
        return written

    async def _write_all(self) -> None:
        """Until nobody waits. Whoever went away meanwhile has a receipt too: the data had been read."""
        together: list[_Waiting] = []
        try:
            while self._waiting:
                together = []
                await self._write_next(together)
        except BaseException as error:
            # Ended from outside, or a fault of ours: nobody waits for ever, and nobody is told that it is written.
            _tell((*together, *self._waiting), error)
            self._waiting.clear()
            raise
        finally:
            self._writing = None

    async def _write_next(self, together: list[_Waiting]) -> None:
        """One commit. Who goes along is settled when there is a connection for it: on a busy hub that takes longer than
        the commit, and whoever comes meanwhile goes too."""
        try:
            async with self._database.connection() as connection:
                self._take(together)
                await self._insert(connection, together)
        except Exception as error:  # noqa: BLE001  whatever it is, it is told to those whose receipts it kept away
            if not together:
                # There was no connection, for none of them.
                self._take(together)
            await self._failed(together, error)
        else:
            _tell(together, None)

    def _take(self, together: list[_Waiting]) -> None:
        while self._waiting and len(together) < _MOST_TOGETHER:
            together.append(self._waiting.popleft())

    async def _failed(self, together: Sequence[_Waiting], error: Exception) -> None:
        """Where one of them cannot be stored, the others must not suffer for it."""
        if len(together) == 1 or not isinstance(error, HubError) or isinstance(error, RecordUnavailable):
            _tell(together, error)
            return
        for one in together:
            await self._write_apart(one)

    async def _write_apart(self, one: _Waiting) -> None:
        try:
            async with self._database.connection() as connection:
                await self._insert(connection, [one])
        except Exception as error:  # noqa: BLE001  as above
            _tell([one], error)
        else:
            _tell([one], None)

    async def _insert(self, connection: Connection, together: Sequence[_Waiting]) -> None:
        marks = self._database.marks
        await insert_all(
            connection, [headed(one, marks) if isinstance(one, Headed) else whole(one) for one, _ in together]
        )

    async def of_person(
        self, tenant: str, person_id: uuid.UUID, first: int, after: str | None, chosen: AccessFilter = ALL_ACCESSES
    ) -> Page[Access]:
        return await accesses.of_person(self._database, tenant, person_id, chosen, first, after)


async def insert_receipt(connection: Connection, receipt: Receipt) -> None:
    """Writes a receipt on this connection; within a transaction it stands or falls with it."""
    await insert_all(connection, [whole(receipt)])


async def insert_all(connection: Connection, sent: Sequence[Sent]) -> None:
    """One statement: all of them are written, or none."""
    places: dict[str, int] = {}
    own = [(*values, places.setdefault(asked, len(places) + 1)) for values, _, asked in sent]
    await connection.execute(_TOGETHER, own, [asker for _, asker, _ in sent], list(places))


def concluding(first: int) -> str:
    """Parts of a `with` that write a mutation's receipt and the reply of the key that its transaction claimed.

    Their values are `concluding_values`, from the number `first` on.
    """
    return _PLACEHOLDER.sub(lambda found: f"${int(found[1]) + first - 1}", _CONCLUDING)


def concluding_values(request: WriteRequest, conclusion: Conclusion) -> tuple[object, ...]:
    receipt, reply = conclusion
    return (
        *_values(receipt),
        request.actor.tenant,
        request.actor.client_id,
        request.mutation,
        request.key,
        reply,
    )


_CONCLUDE: Final = f"with {concluding(1)} select true"


async def conclude(connection: Connection, request: WriteRequest, conclusion: Conclusion) -> None:
    """Writes a mutation's receipt and its reply."""
    await connection.execute(_CONCLUDE, *concluding_values(request, conclusion))


def _values(receipt: Receipt) -> tuple[object, ...]:
    return (
        receipt.tenant,
        receipt.id,
        receipt.at,
        receipt.actor,
        receipt.actor_name,
        receipt.client_id,
        receipt.on_behalf_of,
        receipt.purpose,
        receipt.operation,
        receipt.fields,
        receipt.categories,
        receipt.batches,
        subjects_of(receipt).joined,
        receipt.behind_seals,
        receipt.agreement,
        receipt.sources,
        receipt.hidden_until,
        receipt.roles,
        kept(apart_of(receipt)),
        receipt.mark,
        receipt.mark_if_sealed,
    )


def _tell(together: Sequence[_Waiting], error: BaseException | None) -> None:
    for _, written in together:
        if written.done():
            continue
        if error is None:
            written.set_result(None)
        elif isinstance(error, Exception):
            written.set_exception(error)
        else:
            written.cancel()
