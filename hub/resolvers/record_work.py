"""The one procedure of every mutation of the record: key, persons, decision, change, receipt and reply, all in one
transaction.

A mutation gives its own part as a `Procedure`: it changes what it has to and returns the reply, plain JSON from which
the answer is made. A repeat gets the kept reply, so both answers are made of the same.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeAlias

import orjson

from hub.access import decide_on_person
from hub.audit.receipts import Reading, receipt_of
from hub.core.attributes import Category
from hub.core.citizen import Citizen
from hub.core.errors import BadInput, NotFound
from hub.core.identifiers import parse_global_id, parse_uuid
from hub.core.record_action import RecordAction
from hub.core.writing_ports import WriteRequest, WriteTransaction
from hub.resolvers.context import Context
from hub.resolvers.family import own_family
from hub.resolvers.idempotency import body_hash, key_of
from hub.resolvers.outcome import REFUSALS, UserError, user_errors
from hub.resolvers.refusal import refusal

Reply: TypeAlias = Mapping[str, Any]
_NOBODY: Final = "The record knows nobody like this in your region. Check the number."


class Keyed(Protocol):
    """The input of every mutation."""

    idempotency_key: str | None


@dataclass(frozen=True, slots=True)
class Whom:
    """A person as an input names her: by `nik` or by her global `id`, one of the two. `path` is where it says so."""

    nik: str | None = field(default=None, repr=False)
    id: str | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a mutation: its reply, or what is wrong with the input."""

    reply: Reply | None
    errors: tuple[UserError, ...] = ()


@dataclass(slots=True)
class RecordWork:
    """A mutation under way, inside its transaction. `subjects` are the persons whom its receipt names.

    `on_behalf_of` is the NIK of the citizen for whom somebody else acts; it stands on the receipt.
    """

    context: Context
    write: WriteTransaction
    mutation: str
    action: RecordAction
    now: dt.datetime
    family: frozenset[str]
    category: Category = Category.POPULATION
    on_behalf_of: str | None = None
    subjects: set[uuid.UUID] = field(default_factory=set)

    async def take(
        self, ids: Sequence[uuid.UUID], *, path: str = "id", entered_by: frozenset[str] = frozenset()
    ) -> tuple[Citizen, ...]:
        """The persons, in this order, locked until the end, seen and decided upon.

        `entered_by` are the subjects who brought up what is decided now. Raises NotFound for a person out of sight,
        and the refusal of the policies.
        """
        found = await self.write.persons(ids)
        return tuple(self.permitted(found.get(key), path, entered_by) for key in ids)

    def permitted(self, person: Citizen | None, path: str, entered_by: frozenset[str] = frozenset()) -> Citizen:
        """The person, if the actor sees her and may do this to her; the receipt then names her. Raises as `take`."""
        if person is None or not self.context.decision.rows.admits(person):
            raise NotFound(_NOBODY, path=path)
        check_may(self.context, self.action, person, self.family, entered_by)
        self.subjects.add(person.id)
        return person

    async def conclude(self, reply: Reply) -> Reply:
        """The receipt of what was written, and the reply that a repeat gets."""
        context = self.context
        reading = Reading(
            actor=context.actor,
            purpose=context.purpose,
            operation=context.operation,
            fields=(f"Mutation.{self.mutation}",),
            categories=(self.category.value,),
            subjects=tuple(sorted(self.subjects)),
            on_behalf_of=self.on_behalf_of,
            batches=tuple(sorted(context.loaders.calls)),
            behind_seals=context.decision.rows.admits_sealed,
            sources=context.sources,
        )
        await self.write.receipt(receipt_of(reading, self.now))
        # As a repeat will read it: texts for ids and times, lists for tuples.
        kept: Reply = orjson.loads(orjson.dumps(reply))
        await self.write.reply(kept)
        return kept


Procedure: TypeAlias = Callable[[RecordWork, tuple[Citizen, ...]], Awaitable[Reply]]


