"""The register of failures to protect personal data, and whom one affects (UU 27/2022 art. 46)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Final, Protocol

import strawberry
from strawberry import Parent

from hub.access import decide_oversight
from hub.core.breach import LONGEST, TELL_WITHIN, Affected, Breach, BreachState, Notice, Party, Through
from hub.core.errors import BadInput, Conflict, NotFound
from hub.core.identifiers import global_id, new_id
from hub.core.oversight import OversightAction
from hub.core.ports import Page
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.findings import oversight
from hub.resolvers.outcome import UserError
from hub.resolvers.oversight_work import Keyed, Overseen, OversightDesk, key_in, oversee, words
from hub.resolvers.pages import Slice, check_first, slice_of
from hub.resolvers.refusal import refusal

_KEEP: Final = OversightAction.KEEP_BREACHES
_MOVED: Final = "Somebody changed this meanwhile. Load it again and look at what it says now."


class Reached(Protocol):
    """Which receipts it reaches, as an input says it."""

    began_at: dt.datetime
    ended_at: dt.datetime
    client_id: str | None
    reader: str | None
    agreement: str | None
    fields: list[str] | None


class Recording(Keyed, Protocol):
    title: str
    happened: str
    noticed_at: dt.datetime
    handling: str | None
    through: Reached


class Changing(Keyed, Protocol):
    breach_id: strawberry.ID
    expected_version: int
    handling: str
    closed: bool


class Telling(Keyed, Protocol):
    breach_id: strawberry.ID
    party: Party
    way: str
    persons: int
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class BreachOutcome:
    id: uuid.UUID | None
    errors: tuple[UserError, ...] = ()


async def record(info: HubInfo, given: Recording) -> BreachOutcome:
    async def procedure(desk: OversightDesk) -> uuid.UUID:
        breach = _entered(desk, given)
        await desk.write.breaches.enter(breach)
        return breach.id

    return _outcome(await oversee(info.context, "recordBreach", _KEEP, given, procedure))


async def change(info: HubInfo, given: Changing) -> BreachOutcome:
    async def procedure(desk: OversightDesk) -> uuid.UUID:
        found = await _locked(desk, given.breach_id)
        if found.version != given.expected_version:
            raise Conflict(_MOVED, path="expectedVersion", details={"version": found.version})
        if given.closed and found.untold():
            untold = ", ".join(party.value for party in found.untold())
            raise Conflict(f"It cannot be closed while these were not told: {untold}. Note the notice first.")
        state = BreachState.CLOSED if given.closed else BreachState.OPEN
        handling = words(given.handling, "handling", 2000)
        after = dataclasses.replace(found, handling=handling, state=state, version=found.version + 1)
        await desk.write.breaches.change(after)
        return found.id

    return _outcome(await oversee(info.context, "changeBreach", _KEEP, given, procedure))


async def note(info: HubInfo, given: Telling) -> BreachOutcome:
    async def procedure(desk: OversightDesk) -> uuid.UUID:
        found = await _locked(desk, given.breach_id)
        if given.persons < 0 or not found.noticed_at <= given.at <= desk.now:
            raise BadInput("Say how many were told, and when: between its notice and now.", path="at")
        by = info.context.actor
        way = words(given.way, "way")
        notice = Notice(new_id(), given.party, way, given.persons, given.at, by.subject, by.display_name)
        await desk.write.breaches.told(found.id, notice)
        return found.id

    return _outcome(await oversee(info.context, "noteBreachNotice", _KEEP, given, procedure))


async def breaches(info: HubInfo, first: int | None = 20, after: str | None = None) -> Slice[Breach]:
    size, ports = check_first(first), oversight(info.context)
    if ports is None:
        return slice_of(Page((), (), has_next=False), after)
    return slice_of(await ports.breaches.breaches(info.context.hub.tenant, size, after), after)


async def breach(info: HubInfo, breach_id: strawberry.ID) -> Breach | None:
    return await _found(info.context, key_in(breach_id, "Breach", "id"))


async def affected(
    parent: Parent[Breach], info: HubInfo, first: int | None = 20, after: str | None = None
) -> Slice[Affected]:
    """Everybody on the page is named by the receipt of this answer, as by any other."""
    context, size, ports = info.context, check_first(first), oversight(info.context)
    denial = decide_oversight(context.hub.policies, context.actor, context.purpose, _KEEP)
    if denial is not None:
        raise refusal(denial)
    if ports is None:
        return slice_of(Page((), (), has_next=False), after)
    page = await ports.breaches.affected(context.hub.tenant, parent.through, size, after)
    context.subjects.update(one.person_id for one in page.items)
    return slice_of(page, after)


async def affected_count(parent: Parent[Breach], info: HubInfo) -> int | None:
    ports = oversight(info.context)
    return await ports.breaches.count(info.context.hub.tenant, parent.through) if ports else None


async def outcome_breach(parent: Parent[BreachOutcome], info: HubInfo) -> Breach | None:
    return await _found(info.context, parent.id) if parent.id else None


def breach_id(parent: Parent[Breach]) -> str:
    return global_id("Breach", parent.id)


def notice_id(parent: Parent[Notice]) -> str:
    return global_id("BreachNotice", parent.id)


def citizen_id(parent: Parent[Affected]) -> str:
    return global_id("Citizen", parent.person_id)


def categories(parent: Parent[Affected]) -> list[str]:
    return list(parent.categories)


def told_by(parent: Parent[Notice]) -> str:
    return parent.by_name


def notices(parent: Parent[Breach]) -> list[Notice]:
    return list(parent.notices)


def untold(parent: Parent[Breach]) -> list[Party]:
    return list(parent.untold())


def is_overdue(parent: Parent[Breach], info: HubInfo) -> bool:
    return parent.is_overdue(info.context.hub.clock())


def began_at(parent: Parent[Breach]) -> dt.datetime:
    return parent.through.began_at


def ended_at(parent: Parent[Breach]) -> dt.datetime:
    return parent.through.ended_at


def client_id(parent: Parent[Breach]) -> str:
    return parent.through.client_id


def reader(parent: Parent[Breach]) -> str:
    return parent.through.reader


def agreement(parent: Parent[Breach]) -> str:
    return parent.through.agreement


def fields(parent: Parent[Breach]) -> list[str]:
    return list(parent.through.fields)


async def _found(context: Context, key: uuid.UUID) -> Breach | None:
    ports = oversight(context)
    return await ports.breaches.breach(context.hub.tenant, key) if ports else None


async def _locked(desk: OversightDesk, given: str) -> Breach:
    found = await desk.write.breaches.breach(key_in(given, "Breach", "breachId"))
    if found is None:
        raise NotFound("There is no such breach. Look it up in the register.", path="breachId")
    return found


def _entered(desk: OversightDesk, given: Recording) -> Breach:
    if given.noticed_at > desk.now:
        raise BadInput("It cannot be noticed in the future.", path="noticedAt")
    by = desk.context.actor
    return Breach(
        id=new_id(),
        tenant=by.tenant,
        title=words(given.title, "title", 120),
        happened=words(given.happened, "happened", 2000),
        handling=(given.handling or "").strip()[:2000],
        noticed_at=given.noticed_at,
        due_at=given.noticed_at + TELL_WITHIN,
        through=_through(given.through),
        state=BreachState.OPEN,
        version=1,
        entered_by=by.subject,
        entered_by_name=by.display_name,
        entered_at=desk.now,
    )


def _through(given: Reached) -> Through:
    if not given.began_at < given.ended_at <= given.began_at + LONGEST:
        raise BadInput("Say from when until when, at most a year.", path="through.endedAt")
    fields = tuple(given.fields or ())
    return Through(
        given.began_at, given.ended_at, given.client_id or "", given.reader or "", given.agreement or "", fields
    )


def _outcome(done: Overseen) -> BreachOutcome:
    return BreachOutcome(done.id, done.errors)
