"""The front page: every service with what it needs, out of the same declaration that is enforced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from aiohttp import web

from hub.console.base.graph import document
from hub.console.base.pages import Page
from hub.console.base.visit import Visit

_QUERY: Final = document(__file__)


async def front(visit: Visit) -> web.Response:
    """All services."""
    reply = await visit.ask(_QUERY, {})
    services = [{**service, "papers": _papers(service["requirements"])} for service in reply.data.get("services") or ()]
    return visit.render("public/front/template.html", services=services)


def _papers(requirements: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The required papers, each with the statement that may stand in its place."""
    by_kind = {paper["kind"]: paper for paper in requirements}
    return [{**paper, "instead": by_kind.get(paper["substitute"])} for paper in requirements if paper["required"]]


PAGES = (Page("GET", "/", front, login=False),)
