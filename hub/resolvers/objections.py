"""`raiseObjection`, `decideObjection` and `liftStop`: a citizen objects to a use of her data and is answered with the
reason; what is upheld stops until somebody lifts that."""

from __future__ import annotations

import uuid
from typing import Final, Protocol

from strawberry import Parent

from hub.core import objection_texts, stopping
from hub.core.attributes import CATEGORIES, Category
from hub.core.citizen import Citizen
from hub.core.errors import BadInput, Conflict, HubError, NotFound
from hub.core.identifiers import global_id, new_id, parse_global_id, parse_uuid
from hub.core.objection import (
    TIME_TO_ANSWER,
    Lifted,
    Objection,
    ObjectionDecision,
    ObjectionFilter,
    ObjectionOutcome,
    ObjectionState,
)
from hub.core.objections import Objections
from hub.core.receipt import Access
from hub.core.record_action import RecordAction
from hub.resolvers import outcome
from hub.resolvers.accesses import access_of, receipt_key
from hub.resolvers.citizens import by_id
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.pages import Slice, check_first, slice_of
from hub.resolvers.record_work import Done, RecordWork, Reply, Whom, change_record
from hub.resolvers.steps import said
from hub.resolvers.values import NIK, Language, text

_KINDS: Final = sorted(category.value for category in CATEGORIES)


class Raising(Protocol):
    """What `raiseObjection` is given: a reading by its id, or a category of data, one of the two."""

    idempotency_key: str | None
    nik: NIK
    access_id: str | None
    category: str | None
    grounds: str


class Deciding(Protocol):
    """What `decideObjection` is given."""

    idempotency_key: str | None
    id: str
    outcome: ObjectionOutcome
    stops: list[str] | None
    reason: str
    expected_version: int | None


class Lifting(Protocol):
    """What `liftStop` is given."""

    idempotency_key: str | None
    id: str
    reason: str
    expected_version: int | None


class Chosen(Protocol):
    """What `objections` may be narrowed to."""

    states: list[ObjectionState] | None
    overdue: bool | None
    id: str | None


async def raise_(info: HubInfo, given: Raising) -> outcome.ObjectionOutcome:
    """By the citizen herself, or by an operator for whom she stands at the counter."""
    context = info.context

    async def open_it(work: RecordWork, persons: tuple[Citizen, ...]) -> Reply:
        (person,) = persons
        one = _raised(work, person, given)
        await work.write.objections.open(one)
        if context.actor.nik != person.nik:
            work.on_behalf_of = person.nik
        return _reply(one)

    async def look() -> None:
        await _check_told(context, given)

    whom = Whom(nik=given.nik, path="nik")
    done = await change_record(
        context,
        "raiseObjection",
        RecordAction.OBJECT,
        given,
        open_it,
        whom,
        category=Category.RIGHTS,
        prepare=look,
    )
    return await _answer(context, done)


