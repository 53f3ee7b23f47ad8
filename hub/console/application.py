"""Puts the console together and gives its routes to an aiohttp application."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

import aiohttp
import jinja2
from aiohttp import web

import hub.console
from hub.console import assets
from hub.console.base import dates, menu, notice_texts, siak_words, texts
from hub.console.base.contract import Contract
from hub.console.base.graph import Graph
from hub.console.base.login import Issuer
from hub.console.base.pages import pages
from hub.console.base.session import Cookies, MemorySessions, SessionStore
from hub.console.base.visit import CONSOLE, TEMPLATES, ActorOf, Console, Office
from hub.console.warming import warming
from hub.core import language
from hub.core.access_texts import attribute_text
from hub.core.calendar import local_date
from hub.core.ports import Clock
from hub.telemetry import logger

_log = logger(__name__)
_HERE: Final = Path(__file__).parent
_YEAR: Final = "public, max-age=31536000, immutable"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def console_application(
    graph: Graph,
    issuer: str,
    public_url: str,
    *,
    actor_of: ActorOf,
    sessions: SessionStore | None = None,
    clock: Clock = _now,
    office: Office | None = None,
    hub_url: str | None = None,
    contract: Contract | None = None,
) -> Callable[[web.Application], None]:
    """Gives the function that adds all pages to an application; call it before the application starts.

    `issuer` is where clerks log in; `public_url` the address under which browsers reach the hub, and
    the base of the redirect address `{public_url}/console/callback`; `actor_of` verifies an Authorization
    header (`Verifier.actor`); `hub_url` the address at which this process reaches the hub itself, when it
    is another one than `public_url`; `contract` what the portal tells.
    """
    public_url = public_url.rstrip("/")

    async def opened(app: web.Application) -> AsyncIterator[None]:
        told = [partial(contract.comparison.changes, local_date(clock()))] if contract else []
        async with aiohttp.ClientSession() as http, warming(app[TEMPLATES], *told):
            app[CONSOLE] = Console(
                graph=graph,
                actor_of=actor_of,
                issuer=Issuer(issuer, f"{public_url}/console/callback", http),
                sessions=sessions or MemorySessions(clock),
                clock=clock,
                cookies=Cookies(public_url.startswith("https://")),
                http=http,
                hub_url=(hub_url or public_url).rstrip("/"),
                office=office or Office("Dinas Kependudukan dan Pencatatan Sipil"),
                contract=contract,
            )
            yield

    def add_to(app: web.Application) -> None:
        app.cleanup_ctx.append(opened)
        app[TEMPLATES] = _templates()
        app.router.add_get("/assets/{name}", _asset)
        for page in pages(hub.console):
            app.router.add_route(page.method, page.path, page.answer)
        if assets.version() == "none":
            _log.warning("The console's style and script are not built yet: run `make assets`.")

    return add_to


@lru_cache(maxsize=1)
def _templates() -> jinja2.Environment:
    """All templates of all pages, compiled once in a process."""
    govuk = jinja2.PrefixLoader({"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")})
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.FileSystemLoader(_HERE), govuk]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update({**_WORDS, **language.WORDS})
    return environment


def asset_url(name: str) -> str:
    """The address of a built file, which changes with what was built."""
    return f"/assets/{name}?v={assets.version()}"


async def _asset(request: web.Request) -> web.StreamResponse:
    """One of the built files; their addresses change with their content, so browsers may keep them."""
    name = request.match_info["name"]
    path = assets.DIST / name
    if name not in assets.MEDIA_TYPES or not path.is_file():
        raise web.HTTPNotFound
    current = request.query.get("v") == assets.version()
    headers = {"Content-Type": assets.MEDIA_TYPES[name], "Cache-Control": _YEAR if current else "no-cache"}
    return web.FileResponse(path, headers=headers)


_WORDS: Final[dict[str, Any]] = {
    "menu_of": menu.menu_of,
    "asset": asset_url,
    "day": dates.day,
    "clock_time": dates.clock_time,
    "clock_only": dates.clock_only,
    "states": texts.STATES,
    "actions": texts.ACTIONS,
    "roles": texts.ROLES,
    "channels": texts.CHANNELS,
    "mandates": texts.MANDATES,
    "happened": texts.happened,
    "code_label": texts.code_label,
    "attribute_text": attribute_text,
    "form_label": texts.form_label,
    "error_pair": texts.error_pair,
    "agency_names": texts.AGENCIES,
    "siak_numbers": texts.siak_numbers,
    "siak_labels": texts.SIAK_NUMBERS,
    "siak_column": siak_words.siak_column,
    "bundle_states": texts.BUNDLE_STATES,
    **notice_texts.WORDS,
}
