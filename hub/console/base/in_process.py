"""The graph of the same process: the engine, called without HTTP. One door all the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.core.actor import Actor
from hub.engine import Engine, GraphQLRequest


@dataclass(frozen=True, slots=True)
class InProcess:
    """Implements `Graph` for a console that runs beside the engine."""

    engine: Engine

    async def __call__(
        self, actor: Actor, query: str, variables: Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> Mapping[str, Any]:
        return (await self.engine.run(GraphQLRequest(query, dict(variables), None, idempotency_key), actor)).payload
