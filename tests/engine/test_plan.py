from __future__ import annotations

import pytest
from graphql import OperationType

from hub.core.attributes import Category
from hub.engine.compiler import Known
from hub.engine.documents import Documents
from hub.engine.limits import Limits
from hub.engine.plan import Plan
from tests.fakes.declared import FACETS
from tests.fakes.world import schema


def plan(query: str) -> Plan:
    made = schema()
    known = Known(FACETS, frozenset())
    documents = Documents(made.graph, made.requirements, known, Limits(), hide_suggestions=True)
    document = documents.get(query)
    assert not document.errors, document.errors
    return documents.choose(document, None).plan


def test_a_plan_names_what_is_asked_for_before_anything_runs() -> None:
    made = plan('query Q { citizen(nik: "1901011501859001") { nik immunisations { vaccine } } }')
    assert set(made.fields) == {"Query.citizen", "Citizen.nik", "Citizen.immunisations", "Immunisation.vaccine"}
    assert (made.name, made.kind, made.roots, made.introspects) == ("Q", OperationType.QUERY, 1, False)
    needs = {need.coordinate: need for need in made.needs(frozenset())}
    assert needs["Citizen.immunisations"].scope == "health:read"
    assert needs["Citizen.immunisations"].category is Category.HEALTH


@pytest.mark.parametrize(
    "selection",
    [
        "...F",
        "... on Citizen { ...F }",
        "... @skip(if: true) { immunisations { dose } }",
        "immunisations @include(if: false) { dose }",
    ],
)
def test_fragments_and_conditions_count_as_selected(selection: str) -> None:
    fragment = "fragment F on Citizen { immunisations { dose } }" if "...F" in selection else ""
    made = plan(f'{{ citizen(nik: "1901011501859001") {{ id {selection} }} }} {fragment}')
    assert {"Citizen.immunisations", "Immunisation.dose"} <= set(made.fields)


def test_one_fragment_under_two_types_asks_for_both() -> None:
    made = plan('{ node(id: "x") { ...F } } fragment F on Node { id }')
    assert set(made.fields) == {"Citizen.id", "Application.id"}


def test_the_type_of_a_node_is_told_by_its_id() -> None:
    assert set(plan('{ node(id: "x") { __typename } }').fields) == {"Citizen.id", "Application.id"}


def test_public_fields_ask_for_nothing() -> None:
    assert plan("{ services { name requirements { kind } } viewer { subject } }").is_public
    assert plan('{ application(trackingNumber: "x") { state nextStep } }').is_public
    assert not plan('{ application(trackingNumber: "x") { state form } }').is_public


@pytest.mark.parametrize("query", ["{ __schema { queryType { name } } }", '{ ... { __type(name: "Query") { name } } }'])
def test_introspection_is_seen(query: str) -> None:
    assert plan(query).introspects
    assert not plan("{ __typename }").introspects


def test_an_operation_without_a_name_is_named_by_its_document() -> None:
    assert plan("{ services { name } }").name == plan("{ services { name } }").name
    assert plan("{ services { name } }").name.startswith("sha256:")


def test_where_one_of_two_scopes_is_enough_the_one_held_is_asked_for() -> None:
    made = plan('mutation { returnApplication(input: {trackingNumber: "x", missing: []}) { errors { code } } }')
    for held in ("application:process", "application:verify"):
        (need,) = made.needs(frozenset({held}))
        assert need.scope == held
    assert made.needs(frozenset())[0].scope == "application:process"


@pytest.mark.parametrize(
    ("query", "denied", "gone"),
    [
        ("{ citizen(nik: $n) { nik immunisations { dose } } }", "Citizen.immunisations", {"Immunisation.dose"}),
        ("{ citizen(nik: $n) { nik ...F } } fragment F on Citizen { immunisations { dose } }", "Citizen.immunisations",
         {"Immunisation.dose"}),
        ("{ citizen(nik: $n) { nik familyCard { head { sex } } } }", "FamilyCard.head", {"Citizen.sex"}),
        # What stands elsewhere too is told.
        ("{ citizen(nik: $n) { sex familyCard { number head { sex } } } }", "FamilyCard.head", set()),
    ],
)  # fmt: skip
def test_below_what_is_refused_nothing_was_shown(query: str, denied: str, gone: set[str]) -> None:
    made = plan(query.replace("$n", '"1901011501859001"'))
    everything, less = set(made.shown(frozenset()).fields), set(made.shown(frozenset({denied})).fields)
    assert denied in everything
    assert everything - less == {denied, *gone}
