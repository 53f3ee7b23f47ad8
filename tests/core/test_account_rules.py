"""What accounts and registrations have to look like, and which field is named otherwise."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any, Final

import pytest

from hub.core.account_rules import check_account, check_registration
from hub.core.accounts import AuthMethod
from hub.core.actor import SCOPES, Role
from hub.core.administration import Account, Registration
from hub.core.errors import BadInput
from hub.core.purpose import Purpose

GOOD: Final = Account(
    "1901", uuid.UUID(int=1), "operator.sungailiat", "Siti Contoh", frozenset({Role.OPERATOR}), "19.01.01",
    frozenset({Purpose.CIVIL_REGISTRATION}),
)  # fmt: skip
CLIENT: Final = Registration(
    "1901", "puskesmas-app", "Puskesmas", AuthMethod.NONE, (), ("https://app.example/callback",),
    frozenset({"application:submit"}), frozenset({Purpose.PUBLIC_SERVICE}), "19.01",
)  # fmt: skip
KEYED: Final = dataclasses.replace(
    CLIENT, auth_method=AuthMethod.PRIVATE_KEY_JWT, keys=({"kid": "a"},), redirect_uris=()
)


def test_good_ones_are_good() -> None:
    check_account(GOOD, "19.01")
    for client in (CLIENT, KEYED, dataclasses.replace(KEYED, redirect_uris=CLIENT.redirect_uris)):
        check_registration(client, "19.01", SCOPES, {"health"})


@pytest.mark.parametrize(
    ("field", "value", "path"),
    [
        ("username", "Si", "username"),
        ("username", "Siti Contoh", "username"),
        ("username", "1901014101909001", "username"),
        ("username", "siti\n", "username"),
        ("display_name", " ", "displayName"),
        ("display_name", "Siti 1901014101909001", "displayName"),
        ("display_name", "Siti\u202e", "displayName"),
        ("roles", frozenset(), "roles"),
        ("roles", frozenset({Role.AGENCY_CLIENT}), "roles"),
        ("roles", frozenset({Role.CITIZEN}), "nik"),
        ("region", "19", "region"),
        ("region", "19.02", "region"),
        ("region", "", "region"),
        ("purposes", frozenset(), "purposes"),
        ("nik", "12", "nik"),
    ],
)
def test_an_account_that_cannot_be(field: str, value: Any, path: str) -> None:
    changes: dict[str, Any] = {field: value}
    with pytest.raises(BadInput) as caught:
        check_account(dataclasses.replace(GOOD, **changes), "19.01")
    assert caught.value.path == path


@pytest.mark.parametrize(
    "uri",
    [
        "http://app.example/callback",
        "https://app.example/callback#part",
        "https://*.example/callback",
        "https://app.example@evil.example/callback",
        "https://app.example/a/../b",
        "https://app.example/a b",
        "https://app.example\\evil/",
        "https:///callback",
        "https://app.example:port/",
        "javascript:alert(1)",
        "custom.scheme:/callback",
        "http://127.0.0.1.evil.example/callback",
        "https://app.éxample/",
        "",
    ],
)
def test_a_redirect_address_is_exact_and_safe(uri: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_registration(dataclasses.replace(CLIENT, redirect_uris=(uri,)), "19.01", SCOPES, ())
    assert caught.value.path == "redirectUris"


@pytest.mark.parametrize(
    "uri",
    ["http://127.0.0.1:8000/callback", "http://localhost/callback", "http://[::1]:9/x", "https://a.example:8/?x=1"],
)
def test_what_may_be_a_redirect_address(uri: str) -> None:
    check_registration(dataclasses.replace(CLIENT, redirect_uris=(uri,)), "19.01", SCOPES, ())


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"client_id": "A b"}, "clientId"),
        ({"name": ""}, "name"),
        ({"scopes": frozenset()}, "scopes"),
        ({"scopes": frozenset({"citizen:fly"})}, "scopes"),
        ({"agency": "nobody"}, "agency"),
        ({"region": "20.01"}, "region"),
        ({"redirect_uris": ()}, "redirectUris"),
        ({"redirect_uris": ("https://a.example/", "https://a.example/")}, "redirectUris"),
        ({"keys": ({"kid": "a"},)}, "keys"),
        ({"auth_method": AuthMethod.SECRET_BASIC}, "authMethod"),
        ({"auth_method": AuthMethod.PRIVATE_KEY_JWT}, "keys"),
        ({"auth_method": AuthMethod.PRIVATE_KEY_JWT, "keys": ({"kid": "a"}, {"kid": "a"})}, "keys"),
        ({"auth_method": AuthMethod.PRIVATE_KEY_JWT, "keys": tuple({"kid": n} for n in "abc")}, "keys"),
    ],
)
def test_a_registration_that_cannot_be(changes: dict[str, Any], path: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_registration(dataclasses.replace(CLIENT, **changes), "19.01", SCOPES, {"health"})
    assert caught.value.path == path
