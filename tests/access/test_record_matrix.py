"""Every action of the record for every role and purpose: what is not named here is refused."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Final

import pytest

from hub.access import Policies, decide_on_person
from hub.core.actor import Role
from hub.core.citizen import Citizen
from hub.core.purpose import Purpose
from hub.core.record_action import RECORD_SCOPES, RecordAction
from tests.access.asking import OWN_NIK, user
from tests.store.samples import home, person

REGISTRATION: Final = Purpose.CIVIL_REGISTRATION
MAY: Final[dict[RecordAction, set[Role]]] = {
    RecordAction.CORRECT: {Role.OPERATOR, Role.VERIFIER},
    RecordAction.ASSIGN_NIK: {Role.OPERATOR, Role.VERIFIER},
    RecordAction.CONTEST: {Role.OPERATOR},
    RecordAction.OBJECT: {Role.OPERATOR},
    RecordAction.DECIDE_OBJECTION: {Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE},
    RecordAction.INFORM: {Role.OPERATOR, Role.HEAD_OF_OFFICE},
    RecordAction.RESOLVE: {Role.VERIFIER},
    RecordAction.MERGE: {Role.VERIFIER, Role.HEAD_OF_DIVISION},
    RecordAction.UNDO_MERGE: {Role.VERIFIER, Role.HEAD_OF_DIVISION},
    RecordAction.SEAL: {Role.HEAD_OF_OFFICE},
    RecordAction.UNSEAL: {Role.HEAD_OF_OFFICE},
    RecordAction.HAND_OVER: {Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE},
    RecordAction.RECEIVE: {Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE},
    RecordAction.TRANSCRIBE: {Role.OPERATOR},
    RecordAction.REPLAY: {Role.OPERATOR, Role.ADMINISTRATOR},
    RecordAction.REPORT_BURIAL: {Role.HELPER, Role.OPERATOR},
    RecordAction.SETTLE_BURIAL: {Role.OPERATOR},
    RecordAction.KEEP_WEBHOOK: {Role.AGENCY_CLIENT, Role.ADMINISTRATOR},
    RecordAction.NOTE_WALK_IN: {Role.OPERATOR},
    RecordAction.CALL_TICKET: {Role.HELPER, Role.OPERATOR, Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE},
    RecordAction.KEEP_APPOINTMENT: {Role.OPERATOR, Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE},
    RecordAction.NOTE_ABSENCE: {Role.OPERATOR, Role.VERIFIER, Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE},
    RecordAction.NOTE_ABSENCE_OF: {Role.VERIFIER, Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE},
    RecordAction.OPEN_EMERGENCY: {Role.OPERATOR, Role.VERIFIER, Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE},
}
"""For civil registration, of somebody else in the region who is not sealed."""
OVERSIGHT: Final = {
    RecordAction.DECIDE_OBJECTION: {(Role.AUDITOR, Purpose.OVERSIGHT)},
    RecordAction.REPORT_BURIAL: {(Role.HELPER, Purpose.PUBLIC_SERVICE)},
    RecordAction.CALL_TICKET: {(Role.HELPER, Purpose.PUBLIC_SERVICE)},
    RecordAction.KEEP_WEBHOOK: {(Role.AGENCY_CLIENT, purpose) for purpose in Purpose},
}
"""What is done for another purpose besides."""
OWN: Final = frozenset({RecordAction.CONTEST, RecordAction.OBJECT, RecordAction.INFORM})
SOMEBODY: Final = person(nik="1901014101909008", tenant="1901", address=home("19.01.01.1001"))


@pytest.mark.parametrize("action", RecordAction)
def test_each_role_for_each_purpose(policies: Policies, action: RecordAction) -> None:
    allowed = {
        (role, purpose) for role, purpose in itertools.product(Role, Purpose) if may(policies, role, purpose, action)
    }
    assert allowed == {(role, REGISTRATION) for role in MAY[action]} | OVERSIGHT.get(action, set())


@pytest.mark.parametrize("action", RecordAction)
def test_a_citizen_contests_and_objects_to_her_own_and_does_nothing_else(
    policies: Policies, action: RecordAction
) -> None:
    herself = dataclasses.replace(SOMEBODY, nik=OWN_NIK)
    allowed = {purpose for purpose in Purpose if may(policies, Role.CITIZEN, purpose, action, herself)}
    assert allowed == ({Purpose.OWN_DATA} if action in OWN else set())


def test_the_scopes_of_a_role_are_those_of_its_actions() -> None:
    """A scope opens roots beside the mutation, so no role carries one that it needs for nothing. Of several that serve
    for an action, a role carries its own."""
    for role in set(Role) - {Role.AGENCY_CLIENT}:  # A client's scopes are those of its registration.
        carried = user(role).scopes
        hers = [RECORD_SCOPES[action] for action, roles in MAY.items() if role in roles]
        assert all(scopes & carried for scopes in hers), role
        needed = {scope for scopes in hers for scope in (scopes if len(scopes) == 1 else scopes & carried)}
        needed |= {scope for action in OWN for scope in RECORD_SCOPES[action]} if role is Role.CITIZEN else set()
        needed |= {"objection:decide"} if role is Role.AUDITOR else set()
        assert {scope for scopes in RECORD_SCOPES.values() for scope in scopes} & carried == needed, role


def may(policies: Policies, role: Role, purpose: Purpose, action: RecordAction, whom: Citizen = SOMEBODY) -> bool:
    """With every scope, so that the policies alone decide."""
    actor = user(role, nik=OWN_NIK, scopes=frozenset().union(*RECORD_SCOPES.values()))
    return decide_on_person(policies, actor, purpose, action, whom, frozenset()) is None
