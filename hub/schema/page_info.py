from __future__ import annotations

import strawberry

from hub.core.held import Column
from hub.schema.declare import INHERITED, field


@strawberry.type(description="Where a page of a connection stands.")
class PageInfo:
    has_next_page: bool = field(scope=INHERITED, held=Column("has_next_page"))
    has_previous_page: bool = field(scope=INHERITED, held=Column("has_previous_page"))
    start_cursor: str | None = field(scope=INHERITED, held=Column("start_cursor"))
    end_cursor: str | None = field(scope=INHERITED, held=Column("end_cursor"))
