"""Who read a person's data, as she is told: of each reading her own part, and no clerk by name."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Protocol

from strawberry import Parent

from hub.core import access_texts
from hub.core.citizen import Citizen
from hub.core.errors import BadInput
from hub.core.identifiers import global_id, parse_global_id, parse_uuid
from hub.core.purpose import Purpose
from hub.core.receipt import Access, AccessFilter
from hub.resolvers.citizens import by_nik
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.pages import Slice, check_first, slice_of
from hub.resolvers.values import NIK, Language, text


class Chosen(Protocol):
    """What `Citizen.accesses` may be narrowed to."""

    since: dt.datetime | None
    until: dt.datetime | None
    id: str | None
    own: bool | None


async def accesses(
    parent: Parent[Citizen],
    info: HubInfo,
    chosen: Chosen | None = None,
    first: int | None = 20,
    after: str | None = None,
) -> Slice[Access]:
    return await _page(info.context, parent, chosen, first, after)


async def overseen(
    info: HubInfo, nik: NIK, chosen: Chosen | None = None, first: int | None = 20, after: str | None = None
) -> Slice[Access] | None:
    """For the auditor, who does not read the person herself."""
    person = await by_nik(info.context, nik)
    return None if person is None else await _page(info.context, person, chosen, first, after)


async def _page(
    context: Context, person: Citizen, chosen: Chosen | None, first: int | None, after: str | None
) -> Slice[Access]:
    hub, narrowed = context.hub, AccessFilter(told_at=told_at(context))
    if chosen is not None:
        only = receipt_key(chosen.id, path="filter.id") if chosen.id else None
        narrowed = AccessFilter(chosen.since, chosen.until, chosen.own is not False, narrowed.told_at, only)
    page = await hub.receipts.of_person(hub.tenant, person.id, check_first(first), after, narrowed)
    return slice_of(page, after)


async def access_of(context: Context, person_id: uuid.UUID, receipt_id: uuid.UUID) -> Access | None:
    """One reading of this person, if this reader is told of it."""
    hub, only = context.hub, AccessFilter(told_at=told_at(context), only=receipt_id)
    found = await hub.receipts.of_person(hub.tenant, person_id, 1, None, only)
    return found.items[0] if found.items else None


def receipt_key(access_id: str, path: str) -> uuid.UUID:
    """The receipt's id in the id of an Access. Raises BadInput."""
    type_name, key = parse_global_id(access_id, path=path)
    if type_name != "Access":
        raise BadInput("This id is not that of an Access.", path=path)
    return parse_uuid(key, path=path)


def told_at(context: Context) -> dt.datetime | None:
    """Whoever oversees is told of everything at once; everybody else of what may be told by now."""
    return None if context.purpose is Purpose.OVERSIGHT else context.hub.clock()


# ---- fields of one -------------------------------------------------------------------------------------------------


def access_id(parent: Parent[Access]) -> str:
    return global_id("Access", parent.id)


def reader(parent: Parent[Access], info: HubInfo, language: Language | None = Language.ID) -> str:
    return text(language, *access_texts.reader(parent, info.context.hub.office_name))


def role(parent: Parent[Access]) -> str | None:
    return access_texts.role_of(parent)


def own(parent: Parent[Access]) -> bool:
    return parent.is_own


def changed(parent: Parent[Access]) -> bool:
    return access_texts.is_written(parent)


def why(parent: Parent[Access], language: Language | None = Language.ID) -> str:
    return text(language, *access_texts.purpose_text(parent.purpose))


def data(parent: Parent[Access], language: Language | None = Language.ID) -> list[str]:
    return [text(language, *line) for line in access_texts.data_texts(parent)]


def agreement(parent: Parent[Access]) -> str | None:
    return parent.basis.number if parent.basis else None


def agreement_title(parent: Parent[Access]) -> str | None:
    return parent.basis.title if parent.basis else None


def officer(parent: Parent[Access]) -> str:
    return parent.actor_name
