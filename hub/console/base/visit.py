"""One request of a person: who she is, what she sent, and how she is answered."""

from __future__ import annotations

import asyncio
import dataclasses
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

import aiohttp
import aiohttp_jinja2
import jinja2
from aiohttp import web
from multidict import MultiDict, MultiDictProxy

from hub.console.base.contract import Contract
from hub.console.base.graph import Graph, Reply, reply_of
from hub.console.base.login import Issuer
from hub.console.base.refusals import forbidden, refusal
from hub.console.base.session import Cookies, Session, SessionStore, has_ended, key_of, same
from hub.console.training.coach import coach_of
from hub.console.training.lesson import Request
from hub.core.actor import Actor
from hub.core.errors import ErrorCode, HubError, NotFound, Unauthenticated
from hub.core.ports import Clock
from hub.core.texts import say

ActorOf = Callable[[str | None], Awaitable[Actor]]
"""Takes an Authorization header, gives the actor; raises Unauthenticated. None is the anonymous actor."""
TOKEN: Final = "_token"  # noqa: S105  the name of a form's field, no secret
_LITTLE_WHILE: Final = 60
_NUMBER: Final = re.compile(r"\d{8}")
_CARRIED: Final = {
    "tempat": re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}", re.ASCII),
    "loket": re.compile(r"[1-9][0-9]?", re.ASCII),
}


@dataclass(frozen=True, slots=True)
class Office:
    """Who runs this console, for header and footer. `sample` marks a demonstration with invented people, `training`
    one where clerks practise."""

    name: str
    complaints: str = "SP4N-LAPOR! (lapor.go.id, SMS 1708)"
    sample: bool = False
    training: bool = False


@dataclass(frozen=True, slots=True)
class Console:
    """What all pages need, put together once."""

    graph: Graph
    actor_of: ActorOf
    issuer: Issuer
    sessions: SessionStore
    clock: Clock
    cookies: Cookies
    http: aiohttp.ClientSession
    hub_url: str
    office: Office
    contract: Contract | None = None
    renewing: asyncio.Lock = dataclasses.field(default_factory=asyncio.Lock)


CONSOLE: Final = web.AppKey("console", Console)
TEMPLATES: Final = web.AppKey("console_templates", jinja2.Environment)


class LoginNeeded(Exception):
    """Nobody is logged in; the page wants somebody."""


class StepUpAsked(Exception):
    """The hub wants her to prove anew who she is before it does this."""


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """Whose menu a public page has, and the token with which she logs out there."""

    actor: Actor
    csrf: str = dataclasses.field(repr=False)


@dataclass(slots=True)
class Visit:
    """`actor` is anonymous on public pages, whoever is logged in: `beside` lends them her menu, and nothing else.
    `form` was checked for its token."""

    request: web.Request
    console: Console
    actor: Actor
    session: Session | None
    token: str
    form: MultiDictProxy[Any]
    notice: tuple[str, str] | None = None
    beside: LoggedIn | None = None

    @property
    def person(self) -> Actor | None:
        """Whose menu stands on the page; None for the public one."""
        if self.session is not None:
            return self.actor
        return self.beside.actor if self.beside else None

    @property
    def leaving(self) -> str:
        """The token of the form that logs her out."""
        return self.beside.csrf if self.beside else self.token

    @property
    def shown_at(self) -> str:
        """The address of this page, to come back to. No page of ours has somebody's number in its query; what is put
        there by hand is not said back."""
        return self.request.path if _NUMBER.search(self.request.query_string) else self.request.path_qs

    @property
    def contract(self) -> Contract:
        """What is told of the contract. Raises NotFound where this console was given none."""
        if self.console.contract is None:
            raise refusal(
                NotFound, say("Kontrak data tidak ditampilkan di sini. Tanyakan kepada kantor di mana portalnya.")
            )
        return self.console.contract

    async def ask(self, query: str, variables: Mapping[str, Any], *, key: str | None = None) -> Reply:
        """Runs one operation as this visitor; raises StepUpAsked when she has to log in anew for it."""
        reply = reply_of(await self.console.graph(self.actor, query, variables, idempotency_key=key))
        if reply.has(ErrorCode.INSUFFICIENT_AUTHENTICATION):
            raise StepUpAsked
        return reply

    def render(self, template: str, *, status: int = 200, **context: Any) -> web.Response:
        """A page; the context always has `visit`."""
        coach = coach_of(self.session, asked(self.request, status)) if self.console.office.training else None
        return aiohttp_jinja2.render_template(
            template, self.request, {"visit": self, "coach": coach, **context}, app_key=TEMPLATES, status=status
        )

    async def tell(self, notice: tuple[str, str]) -> None:
        """Remembers a sentence for the next page."""
        if self.session is not None:
            await self.console.sessions.change(self.session.key, lambda s: dataclasses.replace(s, notice=notice))

    def go(self, path: str) -> web.Response:
        """Sends the browser on after a form (303: it asks with GET)."""
        return web.Response(status=303, headers={"Location": path})


