"""A page: its address, its handler, and how its answer is dressed. Pages are found, nobody lists them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final
from urllib.parse import quote

from aiohttp import web
from multidict import MultiDict, MultiDictProxy

from hub.console.base.refusals import refusal, said_of
from hub.console.base.texts import ERRORS
from hub.console.base.visit import CONSOLE, LoginNeeded, StepUpAsked, Visit, arrive, asked, login_path
from hub.console.training.coach import moved_on
from hub.core.actor import anonymous
from hub.core.errors import ErrorCode, HubError
from hub.core.language import speaking
from hub.core.texts import say
from hub.telemetry import logger

_log = logger(__name__)
POLICY: Final = (
    "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
_STATUS: Final = {
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.MASKED: 403,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.BAD_INPUT: 400,
    ErrorCode.CONFLICT: 409,
    ErrorCode.RATE_LIMITED: 429,
    ErrorCode.SOURCE_UNAVAILABLE: 503,
}


@dataclass(frozen=True, slots=True)
class Page:
    """`login` False: a public page. `fragment`: a part that script fetches into a page. `form_at`: where the form that
    is sent here is shown, where that is another address, with the same names in braces. `most_bytes`: how much somebody
    who is logged in may send here, where that is more than a form. `background`: a page that stays open asks here by
    itself, which is no sign that somebody is there."""

    method: str
    path: str
    handle: Callable[[Visit], Awaitable[web.StreamResponse]]
    login: bool = True
    fragment: bool = False
    form_at: str = ""
    most_bytes: int = 0
    background: bool = False

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answers a request in its reader's language; whatever goes wrong becomes a page that says what to do."""
        with speaking(request.cookies):
            return await self._answered(request)

    async def _answered(self, request: web.Request) -> web.StreamResponse:
        try:
            visit = await arrive(
                request,
                login=self.login,
                fragment=self.fragment,
                most_bytes=self.most_bytes,
                background=self.background,
            )
        except LoginNeeded:
            return _to_login(request, fragment=self.fragment)
        except HubError as error:
            visit = _stranger(request)
            return _dressed(problem(visit, error), visit)
        response = await self._answer(visit)
        await _keep_lesson(visit, response.status)
        return _dressed(response, visit)

    async def _answer(self, visit: Visit) -> web.StreamResponse:
        try:
            return await self.handle(visit)
        except StepUpAsked:
            return visit.render("base/again/template.html", status=401, to=self._shown_at(visit.request))
        except HubError as error:
            return problem(visit, error)
        except web.HTTPException:
            raise
        except Exception:  # noqa: BLE001  the last net: a person gets a page, the log gets the rest
            _log.exception("A page failed.")
            return problem(visit, refusal(HubError, say("Ada yang tidak berjalan di pihak kami. Coba lagi.")))

    def _shown_at(self, request: web.Request) -> str:
        """The page that a form was sent from, where it is known; otherwise the start."""
        if self.form_at:
            return self.form_at.format_map({name: quote(value, safe="") for name, value in request.match_info.items()})
        resource = request.match_info.route.resource
        shown = resource is not None and any(route.method == "GET" for route in resource)
        return request.path if shown else "/console"


def problem(visit: Visit, error: HubError) -> web.Response:
    """The page for an error."""
    return visit.render(
        "base/problem.html",
        status=_STATUS.get(error.code, 500),
        title=ERRORS.get(error.code.value, ERRORS[ErrorCode.INTERNAL.value]),
        said=said_of(error),
        message=error.message,
    )


async def _keep_lesson(visit: Visit, status: int) -> None:
    """What this request did for the lesson that she is in."""
    session = visit.session
    if session is None or not session.lesson or not visit.console.office.training:
        return
    request = asked(visit.request, status)
    if moved_on(session, request) != session:
        await visit.console.sessions.change(session.key, lambda stored: moved_on(stored, request))


def _stranger(request: web.Request) -> Visit:
    """The visit of somebody whose form was refused: nothing of a session is shown."""
    return Visit(request, request.app[CONSOLE], anonymous(""), None, "", MultiDictProxy(MultiDict[Any]()))


def _to_login(request: web.Request, *, fragment: bool) -> web.Response:
    path = login_path(request)
    if fragment:
        # A fragment cannot hold the log-in page: the whole window goes there.
        return web.Response(status=204, headers={"HX-Redirect": "/console/login"})
    return web.Response(status=303, headers={"Location": path, "Cache-Control": "no-store"})


def _dressed(response: web.StreamResponse, visit: Visit) -> web.StreamResponse:
    """Headers of every page: nothing inline runs, nothing is kept by a cache."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("Cache-Control", "no-store")
    if visit.session is None and not response.prepared and visit.token:
        console = visit.console
        if visit.request.cookies.get(console.cookies.form) != visit.token:
            console.cookies.set(response, console.cookies.form, visit.token, samesite="Strict")
    return response


def pages(package: ModuleType) -> Iterator[Page]:
    """All pages of a room: `PAGES` of every module named `page` below it."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if found.name.endswith(".page"):
            yield from importlib.import_module(found.name).PAGES
