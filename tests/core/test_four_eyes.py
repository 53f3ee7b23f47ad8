"""Which changes need a second person: every role and scope, and everything that may change of a client."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any, Final

import pytest

from hub.core.accounts import AuthMethod
from hub.core.actor import SCOPES, Role
from hub.core.administration import Account, Registration
from hub.core.four_eyes import client_needs_two, user_needs_two
from hub.core.purpose import Purpose

ALONE: Final = {Role.OPERATOR, Role.HELPER}
HARMLESS: Final = {"application:submit", "application:read", "agency:read"}
NOBODY: Final = Account.new("1901", uuid.UUID(int=1))
OPERATOR: Final = dataclasses.replace(
    NOBODY, username="siti", display_name="Siti", roles=frozenset({Role.OPERATOR}), region="19.01.01", active=True
)
READS: Final = Registration(
    "1901", "app", "Aplikasi", AuthMethod.PRIVATE_KEY_JWT, ({"kid": "a"}, {"kid": "b"}),
    ("https://a.example/", "https://b.example/"), frozenset({"citizen:read", "application:submit"}),
    frozenset({Purpose.PUBLIC_SERVICE, Purpose.PLANNING}), "19.01", "health", dpop_bound=False, version=1,
    agreement="rsud-2026",
)  # fmt: skip
HANDS_IN: Final = dataclasses.replace(READS, scopes=frozenset({"application:submit"}))


def with_roles(*roles: Role) -> Account:
    return dataclasses.replace(OPERATOR, roles=frozenset(roles))


def test_every_role_but_two_is_given_and_taken_by_two() -> None:
    given = {role for role in Role if not user_needs_two(NOBODY, with_roles(role))}
    taken = {role for role in Role if not user_needs_two(with_roles(role, Role.OPERATOR), OPERATOR)}
    touched = {
        role
        for role in Role
        if not user_needs_two(with_roles(role), dataclasses.replace(with_roles(role), display_name="Lain"))
    }
    assert given == taken == touched == ALONE


def test_every_scope_but_three_is_given_to_a_client_by_two() -> None:
    new = Registration.new("1901", "app")
    alone = {
        scope
        for scope in SCOPES
        if not client_needs_two(new, dataclasses.replace(READS, scopes=frozenset({scope}), agreement=""))
    }
    assert alone == HARMLESS
    widened = {
        scope
        for scope in SCOPES
        if not client_needs_two(HANDS_IN, dataclasses.replace(HANDS_IN, scopes=HANDS_IN.scopes | {scope}))
    }
    assert widened == HARMLESS


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Dinas Kependudukan"),
        ("auth_method", AuthMethod.NONE),
        ("keys", ({"kid": "a"}, {"kid": "c"})),
        ("keys", ({"kid": "a", "x": "another"},)),
        ("redirect_uris", ("https://c.example/",)),
        ("scopes", frozenset({"citizen:read", "health:read"})),
        ("purposes", frozenset(Purpose)),
        ("region", "19"),
        ("region", "19.02"),
        ("agency", "population"),
        ("agreement", "polres-2026"),
    ],
)
def test_what_lets_a_client_do_more_or_be_another_needs_two(field: str, value: Any) -> None:
    changes: dict[str, Any] = {field: value}
    assert client_needs_two(READS, dataclasses.replace(READS, **changes))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("keys", ({"kid": "b"},)),
        ("redirect_uris", ("https://a.example/",)),
        ("scopes", frozenset({"citizen:read"})),
        ("purposes", frozenset({Purpose.PLANNING})),
        ("region", "19.01.01"),
        ("agency", ""),
        ("agreement", ""),
        ("dpop_bound", True),
        ("active", False),
    ],
)
def test_taking_away_needs_one_and_giving_it_back_two(field: str, value: Any) -> None:
    changes: dict[str, Any] = {field: value}
    less = dataclasses.replace(READS, **changes)
    assert not client_needs_two(READS, less)
    assert client_needs_two(less, READS)


def test_a_client_that_only_hands_in_is_kept_by_one() -> None:
    assert not client_needs_two(HANDS_IN, dataclasses.replace(HANDS_IN, region="19.01", name="Lain"))


def test_an_agreement_is_given_by_two_also_to_a_client_that_only_hands_in() -> None:
    """Otherwise one person gives the agreement, and another one day the scope."""
    without = dataclasses.replace(HANDS_IN, agreement="")
    assert client_needs_two(without, HANDS_IN)
    assert not client_needs_two(HANDS_IN, without)
