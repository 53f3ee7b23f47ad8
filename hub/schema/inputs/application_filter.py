from __future__ import annotations

import strawberry

from hub.core.application import ApplicationState


@strawberry.input(description="All given terms must hold, within what the reader may see.")
class ApplicationFilter:
    states: list[ApplicationState] | None
    service: str | None
    region_code: str | None = strawberry.field(description="Dotted code of any level.")
    mine: bool | None = strawberry.field(description="Only those that the reader handed in.")