async def change_record(
    context: Context,
    mutation: str,
    action: RecordAction,
    given: Keyed,
    procedure: Procedure,
    *whom: Whom,
    category: Category = Category.POPULATION,
    prepare: Callable[[], Awaitable[None]] | None = None,
) -> Done:
    """Runs `procedure` behind the idempotency key with the persons `whom`, each locked, seen and decided upon.

    A procedure that finds its persons itself names none here and takes them with `RecordWork.take`. `prepare` reads
    what has to be known before the transaction begins. What is wrong
    with the input comes back in `errors`; a refusal by policy is raised, before anything is looked at where the role
    alone decides.
    """
    family = await _leave(context, action)
    return await _behind_key(context, mutation, action, given, procedure, whom, category, prepare, family)


async def change_openly(
    context: Context, mutation: str, action: RecordAction, given: Keyed, procedure: Procedure, category: Category
) -> Done:
    """The same for what anybody may do, without a token too: no policy is asked, and no person is named."""
    return await _behind_key(context, mutation, action, given, procedure, (), category, None, frozenset())


async def _behind_key(
    context: Context,
    mutation: str,
    action: RecordAction,
    given: Keyed,
    procedure: Procedure,
    whom: Sequence[Whom],
    category: Category,
    prepare: Callable[[], Awaitable[None]] | None,
    family: frozenset[str],
) -> Done:
    try:
        request = WriteRequest(
            actor=context.actor,
            purpose=context.purpose,
            mutation=mutation,
            key=key_of(context, given.idempotency_key),
            body_hash=body_hash(mutation, given),
        )
        # Before the transaction begins: inside, a second connection of the pool could be waited for by everybody.
        await _know(context, whom)
        if prepare is not None:
            await prepare()
        async with context.hub.writes.begin(request) as write:
            if write.replay is not None:
                return Done(write.replay)
            work = RecordWork(context, write, mutation, action, context.hub.clock(), family, category)
            return Done(await work.conclude(await procedure(work, await _persons(work, whom))))
    except REFUSALS as error:
        return Done(None, user_errors(error, context.decision.rows.untold))


def check_may(
    context: Context,
    action: RecordAction,
    person: Citizen | None,
    family: frozenset[str],
    entered_by: frozenset[str] = frozenset(),
) -> None:
    """Raises what policy refuses; `person` None asks whether the actor does this to anybody at all."""
    policies, actor = context.hub.policies, context.actor
    now = context.hub.clock()
    denial = decide_on_person(policies, actor, context.purpose, action, person, family, entered_by, now)
    if denial is not None:
        raise refusal(denial)


async def _leave(context: Context, action: RecordAction) -> frozenset[str]:
    """The NIKs of the actor's family, once it is known that her role does this at all."""
    check_may(context, action, None, frozenset())
    return await own_family(context)


async def _know(context: Context, whom: Sequence[Whom]) -> None:
    """Reads persons that only the population agency knows into the record."""
    niks = [one.nik for one in whom if one.nik]
    for answer in await context.loaders.citizens.load_many(niks):
        if isinstance(answer, BaseException):
            raise answer


async def _persons(work: RecordWork, whom: Sequence[Whom]) -> tuple[Citizen, ...]:
    """All of them are locked by one statement: whoever wants the same ones waits, and nobody waits for each other."""
    known = await work.write.citizens([one.nik for one in whom if one.nik])
    ids = [_id_of(one, known) for one in whom]
    found = await work.write.persons([key for key in ids if key])
    pairs = zip(whom, ids, strict=True)
    return tuple(work.permitted(found.get(key) if key else None, one.path) for one, key in pairs)


def _id_of(whom: Whom, known: Mapping[str, Citizen]) -> uuid.UUID | None:
    """Raises BadInput when the input names nobody, or names her twice."""
    if (whom.nik is None) == (whom.id is None):
        raise BadInput("Name the person by `nik` or by `id`, one of the two.", path=whom.path)
    if whom.nik is not None:
        person = known.get(whom.nik)
        return person.id if person else None
    return person_key(whom.id or "", path=whom.path)


def person_key(global_id: str, *, path: str) -> uuid.UUID:
    """The person's id in a global id. Raises BadInput."""
    type_name, key = parse_global_id(global_id, path=path)
    if type_name != "Citizen":
        raise BadInput("This id is not that of a Citizen.", path=path)
    return parse_uuid(key, path=path)
