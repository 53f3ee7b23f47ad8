from __future__ import annotations

import strawberry

from hub.resolvers import catalogue
from hub.schema.declare import PUBLIC, field


@strawberry.type(description="One entry of a code list.")
class CodeEntry:
    value: str = field(scope=PUBLIC, description="The value as this graph writes it.")
    official_code: str = field(scope=PUBLIC, description="The code on the official form.")
    label: str = field(scope=PUBLIC, resolver=catalogue.code_label)
