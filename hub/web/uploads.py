"""Bytes of papers over HTTP: tus 1.0 core to bring them in, GET to read them.

tus (https://tus.io/protocols/resumable-upload, version 1.0.0, core protocol): `HEAD` tells how much has arrived,
`PATCH` appends from there. A broken connection keeps what arrived. Creation is the mutation `createUpload`.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from hub.audit.quotas import DailyQuotas
from hub.audit.receipts import Reading, write_receipt
from hub.audit.stops import StoppedProcessing
from hub.core.actor import Actor
from hub.core.attributes import Category
from hub.core.document import MAX_DOCUMENT_BYTES, Document
from hub.core.errors import BadInput, Forbidden, HubError, NotFound, Unauthenticated
from hub.core.identifiers import parse_uuid
from hub.core.ports import Clock, Receipts
from hub.core.purpose import Purpose
from hub.documents import Uploads, check_room, is_uploader
from hub.web.errors import error_response

TUS_VERSION: Final = "1.0.0"
OFFSET_STREAM: Final = "application/offset+octet-stream"
READ_SCOPE: Final = "document:read"
_PIECE_BYTES: Final = 1024 * 1024
_EXTENSIONS: Final = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
_TUS: Final = {"Tus-Resumable": TUS_VERSION, "Cache-Control": "no-store"}
_OPTIONS: Final = {**_TUS, "Tus-Version": TUS_VERSION, "Tus-Max-Size": str(MAX_DOCUMENT_BYTES)}
_NO_CONTEXT: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
"""A document is shown without scripts, forms, and the hub's own origin."""

Authenticate = Callable[[web.Request], Awaitable[Actor]]
"""Who asks, by the request's token; raises Unauthenticated for one that does not hold."""


@dataclass(frozen=True, slots=True)
class Sight:
    """How a document stands to a reader: may she see it by jurisdiction, under which purpose, whose data are in it."""

    allowed: bool
    purpose: Purpose
    subjects: tuple[uuid.UUID, ...]
    on_behalf_of: str | None = None


Look = Callable[[Actor, Document, str | None], Awaitable[Sight]]
"""(reader, document, `Hub-Purpose` header) -> Sight. Raises Forbidden or BadInput for a purpose that is not hers."""


@dataclass(frozen=True, slots=True)
class DocumentRoutes:
    """Handlers of /uploads/{id} and /documents/{id}."""

    uploads: Uploads
    receipts: Receipts
    clock: Clock
    authenticate: Authenticate
    look: Look
    quotas: DailyQuotas
    stops: StoppedProcessing

    def routes(self) -> list[web.RouteDef]:
        """What the application adds to its router."""
        return [
            web.options("/uploads/{id}", self.options),
            web.head("/uploads/{id}", self.head),
            web.patch("/uploads/{id}", self.patch),
            web.post("/uploads/{id}", self.override),
            web.get("/documents/{id}", self.document, allow_head=False),
        ]

    async def options(self, _request: web.Request) -> web.Response:
        """What this server speaks; needs no token."""
        return web.Response(status=204, headers=_OPTIONS)

    async def head(self, request: web.Request) -> web.Response:
        """200 with `Upload-Offset` and `Upload-Length`."""
        return await _in_tus(self._head, request)

    async def patch(self, request: web.Request) -> web.Response:
        """204 with the new `Upload-Offset`; 409 on a wrong offset, 413 over the limit, 412 for another version."""
        return await _in_tus(self._patch, request)

    async def override(self, request: web.Request) -> web.Response:
        """tus lets a client that cannot send PATCH say so in a header."""
        if request.headers.get("X-HTTP-Method-Override") == "PATCH":
            return await self.patch(request)
        raise web.HTTPMethodNotAllowed("POST", ["OPTIONS", "HEAD", "PATCH"])

    async def document(self, request: web.Request) -> web.Response:
        """The bytes of a finished document, after the receipt for reading them is durable.

        Its uploader may read it, and who holds `document:read` and has the case in her jurisdiction. Whether there is
        such a document is told to nobody else.
        """
        actor = await self._known(request)
        document = await self.uploads.find(actor.tenant, parse_uuid(request.match_info["id"]))
        owns = document is not None and is_uploader(actor, document)
        if not owns and READ_SCOPE not in actor.scopes:
            raise Forbidden(
                "Reading documents needs the scope document:read.", rule=f"scope:{READ_SCOPE}", ask="administrator"
            )
        if document is None:
            raise _no_document()
        sight = await self.look(actor, document, request.headers.get("Hub-Purpose"))
        if not owns and not sight.allowed:
            raise _no_document()
        document, data = await self.uploads.read(actor.tenant, document.id)
        reading = _reading(actor, sight)
        await self.stops.check(actor, reading.subjects, reading.categories)
        await self.quotas.spend(actor.agreement, len(sight.subjects))
        await write_receipt(self.receipts, self.clock, reading)
        return web.Response(body=data, headers=_document_headers(document))

    async def _head(self, request: web.Request) -> web.Response:
        actor = await self._known(request)
        document = await self.uploads.get(actor, parse_uuid(request.match_info["id"]))
        sizes = {"Upload-Offset": str(document.offset), "Upload-Length": str(document.size)}
        return web.Response(headers={**_TUS, **sizes})

    async def _patch(self, request: web.Request) -> web.Response:
        actor = await self._known(request)
        document_id, offset = parse_uuid(request.match_info["id"]), _offset(request)
        announced = await self.uploads.get(actor, document_id)
        _fits(announced, offset, request.content_length)
        async for piece in _pieces(request):
            offset = (await self.uploads.append(actor, document_id, offset, piece)).offset
        return web.Response(status=204, headers={**_TUS, "Upload-Offset": str(offset)})

    async def _known(self, request: web.Request) -> Actor:
        actor = await self.authenticate(request)
        if actor.is_anonymous:
            raise Unauthenticated("Documents need a token. Ask the issuer for one and send it as Bearer.")
        return actor


