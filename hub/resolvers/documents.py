"""Uploads announced, certificates verified."""

from __future__ import annotations

import uuid
from typing import Protocol

from strawberry import Parent

from hub.core.attributes import Category
from hub.core.document import DocumentVerification
from hub.core.errors import BadInput
from hub.core.identifiers import global_id, parse_global_id, parse_uuid
from hub.core.writing_ports import WriteRequest
from hub.documents.uploads import announced
from hub.documents.verification import verification
from hub.resolvers.context import HubInfo
from hub.resolvers.idempotency import body_hash, key_of
from hub.resolvers.outcome import REFUSALS, UploadOutcome, user_errors


class UploadRequest(Protocol):
    """What `createUpload` is given; `size` in bytes."""

    idempotency_key: str | None
    kind: str
    media_type: str
    size: int
    filename: str | None


async def verify_document(info: HubInfo, code: str) -> DocumentVerification:
    """Public. Sealed persons are not named, not even masked."""
    hub, loaders = info.context.hub, info.context.loaders
    certificate = await hub.certificates.by_code(hub.tenant, code.strip().upper())
    person = await loaders.recorded_by_id.load(certificate.person_id) if certificate else None
    name = person.full_name if person else None
    if certificate is not None:
        info.context.saw_somebody(certificate.person_id)
    return verification(certificate, name, issuer=hub.office_name, simulated=hub.maker.simulated)


def masked_name(parent: Parent[DocumentVerification], info: HubInfo) -> str | None:
    return _told(info, "maskedName", parent.masked_name)


def deed_number(parent: Parent[DocumentVerification], info: HubInfo) -> str | None:
    return _told(info, "deedNumber", parent.deed_number)


def _told(info: HubInfo, name: str, value: str | None) -> str | None:
    """What anybody may read who has the paper, and what its holder finds among her receipts all the same."""
    if value is not None:
        info.context.tells(f"DocumentVerification.{name}", Category.POPULATION)
    return value


async def create_upload(info: HubInfo, given: UploadRequest) -> UploadOutcome:
    """Announces a paper. A repeat with the same key names the same document."""
    context, hub = info.context, info.context.hub
    try:
        request = WriteRequest(
            actor=context.actor,
            purpose=context.purpose,
            mutation="createUpload",
            key=key_of(context, given.idempotency_key),
            body_hash=body_hash("createUpload", given),
        )
        async with hub.writes.begin(request) as write:
            if write.replay is not None:
                document_id = uuid.UUID(write.replay["document"])
            else:
                document = announced(context.actor, given.kind, given.media_type, given.size, hub.clock)
                await write.insert_document(document)
                await write.reply({"document": str(document.id)})
                document_id = document.id
    except REFUSALS as error:
        return UploadOutcome(None, None, user_errors(error))
    return UploadOutcome(global_id("Document", document_id), f"{hub.public_url}/uploads/{document_id}")


def document_id(value: str, *, path: str) -> uuid.UUID:
    """The document that a global id names; raises BadInput."""
    type_name, key = parse_global_id(value, path=path)
    if type_name != "Document":
        raise BadInput("This id is not that of an upload. Use the `documentId` that createUpload returned.", path=path)
    return parse_uuid(key, path=path)
