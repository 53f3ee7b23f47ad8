"""A scan on its way from a form to the hub, by the hub's own way for uploads."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from hub.console.base.graph import document, payload_of
from hub.console.base.refusals import refusal
from hub.console.base.texts import error_pair
from hub.console.base.visit import Visit
from hub.core.document import MAX_DOCUMENT_BYTES, MEDIA_TYPES
from hub.core.errors import SourceUnavailable
from hub.core.texts import Pair, say

_UPLOAD: Final = document(__file__, "upload.graphql")
_TUS: Final = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
_TIMEOUT: Final = aiohttp.ClientTimeout(total=60)
BAD_SCAN: Final[Pair] = say("Berkas harus JPEG, PNG, atau PDF, paling besar 5 MB.")
# Room for the scans of one form; each of them is measured by the hub itself.
MOST_BYTES: Final = 16 * 1024 * 1024


async def upload(visit: Visit, kind: str, file: web.FileField) -> tuple[str, Pair | None]:
    """The id of the document; where the hub does not take the file, why not."""
    content = file.file.read(MAX_DOCUMENT_BYTES + 1)
    if file.content_type not in MEDIA_TYPES or not 0 < len(content) <= MAX_DOCUMENT_BYTES:
        return "", BAD_SCAN
    announced = {"idempotencyKey": uuid.uuid4().hex, "kind": kind, "mediaType": file.content_type, "size": len(content)}
    payload, problems = payload_of(await visit.ask(_UPLOAD, {"input": announced}), "createUpload")
    if problems:
        return "", error_pair(problems[0].code, problems[0].message, "")
    return (str(payload["documentId"]), None) if await _sent(visit, payload, content) else ("", BAD_SCAN)


async def _sent(visit: Visit, payload: Mapping[str, Any], content: bytes) -> bool:
    assert visit.session is not None
    url = f"{visit.console.hub_url}{urlsplit(payload['url']).path}"
    headers = {**_TUS, "Authorization": f"Bearer {visit.session.access_token}"}
    try:
        async with visit.console.http.patch(url, data=content, headers=headers, timeout=_TIMEOUT) as answer:
            return answer.status == web.HTTPNoContent.status_code
    except (aiohttp.ClientError, TimeoutError) as error:
        raise refusal(
            SourceUnavailable, say("Hasil pindai belum dapat disimpan saat ini. Coba lagi satu menit lagi.")
        ) from error
