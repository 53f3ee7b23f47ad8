"""The grants of the embedded server, on authlib: code with PKCE, client credentials, refresh with rotation.

These classes run in a thread and reach the registry through the server's `wait_for`.
"""

from __future__ import annotations

import dataclasses
import hashlib
from typing import Any, ClassVar, Final

from authlib.oauth2.rfc6749 import (
    InvalidClientError,
    InvalidGrantError,
    InvalidRequestError,
    InvalidScopeError,
    OAuth2Error,
)
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, ClientCredentialsGrant, RefreshTokenGrant
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from authlib.oauth2.rfc7636 import CodeChallenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from hub.core.accounts import AuthMethod, Code, Grant, Refresh, User
from hub.core.client_keys import holds
from hub.core.identifiers import new_id
from hub.identity.extensions import check_extensions
from hub.identity.jwt_checks import ASYMMETRIC, MOST_BYTES
from hub.identity.lifetimes import ASSERTION, CODE
from hub.identity.registered import RegisteredClient

METHODS: Final = [AuthMethod.SECRET_BASIC.value, AuthMethod.PRIVATE_KEY_JWT.value, AuthMethod.NONE.value]
_CONFIDENTIAL: Final = METHODS[:2]
_ASSERTION_TYPES: Final = (None, "JWT", "client-authentication+jwt")
"""No other signed thing of the client is its proof of itself."""


def digest(word: str) -> bytes:
    """What is stored of a code or a refresh token."""
    return hashlib.sha256(word.encode()).digest()


class RequiredChallenge(CodeChallenge):
    """PKCE for every client, and S256 only (RFC 9700 section 2.1.1); authlib alone would let confidential ones off."""

    SUPPORTED_CODE_CHALLENGE_METHOD: ClassVar = ["S256"]
    CODE_CHALLENGE_METHODS: ClassVar = {"S256": CodeChallenge.CODE_CHALLENGE_METHODS["S256"]}

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        given = grant.request.payload.data
        if not given.get("code_challenge"):
            raise InvalidRequestError("Missing code_challenge. Every client uses PKCE.")
        if given.get("code_challenge_method") != "S256":
            raise InvalidRequestError("The code_challenge_method must be S256.")
        super().validate_code_challenge(grant, redirect_uri)


