"""The engine as facades ask it: a document, the operation's name in it, and the response as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.core.actor import Actor
from hub.engine.engine import Engine
from hub.engine.request import GraphQLRequest


@dataclass(frozen=True, slots=True)
class Asked:
    """Implements `hub.facades.Ask` in the process that has the engine."""

    engine: Engine

    async def __call__(
        self, actor: Actor, document: str, variables: Mapping[str, Any], *, operation: str, purpose: str | None
    ) -> Mapping[str, Any]:
        answer = await self.engine.run(GraphQLRequest(document, dict(variables), operation), actor, purpose)
        return answer.payload
