"""Burial reports: a village brings a line of its book, an officer finds out whom it is about; no status changes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Final, Protocol

from strawberry import Parent

from hub.core import burial_texts
from hub.core.attributes import Category
from hub.core.burial import (
    Burial,
    BurialFilter,
    BurialState,
    InvitationWay,
    check_can_be,
    check_told,
    check_waits,
)
from hub.core.burials import Burials
from hub.core.calendar import local_date
from hub.core.citizen import Citizen
from hub.core.errors import BadInput, Conflict, HubError, NotFound
from hub.core.identifiers import global_id, new_id, parse_global_id, parse_uuid
from hub.core.record_action import RecordAction
from hub.core.regions import parse_region_code, within
from hub.resolvers.citizens import by_id
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.outcome import UserError
from hub.resolvers.pages import Slice, check_first, slice_of
from hub.resolvers.record_work import Done, Procedure, RecordWork, Reply, Whom, change_record
from hub.resolvers.steps import said
from hub.resolvers.values import NIK, Language, text

_VILLAGE_LENGTH: Final = len("19.01.01.1001")
_LONGEST: Final = 120


class Keyed(Protocol):
    idempotency_key: str | None


class Reporting(Keyed, Protocol):
    """A line of the burial book."""

    region_code: str
    name: str
    nik: NIK | None
    died_on: dt.date | None
    buried_on: dt.date
    cemetery: str | None
    book_entry: str | None


class Working(Keyed, Protocol):
    id: str
    expected_version: int | None


class Matching(Working, Protocol):
    nik: NIK


class Inviting(Working, Protocol):
    way: InvitationWay


class Dismissing(Working, Protocol):
    reason: str


class Chosen(Protocol):
    states: list[BurialState] | None
    id: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class BurialOutcome:
    burial: Burial | None
    errors: tuple[UserError, ...] = ()


async def report(info: HubInfo, given: Reporting) -> BurialOutcome:
    """By whoever keeps the book in the village, or an officer who was handed it."""
    context = info.context

    async def take_in(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        burial = _told(work, given)
        check_told(burial, local_date(work.now))
        await work.write.burials.report(burial)
        return _reply(burial)

    return await _done(context, "reportBurial", RecordAction.REPORT_BURIAL, given, take_in)


async def match(info: HubInfo, given: Matching) -> BurialOutcome:
    """An officer has found out whom a report is about."""

    async def found(work: RecordWork, persons: tuple[Citizen, ...]) -> Reply:
        (person,) = persons
        burial = await _waiting(work, given)
        check_can_be(person, burial)
        after = dataclasses.replace(burial, state=BurialState.MATCHED, person_id=person.id)
        if burial.person_id != person.id:
            after = dataclasses.replace(after, invited_at=None, invited_way=None)
        return _reply(await work.write.burials.change(after))

    whom = Whom(nik=given.nik, path="nik")
    return await _done(info.context, "matchBurial", RecordAction.SETTLE_BURIAL, given, found, whom)


async def invite(info: HubInfo, given: Inviting) -> BurialOutcome:
    """The family was invited to have the death registered."""

    async def invited(work: RecordWork, burial: Burial) -> Reply:
        if burial.person_id is None:
            raise Conflict("Find out first whom this report is about, by NIK.", path="id")
        after = dataclasses.replace(burial, invited_at=work.now, invited_way=given.way)
        return _reply(await work.write.burials.change(after))

    return await _settle(info.context, "inviteBurialFamily", given, invited)


async def dismiss(info: HubInfo, given: Dismissing) -> BurialOutcome:
    """A mistake, a line twice, somebody of another district, or a death that is registered already."""

    async def dismissed(work: RecordWork, burial: Burial) -> Reply:
        reason = said(given.reason, "reason")
        after = dataclasses.replace(burial, state=BurialState.DISMISSED, reason=reason, settled_at=work.now)
        return _reply(await work.write.burials.change(after))

    return await _settle(info.context, "dismissBurial", given, dismissed)


async def reports(
    info: HubInfo, given: Chosen | None = None, first: int | None = 20, after: str | None = None
) -> Slice[Burial]:
    """Those of villages in this reader's region, the longest waiting first; the receipt names who was found."""
    context = info.context
    only = _key(given.id, "filter.id") if given is not None and given.id else None
    states = tuple((given.states if given else None) or BurialFilter().states)
    chosen = BurialFilter(tuple(BurialState) if only else states, only)
    found = await held(context).page(context.hub.tenant, chosen, context.decision.rows, check_first(first), after)
    for one in found.items:
        context.saw_somebody(one.person_id)
    return slice_of(found, after)


