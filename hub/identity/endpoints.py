"""Revocation (RFC 7009) and introspection (RFC 7662). A client may end and inspect its own tokens."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from joserfc.errors import JoseError

from hub.core.accounts import Refresh
from hub.identity.access_tokens import LIFETIME
from hub.identity.grants import METHODS, digest
from hub.identity.registered import RegisteredClient


class KnownToken:
    """An access or refresh token that this server gave out, expired or not."""

    def __init__(self, claims: Mapping[str, Any], refresh: Refresh | None = None) -> None:
        self.claims = claims
        self.refresh = refresh

    def check_client(self, client: RegisteredClient) -> bool:
        owner = self.refresh.grant.client_id if self.refresh else self.claims["client_id"]
        return bool(owner == client.client_id)


def known_token(server: Any, word: str) -> KnownToken | None:
    """The token, whatever kind the caller thinks it is."""
    try:
        return KnownToken(server.tokens.read(word))
    except (JoseError, ValueError):
        found = server.wait_for(server.store.find_refresh(digest(word)))
    return KnownToken({}, found) if found else None


class Revocation(RevocationEndpoint):
    """Ends an access token, or with a refresh token the whole log-in."""

    CLIENT_AUTH_METHODS = METHODS

    def query_token(self, token_string: str, _token_type_hint: str | None) -> KnownToken | None:
        return known_token(self.server, token_string)

    def revoke_token(self, token: KnownToken, _request: Any) -> None:
        if token.refresh:
            self.server.end_grant(token.refresh.grant.id)
            return
        until = dt.datetime.fromtimestamp(token.claims["exp"], dt.UTC) + LIFETIME
        self.server.wait_for(self.server.store.revoke_token(str(token.claims["jti"]), until))


class Introspection(IntrospectionEndpoint):
    """Says whether a token holds now."""

    CLIENT_AUTH_METHODS = METHODS[:2]

    def query_token(self, token_string: str, _token_type_hint: str | None) -> KnownToken | None:
        return known_token(self.server, token_string)

    def check_permission(self, token: KnownToken, client: RegisteredClient, _request: Any) -> bool:
        return token.check_client(client)

    def create_introspection_payload(self, token: KnownToken | None) -> dict[str, Any]:
        """A refresh token is answered as unknown: nobody but its client uses it, and that one knows."""
        if token is None or token.refresh or not self._holds(token.claims):
            return {"active": False}
        shown = ("iss", "aud", "sub", "client_id", "scope", "iat", "exp", "jti")
        # How and when a user logged in (RFC 9470 section 6.2); a client did not.
        known = {name: token.claims[name] for name in ("auth_time", "acr", "amr") if name in token.claims}
        key = {"cnf": token.claims["cnf"]} if "cnf" in token.claims else {}
        kind = "DPoP" if key else "Bearer"
        return {"active": True, "token_type": kind, **{name: token.claims[name] for name in shown}, **known, **key}

    def _holds(self, claims: Mapping[str, Any]) -> bool:
        now = self.server.tokens.clock()
        revoked = self.server.wait_for(self.server.store.revoked(now))
        ended = not revoked.isdisjoint({claims["jti"], claims.get("grant")})
        return claims["exp"] > now.timestamp() and not ended and self._stands(claims)

    def _stands(self, claims: Mapping[str, Any]) -> bool:
        """Whether client and user are still those that the token was given to, as the hub asks before it answers."""
        subject, client_id = str(claims["sub"]), str(claims["client_id"])
        client = self.server.query_client(client_id)
        signed_at = dt.datetime.fromtimestamp(claims["iat"], dt.UTC)
        if client is None or not client.kept.still_is(signed_at):
            return False
        return subject == client_id or self.server.active_user(uuid.UUID(subject)) is not None
