"""Whether a case that somebody has open was changed by a colleague: told before her own decision is lost."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.texts import FIELD_HELP
from hub.console.base.visit import Visit
from hub.core.errors import BadInput, NotFound
from hub.core.identifiers import parse_tracking_number

_QUERY: Final = document(__file__)


async def changed(visit: Visit) -> web.Response:
    """Nothing while the case is as the browser has it; nothing of what stands in it is read."""
    try:
        number = parse_tracking_number(visit.request.match_info["number"])
    except BadInput as error:
        raise refusal(NotFound, (FIELD_HELP["trackingNumber"], error.message)) from error
    seen = (await visit.ask(_QUERY, {"number": number})).data.get("stand")
    tag = f'"{seen["mark"]}"' if seen else ""
    if not tag or visit.request.headers.get("If-None-Match") == tag:
        return web.Response(status=304, headers={"ETag": tag} if tag else {})
    response = visit.render("clerk/changed/template.html", number=number)
    response.headers["ETag"] = tag
    return response


PAGES = (Page("GET", "/console/applications/{number}/changed", changed, fragment=True, background=True),)
