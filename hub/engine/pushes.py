"""What an agency brings, run as mutations of that agency's own actor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.core.actor import Actor, pushing
from hub.core.agency_ports import AgencyStatus
from hub.core.attributes import camel
from hub.core.errors import ErrorCode
from hub.core.facet import Facet
from hub.core.recording import Recording
from hub.engine.answer import Answer
from hub.engine.engine import Engine
from hub.engine.request import GraphQLRequest
from hub.exchange import Command, Trouble
from hub.resolvers import Hub


@dataclass(frozen=True, slots=True)
class Pushes:
    """Runs commands. Each recording stands or falls alone: one that cannot be kept keeps no other out."""

    engine: Engine
    hub: Hub

    async def run(self, agency: AgencyStatus, command: Command) -> tuple[Trouble | None, ...]:
        """One entry a recording, in order: None where it is kept, now or by the same push before."""
        actor = self._actor(agency)
        return tuple(
            [await self._one(actor, each, f"{command.key}:{at}") for at, each in enumerate(command.recordings)]
        )

    def _actor(self, agency: AgencyStatus) -> Actor:
        """The agency with the scopes of writing its own facets, and no other right."""
        hub = self.hub
        scopes = frozenset(facet.write_scope for facet in hub.facets.values() if facet.agency == agency.name)
        return pushing(hub.tenant, hub.region, agency.name, agency.title_id, scopes)

    async def _one(self, actor: Actor, recording: Recording, key: str) -> Trouble | None:
        facet = self.hub.facets[recording.facet]
        assert facet.written is not None, "a connector records facets that declare how they are written"
        mutation = camel(facet.written.mutation)
        text = _DOCUMENT.format(mutation=mutation, input=f"{mutation[0].upper()}{mutation[1:]}Input")
        answer = await self.engine.run(GraphQLRequest(text, {"input": _input(facet, recording, key)}), actor)
        return _trouble(answer, mutation)


_DOCUMENT = "mutation Push($input: {input}!) {{ {mutation}(input: $input) {{ errors {{ code path message }} }} }}"


def _input(facet: Facet[Any], recording: Recording, key: str) -> dict[str, Any]:
    items = [_camel(facet.to_json(item)) for item in recording.items]
    given = {
        "idempotencyKey": key,
        "nik": recording.nik,
        "asOf": recording.as_of.isoformat() if recording.as_of else None,
        "expectedVersion": recording.expected_version,
        "person": _person(recording),
    }
    if facet.many:
        return {**given, camel(facet.name): items, "complete": recording.complete}
    (item,) = items
    return {**given, camel(facet.name): item}


def _person(recording: Recording) -> Mapping[str, str] | None:
    """What the push says of the person herself, as the mutation takes it."""
    said = recording.claims or {}
    known = {name: said[attribute] for attribute, name in _SAID.items() if attribute in said}
    return known or None


_SAID = {
    "full_name": "fullName",
    "birth_date": "birthDate",
    "birth_place": "birthPlace",
    "sex": "sex",
    "mother": "motherName",
}


def _camel(item: Mapping[str, Any]) -> dict[str, Any]:
    return {camel(name): value for name, value in item.items()}


def _trouble(answer: Answer, mutation: str) -> Trouble | None:
    """What kept a recording out: an error of the operation, or the first of the payload."""
    errors = answer.payload.get("errors")
    if errors:
        told = errors[0]["extensions"]
        return Trouble(ErrorCode(told["code"]), errors[0]["message"], told.get("input", ""))
    for error in answer.payload["data"][mutation]["errors"]:
        return Trouble(ErrorCode(error["code"]), error["message"], error["path"])
    return None
