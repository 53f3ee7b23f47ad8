"""`contestAttribute` and `resolveDiscrepancy`: somebody says that the record is wrong, and a clerk decides, once."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any, Final, Protocol

from hub.core.citizen import Citizen
from hub.core.contradiction import form_of, recorded_value, with_value
from hub.core.discrepancy import (
    CITIZEN,
    TIME_TO_DECIDE,
    Decision,
    Discrepancy,
    DiscrepancyState,
    Ruling,
)
from hub.core.document import Document, DocumentState
from hub.core.errors import BadInput, Conflict, NotFound
from hub.core.evidence import Cause
from hub.core.identifiers import new_id
from hub.core.record_action import RecordAction
from hub.core.service import RecordChange
from hub.resolvers.citizens import by_id
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.discrepancies import attribute_of, held, key_of
from hub.resolvers.documents import document_id
from hub.resolvers.outcome import DiscrepancyOutcome
from hub.resolvers.record_work import Done, RecordWork, Reply, Whom, change_record
from hub.resolvers.steps import said
from hub.resolvers.values import NIK

_MOST_DOCUMENTS: Final = 10


class Contesting(Protocol):
    """What `contestAttribute` is given. `claim` is what should stand there, in the citizen's own words."""

    idempotency_key: str | None
    nik: NIK
    attribute: str
    claim: str
    document_ids: list[str] | None


class Resolving(Protocol):
    """What `resolveDiscrepancy` is given."""

    idempotency_key: str | None
    id: str
    decision: Ruling
    reason: str
    value: str | None
    expected_version: int | None


async def contest(info: HubInfo, given: Contesting) -> DiscrepancyOutcome:
    """By the citizen herself, or by an operator for whom she stands at the counter."""
    context = info.context

    async def open_it(work: RecordWork, persons: tuple[Citizen, ...]) -> Reply:
        (person,) = persons
        one = await _contest(work, person, given)
        await work.write.discrepancies.open(one)
        await work.write.apply(RecordChange(person, person), None, Cause("contested"))
        if context.actor.nik != person.nik:
            work.on_behalf_of = person.nik
        return _reply(one)

    whom = Whom(nik=given.nik, path="nik")
    return await _answer(
        context, await change_record(context, "contestAttribute", RecordAction.CONTEST, given, open_it, whom)
    )


