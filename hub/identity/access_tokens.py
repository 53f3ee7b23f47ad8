"""Access tokens of the embedded issuer: signed JWTs by RFC 9068, ten minutes long. No NIK stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from joserfc import jwt

from hub.core.accounts import Client, Grant, User
from hub.core.actor import MULTI_FACTOR, ROLE_SCOPES, SINGLE_FACTOR, Role
from hub.core.identifiers import new_id
from hub.core.ports import Clock
from hub.identity.jwt_checks import check_times, verified
from hub.identity.keys import ALGORITHM, KeyRing
from hub.identity.lifetimes import ACCESS

LIFETIME: Final = ACCESS
ACCESS_TOKEN_TYPE: Final = "at+jwt"  # noqa: S105  the media type of RFC 9068
OPENID: Final = frozenset({"openid", "profile"})
"""Scopes that every user may give: who she is, for the client that logs her in."""


class AccessTokens:
    """Issues and reads the tokens of one issuer. `audience` is the hub's name in `aud`."""

    def __init__(self, keys: KeyRing, issuer: str, audience: str, clock: Clock) -> None:
        self.keys = keys
        self.issuer: Final = issuer.rstrip("/")
        self.audience: Final = audience
        self.clock = clock

    def for_client(self, client: Client, scope: str, key: str | None = None) -> str:
        """A token by client credentials: the client asks in its own name. `key`: see `for_user`."""
        return self._signed(
            {
                "sub": client.client_id,
                "client_id": client.client_id,
                "scope": scope,
                "roles": [Role.AGENCY_CLIENT.value],
                "region": client.region,
                "tenant": client.tenant,
                "purposes": sorted(client.purposes),
                "name": client.name,
                **({"agency": client.agency} if client.agency else {}),
                **_bound_to(key),
            }
        )

    def for_user(self, user: User, client: Client, grant: Grant, key: str | None = None) -> str:
        """A token for a user: what she may, as far as the client may ask for it.

        `key` is the thumbprint of the key that the token is bound to (RFC 9449 section 6.1).
        """
        return self._signed(
            {
                "sub": str(user.id),
                "client_id": client.client_id,
                "scope": user_scope(user, client, grant.scope),
                "roles": sorted(user.roles),
                "region": user.region,
                "tenant": user.tenant,
                "purposes": sorted(user.purposes & client.purposes),
                "name": user.display_name,
                "grant": str(grant.id),
                **_proved(grant),
                **_bound_to(key),
            }
        )

    def id_token(self, user: User, client: Client, grant: Grant, nonce: str | None) -> str:
        """The OpenID Connect id token, for the client alone; the hub does not take it for an access token."""
        claims = {"sub": str(user.id), "name": user.display_name, **_proved(grant)}
        return self._encoded("JWT", client.client_id, {**claims, "nonce": nonce} if nonce else claims)

    def read(self, token: str) -> Mapping[str, Any]:
        """The claims of a token of ours, whether expired or not; raises JoseError or ValueError for any other."""
        header, claims = verified(token, self.keys.verifying, frozenset({ALGORITHM}))
        if header.get("typ") != ACCESS_TOKEN_TYPE or claims.get("iss") != self.issuer:
            raise ValueError("not an access token of this issuer")
        return claims

    def read_valid(self, token: str) -> Mapping[str, Any]:
        """The claims of a token that holds now; raises as `read` does, and for the times and the audience."""
        claims = self.read(token)
        check_times(claims, self.audience, self.clock())
        return claims

    def _signed(self, claims: Mapping[str, Any]) -> str:
        return self._encoded(ACCESS_TOKEN_TYPE, self.audience, {**claims, "jti": str(new_id())})

    def _encoded(self, kind: str, audience: str, claims: Mapping[str, Any]) -> str:
        now = self.clock()
        times = {"iat": int(now.timestamp()), "exp": int((now + LIFETIME).timestamp())}
        key = self.keys.signing
        header = {"alg": ALGORITHM, "typ": kind, "kid": key.kid}
        return jwt.encode(header, {"iss": self.issuer, "aud": audience, **times, **claims}, key)


def _proved(grant: Grant) -> dict[str, Any]:
    """When and how she proved who she is (RFC 9068 section 2.2.1, RFC 8176)."""
    acr = MULTI_FACTOR if "mfa" in grant.methods else SINGLE_FACTOR
    return {"auth_time": int(grant.logged_in_at.timestamp()), "acr": acr, "amr": list(grant.methods)}


def _bound_to(key: str | None) -> dict[str, Any]:
    return {"cnf": {"jkt": key}} if key else {}


def user_scope(user: User, client: Client, scope: str) -> str:
    """Of these scopes, those that the user's roles give her and the client may ask for."""
    own = frozenset[str]().union(*(ROLE_SCOPES[role] for role in user.roles))
    return " ".join(sorted(set(scope.split()) & ((own & client.scopes) | OPENID)))
