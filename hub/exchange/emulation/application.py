"""An emulator's aiohttp application: the mark on each answer, and pages that say what this is."""

from __future__ import annotations

from importlib import resources
from typing import Final

import jinja2
from aiohttp import web

HEADER: Final = "X-Satu-Emulator"
_ROOT: Final = web.AppKey("emulator_name", str)
_PAGES: Final = web.AppKey("emulator_pages", jinja2.Environment)


def emulator_application(name: str, package: str) -> web.Application:
    """An application whose every answer carries `X-Satu-Emulator: NAME`; its templates (if any) are PACKAGE/pages."""
    application = web.Application(client_max_size=16 * 1024 * 1024)
    application[_ROOT] = name
    packages = [found for found in (package, "hub.exchange.emulation") if (resources.files(found) / "pages").is_dir()]
    loaders = [jinja2.PackageLoader(found, "pages") for found in packages]
    application[_PAGES] = jinja2.Environment(loader=jinja2.ChoiceLoader(loaders), autoescape=True)
    application.on_response_prepare.append(_mark)
    return application


async def _mark(request: web.Request, response: web.StreamResponse) -> None:
    name = request.match_info.apps[-1].get(_ROOT) if request.match_info.apps else None
    response.headers[HEADER] = name or "emulator"


def render(application: web.Application, template: str, *, status: int = 200, **values: object) -> web.Response:
    """A page as an answer. Templates extend `emulator.html`, which says in two languages that this is an emulator."""
    page = application[_PAGES].get_template(template).render(name=application[_ROOT], **values)
    return web.Response(text=page, content_type="text/html", status=status)
