"""How a document stands to its reader, decided by the same policies as the graph.

A paper belongs to an application, and then who may read that may look at it; or it was shown for something that the
person herself contests, and then who decides on that may, of persons whom she sees.
"""

from __future__ import annotations

import uuid
from typing import Final

from hub.access import agreement_denial, may_read_application, purpose_of, rows_of
from hub.core.actor import Actor
from hub.core.application import Application
from hub.core.document import Document
from hub.core.predicates import NO_ROWS
from hub.core.purpose import Purpose
from hub.loaders.request import Loaders
from hub.resolvers import Hub
from hub.resolvers.refusal import refusal
from hub.resolvers.subjects import persons_of
from hub.web.uploads import Look, Sight

_DECIDE: Final = "discrepancy:decide"


def look_at(hub: Hub) -> Look:
    """Gives the function that the document routes ask."""

    async def look(actor: Actor, document: Document, header: str | None) -> Sight:
        purpose, now = purpose_of(actor, header), hub.clock()
        ended = agreement_denial(actor, now)
        if ended is not None:
            raise refusal(ended)
        application = await _application(hub, document)
        if application is None:
            return await _shown(hub, actor, purpose, document)
        allowed = may_read_application(hub.policies, actor, purpose, application, now) is None
        return Sight(allowed, purpose, await _persons(hub, application), application.on_behalf_of)

    return look


async def _application(hub: Hub, document: Document) -> Application | None:
    if document.application_id is None:
        return None
    return (await hub.applications.by_ids(document.tenant, [document.application_id])).get(document.application_id)


async def _shown(hub: Hub, actor: Actor, purpose: Purpose, document: Document) -> Sight:
    """For a paper that belongs to no application."""
    contest = None
    if _DECIDE in actor.scopes and hub.discrepancies is not None:
        rows = rows_of(hub.policies, actor, purpose)
        contest = await hub.discrepancies.showing(document.tenant, document.id, rows)
    return Sight(contest is not None, purpose, (contest.person_id,) if contest else ())


async def _persons(hub: Hub, application: Application) -> tuple[uuid.UUID, ...]:
    """Persons of the record whom the application is about: they read in their receipts that the paper was looked at."""
    return tuple(sorted(await persons_of(hub, Loaders(hub.loaders_sources, NO_ROWS), [application])))
