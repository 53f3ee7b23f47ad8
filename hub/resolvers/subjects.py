"""Whom an application is about: the persons of the record whose receipts name a look at it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from hub.core.application import Application
from hub.core.citizen import Citizen
from hub.loaders.request import Loaders
from hub.resolvers.context import Hub


async def persons_of(hub: Hub, loaders: Loaders, applications: Iterable[Application]) -> set[uuid.UUID]:
    """Ids of the persons named in the forms and of those the applications led to; raises what the record raises."""
    shown = tuple(applications)
    ids = {uuid.UUID(application.person_id) for application in shown if application.person_id}
    niks = {nik for one in shown for nik in hub.services[one.header.service].niks_of(one.form)}
    found = await loaders.everybody.load_many(sorted(niks))
    for answer in found:
        if isinstance(answer, BaseException):
            raise answer
    return ids | {person.id for person in found if isinstance(person, Citizen)}
