from __future__ import annotations

from typing import Generic, TypeVar

import strawberry

from hub.core.held import Embedded, Origin
from hub.resolvers import pages
from hub.schema.declare import INHERITED, field
from hub.schema.edge import Edge
from hub.schema.page_info import PageInfo

T = TypeVar("T")


@strawberry.type(description="A page of a list; `first` is 20 unless given, at most 100.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = field(scope=INHERITED, resolver=pages.edges, held=Embedded(Origin.EDGE))
    page_info: PageInfo = field(scope=INHERITED, resolver=pages.page_info, held=Embedded(Origin.PAGE_INFO))
