"""The protocol: `POST /v1/people/lookup`, one person a call. The NIK stands in the body, never in an address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp

from examples.connector.land.errors import is_nobody, of_reply
from hub.exchange.client import HttpClient, Question
from hub.exchange.failures import Reason, unavailable
from hub.exchange.settings import ConnectorSettings


class Service:
    """Asks with the district's key. Time-outs, retries, limits, spans and the breaker are the client's."""

    def __init__(self, settings: ConnectorSettings, session: aiohttp.ClientSession) -> None:
        self._manifest = settings.manifest
        self._http = HttpClient(settings, session)
        self._account = {"X-Api-Key": settings.credentials["api_key"]}

    async def person(self, nik: str) -> Mapping[str, Any] | None:
        """What the agency holds of this person, None when nobody. Raises SourceUnavailable or QuotaExhausted."""
        question = Question(
            operation="lookup",
            method="POST",
            path="/v1/people/lookup",
            idempotent=True,
            headers=self._account,
            json={"nik": nik},
        )
        reply = await self._http.ask(question)
        if is_nobody(reply):
            return None
        if reply.status != 200:
            raise of_reply(reply)
        answer = reply.json()
        person = answer.get("person") if isinstance(answer, dict) else None
        if not isinstance(person, dict):
            raise unavailable(self._manifest, Reason.UNREADABLE)
        return person

    async def reach(self) -> None:
        """Whether anything answers at the agency's address; asks about nobody."""
        await self._http.reach()
