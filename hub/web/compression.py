"""Pages go over slow links compressed, where nobody else can make a browser ask for them.

Whoever can make a victim's browser ask for a page, put words of her own into it and watch how long the compressed
answer is, guesses what else stands on it letter by letter (BREACH). So what belongs to somebody is compressed only
when the request came out of our own pages, or out of the address bar.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import hdrs, web

_LEAST: Final = 700
"""Bytes below which the head of the answer weighs more than what is saved."""
_OURS: Final = frozenset({"same-origin", "none"})
_SITE: Final = "Sec-Fetch-Site"


@web.middleware
async def compressed(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Compresses pages by gzip, which every browser reads."""
    response = await handler(request)
    if isinstance(response, web.Response) and _is_page(response):
        response.headers[hdrs.VARY] = f"{hdrs.ACCEPT_ENCODING}, {_SITE}"
        if may_compress(request) and _accepts_gzip(request):
            response.enable_compression(web.ContentCoding.gzip)
    return response


def may_compress(request: web.BaseRequest) -> bool:
    """Whether nobody learns anything from the length: the answer is anybody's, or no other site made her ask."""
    is_anybodys = hdrs.COOKIE not in request.headers and hdrs.AUTHORIZATION not in request.headers
    return is_anybodys or request.headers.get(_SITE, "") in _OURS


def _is_page(response: web.Response) -> bool:
    body = response.body
    return (
        response.content_type == "text/html"
        and isinstance(body, bytes)
        and len(body) >= _LEAST
        and hdrs.CONTENT_ENCODING not in response.headers
    )


def _accepts_gzip(request: web.BaseRequest) -> bool:
    coding = (part.partition(";") for part in request.headers.get(hdrs.ACCEPT_ENCODING, "").lower().split(","))
    return any(name.strip() == "gzip" and quality.strip() != "q=0" for name, _, quality in coding)
