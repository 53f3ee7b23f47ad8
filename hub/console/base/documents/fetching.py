"""Fetching a paper from the hub's own address with the clerk's token: who may read it and its receipt are the hub's."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Final

import aiohttp

from hub.console.base.refusals import forbidden, refusal
from hub.console.base.visit import Visit
from hub.core.document import MAX_DOCUMENT_BYTES
from hub.core.errors import NotFound, SourceUnavailable
from hub.core.texts import say

_TIMEOUT: Final = aiohttp.ClientTimeout(total=60)


def asked_for(visit: Visit, path: str) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
    """The hub's answer; `path` is that of the paper at the hub."""
    assert visit.session is not None
    headers = {"Authorization": f"Bearer {visit.session.access_token}"}
    return visit.console.http.get(f"{visit.console.hub_url}{path}", headers=headers, timeout=_TIMEOUT)


def check(status: int) -> None:
    """Raises Forbidden or NotFound as the hub says."""
    if status in (401, 403):
        raise forbidden(say("Anda tidak berwenang membaca surat ini."), rule="document:read")
    if status != 200:
        raise refusal(NotFound, say("Surat ini tidak ada, atau bukan untuk Anda lihat."))


def away() -> SourceUnavailable:
    """What is said while the hub does not answer."""
    return refusal(SourceUnavailable, say("Surat belum dapat diambil saat ini. Coba lagi satu menit lagi."))


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
        raise away() from error
