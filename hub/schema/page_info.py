from __future__ import annotations

import strawberry

from hub.schema.declare import INHERITED, field


@strawberry.type(description="Where a page of a connection stands.")
class PageInfo:
    has_next_page: bool = field(scope=INHERITED)
    has_previous_page: bool = field(scope=INHERITED)
    start_cursor: str | None = field(scope=INHERITED)
    end_cursor: str | None = field(scope=INHERITED)
