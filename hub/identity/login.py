"""The way of a browser through a log-in: `/oauth/authorize` shows the page, `/oauth/login` takes it, and `/oauth/step`
what follows: a password of her own, the second step, her consent.

There is no session here: each authorization asks for the password, so that at a shared counter nobody goes on as the
colleague before. Clients keep sessions of their own. What was proved so far lies in the registry for ten minutes at
most, bound to this browser and this request, and each step uses it up: going back in the browser opens nothing.
"""

from __future__ import annotations

import dataclasses
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aiohttp import web
from authlib.oauth2.rfc6749 import OAuth2Error

from hub.core.accounts import LogIn, User
from hub.core.errors import RateLimited
from hub.core.texts import Pair
from hub.identity import pages
from hub.identity.addresses import Proxies
from hub.identity.course import Course, Stage, Wanted
from hub.identity.devices import Devices
from hub.identity.grants import CodeGrant
from hub.identity.lockout import Whence
from hub.identity.oauth_request import AuthorizationRequest, Reply
from hub.identity.pages import Frame, refused_page
from hub.identity.server import EmbeddedServer
from hub.identity.sign_in import SignIn, plain_name
from hub.identity.stages import Stages, Turn

_MOST_CHARACTERS: Final = 6000
_MOST_PARAMETERS: Final = 30
_ODD: Final = "A parameter of the request holds characters that are not allowed."


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request of a browser, read: `asked` and `grant` are None on her own page, which no client asked for."""

    request: web.Request
    wanted: Wanted
    fields: Mapping[str, str] = field(default_factory=dict)
    asked: AuthorizationRequest | None = None
    grant: CodeGrant | None = None


class LogInPages:
    """Handlers of the addresses."""

    def __init__(
        self,
        server: EmbeddedServer,
        sign_in: SignIn,
        course: Course,
        stages: Stages,
        devices: Devices,
        proxies: Proxies,
    ) -> None:
        self._server = server
        self._sign_in = sign_in
        self._course = course
        self._stages = stages
        self._devices = devices
        self._proxies = proxies
        self._secure = server.tokens.issuer.startswith("https://")

    async def authorize(self, request: web.Request) -> web.StreamResponse:
        """The authorization endpoint (RFC 6749 section 3.1)."""
        arrival = await self._arrival(request, request.query_string)
        if isinstance(arrival, web.Response):
            return arrival
        if arrival.grant is None:
            return refused_page("Parameters of the request are missing.")
        if "none" in arrival.wanted.prompts:
            # OpenID Connect Core 3.1.2.1: without asking, nobody is logged in here.
            return self._back(arrival, {"error": "login_required"})
        return self._log_in_page(arrival)

    async def consents(self, request: web.Request) -> web.StreamResponse:
        """Her own page: what she allowed whom."""
        return self._log_in_page(Arrival(request, Wanted("")))

    async def login(self, request: web.Request) -> web.StreamResponse:
        """Takes name and password, or the refusal."""
        arrival = await self._posted(request)
        if isinstance(arrival, web.Response):
            return arrival
        if arrival.fields.get("decision") == "cancel":
            return await self._left(arrival)
        username, whence = arrival.fields.get("username", ""), self._whence(arrival, arrival.fields.get("username", ""))
        try:
            user = await self._sign_in.user(username, arrival.fields.get("password", ""), whence)
        except RateLimited as error:
            return self._log_in_page(arrival, pages.too_many(error.details["minutes"]), 429, error)
        if user is None:
            return self._log_in_page(arrival, pages.WRONG, 403)
        return await self._go_on(arrival, user, self._course.begin(user, arrival.wanted, self._browser(request)))

    async def step(self, request: web.Request) -> web.StreamResponse:
        """Takes what the page of a stage asked for; what comes next is decided anew."""
        arrival = await self._posted(request)
        if isinstance(arrival, web.Response):
            return arrival
        word = arrival.fields.get("step", "")
        found = await self._course.resume(word, arrival.wanted, self._browser(request))
        if found is None:
            return self._log_in_page(arrival, pages.STALE, 403)
        log_in, user = found
        if arrival.fields.get("decision") == "cancel":
            return await self._left(arrival)
        turn = self._turn(arrival, user, log_in)
        stage = await self._course.stage(user, log_in, arrival.wanted)
        if arrival.fields.get("stage") == stage.value:
            answer = await self._stages.take(stage, turn)
            if answer is not None:
                return answer
        return await self._go_on(arrival, turn.user, turn.log_in, confirmed=turn.confirmed)

    async def _go_on(
        self, arrival: Arrival, user: User, log_in: LogIn, *, confirmed: bool = False
    ) -> web.StreamResponse:
        """Shows the page of the next stage; behind the last one the browser goes back to the client."""
        stage = await self._course.stage(user, log_in, arrival.wanted)
        if stage is Stage.CONSENT and confirmed:
            stage = Stage.DONE
        if stage is Stage.DONE and arrival.grant is not None:
            response: web.StreamResponse = await self._send_back(arrival, user, log_in)
            self._devices.remember(response, arrival.request.cookies, user.username)
            return response
        response = await self._stages.show(stage, self._turn(arrival, user, log_in))
        if stage is Stage.DONE:
            self._devices.remember(response, arrival.request.cookies, user.username)
        return response

    def _turn(self, arrival: Arrival, user: User, log_in: LogIn) -> Turn:
        frame = Frame(arrival.wanted.query, self._browser(arrival.request), arrival.wanted.client)
        return Turn(user, log_in, arrival.wanted, arrival.fields, frame, self._whence(arrival, user.username))

    async def _posted(self, request: web.Request) -> Arrival | web.Response:
        """A form with its request; or the answer for one that was not made here."""
        form = await request.post()
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        arrival = await self._arrival(request, fields.get("request", ""))
        if isinstance(arrival, web.Response):
            return arrival
        arrival = dataclasses.replace(arrival, fields=fields)
        if not _same(fields.get("csrf", ""), request.cookies.get(self._cookie, "")):
            return self._log_in_page(arrival, pages.STALE, 403)
        return arrival

    async def _arrival(self, request: web.Request, query: str) -> Arrival | web.Response:
        """The request that stands in a query, checked, or the answer for one that cannot be used."""
        if not query:
            return Arrival(request, Wanted(""))
        asked = _asked(query)
        if isinstance(asked, web.Response):
            return asked
        grant = await self._grant(asked)
        if isinstance(grant, web.Response):
            return grant
        return Arrival(request, _wanted(asked), asked=asked, grant=grant)

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

    async def _left(self, arrival: Arrival) -> web.Response:
        """Nobody logs in: the client learns it, who was on her own page reads it."""
        return pages.left_page() if arrival.grant is None else await self._send_back(arrival, None, None)

    async def _send_back(self, arrival: Arrival, user: User | None, log_in: LogIn | None) -> web.Response:
        assert arrival.asked is not None
        assert arrival.grant is not None
        arrival.asked.log_in = log_in
        reply: Reply = await self._server.decide(arrival.asked, arrival.grant, user)
        location = reply.headers.get("Location")
        if location is None:
            return refused_page("The authorization could not be given.", reply.status)
        return self._redirect(arrival.grant.redirect_uri, dict(parse_qsl(urlsplit(location).query)), None)

    def _back(self, arrival: Arrival, parameters: Mapping[str, str]) -> web.Response:
        assert arrival.asked is not None
        assert arrival.grant is not None
        return self._redirect(arrival.grant.redirect_uri, parameters, arrival.asked.payload.state)

    def _redirect(self, uri: str, parameters: Mapping[str, str], state: str | None) -> web.Response:
        """Back to the client, with the issuer's name (RFC 9207). 303: a form's password is not sent on."""
        given = {**parameters, **({"state": state} if state else {}), "iss": self._server.tokens.issuer}
        parts = urlsplit(uri)
        query = urlencode([*((k, v) for k, v in parse_qsl(parts.query) if k not in given), *given.items()])
        location = urlunsplit(parts._replace(query=query))
        headers = {"Location": location, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        return web.Response(status=303, headers=headers)

    def _log_in_page(
        self, arrival: Arrival, problem: Pair | None = None, status: int = 200, error: RateLimited | None = None
    ) -> web.Response:
        """The first page, whose form and cookie carry the same random word."""
        word = self._browser(arrival.request)
        word = word if len(word) == 43 and word.isascii() else secrets.token_urlsafe(32)
        wanted = arrival.wanted
        page = pages.login_page(Frame(wanted.query, word, wanted.client, problem=problem, status=status))
        page.set_cookie(self._cookie, word, path="/", secure=self._secure, httponly=True, samesite="Lax")
        if error is not None:
            page.headers["Retry-After"] = str(error.details["retryAfter"])
        return page

    def _whence(self, arrival: Arrival, username: str) -> Whence:
        device = self._devices.known(arrival.request.cookies, plain_name(username))
        return Whence(self._proxies.address(arrival.request), device)

    def _browser(self, request: web.Request) -> str:
        """The browser's own word; empty where it has none yet."""
        return request.cookies.get(self._cookie, "")

    @property
    def _cookie(self) -> str:
        return "__Host-satu-login" if self._secure else "satu-login"


def _wanted(asked: AuthorizationRequest) -> Wanted:
    given = asked.payload.data
    words = {name: frozenset(given.get(name, "").split()) for name in ("prompt", "acr_values")}
    return Wanted(
        asked.named, asked.client.kept, asked.scope or "", words["prompt"], words["acr_values"],
        asked.payload.redirect_uri or "",
    )  # fmt: skip


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
