"""What the pages of a counter need to have something to show: numbers that wait, one that was called, a colleague."""

from __future__ import annotations

import re
from typing import Final

from hub.core.actor import Role
from tests.walks.town import Town, said

_PAGE: Final = "/console/tickets"
_COUNTER: Final = "77"
"""At which nobody of a task works."""
_OPEN: Final = re.compile(r'name="id" value="([^"]+)"')
_HOLDS: Final = re.compile(r'href="/console/team/([^"/?]+)"(?:(?!</tr>).)*<strong>[1-9]', re.DOTALL)


async def waiting(town: Town) -> str:
    """Somebody took a number and goes first, another one has one for a service."""
    await town.sent(Role.OPERATOR, _PAGE, "/take", reason="LANSIA", service="birthCertificate")
    await town.sent(Role.OPERATOR, _PAGE, "/take", service="identityCard")
    return ""


async def called(town: Town) -> str:
    """The id of a number that was called to a counter and stays there, maybe since an earlier walk; one more waits."""
    await waiting(town)
    counter, operator = f"{_PAGE}?loket={_COUNTER}", await town.at(Role.OPERATOR)
    page = await operator.get(counter)
    if page.has_form("/call"):
        await town.sent(Role.OPERATOR, counter, "/call")
        page = await operator.get(counter)
    found = _OPEN.search(page.text)
    assert found is not None, said(page)
    return found[1]


async def colleague(town: Town) -> str:
    """Somebody who holds an application."""
    await town.at_desk("IN_REVIEW")
    page = await (await town.at(Role.VERIFIER)).get("/console/team")
    found = _HOLDS.search(page.text)
    assert found is not None, said(page)
    return found[1]