async def resolve(info: HubInfo, given: Resolving) -> DiscrepancyOutcome:
    """A second clerk is told who decided and when; nothing of the first decision changes."""
    context = info.context

    async def decide(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        seen = await _known(work, given.id)
        entered = frozenset({seen.opened_by} - {""})
        (person,) = await work.take([seen.person_id], entered_by=entered)
        # Read anew under the person's lock: somebody may have decided while it was waited for.
        one = _undecided(await _known(work, given.id), given.expected_version)
        _check_ruling(one, given.decision)
        after = _corrected(context, one, person, given)
        reason = said(given.reason, "reason")
        kind = "decided" if after == person else "corrected"
        await work.write.apply(RecordChange(person, after), None, Cause(kind, reason))
        actor = context.actor
        value = recorded_value(after, one.attribute)
        decision = Decision(given.decision, reason, actor.subject, actor.display_name, work.now, value)
        return _reply(await work.write.discrepancies.decide(one, decision))

    return await _answer(
        context, await change_record(context, "resolveDiscrepancy", RecordAction.RESOLVE, given, decide)
    )


# ---- contesting ----------------------------------------------------------------------------------------------------


async def _contest(work: RecordWork, person: Citizen, given: Contesting) -> Discrepancy:
    attribute = attribute_of(given.attribute, "attribute")
    claim = said(given.claim, "claim")
    return Discrepancy(
        tenant=person.tenant,
        id=new_id(),
        person_id=person.id,
        attribute=attribute,
        source=CITIZEN,
        claim=claim,
        mark=form_of(attribute, claim),
        recorded=recorded_value(person, attribute),
        state=DiscrepancyState.OPEN,
        version=1,
        opened_at=work.now,
        changed_at=work.now,
        opened_by=work.context.actor.subject,
        due_at=work.now + TIME_TO_DECIDE,
        documents=await _papers(work.context, given.document_ids or []),
    )


async def _papers(context: Context, ids: list[str]) -> tuple[uuid.UUID, ...]:
    """The uploads that go with it. Raises BadInput for one that is not a finished upload of the caller's own."""
    if len(ids) > _MOST_DOCUMENTS:
        raise BadInput(f"Name at most {_MOST_DOCUMENTS} papers.", path="documentIds")
    keys = [document_id(value, path=f"documentIds.{at}") for at, value in enumerate(ids)]
    for at, key in enumerate(keys):
        if not _is_own(await context.hub.documents.get(context.hub.tenant, key), context):
            raise BadInput("There is no finished upload of yours with this id.", path=f"documentIds.{at}")
    return tuple(keys)


def _is_own(document: Document | None, context: Context) -> bool:
    return document is not None and document.state is DocumentState.READY and document.owner == context.actor.subject


# ---- deciding ------------------------------------------------------------------------------------------------------


async def _known(work: RecordWork, given: str) -> Discrepancy:
    found = await work.write.discrepancies.known(key_of(given))
    if found is None:
        raise NotFound("There is no such discrepancy in your region. Look at the list again.", path="id")
    return found


def _undecided(one: Discrepancy, expected: int | None) -> Discrepancy:
    """Raises Conflict that says who decided and when, or what moved."""
    if one.decision is not None:
        by, at = one.decision.by_name, one.decision.at.isoformat(timespec="seconds")
        raise Conflict(
            f"{by} decided this at {at}. A decision stands; what is new is a new discrepancy.",
            path="id",
            details={"decidedBy": by, "decidedAt": at, "ruling": one.decision.ruling.value, "version": one.version},
        )
    if one.state is not DiscrepancyState.OPEN:
        raise Conflict("This ended by itself: the two sides agree now.", path="id", details={"version": one.version})
    if expected not in {None, one.version}:
        raise Conflict(
            "What is claimed or recorded changed meanwhile. Load the discrepancy again and look at it.",
            path="expectedVersion",
            details={"version": one.version},
        )
    return one


def _check_ruling(one: Discrepancy, ruling: Ruling) -> None:
    wrong = Ruling.AGENCY_RIGHT if one.is_contest else Ruling.CITIZEN_RIGHT
    if ruling is wrong:
        other = Ruling.CITIZEN_RIGHT if one.is_contest else Ruling.AGENCY_RIGHT
        raise BadInput(f"Here the other side is not the one you name. Say {other.value}.", path="decision")


def _corrected(context: Context, one: Discrepancy, person: Citizen, given: Resolving) -> Citizen:
    """The person as the decision leaves her. Raises BadInput when it is not clear what the right value is."""
    if given.decision is Ruling.RECORD_STANDS:
        if given.value is not None:
            raise BadInput("The record stands, so there is no other value to name.", path="value")
        return person
    value = given.value if given.value is not None else one.claim
    if given.decision is Ruling.BOTH_WRONG:
        value = given.value
    if value is None:
        return _corrected_before(one, person)
    if given.decision is Ruling.AGENCY_RIGHT and not _is_said(context, one, value):
        raise BadInput("This is not what the agency says. Give its value, or decide BOTH_WRONG.", path="value")
    return _with(one, person, value)


def _is_said(context: Context, one: Discrepancy, value: str) -> bool:
    marks = context.hub.claim_marks
    return marks is not None and marks.fits(one, value)


def _corrected_before(one: Discrepancy, person: Citizen) -> Citizen:
    """Without a value the record must have been corrected since it opened."""
    if recorded_value(person, one.attribute) == one.recorded:
        raise BadInput("Name the right value: the hub does not hold it.", path="value")
    return person


def _with(one: Discrepancy, person: Citizen, value: str) -> Citizen:
    try:
        return with_value(person, one.attribute, value)
    except ValueError:
        if recorded_value(person, one.attribute) != one.recorded:
            return person
        raise BadInput(
            "This text cannot be recorded as it is. Name the right value (a date as 1990-03-15, a code by its name), "
            "or correct the person first and decide then.",
            path="value",
        ) from None


# ---- answering -----------------------------------------------------------------------------------------------------


def _reply(one: Discrepancy) -> Reply:
    """What a repeat is answered from: no value of the person stands in it."""
    return {
        "discrepancy": str(one.id),
        "state": one.state.value,
        "version": one.version,
        "overdueAt": one.overdue_at,
    }


async def _answer(context: Context, done: Done) -> DiscrepancyOutcome:
    if done.reply is None:
        return DiscrepancyOutcome(None, done.errors)
    found = await held(context).by_id(context.hub.tenant, uuid.UUID(done.reply["discrepancy"]))
    if found is not None and await by_id(context, found.person_id) is None:
        # She was sealed or moved meanwhile: whoever repeats the request gets the answer without her.
        found = None
    return DiscrepancyOutcome(_as_answered(found, done.reply) if found else None)


def _as_answered(one: Discrepancy, reply: Reply) -> Discrepancy:
    """As it was when it was answered for the first time, whatever was decided since."""
    state = DiscrepancyState(reply["state"])
    given: dict[str, Any] = {"state": state, "version": reply["version"]}
    overdue = reply["overdueAt"]
    given["overdue_at"] = dt.datetime.fromisoformat(overdue) if overdue else None
    if state is not DiscrepancyState.DECIDED:
        given["decision"] = None
    return dataclasses.replace(one, **given)