def asked(request: web.Request, status: int) -> Request:
    """What was asked for and how it was answered, as lessons know it."""
    return Request(request.method, request.path, status)


async def arrive(
    request: web.Request, *, login: bool, fragment: bool, most_bytes: int = 0, background: bool = False
) -> Visit:
    """The visit of a request; raises LoginNeeded, or Forbidden for a form without its token. One in the background
    leaves the idle clock alone: a screen that nobody looks at does not stay logged in."""
    console = request.app[CONSOLE]
    session = await _session(console, request) if login else None
    if session is not None and most_bytes:
        request = request.clone(client_max_size=most_bytes)
    form = await request.post() if request.method == "POST" else MultiDictProxy(MultiDict[Any]())
    token = session.csrf if session else request.cookies.get(console.cookies.form) or secrets.token_urlsafe(24)
    if request.method == "POST":
        _check_token(form, session.csrf if session else request.cookies.get(console.cookies.form, ""))
    if not login:
        beside = None if fragment else await _beside(console, request)
        return Visit(request, console, await console.actor_of(None), None, token, form, beside=beside)
    if session is None or not session.access_token:
        raise LoginNeeded
    session, actor = await _actor(console, session)
    notice = None if fragment else session.notice
    if not background:
        await _remember(console, session, forget_notice=notice is not None)
    return Visit(request, console, actor, session, token, form, notice)


async def _session(console: Console, request: web.Request) -> Session | None:
    word = request.cookies.get(console.cookies.session)
    session = await console.sessions.get(key_of(word)) if word else None
    if session is not None and has_ended(session, console.clock()):
        await console.sessions.delete(session.key)
        return None
    return session


async def _beside(console: Console, request: web.Request) -> LoggedIn | None:
    """Who is logged in while she looks at a public page; nobody where that cannot be known now. Her idle clock stays as
    it is. Whoever brings no cookie costs nothing."""
    try:
        session = await _session(console, request)
        if session is None or not session.access_token:
            return None
        session, actor = await _actor(console, session)
    except (LoginNeeded, HubError):
        return None
    return LoggedIn(actor, session.csrf)


def _check_token(form: Mapping[str, Any], expected: str) -> None:
    """A form of another site cannot know the token (and a cookie for the host alone cannot be planted)."""
    given = form.get(TOKEN)
    if not isinstance(given, str) or not same(given, expected):
        raise forbidden(
            say(
                "Formulir ini sudah terlalu lama atau bukan dari situs ini. Buka lagi halamannya, lalu kirim "
                "sekali lagi."
            ),
            rule="form-token",
        )


async def _actor(console: Console, session: Session) -> tuple[Session, Actor]:
    """Verifies the token anew at each request, so that a revoked one ends here too; renews an old one."""
    try:
        return session, await console.actor_of(f"Bearer {session.access_token}")
    except Unauthenticated:
        session = await _renewed(console, session)
        return session, await console.actor_of(f"Bearer {session.access_token}")


async def _renewed(console: Console, session: Session) -> Session:
    """New tokens; when the issuer gives none, the session ends and the person logs in again.

    One at a time: a rotated token that is used twice looks like theft to the issuer.
    """
    async with console.renewing, console.sessions.exclusive(session.key):
        current = await console.sessions.get(session.key)
        if current is None or not current.refresh_token:
            raise await _over(console, session)
        if current.access_token != session.access_token:
            return current  # another request of the same browser has just renewed them
        try:
            tokens = await console.issuer.refresh(current.refresh_token)
        except Unauthenticated:
            raise await _over(console, session) from None
        refresh = tokens.refresh or current.refresh_token

        def renewed(known: Session) -> Session:
            return dataclasses.replace(known, access_token=tokens.access, refresh_token=refresh)

        return await console.sessions.change(session.key, renewed) or current


async def _over(console: Console, session: Session) -> LoginNeeded:
    await console.sessions.delete(session.key)
    return LoginNeeded()


async def _remember(console: Console, session: Session, *, forget_notice: bool) -> None:
    """Moves the idle clock on, at most once in a little while, and takes the notice out that is shown now."""
    now = console.clock()
    if forget_notice:
        await console.sessions.change(session.key, lambda s: dataclasses.replace(s, seen_at=now, notice=None))
    elif (now - session.seen_at).total_seconds() > _LITTLE_WHILE:
        await console.sessions.change(session.key, lambda s: dataclasses.replace(s, seen_at=now))


def login_path(request: web.Request) -> str:
    """Where to log in, and to come back to this page afterwards. Addresses of pages hold no personal data."""
    if request.method == "GET" and request.path != "/console":
        return f"/console/login?to={quote(request.path + carried(request.query), safe='/')}"
    return "/console/login"


def carried(query: Mapping[str, str]) -> str:
    """What of a page's query is carried through a log-in: a village and a counter, and nothing else."""
    terms = {name: query[name] for name, written in _CARRIED.items() if written.fullmatch(query.get(name, ""))}
    return f"?{urlencode(terms)}" if terms else ""