class CodeGrant(AuthorizationCodeGrant):
    """Authorization code (RFC 6749 section 4.1): one use, one minute, bound to client, address and challenge."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    @staticmethod
    def validate_authorization_redirect_uri(request: Any, client: RegisteredClient) -> str:
        """As authlib does, without repeating the address in the answer."""
        given = request.payload.redirect_uri
        if not isinstance(given, str) or not client.check_redirect_uri(given):
            raise InvalidRequestError("The redirect_uri is missing or not one of this client.")
        return given

    def validate_authorization_request(self) -> str:
        redirect_uri: str = super().validate_authorization_request()
        try:
            check_extensions(self.request, self.request.client)
        except OAuth2Error as error:
            error.redirect_uri = redirect_uri
            raise
        return redirect_uri

    def save_authorization_code(self, code: str, request: Any) -> None:
        now = self.server.tokens.clock()
        given = request.payload.data
        grant = Grant(
            new_id(), request.client.client_id, request.user.id, request.scope, now, given.get("dpop_jkt")
        )  # fmt: skip
        if request.log_in is not None:
            proved = request.log_in
            grant = dataclasses.replace(grant, logged_in_at=proved.proved_at, methods=proved.methods)
        kept = Code(
            digest(code), grant, given["redirect_uri"], given["code_challenge"], given.get("nonce"), now + CODE
        )  # fmt: skip
        self.server.wait_for(self.server.store.save_code(kept))

    def query_authorization_code(self, code: str, client: RegisteredClient) -> IssuedCode:
        """Uses the code up, whether or not the rest of the request holds. A second use ends what the first one gave."""
        self.server.binding.check(self.request, client, None)
        hashed = digest(code)
        found = self.server.wait_for(self.server.store.take_code(hashed, client.client_id, self.server.tokens.clock()))
        if found is not None:
            self.server.binding.check(self.request, client, found.grant.jkt)
            return IssuedCode(found)
        grant_id = self.server.wait_for(self.server.store.code_grant(hashed))
        if grant_id is not None:
            self.server.end_grant(grant_id)
        raise InvalidGrantError("This code is unknown, was used, or has expired. Begin the log-in again.")

    def delete_authorization_code(self, _authorization_code: IssuedCode) -> None:
        """It was used up when it was read."""

    def authenticate_user(self, authorization_code: IssuedCode) -> User | None:
        return self.server.active_user(authorization_code.kept.grant.user_id)

    def generate_token(self, user: User | None = None, **_given: Any) -> dict[str, Any]:
        assert user is not None, "authlib asked for the user before"
        kept = self.request.authorization_code.kept
        return self.server.user_token(user, self.request, kept.grant, kept.nonce)


class IssuedCode:
    """A code as authlib reads it."""

    def __init__(self, kept: Code) -> None:
        self.kept = kept
        self.code_challenge = kept.challenge
        self.code_challenge_method = "S256"

    def get_redirect_uri(self) -> str:
        return self.kept.redirect_uri

    def get_scope(self) -> str:
        return self.kept.grant.scope


class CredentialsGrant(ClientCredentialsGrant):
    """Client credentials (RFC 6749 section 4.4), for confidential clients alone."""

    TOKEN_ENDPOINT_AUTH_METHODS = _CONFIDENTIAL

    def validate_token_request(self) -> None:
        super().validate_token_request()
        if not set((self.request.payload.scope or "").split()) <= self.request.client.kept.scopes:
            raise InvalidScopeError("This client is not registered for all of these scopes.")
        self.server.binding.check(self.request, self.request.client, None)

    def generate_token(self, scope: str | None = None, **_given: Any) -> dict[str, Any]:
        return self.server.client_token(self.request, scope or "")


class RotatingGrant(RefreshTokenGrant):
    """Refresh (RFC 6749 section 6) with rotation: a token that comes twice was stolen, and ends the whole grant.

    One that is bound to a key is neither used up nor ended by whoever comes without that key.
    """

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> IssuedRefresh:
        client, hashed, store = self.request.client, digest(refresh_token), self.server.store
        seen = self.server.wait_for(store.find_refresh(hashed))
        if seen is not None and seen.grant.client_id == client.client_id:
            self.server.binding.check(self.request, client, seen.grant.jkt)
            now = self.server.tokens.clock()
            found = self.server.wait_for(store.take_refresh(hashed, client.client_id, now))
            if found is not None:
                return IssuedRefresh(found)
            self.server.end_grant(seen.grant.id)
        raise InvalidGrantError("This refresh token is unknown, was used, or has expired. Log in again.")

    def authenticate_user(self, refresh_token: IssuedRefresh) -> User | None:
        return self.server.active_user(refresh_token.kept.grant.user_id)

    def revoke_old_credential(self, _refresh_token: IssuedRefresh) -> None:
        """It was used up when it was read."""

    def issue_token(self, user: User, refresh_token: IssuedRefresh) -> dict[str, Any]:
        grant, until = refresh_token.kept.grant, refresh_token.kept.expires_at
        return self.server.user_token(user, self.request, grant, None, until)


class IssuedRefresh:
    """A refresh token as authlib reads it."""

    def __init__(self, kept: Refresh) -> None:
        self.kept = kept

    def check_client(self, client: RegisteredClient) -> bool:
        return self.kept.grant.client_id == client.client_id

    def get_scope(self) -> str:
        return self.kept.grant.scope


class PrivateKeyJwt(JWTBearerClientAssertion):
    """A client proves itself with a signed assertion (RFC 7523): asymmetric algorithms only, each assertion once.

    Its audience is the issuer and nobody else, as a text: an assertion for an endpoint could have been asked for by
    another server, which names our endpoint as its own (FAPI 2.0 section 5.3.2.1, draft-ietf-oauth-rfc7523bis).
    """

    CLIENT_AUTH_METHOD = AuthMethod.PRIVATE_KEY_JWT.value

    def __init__(self, server: Any) -> None:
        super().__init__(leeway=10)
        self._server = server

    def get_audiences(self) -> list[str]:
        return [self._server.tokens.issuer]

    def process_assertion_claims(self, assertion: str, resolve_key: KeySet) -> Any:
        """As authlib does, but with our list of algorithms, and no assertion that lives for ever."""
        try:
            if len(assertion) > MOST_BYTES:
                raise ValueError("too long")
            found = jwt.decode(assertion, resolve_key, algorithms=sorted(ASYMMETRIC))
        except (JoseError, ValueError):
            raise _bad_assertion() from None
        claims, ends = found.claims, found.claims.get("exp")
        if found.header.get("typ") not in _ASSERTION_TYPES or not isinstance(claims.get("aud"), str):
            raise _bad_assertion()
        if not isinstance(ends, int) or ends > (self._server.tokens.clock() + ASSERTION).timestamp():
            raise _bad_assertion()
        self.verify_claims(claims)
        return claims

    def validate_jti(self, claims: dict[str, Any], jti: str) -> bool:
        until = self._server.tokens.clock() + 2 * ASSERTION
        used = self._server.store.use_assertion(str(claims["sub"]), digest(str(jti)), until)
        return bool(self._server.wait_for(used))

    def resolve_client_public_key(self, client: RegisteredClient) -> KeySet:
        if client.kept.jwks is None:
            raise _bad_assertion()
        now = self._server.tokens.clock()
        held = [key for key in client.kept.jwks["keys"] if holds(key, now)]
        if not held:
            raise _bad_assertion()
        return KeySet.import_key_set({"keys": held})


def _bad_assertion() -> InvalidClientError:
    return InvalidClientError(
        description="The client_assertion does not hold: sign it for this issuer with the registered key, for five "
        "minutes at most.",
        status_code=401,
    )
