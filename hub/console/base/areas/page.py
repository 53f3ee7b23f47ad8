"""The regions of a name, as script fetches them while somebody types. What is typed is a place and nobody's data."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from hub.console.base import areas
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.core.regions import RegionLevel, code_in

_LONGEST_FIELD: Final = 60


async def found(visit: Visit) -> web.Response:
    """To choose from; how a code is called; nothing for what is too short to look for."""
    query = visit.request.query
    name = query.get("at", "")[:_LONGEST_FIELD]
    text, level = query.get(name, "").strip(), query.get("level", "")
    sought = areas.Sought(level if level in RegionLevel.__members__ else "", here=query.get("here") == "1")
    some = await areas.look(visit, text, sought) if code_in(text) or len(text.partition(",")[0].strip()) > 2 else None
    return visit.render("base/areas/found.html", at=name, some=some, is_code=bool(code_in(text)), words=areas)


PAGES = (Page("GET", "/console/areas", found, fragment=True),)
