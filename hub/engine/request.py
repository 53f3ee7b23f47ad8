"""What a caller asks, whatever the transport."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """One operation. `idempotency_key` is that of the header; it serves one root mutation.

    `by_id`: its document was named by the identifier under which it is registered. `document_id` is that identifier
    where a client's own registration is to be asked for the document, or was.
    """

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    idempotency_key: str | None = None
    by_id: bool = False
    document_id: str | None = None
