"""The embedded authorization server over HTTP: its routes, and its metadata."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import web
from argon2 import PasswordHasher

from hub.core.actor import MULTI_FACTOR, SCOPES, SINGLE_FACTOR
from hub.identity.access_tokens import OPENID, AccessTokens
from hub.identity.addresses import Proxies
from hub.identity.course import Course
from hub.identity.devices import Devices
from hub.identity.dpop import ALGORITHMS, Possession
from hub.identity.external_issuer import is_safe
from hub.identity.grants import METHODS
from hub.identity.jwt_checks import ASYMMETRIC
from hub.identity.keys import ALGORITHM
from hub.identity.login import LogInPages
from hub.identity.oauth_request import AuthorizationRequest, Reply
from hub.identity.pages import in_her_language
from hub.identity.passwords import HASHER, Hashing
from hub.identity.ports import IdentityStore
from hub.identity.second_factor import SecondFactors
from hub.identity.server import EmbeddedServer
from hub.identity.sign_in import SignIn
from hub.identity.stages import Stages
from hub.sealing import Sealer

_NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_NOT_A_FORM: Final = Reply(
    400,
    {
        "error": "invalid_request",
        "error_description": "Send the parameters as application/x-www-form-urlencoded in the body of a POST.",
    },
)


@dataclass(frozen=True, slots=True)
class LogInRules:
    """`sealer` seals the secrets of second factors; `second_factor`: staff must have one; `proxies` those trusted.

    `hasher` makes the hashes of passwords.
    """

    sealer: Sealer
    second_factor: bool
    proxies: Proxies = field(default_factory=Proxies)
    hasher: PasswordHasher = HASHER


def oauth_application(
    store: IdentityStore, tokens: AccessTokens, rules: LogInRules
) -> Callable[[web.Application], None]:
    """Gives the function that adds the server's routes to an application; call it before the application starts.

    Raises ValueError when the issuer's address is neither https nor on this machine.
    """
    if not is_safe(tokens.issuer):
        raise ValueError("The issuer's address must begin with https://, or lie on this machine.")

    def add_to(app: web.Application) -> None:
        server = EmbeddedServer(store, tokens)
        endpoints = Endpoints(server)
        hashing = Hashing(rules.hasher)
        pages = _log_in_pages(server, hashing, rules)
        app.router.add_get("/oauth/authorize", in_her_language(pages.authorize))
        app.router.add_get("/oauth/consents", in_her_language(pages.consents))
        app.router.add_post("/oauth/login", in_her_language(pages.login))
        app.router.add_post("/oauth/step", in_her_language(pages.step))
        app.router.add_post("/oauth/par", endpoints.par)
        app.router.add_post("/oauth/token", endpoints.token)
        app.router.add_post("/oauth/revoke", endpoints.revoke)
        app.router.add_post("/oauth/introspect", endpoints.introspect)
        app.router.add_get("/oauth/jwks", endpoints.jwks)
        app.router.add_get("/.well-known/oauth-authorization-server", endpoints.metadata)
        app.router.add_get("/.well-known/openid-configuration", endpoints.metadata)

        async def closing(_app: web.Application) -> AsyncIterator[None]:
            yield
            server.close()
            hashing.close()

        app.cleanup_ctx.append(closing)

    return add_to


def _log_in_pages(server: EmbeddedServer, hashing: Hashing, rules: LogInRules) -> LogInPages:
    store, clock, issuer = server.store, server.tokens.clock, server.tokens.issuer
    factors = SecondFactors(
        store, rules.sealer, clock, required=rules.second_factor, issuer=f"Satu {urlsplit(issuer).hostname}"
    )
    sign_in, course = SignIn(store, hashing, clock), Course(store, factors, clock)
    devices = Devices(rules.sealer, clock, secure=issuer.startswith("https://"))
    return LogInPages(server, sign_in, course, Stages(store, sign_in, factors, course), devices, rules.proxies)


class Endpoints:
    """Those that answer JSON."""

    def __init__(self, server: EmbeddedServer) -> None:
        self._server = server
        self._metadata = _metadata(server.tokens.issuer, METHODS if server.on_this_machine else METHODS[1:])

    async def token(self, request: web.Request) -> web.Response:
        asked = await _form(request)
        return _response(await self._server.token(asked) if asked else _NOT_A_FORM)

    async def par(self, request: web.Request) -> web.Response:
        """Takes an authorization request before the browser comes with its name (RFC 9126)."""
        asked = await _form(request)
        return _response(await self._server.push(asked) if asked else _NOT_A_FORM)

    async def revoke(self, request: web.Request) -> web.Response:
        asked = await _form(request)
        return _response(await self._server.endpoint("revocation", asked) if asked else _NOT_A_FORM)

    async def introspect(self, request: web.Request) -> web.Response:
        asked = await _form(request)
        return _response(await self._server.endpoint("introspection", asked) if asked else _NOT_A_FORM)

    async def jwks(self, _request: web.Request) -> web.Response:
        """The public keys; kept for five minutes at most, so that a new key is seen soon."""
        keys = self._server.tokens.keys.public()
        return web.json_response(keys, headers={"Cache-Control": "public, max-age=300"})

    async def metadata(self, _request: web.Request) -> web.Response:
        return web.json_response(self._metadata, headers={"Cache-Control": "public, max-age=300"})


async def _form(request: web.Request) -> AuthorizationRequest | None:
    if request.content_type != "application/x-www-form-urlencoded":
        return None
    form = await request.post()
    pairs = [(name, value) for name, value in form.items() if isinstance(value, str)]
    possession = Possession("POST", request.rel_url.raw_path, tuple(request.headers.getall("DPoP", ())))
    return AuthorizationRequest("POST", pairs, dict(request.headers), possession)


def _response(reply: Reply) -> web.Response:
    headers = {name: value for name, value in reply.headers.items() if name.lower() != "content-type"}
    return web.json_response(reply.body or {}, status=reply.status, headers={**headers, **_NO_STORE})


def _metadata(issuer: str, methods: list[str]) -> dict[str, Any]:
    """RFC 8414, 9126, 9207, 9449 and OpenID Connect Discovery 1.0 in one document. `methods`: how clients prove
    themselves; the public ones stand last."""
    signing = sorted(ASYMMETRIC)
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "pushed_authorization_request_endpoint": f"{issuer}/oauth/par",
        "require_pushed_authorization_requests": False,
        "token_endpoint": f"{issuer}/oauth/token",
        "jwks_uri": f"{issuer}/oauth/jwks",
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "introspection_endpoint": f"{issuer}/oauth/introspect",
        "scopes_supported": sorted(SCOPES | OPENID),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": signing,
        "revocation_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_signing_alg_values_supported": signing,
        "introspection_endpoint_auth_methods_supported": methods[:-1],
        "introspection_endpoint_auth_signing_alg_values_supported": signing,
        "dpop_signing_alg_values_supported": list(ALGORITHMS),
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "claims_parameter_supported": False,
        "authorization_response_iss_parameter_supported": True,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "claims_supported": ["iss", "sub", "aud", "exp", "iat", "nonce", "auth_time", "acr", "amr", "name"],
        "acr_values_supported": [SINGLE_FACTOR, MULTI_FACTOR],
        "prompt_values_supported": ["none", "login", "consent"],
        "ui_locales_supported": ["id", "en"],
    }
