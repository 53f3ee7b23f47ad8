"""Who of the office is away, and who holds how much: said by herself or by those who lead, read by the office."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Protocol

from strawberry import Parent

from hub.core.absence import LEADING, Absence, AbsenceKind, Absences, Officer, check_days, check_runs
from hub.core.actor import Role
from hub.core.application import ApplicationState
from hub.core.attributes import Category
from hub.core.calendar import local_date
from hub.core.citizen import Citizen
from hub.core.errors import BadInput, HubError, NotFound
from hub.core.identifiers import global_id, new_id, parse_global_id, parse_uuid
from hub.core.record_action import RecordAction
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.outcome import UserError
from hub.resolvers.record_work import Done, RecordWork, Reply, change_record

_TYPE = "Absence"
_UNKNOWN = "Nobody of the office is known by this in your region. Choose somebody of the team's page."


class Keyed(Protocol):
    idempotency_key: str | None


class Recording(Keyed, Protocol):
    subject: str | None
    kind: AbsenceKind
    from_on: dt.date
    until_on: dt.date
    deputy: str | None


class Ending(Keyed, Protocol):
    id: str


@dataclass(frozen=True, slots=True)
class AbsenceOutcome:
    absence: Absence | None
    errors: tuple[UserError, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldInState:
    state: ApplicationState
    number: int


async def team(info: HubInfo) -> list[Officer]:
    """Those of the reader's region. Whoever does not lead is shown names, who is away, and what she holds herself."""
    return await _team(info.context)


async def record(info: HubInfo, given: Recording) -> AbsenceOutcome:
    """Of whoever asks, unless another one is named."""
    context, actor = info.context, info.context.actor
    subject = given.subject or actor.subject
    known: dict[str, str] = {}

    async def prepare() -> None:
        check_days(given.from_on, given.until_on, local_date(context.hub.clock()))
        known.update((one.subject, one.name) for one in await _team(context))
        known[actor.subject] = actor.display_name
        if subject not in known:
            raise BadInput(_UNKNOWN, path="subject")
        if given.deputy is not None and (given.deputy not in known or given.deputy == subject):
            raise BadInput("A deputy is another one of the team. " + _UNKNOWN, path="deputy")

    async def note(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        absence = Absence(
            tenant=context.hub.tenant,
            id=new_id(),
            subject=subject,
            name=known[subject],
            kind=given.kind,
            from_on=given.from_on,
            until_on=given.until_on,
            deputy=given.deputy,
            deputy_name=known[given.deputy] if given.deputy else None,
            recorded_by=actor.subject,
            recorded_by_name=actor.display_name,
            recorded_at=work.now,
        )
        await work.write.absences.record(absence)
        return {"absence": str(absence.id)}

    action = _action(context, subject)
    done = await change_record(
        context, "recordAbsence", action, given, note, category=Category.APPLICATION, prepare=prepare
    )
    return await _answer(context, done)


async def end(info: HubInfo, given: Ending) -> AbsenceOutcome:
    """She is back, or does not go away after all."""
    context = info.context
    type_name, key = parse_global_id(given.id, path="id")
    if type_name != _TYPE:
        raise BadInput("This id is not that of an absence.", path="id")
    absence_id = parse_uuid(key, path="id")
    known = await held(context).by_id(context.hub.tenant, absence_id)

    async def ended(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        absence = await work.write.absences.known(absence_id)
        if absence is None or absence.subject not in {one.subject for one in seen}:
            raise NotFound("There is no such absence in your region. Look at the team's page again.", path="id")
        check_runs(absence)
        await work.write.absences.end(absence, work.now)
        return {"absence": str(absence.id)}

    seen: list[Officer] = []

    async def prepare() -> None:
        seen.extend(await _team(context))
        seen.append(Officer(context.actor.subject, context.actor.display_name))

    action = _action(context, known.subject if known else "")
    done = await change_record(
        context, "endAbsence", action, given, ended, category=Category.APPLICATION, prepare=prepare
    )
    return await _answer(context, done)


def held(context: Context) -> Absences:
    """Raises HubError where the hub was put together without them."""
    if context.hub.absences is None:
        raise HubError("This hub keeps no absences. Tell its operator.")
    return context.hub.absences


async def _team(context: Context) -> list[Officer]:
    hub, now = context.hub, context.hub.clock()
    return list(await held(context).team(hub.tenant, context.actor.region, local_date(now), now))


def _action(context: Context, subject: str) -> RecordAction:
    own = subject == context.actor.subject
    return RecordAction.NOTE_ABSENCE if own else RecordAction.NOTE_ABSENCE_OF


async def _answer(context: Context, done: Done) -> AbsenceOutcome:
    if done.reply is None:
        return AbsenceOutcome(None, done.errors)
    return AbsenceOutcome(await held(context).by_id(context.hub.tenant, uuid.UUID(done.reply["absence"])))


# ---- fields of one -------------------------------------------------------------------------------------------------


def absence_id_of(parent: Parent[Absence]) -> str:
    return global_id(_TYPE, parent.id)


def kind(parent: Parent[Absence], info: HubInfo) -> AbsenceKind | None:
    """Why: for herself and those who lead."""
    return parent.kind if _may_know(info.context, parent.subject) else None


def viewers(parent: Parent[Officer], info: HubInfo) -> bool:
    return parent.subject == info.context.actor.subject


def roles(parent: Parent[Officer]) -> list[Role]:
    return sorted(parent.roles, key=lambda role: role.value)


def holds(parent: Parent[Officer], info: HubInfo) -> list[HeldInState] | None:
    if not _may_know(info.context, parent.subject):
        return None
    return [HeldInState(state, parent.held[state]) for state in ApplicationState if state in parent.held]


def total(parent: Parent[Officer], info: HubInfo) -> int | None:
    return parent.total if _may_know(info.context, parent.subject) else None


def past(parent: Parent[Officer], info: HubInfo) -> int | None:
    return parent.past if _may_know(info.context, parent.subject) else None


def due_soon(parent: Parent[Officer], info: HubInfo) -> int | None:
    return parent.due_soon if _may_know(info.context, parent.subject) else None


def away(parent: Parent[Officer], info: HubInfo) -> Absence | None:
    return parent.away(local_date(info.context.hub.clock()))


def absences(parent: Parent[Officer], info: HubInfo) -> list[Absence]:
    """From today on; those of others that have not begun are for those who lead."""
    today = local_date(info.context.hub.clock())
    if _may_know(info.context, parent.subject):
        return list(parent.absences)
    return [one for one in parent.absences if one.holds(today)]


def _may_know(context: Context, subject: str) -> bool:
    return bool(context.actor.roles & LEADING) or subject == context.actor.subject
