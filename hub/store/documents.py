"""The rows about papers. Their bytes are elsewhere."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Sequence
from typing import Final

import asyncpg

from hub.core.calendar import now
from hub.core.document import Document, DocumentState
from hub.core.errors import BadInput, Conflict
from hub.core.oversight import Finding
from hub.store.database import Connection, Database
from hub.store.findings import insert_finding

_COLUMNS: Final = (
    "tenant, id, kind, media_type, size, received, state, owner, client_id, created_at, sha256, application_id,"
    " stored_size, original_sha256, treatment"
)
# Locked in the order of their ids, and given as they were before.
_BIND: Final = f"""
    with named as (
        select {_COLUMNS} from document where tenant = $1 and id = any($2) order by id for update
    ), bound as (
        update document d set application_id = $3 from named n
        where d.tenant = $1 and d.id = n.id and n.owner = $4 and n.state = 'READY' and n.application_id is null
    )
    select * from named
"""


class PgDocumentRows:
    """Implements `hub.core.ports.DocumentRows`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, document: Document) -> None:
        async with self._database.connection() as connection:
            await insert_document(connection, document)

    async def get(self, tenant: str, document_id: uuid.UUID) -> Document | None:
        row = await self._database.fetchrow(
            f"select {_COLUMNS} from document where tenant = $1 and id = $2", tenant, document_id
        )
        return _document(row) if row else None

    async def advance(self, document: Document) -> None:
        """Stores offset, state, and what is kept. Raises Conflict when the upload has ended or is further on."""
        async with self._database.connection() as connection:
            await _advance(connection, document)

    async def refuse(self, document: Document, finding: Finding) -> None:
        """The same with what auditors see of it, under a key of this upload. An upload is refused once, or Conflict."""
        key = f"{finding.kind.value}|{document.id}"
        async with self._database.transaction() as connection:
            await _advance(connection, document)
            await insert_finding(connection, document.tenant, key, finding, now())


async def _advance(connection: Connection, document: Document) -> None:
    tag = await connection.execute(
        "update document set received = $3, state = $4, media_type = $5, sha256 = $6, stored_size = $7,"
        " original_sha256 = $8, treatment = $9"
        " where tenant = $1 and id = $2 and state = 'UPLOADING' and received <= $3",
        document.tenant,
        document.id,
        document.offset,
        document.state.name,
        document.media_type,
        document.sha256,
        document.stored_size,
        document.original_sha256,
        document.treatment,
    )
    if tag == "UPDATE 0":
        raise Conflict("This upload stands elsewhere now. Ask for its offset and go on from there.")


async def insert_document(connection: Connection, document: Document) -> None:
    await connection.execute(
        f"insert into document ({_COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        document.tenant,
        document.id,
        document.kind,
        document.media_type,
        document.size,
        document.offset,
        document.state.name,
        document.owner,
        document.client_id,
        document.created_at,
        document.sha256,
        document.application_id,
        document.stored_size,
        document.original_sha256,
        document.treatment,
    )


async def bind(
    connection: Connection, tenant: str, owner: str, application_id: uuid.UUID, ids: Sequence[uuid.UUID]
) -> tuple[Document, ...]:
    """Gives the uploads of `owner` to an application, in the order of `ids`.

    Raises BadInput for one that is unknown, of another owner, unfinished, refused, bound already or named twice.
    """
    if not ids:
        return ()
    rows = await connection.fetch(_BIND, tenant, list(ids), application_id, owner)
    documents = {row["id"]: _document(row) for row in rows if row["owner"] == owner}
    for position, document_id in enumerate(ids):
        reason = _unusable(documents.get(document_id), named_before=document_id in ids[:position])
        if reason:
            raise BadInput(reason, path=f"documents.{position}.documentId")
    return tuple(dataclasses.replace(documents[document_id], application_id=application_id) for document_id in ids)


def _unusable(document: Document | None, *, named_before: bool) -> str | None:
    """Why a paper cannot be given to an application, and what to do; None when it can."""
    if document is None:
        return "There is no such upload of yours. Upload the paper and use the id that createUpload returned."
    if document.state is DocumentState.UPLOADING:
        return "This upload is not finished. Send the rest of the file first."
    if document.state is DocumentState.REFUSED:
        return "This file is not what was announced, so it was refused. Upload the paper again as JPEG, PNG or PDF."
    if document.application_id is not None or named_before:
        return "This paper is used already. Upload it once for each use."
    return None


def _document(row: asyncpg.Record) -> Document:
    return Document(
        tenant=row["tenant"],
        id=row["id"],
        kind=row["kind"],
        media_type=row["media_type"],
        size=row["size"],
        offset=row["received"],
        state=DocumentState[row["state"]],
        owner=row["owner"],
        client_id=row["client_id"],
        created_at=row["created_at"],
        sha256=row["sha256"],
        application_id=row["application_id"],
        stored_size=row["stored_size"],
        original_sha256=row["original_sha256"],
        treatment=row["treatment"],
    )
