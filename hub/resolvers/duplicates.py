"""Persons who stand twice: pairs that may be one, two made one, and a merge taken back."""

from __future__ import annotations

from typing import Final, Protocol

from strawberry import Parent

from hub.core.attributes import camel
from hub.core.citizen import Citizen
from hub.core.correction import nik_findings
from hub.core.duplicates import CandidateFilter, DuplicateCandidate, DuplicateState
from hub.core.errors import BadInput, NotFound
from hub.core.evidence import SourceKind
from hub.core.matching import Reason
from hub.core.merging import CHOOSABLE, merging
from hub.core.ports import Page
from hub.core.record_action import RecordAction
from hub.core.regions import parse_region_code
from hub.resolvers.citizen_outcome import CitizenOutcome, outcome_of, reply_of
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.outcome import DismissalOutcome
from hub.resolvers.pages import Slice, check_first, slice_of
from hub.resolvers.record_work import RecordWork, Reply, Whom, change_record, person_key
from hub.resolvers.steps import said
from hub.resolvers.values import Language, text

_ATTRIBUTES: Final = {camel(name): name for name in CHOOSABLE}
_NOTHING: Final[Page[DuplicateCandidate]] = Page((), (), has_next=False)


class Narrowing(Protocol):
    """What `duplicateCandidates` may be narrowed to."""

    state: DuplicateState | None
    nik: str | None
    id: str | None
    region_code: str | None


class Merging(Protocol):
    """What `mergeCitizens` is given; `take_from_duplicate` are attributes as the graph names them."""

    idempotency_key: str | None
    survivor_nik: str | None
    survivor_id: str | None
    survivor_version: int
    duplicate_nik: str | None
    duplicate_id: str | None
    duplicate_version: int
    take_from_duplicate: list[str] | None
    nik_on_ktp_el: str | None
    reason: str


class Undoing(Protocol):
    """What `undoMerge` is given."""

    idempotency_key: str | None
    nik: str | None
    id: str | None
    expected_version: int
    reason: str


class Dismissing(Protocol):
    """What `dismissDuplicate` is given."""

    idempotency_key: str | None
    first_nik: str | None
    first_id: str | None
    second_nik: str | None
    second_id: str | None
    reason: str


async def candidates(
    info: HubInfo, given: Narrowing | None = None, first: int | None = 20, after: str | None = None
) -> Slice[DuplicateCandidate]:
    context, hub = info.context, info.context.hub
    wanted = await _wanted(context, given)
    most = check_first(first)
    if wanted is None or hub.duplicates is None:
        return slice_of(_NOTHING, None)
    return slice_of(await hub.duplicates.page(hub.tenant, wanted, context.decision.rows, most, after), after)


async def persons(parent: Parent[DuplicateCandidate], info: HubInfo) -> list[Citizen | None]:
    """Both, the older entry first; of a merged pair the one that stayed. Who is out of sight is none."""
    ids = (parent.low_id, parent.high_id)
    found = await info.context.loaders.citizens_by_id.load_many(ids)
    shown = [one if isinstance(one, Citizen) else None for one in found]
    info.context.saw(one for one in shown if one is not None)
    return shown[:1] if parent.state is DuplicateState.MERGED else shown


def reason_code(parent: Parent[Reason]) -> str:
    return parent.name


def reason_text(parent: Parent[Reason], language: Language | None = Language.ID) -> str:
    return text(language, parent.indonesian, parent.english)