async def decide(info: HubInfo, given: Deciding) -> outcome.ObjectionOutcome:
    """By somebody who neither read nor entered what it is about."""
    context, matter = info.context, _Matter(info.context, given.id)

    async def settle(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        seen = matter.found
        await work.take([seen.person_id], entered_by=matter.concerned)
        # Read anew under the person's lock: somebody may have decided while it was waited for.
        one = _undecided(await work.write.objections.known(seen.id), given.expected_version)
        by, role = _who(context)
        decision = ObjectionDecision(given.outcome, said(given.reason, "reason"), by, role, work.now)
        stop = stopping.decided(stopping.whole(one, matter.access), given.outcome, given.stops or ())
        return _reply(await work.write.objections.decide(one, decision, stop))

    done = await change_record(
        context,
        "decideObjection",
        RecordAction.DECIDE_OBJECTION,
        given,
        settle,
        category=Category.RIGHTS,
        prepare=matter.find,
    )
    return await _answer(context, done)


async def lift(info: HubInfo, given: Lifting) -> outcome.ObjectionOutcome:
    """By whoever may decide on it: data are given out again from now on, and the citizen reads why."""
    context, matter = info.context, _Matter(info.context, given.id)

    async def settle(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        seen = matter.found
        await work.take([seen.person_id], entered_by=matter.concerned)
        one = _stopped(await work.write.objections.known(seen.id), given.expected_version)
        by, role = _who(context)
        return _reply(await work.write.objections.lift(one, Lifted(said(given.reason, "reason"), by, role, work.now)))

    done = await change_record(
        context, "liftStop", RecordAction.DECIDE_OBJECTION, given, settle, category=Category.RIGHTS,
        prepare=matter.find,
    )  # fmt: skip
    return await _answer(context, done)


async def objections(
    info: HubInfo, given: Chosen | None = None, first: int | None = 20, after: str | None = None
) -> Slice[Objection]:
    """Those of persons whom this reader sees, the next to be due first; the receipt names them."""
    context = info.context
    states = tuple((given.states if given else None) or (ObjectionState.OPEN,))
    overdue = context.hub.clock() if given is not None and given.overdue else None
    only = _key(given.id, path="filter.id") if given is not None and given.id else None
    chosen = ObjectionFilter(tuple(ObjectionState) if only else states, overdue, only)
    found = await held(context).page(context.hub.tenant, chosen, context.decision.rows, check_first(first), after)
    context.subjects.update(one.person_id for one in found.items)
    return slice_of(found, after)


async def of_person(
    parent: Parent[Citizen], info: HubInfo, first: int | None = 20, after: str | None = None
) -> Slice[Objection]:
    found = await held(info.context).of_person(info.context.hub.tenant, parent.id, check_first(first), after)
    return slice_of(found, after)


def held(context: Context) -> Objections:
    """The record's objections. Raises HubError where the hub was put together without them."""
    found = context.hub.objections
    if found is None:
        raise HubError("This hub keeps no objections. Tell its operator.")
    return found


# ---- raising -------------------------------------------------------------------------------------------------------


def _raised(work: RecordWork, person: Citizen, given: Raising) -> Objection:
    return Objection(
        tenant=person.tenant,
        id=new_id(),
        person_id=person.id,
        receipt_id=_receipt_id(given),
        category=_category(given),
        grounds=said(given.grounds, "grounds"),
        state=ObjectionState.OPEN,
        version=1,
        opened_at=work.now,
        opened_by=work.context.actor.subject,
        due_at=work.now + TIME_TO_ANSWER,
    )


async def _check_told(context: Context, given: Raising) -> None:
    """Raises NotFound for a reading that is not hers, or that she is not told of: both are the same to her."""
    receipt_id = _receipt_id(given)
    _category(given)
    if receipt_id is None:
        return
    person = await context.loaders.citizens.load(given.nik)
    # Whom the reader does not see is refused as such, once the policies have been asked.
    if person is not None and await access_of(context, person.id, receipt_id) is None:
        raise NotFound("There is no such reading of these data. Open the list again.", path="accessId")


def _receipt_id(given: Raising) -> uuid.UUID | None:
    return None if given.access_id is None else receipt_key(given.access_id, path="accessId")


def _category(given: Raising) -> str:
    """The category, "" for a reading. Raises BadInput."""
    if (given.access_id is None) == (given.category is None):
        raise BadInput("Name the reading by `accessId` or a `category` of data, one of the two.", path="accessId")
    if given.category is not None and given.category not in _KINDS:
        raise BadInput(f"Name one of these categories: {', '.join(_KINDS)}.", path="category")
    return given.category or ""


# ---- deciding ------------------------------------------------------------------------------------------------------


class _Matter:
    """What is decided: looked up before the transaction begins, whoever may see it. What becomes of it is decided on
    its person's row."""

    def __init__(self, context: Context, given: str) -> None:
        self._context, self._given = context, given
        self._one: Objection | None = None
        self.access: Access | None = None
        """The reading that it is about, where it is about one."""
        self.concerned: frozenset[str] = frozenset()
        """Who brought it up, and who did what it is about: neither of them decides on it."""

    async def find(self) -> None:
        """Raises BadInput for what is no objection's id."""
        context = self._context
        one = await held(context).by_id(context.hub.tenant, _key(self._given))
        if one is not None:
            access = await access_of(context, one.person_id, one.receipt_id) if one.receipt_id else None
            self._one, self.access = one, access
            self.concerned = frozenset({one.opened_by, *([access.actor] if access else [])})

    @property
    def found(self) -> Objection:
        """Raises NotFound."""
        if self._one is None:
            raise _unknown()
        return self._one


def _undecided(one: Objection | None, expected: int | None) -> Objection:
    """Raises Conflict that says when it was decided, or what moved."""
    if one is None:
        raise _unknown()
    if one.decision is not None:
        at = one.decision.at.isoformat(timespec="seconds")
        raise Conflict(f"This was decided at {at}. A decision stands.", path="id", details={"version": one.version})
    return _as_seen(one, expected)


def _stopped(one: Objection | None, expected: int | None) -> Objection:
    """Raises Conflict where nothing of it is stopped, or not any more."""
    if one is None:
        raise _unknown()
    if one.stop is None or not one.stop.holds:
        raise Conflict("Nothing is stopped by this objection.", path="id", details={"version": one.version})
    return _as_seen(one, expected)


def _as_seen(one: Objection, expected: int | None) -> Objection:
    if expected not in {None, one.version}:
        raise Conflict(
            "The objection changed meanwhile. Load it again.", path="expectedVersion", details={"version": one.version}
        )
    return one


def _who(context: Context) -> tuple[str, str]:
    """The subject and the roles of whoever decides."""
    actor = context.actor
    return actor.subject, ", ".join(sorted(each.value for each in actor.roles))


def _unknown() -> NotFound:
    return NotFound("There is no such objection in your region. Look at the list again.", path="id")


def _key(objection_id: str, path: str = "id") -> uuid.UUID:
    """Raises BadInput for what is no objection's id."""
    type_name, key = parse_global_id(objection_id, path=path)
    if type_name != "Objection":
        raise BadInput("This id is not that of an Objection.", path=path)
    return parse_uuid(key, path=path)


# ---- answering -----------------------------------------------------------------------------------------------------


def _reply(one: Objection) -> Reply:
    """What a repeat is answered from: nothing of the person stands in it."""
    return {"objection": str(one.id)}


async def _answer(context: Context, done: Done) -> outcome.ObjectionOutcome:
    if done.reply is None:
        return outcome.ObjectionOutcome(None, done.errors)
    found = await held(context).by_id(context.hub.tenant, uuid.UUID(done.reply["objection"]))
    if found is not None and await by_id(context, found.person_id) is None:
        # She was sealed or moved meanwhile: whoever repeats the request gets the answer without her.
        found = None
    return outcome.ObjectionOutcome(found)


# ---- fields of one -------------------------------------------------------------------------------------------------


def objection_id(parent: Parent[Objection]) -> str:
    return global_id("Objection", parent.id)


def about(parent: Parent[Objection], language: Language | None = Language.ID) -> str:
    return text(language, *objection_texts.about(parent))


def explanation(parent: Parent[Objection], info: HubInfo, language: Language | None = Language.ID) -> str:
    return text(language, *objection_texts.explanation(parent, info.context.hub.clock()))


def access_id(parent: Parent[Objection]) -> str | None:
    return global_id("Access", parent.receipt_id) if parent.receipt_id else None


async def reading(parent: Parent[Objection], info: HubInfo) -> Access | None:
    return await access_of(info.context, parent.person_id, parent.receipt_id) if parent.receipt_id else None


def overdue(parent: Parent[Objection], info: HubInfo) -> bool:
    return parent.is_overdue(info.context.hub.clock())


def ruling(parent: Parent[Objection]) -> ObjectionOutcome | None:
    return parent.decision.outcome if parent.decision else None


def reason(parent: Parent[Objection]) -> str | None:
    return parent.decision.reason if parent.decision else None


def decided_as(parent: Parent[Objection]) -> str | None:
    return parent.decision.role if parent.decision else None


def decided_at(parent: Parent[Objection]) -> object:
    return parent.decision.at if parent.decision else None


async def stops(parent: Parent[Objection], info: HubInfo) -> list[str]:
    is_open = parent.decision is None
    found = stopping.whole(parent, await reading(parent, info)) if is_open else parent.stop
    return list(found.categories) if found else []


def stopped(parent: Parent[Objection]) -> bool:
    return parent.stop is not None and parent.stop.holds


def lifted_reason(parent: Parent[Objection]) -> str | None:
    return parent.stop.lifted.reason if parent.stop and parent.stop.lifted else None


def lifted_as(parent: Parent[Objection]) -> str | None:
    return parent.stop.lifted.role if parent.stop and parent.stop.lifted else None


def lifted_at(parent: Parent[Objection]) -> object:
    return parent.stop.lifted.at if parent.stop and parent.stop.lifted else None


async def person(parent: Parent[Objection], info: HubInfo) -> Citizen | None:
    return await by_id(info.context, parent.person_id)
