"""Fetching a paper from the hub's own address with the clerk's token: who may read it and its receipt are the hub's."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Final

import aiohttp

from hub.console.base.visit import Visit
from hub.core.document import MAX_DOCUMENT_BYTES
from hub.core.errors import Forbidden, NotFound, SourceUnavailable

_TIMEOUT: Final = aiohttp.ClientTimeout(total=60)
AWAY: Final = "The paper cannot be fetched at the moment. Try again in a minute."


def asked_for(visit: Visit, path: str) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
    """The hub's answer; `path` is that of the paper at the hub."""
    assert visit.session is not None
    headers = {"Authorization": f"Bearer {visit.session.access_token}"}
    return visit.console.http.get(f"{visit.console.hub_url}{path}", headers=headers, timeout=_TIMEOUT)


def check(status: int) -> None:
    """Raises Forbidden or NotFound as the hub says."""
    if status in (401, 403):
        raise Forbidden("You may not read this paper.", rule="document:read")
    if status != 200:
        raise NotFound("There is no such paper, or it is not yours to see.")


async def whole(visit: Visit, path: str) -> bytes:
    """All of a paper. Raises HubError."""
    try:
        async with asked_for(visit, path) as source:
            check(source.status)
            data = await source.content.read(MAX_DOCUMENT_BYTES + 1)
            while not source.content.at_eof() and len(data) <= MAX_DOCUMENT_BYTES:
                data += await source.content.read(MAX_DOCUMENT_BYTES)
            return data
    except (aiohttp.ClientError, TimeoutError) as error:
        raise SourceUnavailable(AWAY) from error
