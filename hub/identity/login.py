"""The way of a browser through a log-in: `/oauth/authorize` shows the page, `/oauth/login` takes it.

There is no session here: each authorization asks for the password, so that at a shared counter nobody goes on as the
colleague before. Clients keep sessions of their own.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aiohttp import web
from authlib.oauth2.rfc6749 import OAuth2Error

from hub.core.accounts import Client, User
from hub.core.errors import RateLimited
from hub.identity.grants import CodeGrant
from hub.identity.oauth_request import AuthorizationRequest, Reply
from hub.identity.pages import STALE, WRONG, login_page, refused_page, too_many
from hub.identity.server import EmbeddedServer
from hub.identity.sign_in import SignIn

_MOST_CHARACTERS: Final = 6000
_MOST_PARAMETERS: Final = 30
_ODD: Final = "A parameter of the request holds characters that are not allowed."


class LogInPages:
    """Handlers of the two addresses."""

    def __init__(self, server: EmbeddedServer, sign_in: SignIn) -> None:
        self._server = server
        self._sign_in = sign_in
        self._secure = server.tokens.issuer.startswith("https://")

    async def authorize(self, request: web.Request) -> web.StreamResponse:
        """The authorization endpoint (RFC 6749 section 3.1)."""
        asked = _asked(request.query_string)
        if isinstance(asked, web.Response):
            return asked
        grant = await self._grant(asked)
        if isinstance(grant, web.Response):
            return grant
        if "none" in asked.payload.data.get("prompt", "").split():
            # OpenID Connect Core 3.1.2.1: without asking, nobody is logged in here.
            return self._redirect(grant.redirect_uri, {"error": "login_required"}, asked.payload.state)
        return self._page(request, asked)

    async def login(self, request: web.Request) -> web.StreamResponse:
        """Takes name and password, or the refusal, and sends the browser back to the client."""
        form = await request.post()
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        asked = _asked(fields.get("request", ""))
        if isinstance(asked, web.Response):
            return asked
        grant = await self._grant(asked)
        if isinstance(grant, web.Response):
            return grant
        if not _same(fields.get("csrf", ""), request.cookies.get(self._cookie, "")):
            return self._page(request, asked, STALE, 403)
        if fields.get("decision") == "cancel":
            return await self._send_back(asked, grant, None)
        return await self._checked(request, grant, asked, fields)

    async def _checked(
        self, request: web.Request, grant: CodeGrant, asked: AuthorizationRequest, fields: Mapping[str, str]
    ) -> web.StreamResponse:
        username, password = fields.get("username", ""), fields.get("password", "")
        try:
            user = await self._sign_in.user(username, password, request.remote or "")
        except RateLimited as error:
            page = self._page(request, asked, too_many(error.details["minutes"]), 429)
            page.headers["Retry-After"] = str(error.details["retryAfter"])
            return page
        if user is None:
            return self._page(request, asked, WRONG, 403)
        return await self._send_back(asked, grant, user)

    async def _grant(self, asked: AuthorizationRequest) -> CodeGrant | web.Response:
        """The valid grant, or the answer for a request that is not."""
        try:
            return await self._server.consent(asked)
        except OAuth2Error as error:
            return self._refusal(error, asked)
        except ValueError:
            return refused_page(_ODD)

    def _refusal(self, error: Any, asked: AuthorizationRequest) -> web.Response:
        if not error.redirect_uri:
            return refused_page(error.description or error.error)
        found = {"error": error.error, "error_description": error.description or ""}
        return self._redirect(error.redirect_uri, {k: v for k, v in found.items() if v}, asked.payload.state)

    async def _send_back(self, asked: AuthorizationRequest, grant: CodeGrant, user: User | None) -> web.Response:
        reply: Reply = await self._server.decide(asked, grant, user)
        location = reply.headers.get("Location")
        if location is None:
            return refused_page("The authorization could not be given.", reply.status)
        return self._redirect(grant.redirect_uri, dict(parse_qsl(urlsplit(location).query)), None)

    def _redirect(self, uri: str, parameters: Mapping[str, str], state: str | None) -> web.Response:
        """Back to the client, with the issuer's name (RFC 9207). 303: a form's password is not sent on."""
        given = {**parameters, **({"state": state} if state else {}), "iss": self._server.tokens.issuer}
        parts = urlsplit(uri)
        query = urlencode([*((k, v) for k, v in parse_qsl(parts.query) if k not in given), *given.items()])
        location = urlunsplit(parts._replace(query=query))
        headers = {"Location": location, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        return web.Response(status=303, headers=headers)

    def _page(
        self,
        request: web.Request,
        asked: AuthorizationRequest,
        problem: tuple[str, str] | None = None,
        status: int = 200,
    ) -> web.Response:
        """The log-in page, whose form and cookie carry the same random word."""
        word = request.cookies.get(self._cookie, "")
        word = word if len(word) == 43 and word.isascii() else secrets.token_urlsafe(32)
        client: Client = asked.client.kept
        page = login_page(client, asked.scope or "", asked.named, word, problem, status)
        page.set_cookie(self._cookie, word, path="/", secure=self._secure, httponly=True, samesite="Lax")
        return page

    @property
    def _cookie(self) -> str:
        return "__Host-satu-login" if self._secure else "satu-login"


def _asked(query: str) -> AuthorizationRequest | web.Response:
    """The authorization request in a query, or the answer for one that cannot be read."""
    try:
        if len(query) > _MOST_CHARACTERS:
            raise ValueError("too long")
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS, errors="strict")
    except ValueError:
        return refused_page("The request is too long or cannot be read.")
    request = AuthorizationRequest("GET", pairs, {})
    if request.payload.repeated:
        return refused_page("A parameter of the request stands there more than once.")
    return request


def _same(given: str, expected: str) -> bool:
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())
