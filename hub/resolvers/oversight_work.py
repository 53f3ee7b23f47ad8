"""The one procedure of what overseers do: key, decision, change, receipt and reply, all in one transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeAlias

from hub.access import decide_oversight
from hub.access.entities import AccountFile
from hub.audit.receipts import Reading, receipt_of
from hub.core.attributes import Category
from hub.core.errors import BadInput
from hub.core.identifiers import parse_global_id, parse_uuid
from hub.core.oversight import OversightAction
from hub.core.writing_ports import WriteRequest, WriteTransaction
from hub.resolvers.context import Context
from hub.resolvers.idempotency import body_hash, key_of
from hub.resolvers.outcome import REFUSALS, UserError, user_errors
from hub.resolvers.refusal import refusal

Reply: TypeAlias = Mapping[str, Any]
_LONGEST: Final = 2000


class Keyed(Protocol):
    idempotency_key: str | None


@dataclass(frozen=True, slots=True)
class Overseen:
    """What came of it: the id of what it is about, or what is wrong with the input."""

    id: uuid.UUID | None
    errors: tuple[UserError, ...] = ()


@dataclass(slots=True)
class OversightDesk:
    """A mutation under way, inside its transaction. `subjects` are the persons whom its receipt names."""

    context: Context
    write: WriteTransaction
    action: OversightAction
    now: dt.datetime
    subjects: set[uuid.UUID] = field(default_factory=set)

    def check(self, reader: AccountFile | None) -> None:
        """Raises the refusal of the policies, for this reader's reading."""
        check(self.context, self.action, reader, self.now)


Procedure: TypeAlias = Callable[[OversightDesk], Awaitable[uuid.UUID]]


async def oversee(
    context: Context, mutation: str, action: OversightAction, given: Keyed, procedure: Procedure
) -> Overseen:
    """Runs `procedure`, which gives the id of what it changed, behind the idempotency key. A refusal by policy is
    raised; what is wrong with the input comes back in `errors`."""
    check(context, action, None, None)
    try:
        key, hashed = key_of(context, given.idempotency_key), body_hash(mutation, given)
        request = WriteRequest(context.actor, context.purpose, mutation, key, hashed)
        async with context.hub.writes.begin(request) as write:
            if write.replay is not None:
                return Overseen(uuid.UUID(write.replay["id"]))
            desk = OversightDesk(context, write, action, context.hub.clock())
            changed = await procedure(desk)
            await write.receipt(receipt_of(_reading(desk, mutation), desk.now))
            await write.reply({"id": str(changed)})
        return Overseen(changed)
    except REFUSALS as error:
        return Overseen(None, user_errors(error))


def check(context: Context, action: OversightAction, reader: AccountFile | None, at: dt.datetime | None) -> None:
    denial = decide_oversight(context.hub.policies, context.actor, context.purpose, action, reader, at)
    if denial is not None:
        raise refusal(denial)


def words(text: str, path: str, most: int = 500) -> str:
    """What somebody wrote. Raises BadInput for nothing, and for more than `most` characters."""
    said = text.strip()
    if not 0 < len(said) <= min(most, _LONGEST) or "\0" in said:
        raise BadInput(f"Write it in a few sentences (at most {most} characters).", path=path)
    return said


def key_in(given: str, wanted: str, path: str) -> uuid.UUID:
    """The uuid in a global id of this type. Raises BadInput."""
    type_name, key = parse_global_id(given, path=path)
    if type_name != wanted:
        raise BadInput("This id is one of something else. Use an id that the list returned.", path=path)
    return parse_uuid(key, path=path)


def _reading(desk: OversightDesk, mutation: str) -> Reading:
    context = desk.context
    return Reading(
        actor=context.actor,
        purpose=context.purpose,
        operation=context.operation,
        fields=(f"Mutation.{mutation}",),
        categories=(Category.ACCESS.value,),
        subjects=tuple(sorted(desk.subjects)),
    )
