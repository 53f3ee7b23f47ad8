"""Fields, rows, steps and purposes, as the engine and the mutations ask for them."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.access import (
    FieldNeed,
    Policies,
    allowed_actions,
    decide,
    decide_action,
    may_read_application,
    purpose_of,
)
from hub.access.entities import PersonRow, Principal, Question
from hub.core.actor import ROLE_SCOPES, SCOPES, Actor, ActorKind, Role, anonymous, system
from hub.core.application import ActionKind
from hub.core.attributes import Category
from hub.core.citizen import Address, Citizen
from hub.core.errors import BadInput, ErrorCode, Forbidden
from hub.core.predicates import NO_ROWS, RowFilter
from hub.core.purpose import Purpose
from tests.access.asking import AT, MOTHER_NIK, OWN_NIK, POLICIES, application, client, user
from tests.fakes.agreements import WIDE

REGISTRATION = Purpose.CIVIL_REGISTRATION
A = ActionKind


def test_each_field_needs_its_own_scope(policies: Policies) -> None:
    """With every scope but its own a field is refused, and the refusal names the scope."""
    for scope in SCOPES:
        needs = [FieldNeed("Citizen.it", scope, Category.POPULATION)]
        without = client("frontend", *(SCOPES - {scope}))
        denial = decide(policies, without, Purpose.PUBLIC_SERVICE, needs, AT).denials["Citizen.it"]
        assert (denial.code, denial.rule) == (ErrorCode.FORBIDDEN, f"scope:{scope}")
        assert scope in denial.message
        assert denial.ask
        assert not decide(policies, client("frontend", scope), Purpose.PUBLIC_SERVICE, needs, AT).denials


def test_a_refused_field_leaves_the_others(policies: Policies) -> None:
    needs = [
        FieldNeed("Citizen.sex", "citizen:read", Category.POPULATION),
        FieldNeed("Citizen.immunisations", "health:read", Category.HEALTH),
        FieldNeed("Service.name", None, None),
    ]
    decision = decide(policies, client("frontend", "citizen:read"), Purpose.PUBLIC_SERVICE, needs, AT)
    assert set(decision.denials) == {"Citizen.immunisations"}
    assert decision.rows == RowFilter(("region_subtree", "not_sealed", "resident"), region="19.01")


def test_a_scope_is_not_enough_where_policy_says_no(policies: Policies) -> None:
    operator = user(Role.OPERATOR, scopes=SCOPES)
    needs = [FieldNeed("Citizen.welfare", "welfare:read", Category.WELFARE)]
    denial = decide(policies, operator, REGISTRATION, needs, AT).denials["Citizen.welfare"]
    assert denial.code is ErrorCode.FORBIDDEN
    assert "welfare" in denial.message


def test_without_a_token_only_public_fields_are_read(policies: Policies) -> None:
    needs = [FieldNeed("Citizen.sex", "citizen:read", Category.POPULATION), FieldNeed("Service.name", None, None)]
    decision = decide(policies, anonymous("1901"), Purpose.PUBLIC_SERVICE, needs, AT)
    assert {name: denial.code for name, denial in decision.denials.items()} == {
        "Citizen.sex": ErrorCode.UNAUTHENTICATED
    }
    assert decision.rows == NO_ROWS


@pytest.mark.parametrize(
    ("actor", "purpose", "rows"),
    [
        (user(Role.CITIZEN, nik=OWN_NIK), Purpose.OWN_DATA, RowFilter(("own_data",), nik=OWN_NIK)),
        (user(Role.CITIZEN), Purpose.OWN_DATA, NO_ROWS),
        (user(Role.CITIZEN, nik=OWN_NIK), Purpose.PUBLIC_SERVICE, NO_ROWS),
        (user(Role.ADMINISTRATOR), Purpose.OVERSIGHT, NO_ROWS),
        (user(Role.OPERATOR, region=""), REGISTRATION, NO_ROWS),
        (user(Role.OPERATOR, nik=OWN_NIK), Purpose.OWN_DATA, NO_ROWS),
        (
            system("1901", "19.01"),
            REGISTRATION,
            RowFilter(("region_subtree", "not_sealed", "resident"), region="19.01"),
        ),
        (user(Role.OPERATOR), REGISTRATION, RowFilter(("region_subtree", "not_sealed"), region="19.01")),
        (user(Role.HEAD_OF_OFFICE), REGISTRATION, RowFilter(("region_subtree",), region="19.01")),
    ],
)
def test_rows(policies: Policies, actor: Actor, purpose: Purpose, rows: RowFilter) -> None:
    assert decide(policies, actor, purpose, [], AT).rows == rows


_SHIPPED = Policies.load(POLICIES)
_REGIONS = st.sampled_from(
    ["", "19", "19.01", "19.02", "19.01.01", "19.01.02", "19.01.01.1001", "19.01.01.1002", "19.0", "1", "91.71.01"]
)
_NIKS = st.one_of(st.none(), st.sampled_from([OWN_NIK, MOTHER_NIK, "9171011201909001"]))
_ACTORS = st.builds(
    Actor,
    st.just("somebody"),
    st.sampled_from(list(ActorKind)),
    st.just("client"),
    st.just("x"),
    st.just("1901"),
    roles=st.frozensets(st.sampled_from(list(Role)), max_size=3),
    region=_REGIONS,
    nik=_NIKS,
).map(lambda actor: dataclasses.replace(actor, agreement=WIDE) if actor.kind is ActorKind.CLIENT else actor)


def person(region: str, nik: str | None, sealed: bool, moved: bool) -> Citizen:
    address = None if moved else Address(None, None, None, None, None, None, None, None, region)
    return Citizen(
        tenant="1901", id=uuid.UUID(int=2), nik=nik, full_name=None, address=address, sealed=sealed,
        moved_to="1902" if moved else None, former_region=region if moved else "",
    )  # fmt: skip


@given(_ACTORS, st.sampled_from(list(Purpose)), st.builds(person, _REGIONS, _NIKS, st.booleans(), st.booleans()))
def test_cedar_and_the_row_filter_give_the_same_answer(actor: Actor, purpose: Purpose, citizen: Citizen) -> None:
    cedar = _SHIPPED.ask(Question(Principal.of(actor), "see", PersonRow.of(citizen), purpose)).allowed
    assert decide(_SHIPPED, actor, purpose, [], AT).rows.admits(citizen) == cedar


# Steps of an application


def denied(policies: Policies, actor: Actor, action: ActionKind, *steps: Any, **more: Any) -> str | None:
    purpose = more.pop("purpose", REGISTRATION)
    family = more.pop("family", frozenset())
    denial = decide_action(policies, actor, purpose, action, application(*steps, **more), family)
    return denial.rule if denial else None


def test_who_enters_cannot_approve(policies: Policies) -> None:
    steps = [(A.CLAIM, "siti"), (A.ACCEPT, "budi")]
    assert denied(policies, user(Role.VERIFIER, subject="siti"), A.VERIFY, *steps) == "who-enters-cannot-approve"
    assert denied(policies, user(Role.VERIFIER, subject="budi"), A.VERIFY, *steps) == "who-enters-cannot-approve"
    assert denied(policies, user(Role.VERIFIER, subject="dewi"), A.VERIFY, *steps) is None


def test_each_step_needs_its_scope(policies: Policies) -> None:
    verifier = user(Role.VERIFIER, scopes=ROLE_SCOPES[Role.VERIFIER] - {"application:verify"})
    # Heads may stand in for a verifier, so theirs are among those that are enough; the rule is called after the first.
    assert denied(policies, verifier, A.VERIFY) == "scope:application:sign"
    assert denied(policies, user(Role.HELPER), A.VERIFY) == "scope:application:sign"
    # Returning is an operator's and a verifier's step: one of the two scopes is enough.
    assert denied(policies, user(Role.OPERATOR), A.RETURN) is None
    assert denied(policies, user(Role.VERIFIER), A.RETURN) is None


def test_nobody_handles_a_file_that_names_her_or_her_family(policies: Policies) -> None:
    assert denied(policies, user(Role.OPERATOR, nik=MOTHER_NIK), A.CLAIM) == "own-family"
    assert denied(policies, user(Role.OPERATOR), A.CLAIM, family=frozenset({MOTHER_NIK})) == "own-family"
    assert denied(policies, user(Role.OPERATOR, nik=OWN_NIK), A.CLAIM, family=frozenset({OWN_NIK})) is None


def test_a_client_sees_its_own_applications_only(policies: Policies) -> None:
    own = client("frontend", "application:read")
    other = client("clinic", "application:read")
    assert may_read_application(policies, own, Purpose.PUBLIC_SERVICE, application(), AT) is None
    denial = may_read_application(policies, other, Purpose.PUBLIC_SERVICE, application(), AT)
    assert denial is not None
    assert may_read_application(policies, client("frontend"), Purpose.PUBLIC_SERVICE, application(), AT) is not None


def test_handing_in(policies: Policies) -> None:
    def rule(actor: Actor, purpose: Purpose) -> str | None:
        denial = decide_action(policies, actor, purpose, A.SUBMIT, None, frozenset())
        return denial.rule if denial else None

    assert rule(client("frontend", "application:submit"), Purpose.PUBLIC_SERVICE) is None
    assert rule(client("frontend"), Purpose.PUBLIC_SERVICE) == "scope:application:submit"
    assert rule(user(Role.CITIZEN), Purpose.OWN_DATA) is None
    assert rule(user(Role.OPERATOR, scopes=SCOPES), REGISTRATION) == "workflow-submit"
    assert rule(anonymous("1901"), Purpose.PUBLIC_SERVICE) == "token"


def test_allowed_actions_follow_state_and_policy(policies: Policies) -> None:
    def names(actor: Actor, *steps: tuple[ActionKind, str]) -> set[ActionKind]:
        return set(allowed_actions(policies, actor, REGISTRATION, application(*steps), frozenset()))

    claimed = [(A.CLAIM, "siti")]
    assert names(user(Role.OPERATOR)) == {A.CLAIM}
    assert names(user(Role.OPERATOR), *claimed) == {A.RETURN, A.ACCEPT}
    assert names(user(Role.VERIFIER, subject="budi"), *claimed, (A.ACCEPT, "siti")) == {A.RETURN, A.VERIFY, A.ASSIGN}
    assert names(user(Role.VERIFIER), *claimed, (A.ACCEPT, "siti")) == {A.RETURN, A.ASSIGN}
    assert names(user(Role.AUDITOR), *claimed) == set()


# Purposes


def test_the_only_purpose_need_not_be_said() -> None:
    assert purpose_of(client(), None) is Purpose.PUBLIC_SERVICE
    assert purpose_of(client(), "PUBLIC_SERVICE") is Purpose.PUBLIC_SERVICE


def test_several_purposes_have_to_be_said() -> None:
    both = client(purposes=frozenset({Purpose.PLANNING, Purpose.BUDGET}))
    with pytest.raises(BadInput, match="BUDGET, PLANNING"):
        purpose_of(both, None)
    assert purpose_of(both, "BUDGET") is Purpose.BUDGET


def test_a_purpose_outside_the_agreement_is_refused() -> None:
    with pytest.raises(Forbidden, match="LAW_ENFORCEMENT"):
        purpose_of(client(), "LAW_ENFORCEMENT")
    with pytest.raises(Forbidden):
        purpose_of(client(purposes=frozenset()), None)


@pytest.mark.parametrize("header", ["curiosity", "own_data", "PUBLIC_SERVICE,PLANNING", "\0"])
def test_an_unknown_purpose_is_bad_input(header: str) -> None:
    with pytest.raises(BadInput):
        purpose_of(client(), header)
    with pytest.raises(BadInput):
        purpose_of(anonymous("1901"), header)


def test_without_a_token_it_is_a_public_service() -> None:
    assert purpose_of(anonymous("1901"), "LAW_ENFORCEMENT") is Purpose.PUBLIC_SERVICE
    assert purpose_of(anonymous("1901"), None) is Purpose.PUBLIC_SERVICE
