"""Cedar is asked once for all who are alike, and only where no policy looks at who somebody is."""

from __future__ import annotations

import dataclasses

import pytest

from hub.access import FieldNeed, Policies, decide
from hub.access.individuals import impersonal
from hub.core.attributes import Category
from hub.core.purpose import Purpose
from tests.access.asking import AT, POLICIES, client
from tests.fakes.agreements import agreement

SCHEMA = (POLICIES / "schema.cedarschema").read_text(encoding="utf-8")
NEEDS = [FieldNeed("Citizen.sex", "citizen:read", Category.POPULATION)]
SEES = 'permit (principal is Actor, action == Action::"see", resource) when '


def bundle(text: str) -> Policies:
    return Policies({"one.cedar": f'@id("a") @reason("Because.") @ask("somebody") {text}'}, SCHEMA)


def test_the_hubs_own_policies_read_by_what_many_share() -> None:
    assert {"read", "see", "show", "disclose"} <= Policies.load(POLICIES).impersonal
    assert not {"view", "verify", "correct", "administer_user"} & Policies.load(POLICIES).impersonal


@pytest.mark.parametrize(
    "condition",
    [
        '{ principal.subject == "budi" };',
        '{ principal.client == "frontend" };',
        '{ principal == Actor::"budi" };',
        '{ principal in [Actor::"budi", Actor::"siti"] };',
        "{ resource.enteredBy.contains(principal.subject) };",
        '{ principal in Role::"auditor" } unless { principal.client == "frontend" };',
    ],
)
def test_a_policy_that_looks_at_who_somebody_is_makes_its_action_personal(condition: str) -> None:
    assert "see" not in bundle(SEES + condition).impersonal
    assert "show" in bundle(SEES + condition).impersonal


@pytest.mark.parametrize(
    "text",
    [
        'permit (principal == Actor::"budi", action == Action::"see", resource);',
        'permit (principal is Actor in Actor::"budi", action == Action::"see", resource);',
        'permit (principal, action in [Action::"see", Action::"claim"], resource) when { principal.client == "budi" };',
        'forbid (principal, action, resource) when { principal.client == "frontend" };',
    ],
)
def test_so_does_one_in_its_scope_and_one_of_several_actions(text: str) -> None:
    assert "see" not in bundle(text).impersonal


def test_so_does_an_action_that_belongs_to_a_group() -> None:
    assert SCHEMA.count('action "see" appliesTo') == 1
    grouped = SCHEMA.replace('action "see" appliesTo', 'action "look";\naction "see" in ["look"] appliesTo')
    assert "see" not in impersonal({}, grouped)
    assert "see" in impersonal({}, SCHEMA)


@pytest.mark.parametrize(
    "condition",
    ['{ principal in Role::"auditor" };', "{ principal has agreement };", "{ principal.tenant == resource.tenant };"],
)
def test_role_agreement_and_district_are_shared_by_many(condition: str) -> None:
    assert "see" in bundle(SEES + condition).impersonal


def test_many_clients_under_one_kind_of_agreement_are_asked_for_once() -> None:
    policies = Policies.load(POLICIES)
    for number in range(5):
        actor = dataclasses.replace(client(f"client-{number}", "citizen:read"), agreement=agreement(id=f"a-{number}"))
        decide(policies, actor, Purpose.PUBLIC_SERVICE, NEEDS, AT)
    assert policies.ask.cache_info().misses == 4, "the category, and a plain, a sealed and a moved person"


def test_whom_a_policy_singles_out_is_decided_on_by_herself() -> None:
    sources = {path.name: path.read_text(encoding="utf-8") for path in sorted(POLICIES.glob("*.cedar"))}
    sources["own.cedar"] = (
        '@id("not-this-one") @reason("It was closed.") @ask("the administrator") '
        'forbid (principal is Actor, action == Action::"read", resource) when { principal.client == "client-1" };'
    )
    policies, refused = Policies(sources, SCHEMA), []
    for number in range(3):
        actor = dataclasses.replace(client(f"client-{number}", "citizen:read"), agreement=agreement())
        refused.append(bool(decide(policies, actor, Purpose.PUBLIC_SERVICE, NEEDS, AT).denials))
    assert refused == [False, True, False]
