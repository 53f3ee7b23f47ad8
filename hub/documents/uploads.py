"""Papers on their way in: announced, appended piece by piece, checked when the last byte is there.

The bytes that have arrived stand under `parts/<id>` until then; only checked ones move to `documents/<id>`. Whatever
is interrupted between two steps is repeated by the client's next request, because the row's offset is moved last.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import hashlib
import re
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final
from weakref import WeakValueDictionary

from hub.core.actor import Actor
from hub.core.calendar import local_date
from hub.core.document import MAX_DOCUMENT_BYTES, MEDIA_TYPES, Document, DocumentState
from hub.core.errors import BadInput, Conflict, HubError, NotFound
from hub.core.identifiers import new_id
from hub.core.oversight import Finding, FindingKind, Reason
from hub.core.ports import Blobs, Clock, DocumentRows
from hub.core.treatment_texts import NO_MALWARE
from hub.documents.content import check_content
from hub.documents.locks import FolderLocks
from hub.documents.pictures import Redrawn, Treated, Treatment
from hub.documents.scanning import Infected, Scanner, Unscanned
from hub.telemetry import logger

_KIND: Final = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_MALWARE_SCORE: Final = 70
_log = logger(__name__)
_MEGABYTES: Final = MAX_DOCUMENT_BYTES // 1024**2


class Uploads:
    """Creates documents and takes their bytes. One instance serves a process.

    `locks` keep apart the processes that share the store; without them this instance has to be the only one.
    `treatment` makes of a checked file what is stored, `scanner` looks for malware in what came.
    """

    def __init__(
        self,
        rows: DocumentRows,
        blobs: Blobs,
        clock: Clock,
        locks: FolderLocks | None = None,
        *,
        treatment: Treatment | None = None,
        scanner: Scanner | None = None,
    ) -> None:
        self._rows, self._blobs, self._clock = rows, blobs, clock
        self._processes = locks
        self._treatment = treatment or Redrawn()
        self._scanner = scanner or Unscanned()
        self._locks: WeakValueDictionary[uuid.UUID, asyncio.Lock] = WeakValueDictionary()

    async def create(self, actor: Actor, kind: str, media_type: str, size: int) -> Document:
        """Announces a paper of `size` bytes; raises BadInput for what would be refused anyway."""
        document = announced(actor, kind, media_type, size, self._clock)
        await self._rows.create(document)
        return document

    async def get(self, actor: Actor, document_id: uuid.UUID) -> Document:
        """The uploader's own document, with how much of it has arrived; raises NotFound for anybody else."""
        document = await self.find(actor.tenant, document_id)
        if document is None or not is_uploader(actor, document):
            raise NotFound("There is no upload of yours with this id. Announce it with createUpload first.")
        return document

    async def find(self, tenant: str, document_id: uuid.UUID) -> Document | None:
        """The row of a document, whoever asks: the caller decides who may know of it."""
        return await self._rows.get(tenant, document_id)

    async def append(self, actor: Actor, document_id: uuid.UUID, offset: int, chunk: bytes) -> Document:
        """Takes the bytes from `offset` on. The last ones make the document READY.

        Raises Conflict on an offset that is not the next byte, and BadInput on more bytes than announced (nothing of
        the chunk is kept) or on a content that is not what was announced or not clean (the document is REFUSED, nothing
        is kept). Raises SourceUnavailable while nobody can look through it: the last bytes are to be sent again.
        """
        async with self._alone(document_id):
            document = await self.get(actor, document_id)
            check_room(document, offset, len(chunk))
            if not chunk:
                return document
            arrived = await self._arrived(document) + chunk
            if len(arrived) < document.size:
                return await self._keep_part(document, arrived)
            return await self._finish(actor, document, arrived)

    async def read(self, tenant: str, document_id: uuid.UUID) -> tuple[Document, bytes]:
        """A finished document and its bytes. Who may read it is decided by the caller.

        Raises NotFound, also for an unfinished one, and HubError when the bytes are not those that were stored.
        """
        document = await self._rows.get(tenant, document_id)
        if document is None or document.state is not DocumentState.READY:
            raise NotFound("There is no finished document with this id.")
        data = await self._blobs.get(document_key(document_id))
        if hashlib.sha256(data).hexdigest() != document.sha256:
            raise HubError("The stored document is damaged and was not delivered. Tell the office at once.")
        return document, data

    async def deposit(self, actor: Actor, kind: str, pdf: bytes, owner: str, client_id: str) -> Document:
        """Stores the bytes of a certificate that the hub made for `owner`, and returns its READY document.

        The row is left to the caller's transaction (`WriteTransaction.insert_document`): when that rolls back, bytes
        remain that nothing names.
        """
        draft = Document(
            tenant=actor.tenant,
            id=new_id(),
            kind=kind,
            media_type="application/pdf",
            size=len(pdf),
            offset=len(pdf),
            state=DocumentState.READY,
            owner=owner,
            client_id=client_id,
            created_at=self._clock(),
            sha256=(sha256 := hashlib.sha256(pdf).hexdigest()),
            stored_size=len(pdf),
            original_sha256=sha256,
        )
        await self._blobs.put(document_key(draft.id), pdf)
        return draft

    @asynccontextmanager
    async def _alone(self, document_id: uuid.UUID) -> AsyncIterator[None]:
        """No other request writes this upload meanwhile: in this process they queue up, others are kept out."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._locks.setdefault(document_id, asyncio.Lock()))
            if self._processes is not None:
                await stack.enter_async_context(self._processes.held(document_id))
            yield

    async def _arrived(self, document: Document) -> bytes:
        """The first `offset` bytes; there may be more when the process ended before the row was moved."""
        if document.offset == 0:
            return b""
        stored = await self._blobs.get(_part_key(document.id))
        if len(stored) < document.offset:
            raise Conflict("Bytes of this upload were lost on our side. Announce the document anew and upload it.")
        return stored[: document.offset]

    async def _keep_part(self, document: Document, arrived: bytes) -> Document:
        await self._blobs.put(_part_key(document.id), arrived)
        return await self._advance(document, offset=len(arrived))

    async def _finish(self, actor: Actor, document: Document, data: bytes) -> Document:
        try:
            kept = await self._looked_through(data, document.media_type)
        except BadInput as problem:
            await self._refuse(actor, document, problem)
            await self._blobs.delete(_part_key(document.id))
            raise
        await self._blobs.put(document_key(document.id), kept.data)
        ready = _ready(document, data, kept)
        await self._rows.advance(ready)
        await self._blobs.delete(_part_key(document.id))
        return ready

    async def _refuse(self, actor: Actor, document: Document, problem: BadInput) -> None:
        refused = _refused(document, problem)
        if isinstance(problem, Infected):
            await self._rows.refuse(
                refused, malware_from(actor, document, problem.signature, local_date(self._clock()))
            )
        else:
            await self._rows.advance(refused)

    async def _looked_through(self, data: bytes, media_type: str) -> Treated:
        """What is stored of it. Malware is looked for before any decoder sees the bytes."""
        # Up to 5 MB are looked through, which takes long enough to be felt by others on this loop.
        await asyncio.to_thread(check_content, data, media_type)
        await self._scanner.check(data)
        kept = await self._treatment.treated(data, media_type)
        if isinstance(self._scanner, Unscanned):
            return kept
        return dataclasses.replace(kept, treatment="; ".join(part for part in (kept.treatment, NO_MALWARE) if part))

    async def _advance(self, document: Document, *, offset: int) -> Document:
        moved = dataclasses.replace(document, offset=offset)
        await self._rows.advance(moved)
        return moved


def _refused(document: Document, problem: BadInput) -> Document:
    """Its row; of malware it names the signature, for whoever follows up who sent it."""
    reason = "refused"
    if isinstance(problem, Infected):
        reason = f"refused: malware {problem.signature}"
        found = {"document": str(document.id), "signature": problem.signature}
        _log.warning("An upload was refused because it carries malware.", extra=found)
    return dataclasses.replace(document, offset=document.size, state=DocumentState.REFUSED, treatment=reason)


def malware_from(actor: Actor, document: Document, signature: str, day: dt.date) -> Finding:
    """What an auditor sees: who sent it, through which client, on which day, and as which paper; never the file."""
    return Finding(
        kind=FindingKind.MALWARE,
        readers=(actor.subject,),
        reader_name=actor.display_name,
        client_id=actor.client_id,
        about=None,
        day=day,
        score=_MALWARE_SCORE,
        reason=Reason(
            f"Berkas yang diunggah sebagai {document.kind} membawa program berbahaya ({signature}) dan ditolak. "
            "Periksa perangkat pengirim; ia belum tentu tahu.",
            f"A file that was uploaded as {document.kind} carries malware ({signature}) and was refused. "
            "Have the sender's device looked at; whoever sent it need not know.",
        ),
        receipts=(),
        persons=(),
    )


def _ready(document: Document, data: bytes, kept: Treated) -> Document:
    """The row of a paper of which `data` came and `kept` is stored."""
    return dataclasses.replace(
        document,
        offset=len(data),
        state=DocumentState.READY,
        media_type=kept.media_type,
        sha256=hashlib.sha256(kept.data).hexdigest(),
        stored_size=len(kept.data),
        original_sha256=hashlib.sha256(data).hexdigest(),
        treatment=kept.treatment,
    )


def announced(actor: Actor, kind: str, media_type: str, size: int, clock: Clock) -> Document:
    """The document of an announcement, not stored yet; raises BadInput."""
    if not _KIND.fullmatch(kind):
        raise BadInput("Name the kind of paper as the service's requirements do, e.g. birth_statement.", path="kind")
    if media_type not in MEDIA_TYPES:
        raise BadInput(
            f"Papers are taken as {', '.join(sorted(MEDIA_TYPES))}. Scan it as one of these.", path="mediaType"
        )
    if size < 1:
        raise BadInput("The file is empty. Choose the photo or scan of the paper.", path="size")
    if size > MAX_DOCUMENT_BYTES:
        raise too_large(path="size")
    return Document(
        tenant=actor.tenant,
        id=new_id(),
        kind=kind,
        media_type=media_type,
        size=size,
        offset=0,
        state=DocumentState.UPLOADING,
        owner=actor.subject,
        client_id=actor.client_id,
        created_at=clock(),
    )


def check_room(document: Document, offset: int, length: int) -> None:
    """Raises unless `length` bytes at `offset` are the next ones and were announced."""
    if document.state is not DocumentState.UPLOADING:
        raise Conflict("This upload is closed. Announce a new one for another file.", details=_where(document))
    if offset != document.offset:
        raise Conflict(
            f"The next byte wanted is {document.offset}. Ask for the offset with HEAD and go on from there.",
            details=_where(document),
        )
    if offset + length > MAX_DOCUMENT_BYTES:
        raise too_large()
    if offset + length > document.size:
        raise BadInput(
            f"More bytes came than the {document.size} that were announced. Announce the file anew with its true size.",
            details=_where(document),
        )


def too_large(path: str = "") -> BadInput:
    """The answer to a document over the limit."""
    return BadInput(
        f"A document may have at most {_MEGABYTES} MB. Photograph it with a lower resolution, or split the scan.",
        path=path,
        details={"maxBytes": MAX_DOCUMENT_BYTES},
    )


def is_uploader(actor: Actor, document: Document) -> bool:
    """Whether this actor, through the same client, announced the document (or it was made for her)."""
    return (actor.tenant, actor.subject, actor.client_id) == (document.tenant, document.owner, document.client_id)


def document_key(document_id: uuid.UUID) -> str:
    """Key of a finished document's bytes."""
    return f"documents/{document_id}"


def _part_key(document_id: uuid.UUID) -> str:
    return f"parts/{document_id}"


def _where(document: Document) -> dict[str, object]:
    return {"offset": document.offset, "state": document.state.value}
