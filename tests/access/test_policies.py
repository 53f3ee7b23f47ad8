"""What a bundle must be before the hub starts with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.access import FieldNeed, InvalidPolicies, Policies, decide, decide_action, may_read_application
from hub.access.entities import ApplicationFile, Principal, Question
from hub.access.vocabulary import Unlisted, extended, listed, written
from hub.app import graphql_schema
from hub.core.actor import Actor, ActorKind, Role, anonymous, system
from hub.core.application import ActionKind
from hub.core.attributes import CATEGORIES, Category
from hub.core.predicates import NO_ROWS
from hub.core.purpose import Purpose
from tests.access.asking import AT, OWN_NIK, POLICIES, application, client, user
from tests.fakes.declared import FACETS

SCHEMA = (POLICIES / "schema.cedarschema").read_text(encoding="utf-8")
PERMIT = (
    '@id("a") @reason("Because.") @ask("somebody") permit (principal is Actor, action == Action::"claim", resource);'
)

DISCLOSE = (
    '@id("a") @reason("Because.") @ask("somebody") permit (principal is Actor, action == Action::"disclose", '
    'resource == Attribute::"Citizen.nik") when { context.purpose == Purpose::"BUDGET" };'
)


def everybody() -> list[Actor]:
    scopes = frozenset({"citizen:read", "application:read"})
    return [
        anonymous("1901"),
        system("1901", "19.01"),
        client("frontend", *scopes),
        user(Role.CITIZEN, nik=OWN_NIK, purposes=frozenset({Purpose.OWN_DATA})),
        *(user(role) for role in Role),
    ]


@pytest.mark.parametrize("actor", everybody(), ids=lambda actor: f"{actor.kind}-{','.join(sorted(actor.roles))}")
def test_an_empty_bundle_denies_everything(actor: Actor) -> None:
    empty = Policies({}, SCHEMA)
    needs = [FieldNeed(f"X.{category}", None, category) for category in CATEGORIES]
    for purpose in Purpose:
        decision = decide(empty, actor, purpose, needs, AT)
        assert set(decision.denials) == {need.coordinate for need in needs}
        assert decision.rows == NO_ROWS
        assert may_read_application(empty, actor, purpose, application(), AT) is not None
        for action in ActionKind:
            given = None if action is ActionKind.SUBMIT else application()
            assert decide_action(empty, actor, purpose, action, given, frozenset()) is not None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("permit (principal, action, resource", "cannot be parsed"),
        (PERMIT.replace('@id("a") ', ""), "lacks @id"),
        (PERMIT.replace('@ask("somebody") ', ""), "a lacks @ask"),
        (PERMIT.replace('@reason("Because.") ', ""), "a lacks @reason"),
        (PERMIT + PERMIT, "More than one policy is called a"),
        (PERMIT[:-1] + ' when { principal in Role::"oprator" };', "do not fit"),
        (PERMIT[:-1] + ' when { context.purpose == Purpose::"OWN" };', "do not fit"),
        (PERMIT[:-1] + " when { principal.nik == principal.subject };", "do not fit"),
        (PERMIT.replace("claim", "clam"), "do not fit"),
        (PERMIT.replace(' == Action::"claim"', ""), "a permits .disclose. without naming one attribute"),
        (DISCLOSE.replace('resource == Attribute::"Citizen.nik"', "resource"), "without naming one attribute"),
        (DISCLOSE.replace('== Attribute::"Citizen.nik"', 'in Category::"health"'), "without naming one attribute"),
        (DISCLOSE.replace('context.purpose == Purpose::"BUDGET"', "true"), "Citizen.nik for whatever purpose"),
    ],
)
def test_a_bundle_that_cannot_be_trusted_is_refused(text: str, says: str) -> None:
    with pytest.raises(InvalidPolicies, match=says):
        Policies({"x.cedar": text}, SCHEMA)


def test_a_schema_that_cannot_be_parsed_is_refused() -> None:
    with pytest.raises(InvalidPolicies, match=r"schema\.cedarschema"):
        Policies({}, "entity Actor in")


def test_a_folder_without_policies_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidPolicies, match="cannot be read"):
        Policies.load(tmp_path)


def test_the_hash_names_the_bundle(policies: Policies) -> None:
    assert policies.bundle_hash == Policies.load(POLICIES).bundle_hash
    assert policies.bundle_hash != Policies({}, SCHEMA).bundle_hash
    assert Policies({"a": PERMIT}, SCHEMA).bundle_hash != Policies({"b": PERMIT}, SCHEMA).bundle_hash


def test_the_schema_is_what_the_code_and_the_graph_say() -> None:
    """`make schema` writes it anew."""
    graph = graphql_schema()
    assert written(graph.categories, graph.personal) == SCHEMA


@pytest.mark.parametrize(
    ("entity", "words"),
    [
        ("Role", {role.value for role in Role}),
        ("Kind", {kind.value for kind in ActorKind}),
        ("Purpose", {purpose.value for purpose in Purpose}),
        ("Category", {*CATEGORIES, *(facet.category for facet in FACETS.values())}),
    ],
)
def test_the_schema_knows_the_words_of_the_code(entity: str, words: set[str]) -> None:
    assert listed(SCHEMA, entity) == words


def test_words_of_further_connectors_stand_in_the_lists_too() -> None:
    more = extended(SCHEMA, {"Category": ["land", "health"], "Coordinate": ["Citizen.landParcels"]})
    assert listed(more, "Category") == listed(SCHEMA, "Category") | {"land"}
    of_land = PERMIT.replace("resource)", 'resource) when { Category::"land" == Category::"land" }')
    assert list(Policies({"x": of_land}, more).rules()) == [("x", "a")]
    with pytest.raises(Unlisted, match="no list of the kind Village"):
        extended(SCHEMA, {"Village": []})


def test_a_policy_that_fails_denies(policies: Policies) -> None:
    """Cedar leaves out a policy that fails, a forbid too: then nothing may be allowed."""
    overflow = (
        '@id("b") @reason("Never.") @ask("nobody") forbid (principal is Actor, action, resource is Application) '
        "when { 9223372036854775807 + 1 > 0 };"
    )
    question = Question(
        Principal("user", "u", "c", "1901", frozenset(), "19.01"),
        "claim",
        ApplicationFile("1901", "19.01.01.1001", "c", "u", frozenset(), frozenset()),
        Purpose.CIVIL_REGISTRATION,
    )
    assert Policies({"x.cedar": PERMIT}, SCHEMA).ask(question).allowed
    verdict = Policies({"x.cedar": PERMIT + overflow}, SCHEMA).ask(question)
    assert verdict.because is not None
    assert verdict.because.rule == "policy-error"


def test_answers_are_kept_and_bounded(policies: Policies) -> None:
    fresh = Policies.load(POLICIES)
    actor = client("frontend", "citizen:read")
    needs = [FieldNeed("Citizen.sex", "citizen:read", Category.POPULATION)]
    for _ in range(3):
        decide(fresh, actor, Purpose.PUBLIC_SERVICE, needs, AT)
    info = fresh.ask.cache_info()
    # The category, and a plain, a sealed and a moved person.
    assert (info.misses, info.hits) == (4, 8)
    assert info.maxsize is not None
