"""A correction before it is made: what it would change, what speaks against it, and what it draws after it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol

from strawberry import Parent

from hub.core.application import Application
from hub.core.attributes import camel
from hub.core.calendar import local_date
from hub.core.citizen import Citizen
from hub.core.correction import corrected
from hub.core.errors import BadInput
from hub.core.evidence import SourceKind
from hub.core.record_action import RecordAction
from hub.core.ripple import Reach, Ripple, RippleKind, elsewhere, names_another, ripples
from hub.core.service import Finding
from hub.resolvers.attributes import denial_of, own_attributes
from hub.resolvers.citizen_outcome import changed_names
from hub.resolvers.citizens import by_id, by_nik
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.corrections import CORRECTED, changes_of, placed
from hub.resolvers.family import own_family
from hub.resolvers.history import AttributeChange, plain
from hub.resolvers.record_work import check_may, person_key
from hub.resolvers.sight import may_see, sight
from hub.resolvers.values import Language, text

_LOOKED_AT: Final = 100
"""Applications that name her, the newest first, and children: more than a life brings."""
_PAPER: Final = (
    "Surat atau kartu ini memuat data yang berubah. Sesudah perbaikan, mintalah penggantinya; gratis.",
    "This paper or card shows what changes. After the correction ask for a new one; it is free of charge.",
)


class Asking(Protocol):
    """What `correctionPreview` is given: a correction without its key, version and reason."""

    nik: str | None
    id: str | None
    attributes: Any
    source_kind: SourceKind


@dataclass(frozen=True, slots=True)
class CorrectionPreview:
    """`version` is the one that was looked at, to be named as `expectedVersion` by the correction itself."""

    version: int
    changes: tuple[AttributeChange, ...]
    findings: tuple[Finding, ...]
    ripples: tuple[Ripple, ...]


async def preview(info: HubInfo, given: Asking) -> CorrectionPreview | None:
    """None for who is out of sight. Raises BadInput, and the refusal for who could not make the correction."""
    context = info.context
    check_may(context, RecordAction.CORRECT, None, frozenset())
    person = await _whom(context, given)
    if person is None:
        return None
    check_may(context, RecordAction.CORRECT, person, await own_family(context))
    wanted = changes_of(given.attributes)
    if not wanted:
        raise BadInput("Nothing is named to be corrected.", path="attributes")
    result = corrected(person, wanted, given.source_kind, local_date(context.hub.clock()))
    flaws = (
        Finding(flaw.attribute, flaw.message, blocking=True, message_id=flaw.message_id)
        for flaw in map(placed, result.flaws)
    )
    names = frozenset(changed_names(person, result.person))
    drawn = () if result.flaws or not names else await _drawn(context, person, result.person, names)
    return CorrectionPreview(
        person.version, tuple(_changes(context, person, result.person, names)), (*flaws, *result.warnings), drawn
    )


async def _whom(context: Context, given: Asking) -> Citizen | None:
    if (given.nik is None) == (given.id is None):
        raise BadInput("Name the person by `nik` or by `id`, one of the two.", path="nik" if given.nik else "id")
    return await (by_nik(context, given.nik) if given.nik else by_id(context, person_key(given.id or "", path="id")))


def _changes(context: Context, before: Citizen, after: Citizen, names: frozenset[str]) -> Iterator[AttributeChange]:
    """Values only of what this reader may read; she typed the new one herself, and may not see what it replaces."""
    for name in sorted(names):
        named = own_attributes().get(name)
        if named is None or denial_of(context, named) is not None:
            yield AttributeChange(camel(name), shown=False)
        else:
            context.tells(named.coordinates[0], named.category)
            yield AttributeChange(
                camel(name), shown=True, before=plain(getattr(before, name)), after=plain(getattr(after, name))
            )


async def _drawn(context: Context, before: Citizen, after: Citizen, names: frozenset[str]) -> tuple[Ripple, ...]:
    hub = context.hub
    number = before.family_card_number
    children = await _children(context, before, after)
    named = own_attributes()["full_name"]
    readable = bool(children) and denial_of(context, named) is None
    if readable:
        context.tells(named.coordinates[0], named.category)
    reach = Reach(
        children=children,
        names=readable,
        household=await context.loaders.family_members.load(number) if number else (),
        applications=await _named_by(context, before),
        told=await hub.outbox.told_of(hub.tenant, f"citizen.{CORRECTED}", sorted(names)),
    )
    return (*_papers(context, after, names), *ripples(before, after, reach))


async def _children(context: Context, before: Citizen, after: Citizen) -> tuple[Citizen, ...]:
    """Those on other family cards, as far as this reader may see them; the receipt names them."""
    if before.nik is None or not names_another(before, after):
        return ()
    hub = context.hub
    found = await hub.people.children(hub.tenant, before.nik, context.decision.rows, _LOOKED_AT)
    away = elsewhere(before, found)
    context.saw(away)
    return away


def _papers(context: Context, after: Citizen, names: frozenset[str]) -> Iterator[Ripple]:
    today = local_date(context.hub.clock())
    for service in context.hub.services.values():
        if service.reprints(after, names, today):
            yield Ripple(RippleKind.PAPER, service.name, *_PAPER)


async def _named_by(context: Context, person: Citizen) -> list[Application]:
    hub = context.hub
    page = await hub.applications.page(
        hub.tenant, dataclasses.replace(sight(context), person_id=person.id), _LOOKED_AT, None
    )
    return [one for one in page.items if may_see(context, one)]


def reason(parent: Parent[Ripple], language: Language | None = Language.ID) -> str:
    return text(language, parent.reason_id, parent.reason_en)


def title(parent: Parent[Ripple], info: HubInfo, language: Language | None = Language.ID) -> str | None:
    """Of the service that gives the paper; the name of a child."""
    if parent.kind is RippleKind.CHILD:
        return parent.name
    service = info.context.hub.services.get(parent.about) if parent.kind is RippleKind.PAPER else None
    return text(language, service.title_id, service.title_en) if service else None
