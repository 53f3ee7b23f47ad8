"""What was found in the receipts, for auditors, and what they decide about it."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Sequence
from typing import Protocol

import strawberry
from strawberry import Parent

from hub.access.entities import AccountFile
from hub.core.errors import BadInput, Conflict, NotFound
from hub.core.identifiers import global_id
from hub.core.oversight import (
    FindingFilter,
    FindingKind,
    FindingState,
    KeptFinding,
    LookedAt,
    OversightAction,
)
from hub.core.oversight_ports import Oversight
from hub.core.ports import Page
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.outcome import UserError
from hub.resolvers.oversight_work import Keyed, Overseen, OversightDesk, key_in, oversee, words
from hub.resolvers.pages import Slice, check_first, slice_of
from hub.resolvers.values import Language


class Filter(Protocol):
    state: FindingState | None
    kind: FindingKind | None
    client_id: str | None


class Settling(Keyed, Protocol):
    finding_id: strawberry.ID
    verdict: FindingState
    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class FindingOutcome:
    id: uuid.UUID | None
    errors: tuple[UserError, ...] = ()


async def findings(
    info: HubInfo, given: Filter | None = None, first: int | None = 20, after: str | None = None
) -> Slice[KeptFinding]:
    """The newest first; without a filter those that nobody settled."""
    context, size, wanted = info.context, check_first(first), FindingFilter()
    if given is not None:
        wanted = FindingFilter(given.state, given.kind, given.client_id)
    ports = oversight(context)
    if ports is None:
        return slice_of(Page((), (), has_next=False), after)
    page = await ports.findings.findings(context.hub.tenant, wanted, size, after)
    for one in page.items:
        _saw(context, one)
    return slice_of(page, after)


async def finding(info: HubInfo, finding_id: strawberry.ID) -> KeptFinding | None:
    return await _found(info.context, key_in(finding_id, "AccessFinding", "id"))


async def settle(info: HubInfo, given: Settling) -> FindingOutcome:
    async def procedure(desk: OversightDesk) -> uuid.UUID:
        key, reason = key_in(given.finding_id, "AccessFinding", "findingId"), words(given.reason, "reason")
        if given.verdict is FindingState.OPEN:
            raise BadInput("Say whether it was justified or abuse.", path="verdict")
        found = await desk.write.findings.finding(key)
        if found is None:
            raise NotFound("There is no such finding. Look it up in the list.", path="findingId")
        desk.check(await _file(desk, found.finding.readers))
        if found.state is not FindingState.OPEN:
            raise Conflict("Somebody settled this already. Load it again and look at what it says now.")
        actor = info.context.actor
        desk.subjects.update(found.finding.persons)
        await desk.write.findings.settle(
            dataclasses.replace(
                found, state=given.verdict, settled_by=actor.subject, settled_by_name=actor.display_name,
                settled_at=desk.now, settled_reason=reason,
            )
        )  # fmt: skip
        return found.id

    return _outcome(await oversee(info.context, "settleFinding", OversightAction.SETTLE_FINDING, given, procedure))


async def settled(parent: Parent[FindingOutcome], info: HubInfo) -> KeptFinding | None:
    return await _found(info.context, parent.id) if parent.id else None


def finding_id(parent: Parent[KeptFinding]) -> str:
    return global_id("AccessFinding", parent.id)


def kind(parent: Parent[KeptFinding]) -> FindingKind:
    return parent.finding.kind


def score(parent: Parent[KeptFinding]) -> int:
    return parent.finding.score


def day(parent: Parent[KeptFinding]) -> str:
    return parent.finding.day.isoformat()


def readers(parent: Parent[KeptFinding]) -> int:
    return len(parent.finding.readers)


def reader(parent: Parent[KeptFinding]) -> str:
    return parent.finding.reader_name


def client_id(parent: Parent[KeptFinding]) -> str:
    return parent.finding.client_id


def reason(parent: Parent[KeptFinding], language: Language = Language.ID) -> str:
    told = parent.finding.reason
    return told.id if language is Language.ID else told.en


def persons(parent: Parent[KeptFinding]) -> int:
    return len(parent.finding.persons)


def receipt_count(parent: Parent[KeptFinding]) -> int:
    return len(parent.finding.receipts)


async def receipts(parent: Parent[KeptFinding], info: HubInfo) -> list[LookedAt]:
    ports = oversight(info.context)
    return list(await ports.findings.receipts(info.context.hub.tenant, parent.finding.receipts)) if ports else []


def is_mine(parent: Parent[KeptFinding], info: HubInfo) -> bool:
    return info.context.actor.subject in parent.finding.readers


def looked_at_id(parent: Parent[LookedAt]) -> str:
    return global_id("Access", parent.id)


def oversight(context: Context) -> Oversight | None:
    return context.hub.oversight


async def _found(context: Context, key: uuid.UUID) -> KeptFinding | None:
    ports = oversight(context)
    found = await ports.findings.finding(context.hub.tenant, key) if ports else None
    if found is not None:
        _saw(context, found)
    return found


async def _file(desk: OversightDesk, readers: Sequence[str]) -> AccountFile:
    """The readers' accounts, as policies see them: one is as good as another, and none judges this."""
    niks = await desk.write.findings.reader_niks(readers)
    actor = desk.context.actor
    return AccountFile(actor.tenant, readers[0], actor.region, niks, frozenset(readers), niks)


def _saw(context: Context, one: KeptFinding) -> None:
    """The receipt names the persons on whose readings the finding stands."""
    context.subjects.update(one.finding.persons)


def _outcome(done: Overseen) -> FindingOutcome:
    return FindingOutcome(done.id, done.errors)