class _WrongType(BadInput):
    """The body is not a tus stream."""


async def _in_tus(handler: Callable[[web.Request], Awaitable[web.Response]], request: web.Request) -> web.Response:
    """Checks the version and gives errors the headers and statuses that tus wants."""
    if request.headers.get("Tus-Resumable") != TUS_VERSION:
        error = BadInput(f"Send the header `Tus-Resumable: {TUS_VERSION}`.")
        return _tus_error(error, 412, {"Tus-Version": TUS_VERSION})
    try:
        return await handler(request)
    except HubError as error:
        return _tus_error(error, _status(error))


def _status(error: HubError) -> int | None:
    """413 for what is over the limit, 415 for another content type; otherwise the error's own status."""
    if isinstance(error, _WrongType):
        return 415
    return 413 if "maxBytes" in error.details else None


def _tus_error(error: HubError, status: int | None, headers: Mapping[str, str] | None = None) -> web.Response:
    response = error_response(error, status=status)
    response.headers.update({**_TUS, **(headers or {})})
    return response


def _offset(request: web.Request) -> int:
    """The `Upload-Offset` of a PATCH with the right content type."""
    if request.content_type != OFFSET_STREAM:
        raise _WrongType(f"Send the bytes with `Content-Type: {OFFSET_STREAM}`.")
    given = request.headers.get("Upload-Offset", "")
    if not (given.isascii() and given.isdigit() and len(given) <= 12):
        raise BadInput("Send `Upload-Offset`: the number of bytes that have arrived, as HEAD tells it.")
    return int(given)


def _fits(document: Document, offset: int, length: int | None) -> None:
    """Refuses what is announced too long before any byte of it is taken."""
    if length is not None:
        check_room(document, offset, length)


async def _pieces(request: web.Request) -> AsyncIterator[bytes]:
    """The body in pieces of 1 MB; what arrived before a broken connection is a piece too."""
    piece = bytearray()
    async for block in _until_broken(request.content.iter_any()):
        piece += block
        if len(piece) >= _PIECE_BYTES:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)


async def _until_broken(blocks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Ends where the connection broke: nobody is there to be told, and the client resumes from what was kept."""
    try:
        async for block in blocks:
            yield block
    except (ConnectionError, web.PayloadAccessError, web.RequestPayloadError):
        return


def _reading(actor: Actor, sight: Sight) -> Reading:
    return Reading(
        actor=actor,
        purpose=sight.purpose,
        operation="GET /documents/{id}",
        fields=("ApplicationDocument.content",),
        categories=(Category.APPLICATION.value,),
        subjects=sight.subjects,
        on_behalf_of=sight.on_behalf_of,
    )


def _document_headers(document: Document) -> dict[str, str]:
    """Pictures are shown, PDFs are saved: a sandboxed viewer of PDFs shows nothing in most browsers."""
    disposition = "attachment" if document.media_type == "application/pdf" else "inline"
    name = f"{document.kind}.{_EXTENSIONS[document.media_type]}"
    return {
        "Content-Type": document.media_type,
        "Content-Disposition": f'{disposition}; filename="{name}"',
        "Content-Security-Policy": _NO_CONTEXT,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }


def _no_document() -> NotFound:
    return NotFound("There is no document with this id that you may see.")
