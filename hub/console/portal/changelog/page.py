"""What changed in the contract since its last release, and what will end. It is public, and names nobody."""

from __future__ import annotations

from aiohttp import web

from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.portal.words import SEVERITIES
from hub.core.calendar import local_date


async def changelog(visit: Visit) -> web.Response:
    """The changes by how much they ask of a client, and every announced end."""
    changes = await visit.contract.comparison.changes(local_date(visit.console.clock()))
    groups = [
        (pair, colour, [one for one in changes or () if one.severity.value == name])
        for name, (pair, colour) in SEVERITIES.items()
    ]
    return visit.render(
        "portal/changelog/template.html", is_known=changes is not None, count=len(changes or ()), groups=groups,
        ending=visit.contract.ending(),
    )  # fmt: skip


PAGES = (Page("GET", "/portal/changelog", changelog, login=False),)
