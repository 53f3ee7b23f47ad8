"""Whom an application is about: the persons of the record whose receipts name a look at it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from hub.core.application import Application
from hub.core.citizen import Citizen
from hub.loaders.request import Loaders
from hub.resolvers.context import Hub

_NOBODY: Final[Mapping[str, uuid.UUID]] = MappingProxyType({})


async def persons_of(
    hub: Hub, loaders: Loaders, applications: Iterable[Application], known: Mapping[str, uuid.UUID] = _NOBODY
) -> set[uuid.UUID]:
    """Ids of the persons named in the forms and of those the applications led to; raises what the record raises.

    `known` are persons by NIK whom the record need not be asked for.
    """
    shown = tuple(applications)
    ids = {uuid.UUID(application.person_id) for application in shown if application.person_id}
    niks = {nik for one in shown for nik in hub.services[one.header.service].niks_of(one.form)}
    found = await loaders.everybody.load_many(sorted(niks - known.keys()))
    for answer in found:
        if isinstance(answer, BaseException):
            raise answer
    ids |= {known[nik] for nik in niks & known.keys()}
    return ids | {person.id for person in found if isinstance(person, Citizen)}
