"""Every field and mutation of the graph for every role and every state of an agreement, against a hand-written table.

This is the decision that the engine makes for a plan; `tests/lanes/test_rights.py` runs the same on every lane.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

import pytest
from graphql import GraphQLObjectType

from hub.access import Decision, FieldNeed, decide, purpose_of
from hub.core.actor import Actor, ActorKind
from hub.core.errors import ErrorCode, Forbidden
from hub.schema.declare import INHERITED
from tests.access.matrix import FIELDS, PARTS, READERS, may
from tests.fakes.people_of_bangka import NOW
from tests.fakes.world import policies, schema

GRAPH: Final = schema().graph
REQUIREMENTS: Final = schema().requirements


def needs(actor: Actor) -> list[FieldNeed]:
    """Everything that the graph can show, as one operation would ask for it."""
    asked = {at: one for at, one in REQUIREMENTS.items() if not one.is_open}
    held = {at: next((s for s in one.scopes if s in actor.scopes), one.scopes[0]) for at, one in asked.items()}
    return [FieldNeed(at, held[at], one.category, one.protected) for at, one in asked.items()]


def decided(actor: Actor) -> Decision | None:
    """None where not even the purpose is allowed."""
    try:
        purpose = purpose_of(actor, None)
    except Forbidden:
        return None
    return decide(policies(), actor, purpose, needs(actor), NOW)


def test_the_table_has_every_field_once() -> None:
    """One without a rule fails here: say in rights.toml who may read it."""
    types = (t for t in GRAPH.type_map.values() if isinstance(t, GraphQLObjectType) and not t.name.startswith("__"))
    every = {f"{t.name}.{name}" for t in types for name in t.fields}
    inherited = {at for at in every if REQUIREMENTS[at].reach is INHERITED}
    assert sorted(every - inherited - FIELDS.keys()) == [], "no rule in tests/access/rights.toml"
    assert sorted(FIELDS.keys() - every) == [], "in tests/access/rights.toml and not in the graph"
    assert sorted(FIELDS.keys() & inherited) == []
    assert Counter(at.partition(".")[0] for at in inherited) == PARTS, "fields that are read with what is above them"


@pytest.mark.parametrize("reader", READERS)
def test_each_reader_is_told_what_the_table_says_and_nothing_else(reader: str) -> None:
    actor = READERS[reader][1]
    decision = decided(actor)
    asked = {need.coordinate for need in needs(actor)}
    allowed = set() if decision is None else asked - decision.denied
    expected = {at for at in asked if may(reader, at)}
    if decision is None:
        # Without a purpose that the agreement has, an operation that asks for anything is refused as a whole.
        assert reader == "agency, live, for another purpose"
        expected = set()
    assert sorted(allowed - expected) == [], "allowed, and should not be"
    assert sorted(expected - allowed) == [], "refused, and should not be"
    assert reader == "nobody" or decision is None or allowed


CODES: Final = {
    "agency, without agreement": (ErrorCode.FORBIDDEN, "agreement"),
    "agency, of another district": (ErrorCode.FORBIDDEN, "agreement"),
    "agency, ended": (ErrorCode.AGREEMENT_EXPIRED, "agreement"),
    "agency, not yet": (ErrorCode.AGREEMENT_EXPIRED, "agreement"),
    "agency, revoked": (ErrorCode.AGREEMENT_EXPIRED, "agreement"),
    "agency, live, for licences": (ErrorCode.FORBIDDEN, "reading-own"),
    "nobody": (ErrorCode.UNAUTHENTICATED, "token"),
}


@pytest.mark.parametrize("reader", CODES)
def test_a_refusal_says_why_and_whom_to_ask(reader: str) -> None:
    decision = decided(READERS[reader][1])
    assert decision is not None
    denial = decision.denials["Citizen.fullName"]
    assert (denial.code, denial.rule) == CODES[reader]
    assert decision.denials
    assert all(one.message and one.ask for one in decision.denials.values())
    assert READERS[reader][1].kind is not ActorKind.USER
