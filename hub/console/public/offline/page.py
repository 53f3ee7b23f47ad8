"""Checking the stamp of a paper's QR code in the browser alone, with the keys of the office that came with the page.

Once it is loaded it asks nobody: neither the text nor the picture of a paper leaves the device.
"""

from __future__ import annotations

import json
from typing import Any, Final

import aiohttp
from aiohttp import web

from hub.console.base.pages import Page
from hub.console.base.refusals import refusal
from hub.console.base.visit import Visit
from hub.core.errors import SourceUnavailable
from hub.core.texts import say
from hub.web.certificate_keys import CERTIFICATE_KEYS

_TIMEOUT: Final = aiohttp.ClientTimeout(total=10)
_PUBLIC: Final = ("kid", "kty", "crv", "x", "y", "issuer")


async def offline(visit: Visit) -> web.Response:
    """The page with the keys of today."""
    keys = json.dumps(await _keys(visit))
    return visit.render("public/offline/template.html", keys=keys, fetched_at=visit.console.clock())


async def _keys(visit: Visit) -> list[dict[str, str]]:
    """Those that stamp papers; the authority behind the PDFs' signatures is none of them."""
    url = f"{visit.console.hub_url}{CERTIFICATE_KEYS}"
    try:
        async with visit.console.http.get(url, timeout=_TIMEOUT, raise_for_status=True) as answer:
            listed: list[dict[str, Any]] = (await answer.json(content_type=None))["keys"]
    except (aiohttp.ClientError, TimeoutError) as error:
        raise refusal(
            SourceUnavailable, say("Kunci kantor belum dapat diambil saat ini. Coba lagi satu menit lagi.")
        ) from error
    return [{name: key[name] for name in _PUBLIC} for key in listed if "x5c" not in key]


PAGES = (Page("GET", "/verifikasi/luring", offline, login=False),)
