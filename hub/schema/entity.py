from __future__ import annotations

from typing import Annotated, TypeAlias

import strawberry

from hub.schema.citizen import Citizen

Entity: TypeAlias = Annotated[Citizen, strawberry.union("_Entity")]
