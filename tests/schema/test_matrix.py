"""The authorization matrix, made from the schema: every field and mutation, executed with every scope but its own."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

import pytest
from graphql import GraphQLObjectType

from hub.core.actor import Actor
from hub.core.application import Action, ActionKind, ApplicationHeader
from hub.core.burial import BurialState
from hub.core.errors import Forbidden, HubError
from hub.core.folding import fold
from hub.engine import Answer, GraphQLRequest
from hub.resolvers.context import Context
from hub.schema.guard import guarded
from tests.fakes.actors import EVERYTHING, NOBODY, all_but
from tests.fakes.burials import burial
from tests.fakes.discrepancies import discrepancy
from tests.fakes.objections import objection
from tests.fakes.outbox import delivery
from tests.fakes.people_of_bangka import CARD, NOW, TENANT, VILLAGE, family
from tests.fakes.service import SERVICE
from tests.fakes.world import World, schema, world
from tests.schema.paths import Paths
from tests.store.samples import receipt

GRAPH = schema().graph
REQUIREMENTS = schema().requirements
PATHS = Paths(GRAPH)
SCOPED = sorted(at for at, requirement in REQUIREMENTS.items() if requirement.scopes)
OPEN = sorted(at for at, requirement in REQUIREMENTS.items() if requirement.is_open)


def furnished() -> World:
    """Everything that a field could show is there, so that an answer is null only when it was refused."""
    card, head, wife = family()
    head = dataclasses.replace(head, nik="1901011501859001")
    w = world([head, wife], [card], agency={"1901011501859001": head})
    form = {"childName": "Anak Contoh", "motherNik": wife.nik}
    data = {"form": form, "documents": [], "channel": "ONLINE", "mandate": "SELF"}
    header = ApplicationHeader(TENANT, uuid.uuid4(), "AL-7K3M-Q9TD", SERVICE.name, VILLAGE, EVERYTHING.client_id, NOW)
    action = Action(1, ActionKind.SUBMIT, EVERYTHING.subject, EVERYTHING.display_name, NOW, data)
    w.record.tables.applications[header.id] = fold(header, [action])
    waiting = delivery(head.id)
    w.record.tables.deliveries[waiting.id] = waiting
    said = discrepancy(head.id, "birth_date", "insurance", "1985-01-19")
    w.record.tables.discrepancies[said.id] = said
    read = receipt(head.id)
    w.record.tables.receipts.append(read)
    objected = objection(head.id, receipt_id=read.id)
    w.record.tables.objections[objected.id] = objected
    buried = burial(state=BurialState.MATCHED, person_id=head.id)
    w.record.tables.burials[buried.id] = buried
    return w


def at(answer: Answer, path: tuple[str, ...]) -> Any:
    """The value at a response path, the first item of each list; None as soon as something above is null."""
    value = answer.payload["data"]
    for name in path:
        while isinstance(value, list):
            value = value[0] if value else None
        if value is None:
            return None
        value = value[name]
    return value


def test_the_matrix_covers_the_graph() -> None:
    assert len(SCOPED) > 100
    assert {at.partition(".")[0] for at in SCOPED} >= {"Query", "Mutation", "Citizen", "Application", "Licence"}
    types = (t for t in GRAPH.type_map.values() if isinstance(t, GraphQLObjectType) and not t.name.startswith("__"))
    assert {f"{t.name}.{name}" for t in types for name in t.fields} == {*SCOPED, *OPEN}


@pytest.mark.parametrize("coordinate", SCOPED)
async def test_every_scope_but_its_own_is_refused_with_the_reason_and_no_source_is_called(coordinate: str) -> None:
    requirement = REQUIREMENTS[coordinate]
    actor = all_but(*requirement.scopes)
    query, above, path = PATHS.operation(coordinate)

    before = furnished()
    await before.ask(above, actor=actor, key="k")
    w = furnished()
    answer = await w.ask(query, actor=actor, key="k")

    assert answer.status == 200, answer.payload
    assert at(answer, path) is None
    rules = [e["extensions"].get("rule") for e in answer.payload["errors"]]
    assert f"scope:{min(requirement.scopes)}" in rules or f"scope:{requirement.scopes[0]}" in rules
    assert all(e["extensions"]["ask"] for e in answer.payload["errors"] if e["extensions"]["code"] == "FORBIDDEN")
    # Only what stands above the field may have been asked for.
    assert w.calls.names() == before.calls.names()
    assert [a.version for a in w.record.tables.applications.values()] == [1]


@pytest.mark.parametrize("coordinate", SCOPED)
async def test_the_guard_itself_refuses_before_the_resolver(coordinate: str) -> None:
    requirement = REQUIREMENTS[coordinate]
    w = furnished()
    query, _, _ = PATHS.operation(coordinate)
    called: list[str] = []
    guard = guarded(coordinate, lambda *_args, **_kwargs: called.append(coordinate))

    with pytest.raises(Forbidden):
        guard(None, _info(_context(w, query, all_but(*requirement.scopes))))
    assert called == []
    guard(None, _info(_context(w, query, EVERYTHING)))
    assert called == [coordinate]
    with pytest.raises(HubError):
        guard(None, _info(None))


@pytest.mark.parametrize("coordinate", SCOPED)
async def test_without_a_token_it_is_401_and_nothing_is_called(coordinate: str) -> None:
    w = furnished()
    answer = await w.ask(PATHS.operation(coordinate)[0], actor=NOBODY, key="k")
    assert answer.status == 401
    assert w.calls.made == []


@pytest.mark.parametrize("coordinate", [at for at in OPEN if REQUIREMENTS[at].sentence() == "Public."])
async def test_a_public_field_is_public(coordinate: str) -> None:
    answer = await furnished().ask(PATHS.operation(coordinate)[0], actor=NOBODY)
    assert answer.status == 200
    assert {e["extensions"]["code"] for e in answer.payload.get("errors", [])} <= {"BAD_INPUT"}


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ('{ citizen(nik: "1901011501859001") { fullName } }', ("citizen", "fullName")),
        (f'{{ familyCard(number: "{CARD}") {{ members {{ citizen {{ nik }} }} }} }}', ("familyCard", "members")),
    ],
)
async def test_with_every_scope_the_same_questions_are_answered(query: str, path: tuple[str, ...]) -> None:
    assert at(await furnished().ask(query, actor=EVERYTHING), path) is not None


class _Info:
    def __init__(self, context: Context | None) -> None:
        self.context = context


def _info(context: Context | None) -> Any:
    return _Info(context)


def _context(w: World, query: str, actor: Actor) -> Context:
    request = GraphQLRequest(query)
    plan = w.engine._documents.choose(w.engine.read(request), None).plan
    return w.engine.decided(plan, request, actor, None)
