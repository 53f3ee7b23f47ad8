"""The paper that a change rests on, as an input names it."""

from __future__ import annotations

from typing import Final, Protocol

from hub.core.document import DocumentState
from hub.core.errors import BadInput
from hub.core.evidence import SourceDocument, SourceKind
from hub.core.recording import is_fit
from hub.resolvers.context import Context
from hub.resolvers.documents import document_id

_LONGEST_NUMBER: Final = 60


class GivenSource(Protocol):
    """`number` as it stands on the paper; `document_id` the global id of its upload."""

    kind: SourceKind
    number: str | None
    document_id: str | None


async def source_of(context: Context, given: GivenSource) -> SourceDocument:
    """The paper; asks the record for its upload, so it is called before a transaction begins. Raises BadInput."""
    number = (given.number or "").strip() or None
    if number is not None and (len(number) > _LONGEST_NUMBER or not is_fit(number)):
        raise BadInput(f"A paper's number has at most {_LONGEST_NUMBER} characters.", path="source.number")
    key = document_id(given.document_id, path="source.documentId") if given.document_id else None
    if key is not None:
        paper = await context.hub.documents.get(context.hub.tenant, key)
        if paper is None or paper.state is not DocumentState.READY:
            raise BadInput(
                "There is no finished upload with this id. Upload the paper first.", path="source.documentId"
            )
    return SourceDocument(given.kind, number, key)
