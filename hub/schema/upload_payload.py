from __future__ import annotations

import strawberry

from hub.resolvers.outcome import UploadOutcome
from hub.schema.declare import INHERITED, field
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor


@strawberry.type(description="Where the bytes of a paper go.")
class UploadPayload(StandsFor, Payload):
    stands_for = UploadOutcome

    document_id: strawberry.ID | None = field(scope=INHERITED, description="Name it in the application's input.")
    url: str | None = field(scope=INHERITED, description="Address that speaks tus 1.0 (resumable upload).")
