"""One person's record for an hour, to somebody who may not see her otherwise; and what is decided about it later."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Final, Protocol

import strawberry
from strawberry import Parent

from hub.access.entities import AccountFile
from hub.core.citizen import Citizen
from hub.core.emergency import (
    LENGTH,
    MOST_A_DAY,
    REVIEW_WITHIN,
    EmergencyAccess,
    EmergencyKind,
    EmergencyState,
    EmergencyVerdict,
)
from hub.core.errors import Conflict, NotFound
from hub.core.identifiers import global_id, new_id
from hub.core.oversight import OversightAction
from hub.core.ports import Page
from hub.core.record_action import RecordAction
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.findings import oversight
from hub.resolvers.outcome import UserError
from hub.resolvers.oversight_work import Keyed, OversightDesk, key_in, oversee, words
from hub.resolvers.pages import Slice, check_first, slice_of
from hub.resolvers.record_work import RecordWork, Reply, change_record, check_may
from hub.resolvers.values import NIK

_NOBODY: Final = "The record of this district holds nobody who could be opened under this number. Check it."
_SEEN: Final = "You see this person without an emergency. Look her up as usual."
_TOO_MANY: Final = (
    f"You opened {MOST_A_DAY} records in emergencies within a day, which is the most. Ask the head of the office."
)
_OWN_ISSUER: Final = "Emergency access is for accounts of this hub. Ask a colleague of the office."


class Opening(Keyed, Protocol):
    nik: NIK
    emergency: EmergencyKind
    reason: str


class Reviewing(Keyed, Protocol):
    access_id: strawberry.ID
    verdict: EmergencyVerdict
    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class EmergencyOutcome:
    """`opened` is the access, and `person` whom it opens, for the one who opened it."""

    id: uuid.UUID | None
    person: uuid.UUID | None = None
    errors: tuple[UserError, ...] = ()


async def open_access(info: HubInfo, given: Opening) -> EmergencyOutcome:
    async def procedure(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        person = await _person(work, str(given.nik))
        access = _access(work, person, given.emergency, words(given.reason, "reason"))
        await work.write.emergencies.open(access)
        return {"access": str(access.id), "person": str(person.id)}

    done = await change_record(info.context, "openEmergencyAccess", RecordAction.OPEN_EMERGENCY, given, procedure)
    if done.reply is None:
        return EmergencyOutcome(None, errors=done.errors)
    return EmergencyOutcome(uuid.UUID(done.reply["access"]), uuid.UUID(done.reply["person"]))


async def review(info: HubInfo, given: Reviewing) -> EmergencyOutcome:
    async def procedure(desk: OversightDesk) -> uuid.UUID:
        key, reason = key_in(given.access_id, "EmergencyAccess", "accessId"), words(given.reason, "reason")
        found = await desk.write.emergencies.access(key)
        if found is None:
            raise NotFound("There is no such emergency access. Look it up in the list.", path="accessId")
        niks = frozenset({found.reader_nik} if found.reader_nik else ())
        desk.check(AccountFile(found.tenant, found.reader, info.context.actor.region, niks))
        if found.verdict is not None:
            raise Conflict("Somebody reviewed this already. Load it again and look at what it says now.")
        actor = info.context.actor
        desk.subjects.add(found.person_id)
        await desk.write.emergencies.review(
            dataclasses.replace(
                found, verdict=given.verdict, reviewed_by=actor.subject, reviewed_by_name=actor.display_name,
                reviewed_at=desk.now, review_reason=reason,
            )
        )  # fmt: skip
        return found.id

    done = await oversee(info.context, "reviewEmergencyAccess", OversightAction.REVIEW_EMERGENCY, given, procedure)
    return EmergencyOutcome(done.id, errors=done.errors)


async def accesses(
    info: HubInfo, waiting: bool | None = True, first: int | None = 20, after: str | None = None
) -> Slice[EmergencyAccess]:
    context, size, ports = info.context, check_first(first), oversight(info.context)
    if ports is None:
        return slice_of(Page((), (), has_next=False), after)
    found = await ports.emergencies.accesses(context.hub.tenant, waiting=waiting is not False, first=size, after=after)
    context.subjects.update(one.person_id for one in found.items)
    return slice_of(found, after)


async def access(parent: Parent[EmergencyOutcome], info: HubInfo) -> EmergencyAccess | None:
    context, ports = info.context, oversight(info.context)
    if parent.id is None or ports is None:
        return None
    found = await ports.emergencies.access(context.hub.tenant, parent.id)
    if found is not None:
        context.subjects.add(found.person_id)
    return found


def opened_citizen_id(parent: Parent[EmergencyOutcome]) -> str | None:
    return global_id("Citizen", parent.person) if parent.person else None


def access_id(parent: Parent[EmergencyAccess]) -> str:
    return global_id("EmergencyAccess", parent.id)


def citizen_id(parent: Parent[EmergencyAccess]) -> str:
    return global_id("Citizen", parent.person_id)


def reader(parent: Parent[EmergencyAccess]) -> str:
    return parent.reader_name


def state(parent: Parent[EmergencyAccess], info: HubInfo) -> EmergencyState:
    return parent.state(info.context.hub.clock())


def reviewed_by(parent: Parent[EmergencyAccess]) -> str | None:
    return parent.reviewed_by_name


def is_mine(parent: Parent[EmergencyAccess], info: HubInfo) -> bool:
    return parent.reader == info.context.actor.subject


async def _person(work: RecordWork, nik: str) -> Citizen:
    """Whom it is about, locked. One who is sealed or moved away is as if she did not exist."""
    known = (await work.write.citizens([nik])).get(nik)
    if known is None or known.sealed or known.moved_to is not None:
        raise NotFound(_NOBODY, path="nik")
    if work.context.decision.rows.admits(known):
        raise Conflict(_SEEN, path="nik")
    check_may(work.context, work.action, known, work.family)
    _check_issuer(work.context)
    if (
        await work.write.emergencies.opened_since(work.context.actor.subject, work.now - dt.timedelta(days=1))
        >= MOST_A_DAY
    ):
        raise Conflict(_TOO_MANY)
    work.subjects.add(known.id)
    return known


def _check_issuer(context: Context) -> None:
    """What is open to whom is looked up with this hub's accounts."""
    try:
        uuid.UUID(context.actor.subject)
    except ValueError:
        raise Conflict(_OWN_ISSUER) from None


def _access(work: RecordWork, person: Citizen, emergency: EmergencyKind, reason: str) -> EmergencyAccess:
    actor = work.context.actor
    return EmergencyAccess(
        id=new_id(),
        tenant=actor.tenant,
        person_id=person.id,
        reader=actor.subject,
        reader_name=actor.display_name,
        client_id=actor.client_id,
        emergency=emergency,
        reason=reason,
        opened_at=work.now,
        ends_at=work.now + LENGTH,
        review_due=work.now + REVIEW_WITHIN,
        reader_nik=actor.nik,
    )
