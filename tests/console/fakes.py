"""A small graph for the console's tests: real GraphQL against the published schema, answered from plain dicts.

Every document of the console is validated and executed against the schema that the hub publishes, so a page
cannot ask for what the contract does not have.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import ExecutionResult, GraphQLError, GraphQLSchema, build_schema, graphql

from hub import services
from hub.core.actor import ROLE_SCOPES, Actor, ActorKind, Role, anonymous
from hub.core.errors import Unauthenticated
from hub.core.purpose import Purpose
from hub.exchange import discover
from hub.schema import root
from tests.console.samples import NOW, PERSONS, SERVICES, application, session_lines

Answer = Callable[..., Any]


def published_schema() -> GraphQLSchema:
    """The schema of this tree, as a client reads it."""
    facets = [facet for plugin in discover() for facet in plugin.facets]
    return build_schema(root.build(facets, services.discover()).as_str(), assume_valid_sdl=True)


@dataclass(frozen=True, slots=True)
class Call:
    """One operation that a page ran."""

    actor: Actor
    query: str
    variables: Mapping[str, Any]


class FakeGraph:
    """Answers from `application`, `persons` and `services`; keeps the calls.

    A mutation answers what `outcomes` says under its name: a list of payload errors, an Exception for an error
    at top level, or a function that changes the application. What is not named there succeeds and does nothing.
    """

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.application: dict[str, Any] | None = application()
        self.queue: list[dict[str, Any]] = [self.application] if self.application else []
        self.persons: dict[str, dict[str, Any]] = dict(PERSONS)
        self.verification: dict[str, Any] = {"status": "NOT_FOUND"}
        self.outcomes: dict[str, Any] = {}
        self.services: list[dict[str, Any]] = SERVICES
        self.preview: dict[str, Any] | None = None
        self.alarms = {"near": 2, "past": 1}
        self.opinions: list[dict[str, Any]] = []
        self.scoreboard: list[dict[str, Any]] = []
        self.sessions: list[dict[str, Any]] = session_lines()
        self.meter: list[dict[str, Any]] = []
        self.team: list[dict[str, Any]] = []
        self.regions: list[dict[str, Any]] = []
        self.calls: list[Call] = []

    async def __call__(
        self, actor: Actor, query: str, variables: Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> Mapping[str, Any]:
        assert idempotency_key is None, "the console names its key in the input"
        self.calls.append(Call(actor, query, dict(variables)))
        result = await graphql(self.schema, query, root_value=self._root(actor), variable_values=dict(variables))
        return _response(result)

    def made(self, mutation: str) -> list[Mapping[str, Any]]:
        """Variables of every call of a mutation, in order."""
        return [call.variables for call in self.calls if f" {mutation}(" in call.query]

    def _root(self, actor: Actor) -> dict[str, Any]:
        roots: dict[str, Answer] = {
            "application": lambda _info, trackingNumber: self._found(trackingNumber),  # noqa: N803  the schema's name
            "applications": lambda _info, **given: _connection(self._filtered(given.get("filter") or {})),
            "queueGlance": lambda _info, **given: _glance(self._filtered(given.get("filter") or {})),
            "team": lambda _info: self.team,
            "regions": lambda _info, **_: self.regions,
            "citizens": lambda _info, niks: [self.persons.get(nik) for nik in niks],
            "citizen": lambda _info, nik: self.persons.get(nik),
            "node": lambda _info, id: self._node(id),  # noqa: A006  the schema's name
            "searchCitizens": lambda _info, search, **_: _connection(self._named(search["name"])),
            "promiseAlarms": lambda _info, **_: self.alarms,
            "services": lambda _info: self.services,
            "onceOnlyMeter": lambda _info, **_span: self.meter,
            "recordingSessions": lambda _info, **_all: self.sessions,
            "satisfaction": lambda _info, **_span: self.opinions,
            "scoreboard": lambda _info, months=12: self.scoreboard[:months],
            "codeList": lambda _info, name: [{"value": "1", "label": name.upper()}],
            "verifyDocument": lambda _info, code: {"code": code, **self.verification},
            "correctionPreview": lambda _info, **_: self.preview,
            "viewer": lambda _info: {"subject": actor.subject},
        }
        mutation_type = self.schema.mutation_type
        assert mutation_type is not None
        return roots | {name: self._mutation(name) for name in mutation_type.fields}

    def _found(self, number: str) -> dict[str, Any] | None:
        return self.application if self.application and self.application["trackingNumber"] == number else None

    def _filtered(self, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        states = given.get("states")
        return [one for one in self.queue if not states or one["state"] in states]

    def _named(self, name: str) -> list[dict[str, Any]]:
        return [person for person in self.persons.values() if name.casefold() in person["fullName"].casefold()]

    def _node(self, node_id: str) -> dict[str, Any] | None:
        return next((person for person in self.persons.values() if person["id"] == node_id), None)

    def _mutation(self, name: str) -> Answer:
        def answer(_info: Any, input: Mapping[str, Any]) -> dict[str, Any]:  # noqa: A002  the schema's name
            outcome = self.outcomes.get(name, [])
            if isinstance(outcome, Exception):
                raise outcome
            if callable(outcome):
                outcome(self.application, input)
                outcome = []
            return {"application": None if outcome else self.application, "errors": outcome}

        return answer


def forbidden(message: str = "You may not do this.") -> GraphQLError:
    """A refusal at top level."""
    return GraphQLError(message, extensions={"code": "FORBIDDEN", "rule": "separation-of-duties", "ask": "the office"})


def _glance(nodes: list[dict[str, Any]]) -> dict[str, Any]:
    mark = " ".join(f"{node['trackingNumber']}-{node['version']}-{node['state']}" for node in nodes)
    return {"number": len(nodes), "isMore": False, "mark": mark.replace(" ", "_")}


def _connection(nodes: list[dict[str, Any]]) -> dict[str, Any]:
    info = {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None}
    return {"edges": [{"cursor": str(n), "node": node} for n, node in enumerate(nodes)], "pageInfo": info}


def _response(result: ExecutionResult) -> dict[str, Any]:
    response: dict[str, Any] = {"data": result.data}
    if result.errors:
        response["errors"] = [error.formatted for error in result.errors]
    return response


STAFF: dict[str, Actor] = {
    role.value: Actor(
        subject=f"user-{role.value}",
        kind=ActorKind.USER,
        client_id="satu-console",
        display_name=name,
        tenant="1901",
        roles=frozenset({role}),
        scopes=ROLE_SCOPES[role],
        region="19.01",
        purposes=frozenset({Purpose.CIVIL_REGISTRATION}),
    )
    for role, name in {
        Role.OPERATOR: "Sari Contoh",
        Role.VERIFIER: "Hendra Contoh",
        Role.HEAD_OF_DIVISION: "Yuliana Contoh",
        Role.HEAD_OF_OFFICE: "Bahari Contoh",
        Role.AUDITOR: "Auditor Contoh",
    }.items()
}


@dataclass
class FakeTokens:
    """Stands for the verifier: which access token is whose. A token can be taken back."""

    valid: dict[str, Actor] = field(default_factory=lambda: {f"token-{name}": actor for name, actor in STAFF.items()})

    async def actor_of(self, authorization: str | None) -> Actor:
        if authorization is None:
            return anonymous("1901")
        actor = self.valid.get(authorization.removeprefix("Bearer "))
        if actor is None:
            raise Unauthenticated("The token does not hold.")
        return actor


@dataclass
class FakeClock:
    """A clock that stands still until it is moved."""

    now: dt.datetime = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def forward(self, **length: float) -> None:
        self.now += dt.timedelta(**length)
