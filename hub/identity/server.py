"""The embedded authorization server: authlib's grants over the registry.

authlib is synchronous. Its part of a request runs in one of a few threads of the server's own, and what it asks of the
registry runs on the event loop meanwhile; slow hashes of secrets stay in the thread as well.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import secrets
import uuid
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from authlib.oauth2.rfc6749 import AuthorizationServer, InvalidGrantError, OAuth2Error

from hub.core.accounts import REFRESH_TOKEN, AuthMethod, Grant, Refresh, User
from hub.identity.access_tokens import LIFETIME, AccessTokens, user_scope
from hub.identity.bound import Binding
from hub.identity.endpoints import Introspection, Revocation
from hub.identity.grants import CodeGrant, CredentialsGrant, PrivateKeyJwt, RequiredChallenge, RotatingGrant, digest
from hub.identity.lifetimes import GRANT
from hub.identity.oauth_request import AuthorizationRequest, Reply
from hub.identity.ports import IdentityStore
from hub.identity.pushed import PushedRequests
from hub.identity.registered import LOOPBACK, RegisteredClient

T = TypeVar("T")
_THREADS: Final = 4
_PATIENCE_SECONDS: Final = 15
_BAD_REQUEST: Final = Reply(
    400, {"error": "invalid_request", "error_description": "A parameter holds characters that are not allowed."}
)
# Its debug lines show whole tokens and codes; nobody may switch them on by lowering the level of the root.
logging.getLogger("authlib").setLevel(logging.WARNING)


class EmbeddedServer(AuthorizationServer):
    """One tenant's server. `run` is its only door for asynchronous code."""

    def __init__(self, store: IdentityStore, tokens: AccessTokens) -> None:
        super().__init__()
        self.store = store
        self.tokens = tokens
        self.binding = Binding(self)
        self.pushed = PushedRequests(self)
        self.on_this_machine: Final = urlsplit(tokens.issuer).hostname in LOOPBACK
        self._loop: asyncio.AbstractEventLoop | None = None
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="oauth")
        self.register_grant(CodeGrant, [RequiredChallenge(required=True)])
        self.register_grant(CredentialsGrant)
        self.register_grant(RotatingGrant)
        self.register_client_auth_method(PrivateKeyJwt.CLIENT_AUTH_METHOD, PrivateKeyJwt(self))
        self.register_endpoint(Revocation)
        self.register_endpoint(Introspection)

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """Runs a synchronous part in a thread of the server."""
        self._loop = asyncio.get_running_loop()
        return await self._loop.run_in_executor(self._threads, work, *arguments)

    def wait_for(self, question: Coroutine[Any, Any, T]) -> T:
        """From such a thread: asks the registry on the event loop, and waits."""
        assert self._loop is not None, "only `run` starts threads"
        return asyncio.run_coroutine_threadsafe(question, self._loop).result(_PATIENCE_SECONDS)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def token(self, request: AuthorizationRequest) -> Reply:
        """The answer of the token endpoint."""
        return await self._answer(self._token, request)

    async def push(self, request: AuthorizationRequest) -> Reply:
        """The answer of the endpoint for pushed authorization requests."""
        return await self._answer(self.pushed.push, request)

    async def endpoint(self, name: str, request: AuthorizationRequest) -> Reply:
        """The answer of the revocation or the introspection endpoint."""
        return await self._answer(self.create_endpoint_response, name, request)

    async def consent(self, request: AuthorizationRequest) -> CodeGrant:
        """The grant that an authorization request asks for. Raises OAuth2Error, or ValueError for odd characters."""
        return await self.run(self._consent, request)

    async def decide(self, request: AuthorizationRequest, grant: CodeGrant, user: User | None) -> Reply:
        """Sends the browser back with a code for the user, or with a refusal when there is none."""
        return await self.run(self.create_authorization_response, request, user, grant)

    async def _answer(self, work: Callable[..., Reply], *arguments: Any) -> Reply:
        request = arguments[-1]
        if request.payload.repeated:
            return _BAD_REQUEST
        try:
            return await self.run(work, *arguments)
        except ValueError:
            # authlib repeats some values in its sentences and fails on characters that must not stand there.
            return _BAD_REQUEST

    def _token(self, request: AuthorizationRequest) -> Reply:
        try:
            self.binding.read(request)
        except OAuth2Error as error:
            refusal: Reply = self.handle_error_response(request, error)
            return refusal
        answer: Reply = self.create_token_response(request)
        return answer

    def _consent(self, request: AuthorizationRequest) -> CodeGrant:
        self.pushed.resolve(request)
        grant: CodeGrant = self.get_consent_grant(request)
        return grant

    # What authlib asks of a framework's integration

    def query_client(self, client_id: str) -> RegisteredClient | None:
        found = self.wait_for(self.store.client(client_id))
        return RegisteredClient(found, on_this_machine=self.on_this_machine) if found and found.active else None

    def save_token(self, token: Mapping[str, Any], request: AuthorizationRequest) -> None:
        """Access tokens carry everything they say; refresh tokens are kept when they are made."""

    def create_oauth2_request(self, request: AuthorizationRequest) -> AuthorizationRequest:
        return request

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Reply:
        return Reply(status, dict(body) if isinstance(body, list) else body, dict(headers))

    def send_signal(self, name: str, *_arguments: Any, **_named: Any) -> None:
        """Nobody listens."""

    # What the grants ask

    def active_user(self, user_id: uuid.UUID) -> User | None:
        found = self.wait_for(self.store.user(user_id))
        return found if found and found.active else None

    def client_token(self, request: AuthorizationRequest, scope: str) -> dict[str, Any]:
        client: RegisteredClient = request.client
        granted, key = scope or client.get_allowed_scope("") or "", self.binding.use(request)
        return _body(self.tokens.for_client(client.kept, granted, key), granted, key)

    def user_token(
        self, user: User, request: AuthorizationRequest, grant: Grant, nonce: str | None, until: Any = None
    ) -> dict[str, Any]:
        """Access token, and what else the client may have: an id token, a refresh token (`until`: the grant's end)."""
        client: RegisteredClient = request.client
        if not client.kept.still_is(grant.logged_in_at):
            raise InvalidGrantError("What this client may do was changed since. Begin the log-in again.")
        granted, key = user_scope(user, client.kept, grant.scope), self.binding.use(request)
        body = _body(self.tokens.for_user(user, client.kept, grant, key), granted, key)
        if "openid" in granted.split():
            body["id_token"] = self.tokens.id_token(user, client.kept, grant, nonce)
        if client.check_grant_type(REFRESH_TOKEN):
            # One that proves itself at each refresh may change its key; a public one has nothing else (section 5).
            kept_to = key if client.kept.auth_method is AuthMethod.NONE else None
            bound = dataclasses.replace(grant, jkt=kept_to)
            body["refresh_token"] = self._refresh_token(bound, until or grant.logged_in_at + GRANT)
        return body

    def end_grant(self, grant_id: uuid.UUID) -> None:
        """Ends everything that came from one log-in."""
        self.wait_for(self.store.revoke_grant(grant_id, self.tokens.clock() + LIFETIME))

    def _refresh_token(self, grant: Grant, until: Any) -> str:
        word = secrets.token_urlsafe(32)
        self.wait_for(self.store.save_refresh(Refresh(digest(word), grant, until)))
        return word


def _body(access_token: str, scope: str, key: str | None) -> dict[str, Any]:
    return {
        "access_token": access_token,
        "token_type": "DPoP" if key else "Bearer",
        "expires_in": int(LIFETIME.total_seconds()),
        "scope": scope,
    }