def held(context: Context) -> Burials:
    """Raises HubError where the hub was put together without them."""
    if context.hub.burials is None:
        raise HubError("This hub keeps no burial reports. Tell its operator.")
    return context.hub.burials


async def _settle(context: Context, mutation: str, given: Working, then: _Then) -> BurialOutcome:
    """Something that an officer does about a report; whoever was found is locked first, seen and decided upon."""
    seen: list[Burial] = []

    async def look() -> None:
        burial = await held(context).by_id(context.hub.tenant, _key(given.id, "id"))
        seen.extend([burial] if burial else [])

    async def procedure(work: RecordWork, _persons: tuple[Citizen, ...]) -> Reply:
        if seen and seen[0].person_id:
            await work.take([seen[0].person_id])
        burial = await _waiting(work, given)
        if burial.person_id != (seen[0].person_id if seen else None):
            raise Conflict("Somebody worked on this report meanwhile. Load it again.", path="id")
        return await then(work, burial)

    return await _done(context, mutation, RecordAction.SETTLE_BURIAL, given, procedure, prepare=look)


class _Then(Protocol):
    async def __call__(self, work: RecordWork, burial: Burial, /) -> Reply: ...


async def _waiting(work: RecordWork, given: Working) -> Burial:
    """The report, locked. Raises NotFound for one of another region, Conflict for one that does not wait."""
    burial = await work.write.burials.known(_key(given.id, "id"))
    if burial is None or not within(burial.region_code, work.context.decision.rows.region):
        raise NotFound("There is no such report in your region. Look at the list again.", path="id")
    check_waits(burial, given.expected_version)
    return burial


def _told(work: RecordWork, given: Reporting) -> Burial:
    actor = work.context.actor
    region = parse_region_code(given.region_code, path="regionCode")
    if len(region) != _VILLAGE_LENGTH or not within(region, actor.region or ""):
        raise BadInput("Name the village whose burial book this is; it has to be in your region.", path="regionCode")
    return Burial(
        tenant=work.context.hub.tenant,
        id=new_id(),
        region_code=region,
        name=_short(given.name, "name"),
        nik=given.nik,
        died_on=given.died_on,
        buried_on=given.buried_on,
        cemetery=_short(given.cemetery, "cemetery") if given.cemetery else "",
        book_entry=_short(given.book_entry, "bookEntry") if given.book_entry else "",
        reported_at=work.now,
        reported_by=actor.subject,
    )


def _short(words: str, path: str) -> str:
    text = " ".join(said(words, path).split())
    if len(text) > _LONGEST:
        raise BadInput(f"Write at most {_LONGEST} letters, as in the burial book.", path=path)
    return text


def _key(burial_id: str, path: str) -> uuid.UUID:
    type_name, key = parse_global_id(burial_id, path=path)
    if type_name != "BurialReport":
        raise BadInput("This id is not that of a burial report.", path=path)
    return parse_uuid(key, path=path)


def _reply(burial: Burial) -> Reply:
    """What a repeat is answered from: nothing of anybody stands in it."""
    return {"burial": str(burial.id)}


async def _done(
    context: Context,
    mutation: str,
    action: RecordAction,
    given: Keyed,
    procedure: Procedure,
    *whom: Whom,
    prepare: Prepare | None = None,
) -> BurialOutcome:
    done = await change_record(
        context, mutation, action, given, procedure, *whom, category=Category.APPLICATION, prepare=prepare
    )
    return await _answer(context, done)


class Prepare(Protocol):
    async def __call__(self) -> None: ...


async def _answer(context: Context, done: Done) -> BurialOutcome:
    if done.reply is None:
        return BurialOutcome(None, done.errors)
    found = await held(context).by_id(context.hub.tenant, uuid.UUID(done.reply["burial"]))
    if found is not None and found.person_id is not None and await by_id(context, found.person_id) is None:
        # Who was found was sealed or moved meanwhile, or the reader sees nobody: what was done stands all the same.
        found = None
    return BurialOutcome(found)


# ---- fields of one -------------------------------------------------------------------------------------------------


def report_id(parent: Parent[Burial]) -> str:
    return global_id("BurialReport", parent.id)


def heading(parent: Parent[Burial], language: Language | None = Language.ID) -> str:
    return text(language, *burial_texts.heading(parent))


def invitation(parent: Parent[Burial], language: Language | None = Language.ID) -> str:
    return text(language, *burial_texts.invitation(parent))


async def person(parent: Parent[Burial], info: HubInfo) -> Citizen | None:
    return await by_id(info.context, parent.person_id) if parent.person_id else None
