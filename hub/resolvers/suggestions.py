"""What the office could do for a person who has not asked yet, by her record and the applications about her."""

from __future__ import annotations

import dataclasses
from typing import Final

from strawberry import Parent

from hub.core.application import Application
from hub.core.calendar import local_date
from hub.core.citizen import Citizen
from hub.core.suggestion import Known, Suggestion, newest
from hub.resolvers.attributes import denial_of, named_by_graph
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.sight import may_see, sight
from hub.resolvers.values import Language, text

APPLICATIONS: Final = "application:read"
_LOOKED_AT: Final = 100
"""Applications about one person, the newest first: more than a life brings."""


async def suggestions(parent: Parent[Citizen], info: HubInfo) -> list[Suggestion]:
    """By the services' names; none whose reason tells of an attribute that this reader may not read.

    Who may read no applications is told nothing. One that this reader may not see counts as none: the suggestion is
    then one too many, and never tells that there is one.
    """
    context = info.context
    if APPLICATIONS not in context.actor.scopes:
        return []
    named, known = named_by_graph(context.hub.facets), await _known(context, parent)
    found = [one for service in context.hub.services.values() for one in service.suggest(known)]
    allowed = [one for one in found if all(denial_of(context, named[name]) is None for name in one.rests_on)]
    for name in {name for one in allowed for name in one.rests_on}:
        context.tells(named[name].coordinates[0], named[name].category)
    return allowed


async def _known(context: Context, person: Citizen) -> Known:
    hub = context.hub
    narrowed = dataclasses.replace(sight(context), person_id=person.id)
    page = await hub.applications.page(hub.tenant, narrowed, _LOOKED_AT, None)
    about = [one for one in page.items if may_see(context, one) and _is_about(context, one, person)]
    asked = newest((one, local_date(one.header.submitted_at)) for one in about)
    return Known(person, local_date(hub.clock()), asked)


def _is_about(context: Context, application: Application, person: Citizen) -> bool:
    """Not only named by it, as one who reports or bears witness."""
    service = context.hub.services.get(application.header.service)
    return service is not None and person.nik in service.subjects_of(application.form)


def reason(parent: Parent[Suggestion], language: Language | None = Language.ID) -> str:
    return text(language, parent.reason_id, parent.reason_en)


def title(parent: Parent[Suggestion], info: HubInfo, language: Language | None = Language.ID) -> str:
    service = info.context.hub.services[parent.service]
    return text(language, service.title_id, service.title_en)
