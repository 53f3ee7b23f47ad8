"""A client of the registry as authlib reads it."""

from __future__ import annotations

from typing import Final

from authlib.oauth2.rfc6749 import ClientMixin

from hub.core.accounts import AUTHORIZATION_CODE, AuthMethod, Client
from hub.identity.access_tokens import OPENID
from hub.identity.passwords import holds

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class RegisteredClient(ClientMixin):
    """Answers from the registration, and nothing else.

    `on_this_machine`: the issuer is reached from this machine alone, so a secret is neither read on the way nor used
    from elsewhere. Only there a demonstration's client proves itself with one.
    """

    def __init__(self, kept: Client, *, on_this_machine: bool) -> None:
        self.kept = kept
        self.client_id = kept.client_id
        self._takes_secret = kept.demo and on_this_machine

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """There is none: every request names its redirect address."""

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """What was asked for, everything when nothing was; None when it goes beyond the registration."""
        if not scope:
            return " ".join(sorted(self.kept.scopes))
        asked = set(scope.split())
        return " ".join(sorted(asked)) if asked <= self.kept.scopes | OPENID else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Letter by letter (RFC 9700 section 2.1)."""
        return redirect_uri in self.kept.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return self._takes_secret and holds(client_secret, self.kept.secret_hash)

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        if method == AuthMethod.SECRET_BASIC and not self._takes_secret:
            return False
        return self.kept.auth_method.value == method

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code" and AUTHORIZATION_CODE in self.kept.grant_types

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in self.kept.grant_types
