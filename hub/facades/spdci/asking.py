"""Asks the graph in the name of a client, and gives records."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hub.core.actor import Actor
from hub.core.errors import ErrorCode
from hub.facades import Given
from hub.facades.spdci import records
from hub.facades.spdci.domains import Domain
from hub.facades.spdci.queries import Query
from hub.facades.spdci.words import Refused, of_code
from hub.store.spdci import Message


@dataclass(frozen=True, slots=True)
class Found:
    """Records of one query, and how many there are in all pages, where that is known."""

    records: tuple[Mapping[str, Any], ...] = field(repr=False, default=())
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Asker:
    """A client at one registry. What it may not see is missing from what comes back, or refused."""

    given: Given
    domain: Domain
    actor: Actor
    purpose: str | None = None

    async def find(self, query: Query) -> Found:
        """Raises Refused where the client may not ask this at all, or nobody can answer now."""
        if query.nobody:
            return Found()
        if query.what == "Search":
            return await self._search(query)
        data = await self._data(query.what, query.variables)
        (shown,) = data.values()
        if shown is None:
            return Found()
        made = records.group(shown) if query.what == "Household" else self.domain.record(shown)
        return Found((made,), 1)

    async def subject(self, nik: str) -> tuple[str, int] | None:
        """Global id and version of somebody whom the client may see. Raises Refused."""
        found = (await self._data("Subscribe", {"nik": nik}))["citizen"]
        return None if not found or found["id"] is None or found["version"] is None else (found["id"], found["version"])

    async def told(self, id_: str, event_type: str) -> Mapping[str, Any] | None:
        """The record of somebody as the client may see it now; None where it does not say to the client that this
        happened. Raises Refused."""
        event = self.domain.events[event_type]
        found = (await self._data(event.notified, {"id": id_}))["node"]
        return self.domain.record(found) if found and event.is_seen_in(found) else None

    async def _search(self, query: Query) -> Found:
        begins, ends = query.shown
        found = (await self._data("Search", {**query.variables, "first": ends}))["searchCitizens"]
        everybody = [edge["node"] for edge in found["edges"] if edge["node"]]
        total = None if found["pageInfo"]["hasNextPage"] else len(everybody)
        return Found(tuple(self.domain.record(each) for each in everybody[begins:ends]), total)

    async def _data(self, what: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """Raises Refused where the operation, or its root, was refused; a part that was, is null."""
        operation = self.domain.operation(what)
        document = self.domain.document(self.given.facets)
        payload = await self.given.ask(self.actor, document, variables, operation=operation, purpose=self.purpose)
        data: Mapping[str, Any] | None = payload.get("data")
        errors = payload.get("errors") or ()
        for error in errors:
            if data is None or (len(error.get("path") or ()) <= 1 and _is_empty(data)):
                raise _refusal(error)
        assert data is not None
        return data


def acting(actor: Actor, message: Message) -> Actor:
    """A client that is answered later: with the rights that it has now, and no more than the token had that asked."""
    return dataclasses.replace(actor, scopes=actor.scopes & set(message.scopes))


def _is_empty(data: Mapping[str, Any]) -> bool:
    return all(value is None for value in data.values())


def _refusal(error: Mapping[str, Any]) -> Refused:
    return of_code(ErrorCode(error["extensions"]["code"]), error["message"])
