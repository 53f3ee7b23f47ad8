"""What a token of another issuer must show: one method for each check, in the order in which they are asked.

RFC 8725 (best practices for JWTs) and RFC 9068 (access tokens as JWTs) say why each of them stands here;
tests/identity/test_attacks.py leaves out one after the other and sees its attack come in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from joserfc.jwk import KeySet

from hub.core.ports import Clock
from hub.identity.claims import client_of
from hub.identity.external_issuer import ExternalIssuer
from hub.identity.jwt_checks import ASYMMETRIC, check_times, verified

_ACCESS_TOKEN: Final = frozenset({"at+jwt", "application/at+jwt"})
_UNSAID: Final = frozenset({"jwt", ""})
KEYCLOAK_ACCESS_TOKEN: Final = "Bearer"  # noqa: S105  the kind of a token, not one


class ExternalChecks:
    """Checks the tokens of one issuer."""

    def __init__(self, issuer: ExternalIssuer, clock: Clock) -> None:
        self.issuer: Final = issuer
        self.clock: Final = clock

    def claims(self, token: str, keys: KeySet) -> Mapping[str, Any]:
        """The claims of a token that holds now. Raises JoseError or ValueError."""
        header, claims = self.signed(token, keys)
        self.names_issuer(claims)
        self.is_access_token(header, claims)
        self.holds(claims)
        self.is_short(claims)
        client_of(claims, self.issuer.names)
        return claims

    def signed(self, token: str, keys: KeySet) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """Header and claims, signed by one of these keys with an algorithm that this key is for."""
        return verified(token, keys, ASYMMETRIC)

    def names_issuer(self, claims: Mapping[str, Any]) -> None:
        """Its keys sign for it alone."""
        if claims.get("iss") != self.issuer.url:
            raise ValueError("not a token of this issuer")

    def is_access_token(self, header: Mapping[str, Any], claims: Mapping[str, Any]) -> None:
        """An id token tells who logged in, a log-out token who left: signed with the same keys, they open nothing.

        RFC 9068 says it in the header. Keycloak writes `JWT` there unless told otherwise, and the kind into the claims.
        """
        kind = str(header.get("typ", "")).lower()
        stated = claims.get("typ", KEYCLOAK_ACCESS_TOKEN if kind in _ACCESS_TOKEN else None)
        if kind not in _ACCESS_TOKEN | _UNSAID or stated != KEYCLOAK_ACCESS_TOKEN:
            raise ValueError("not an access token")

    def holds(self, claims: Mapping[str, Any]) -> None:
        """It is for this hub, has begun and has not ended."""
        check_times(claims, self.issuer.audience, self.clock())

    def is_short(self, claims: Mapping[str, Any]) -> None:
        """What was ended elsewhere lives on here as long as its token: that is bounded, whatever the issuer gives."""
        if not claims["exp"] - claims["iat"] <= self.issuer.longest.total_seconds():
            raise ValueError("issued for too long a life")