async def merge(info: HubInfo, given: Merging) -> CitizenOutcome:
    """The survivor takes the duplicate in: both are seen, locked, of the version looked at, and decided upon."""

    async def procedure(work: RecordWork, people: tuple[Citizen, ...]) -> Reply:
        survivor, duplicate = people
        await work.write.check_version(survivor, given.survivor_version)
        await work.write.check_version(duplicate, given.duplicate_version)
        reason = said(given.reason, "reason")
        on_card = given.nik_on_ktp_el or await _on_card(work, survivor, duplicate)
        planned = merging(survivor, duplicate, _chosen(given.take_from_duplicate or ()), on_card)
        done = await work.write.merges.merge(planned, info.context.hub.facets, reason)
        return reply_of(survivor, done.survivor, tuple(nik_findings(done.survivor)))

    whom = (
        Whom(given.survivor_nik, given.survivor_id, path="survivorId" if given.survivor_id else "survivorNik"),
        Whom(given.duplicate_nik, given.duplicate_id, path="duplicateId" if given.duplicate_id else "duplicateNik"),
    )
    done = await change_record(info.context, "mergeCitizens", RecordAction.MERGE, given, procedure, *whom)
    return await outcome_of(info.context, done)


async def undo(info: HubInfo, given: Undoing) -> CitizenOutcome:
    """The latest merge into a person is taken back, by somebody else than who made it."""

    async def procedure(work: RecordWork, people: tuple[Citizen, ...]) -> Reply:
        (survivor,) = people
        await work.write.check_version(survivor, given.expected_version)
        reason, standing = said(given.reason, "reason"), await work.write.merges.standing(survivor.id)
        if standing is None:
            raise NotFound("Nobody was merged into this person.", path="nik" if given.nik else "id")
        for one in (standing.survivor, standing.duplicate):
            work.permitted(one, "id", frozenset({standing.by}))
        done = await work.write.merges.undo(standing, reason)
        return reply_of(survivor, done.survivor, tuple(nik_findings(done.survivor)))

    whom = Whom(given.nik, given.id, path="nik" if given.nik else "id")
    done = await change_record(info.context, "undoMerge", RecordAction.UNDO_MERGE, given, procedure, whom)
    return await outcome_of(info.context, done)


async def dismiss(info: HubInfo, given: Dismissing) -> DismissalOutcome:
    async def procedure(work: RecordWork, people: tuple[Citizen, ...]) -> Reply:
        one, other = people
        if not await work.write.merges.dismiss(one.id, other.id, said(given.reason, "reason")):
            raise NotFound("These two are no open pair. Load the list again.", path="secondNik")
        return {"dismissed": True}

    whom = (
        Whom(given.first_nik, given.first_id, path="firstId" if given.first_id else "firstNik"),
        Whom(given.second_nik, given.second_id, path="secondId" if given.second_id else "secondNik"),
    )
    done = await change_record(info.context, "dismissDuplicate", RecordAction.MERGE, given, procedure, *whom)
    return DismissalOutcome(done.reply is not None, done.errors)


async def _wanted(context: Context, given: Narrowing | None) -> CandidateFilter | None:
    """None when the person who is named is not in sight. Raises BadInput."""
    if given is None:
        return CandidateFilter()
    region = parse_region_code(given.region_code, path="filter.regionCode") if given.region_code else None
    state = given.state or DuplicateState.OPEN
    if given.nik is None and given.id is None:
        return CandidateFilter(state, region=region)
    if given.nik is not None:
        person = await context.loaders.recorded.load(given.nik)
    else:
        person = await context.loaders.citizens_by_id.load(person_key(given.id or "", path="filter.id"))
    return CandidateFilter(state, person.id, region) if person else None


async def _on_card(work: RecordWork, survivor: Citizen, duplicate: Citizen) -> str | None:
    """The NIK that the record has from a KTP-el, when it has one of the two from there and the other not."""
    known = {person.nik for person in (survivor, duplicate) if await _from_card(work, person)}
    return known.pop() if len(known) == 1 else None


async def _from_card(work: RecordWork, person: Citizen) -> bool:
    return person.nik is not None and await work.write.nik_source(person) is SourceKind.KTP_EL


def _chosen(names: list[str] | tuple[str, ...]) -> list[str]:
    """Raises BadInput."""
    strange = sorted(name for name in names if name not in _ATTRIBUTES)
    if strange:
        known = ", ".join(sorted(_ATTRIBUTES))
        raise BadInput(f"`{strange[0]}` cannot be taken. Attributes are: {known}.", path="takeFromDuplicate")
    return [_ATTRIBUTES[name] for name in names]
