"""Papers and certificates: fetched from the hub's own address with the clerk's token, like any client does."""

from __future__ import annotations

from typing import Final

import aiohttp
from aiohttp import web

from hub.console.base.documents.fetching import asked_for, away, check
from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.core.document import MEDIA_TYPES
from hub.core.identifiers import parse_uuid

# Whatever is inside a paper: it runs nothing and fetches nothing.
_POLICY: Final = "default-src 'none'; img-src 'self'; object-src 'self'; frame-ancestors 'none'; base-uri 'none'"


async def document(visit: Visit) -> web.StreamResponse:
    """Passes the bytes on as they come."""
    paper = parse_uuid(visit.request.match_info["id"])
    try:
        async with asked_for(visit, f"/documents/{paper}") as source:
            check(source.status)
            return await _pass_on(visit.request, source)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise away() from error


async def _pass_on(request: web.Request, source: aiohttp.ClientResponse) -> web.StreamResponse:
    safe = source.content_type in MEDIA_TYPES
    response = web.StreamResponse(
        headers={
            "Content-Type": source.content_type if safe else "application/octet-stream",
            "Content-Disposition": "inline" if safe else "attachment",
            "Content-Security-Policy": _POLICY,
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }
    )
    response.content_length = source.content_length
    await response.prepare(request)
    async for chunk in source.content.iter_chunked(64 * 1024):
        await response.write(chunk)
    await response.write_eof()
    return response


PAGES = (Page("GET", "/console/documents/{id}", document),)
