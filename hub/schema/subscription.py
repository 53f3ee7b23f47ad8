from __future__ import annotations

from typing import Final

import strawberry

from hub.core.attributes import Category
from hub.core.held import Found, Origin, Way
from hub.resolvers import changed
from hub.schema.application import Application
from hub.schema.citizen import Citizen
from hub.schema.declare import field

_PROMISE: Final = (
    "At most once for each version, the latest where several came together; `since` is the version that the reader "
    "has: what became of it meanwhile is told at once, without it what changes from now on."
)


@strawberry.type
class Subscription:
    citizen_changed: Citizen | None = field(
        scope="citizen:read",
        category=Category.POPULATION,
        resolver=changed.citizen,
        description=f"One person as this reader sees her, each time that the record of her changes. {_PROMISE}",
        held=Found(Way.CITIZEN, Origin.PERSON, "nik"),
    )
    application_changed: Application | None = field(
        scope="application:read",
        category=Category.APPLICATION,
        resolver=changed.application,
        description=f"One application, each time that something happens to it. {_PROMISE}",
    )
