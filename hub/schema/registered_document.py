from __future__ import annotations

import datetime as dt

import strawberry

from hub.resolvers import trusted as r
from hub.schema.declare import INHERITED, field
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor


@strawberry.type(description="A field of a registered operation that its client does not get as it stands.")
class RegisteredField:
    coordinate: str = field(scope=INHERITED, resolver=r.coordinate)
    outcome: str = field(scope=INHERITED, description="`masked`, `denied`, or `unreached`: below what is denied.")
    rule: str = field(scope=INHERITED, description="What decided.")
    why: str = field(scope=INHERITED)
    ask: str = field(scope=INHERITED, description="Who can change that.")


@strawberry.type(description="An operation of a registered document, as it was checked for its client.")
class RegisteredOperation:
    name: str = field(scope=INHERITED)
    kind: str = field(scope=INHERITED, description="`query` or `mutation`.")
    lane: str = field(scope=INHERITED, description="E: by one statement; D: with agencies; C: by the resolvers.")
    cost: int = field(scope=INHERITED, description="Values that its answer may hold at most.")
    depth: int = field(scope=INHERITED)
    verdict: str = field(scope=INHERITED, description="`allowed`, `masked`, `denied` or `refused`.")
    why: str = field(scope=INHERITED, description="Why all of it is refused; empty where it is not.")
    fields: list[RegisteredField] = field(scope=INHERITED, resolver=r.fields)


@strawberry.type(description="A document that a client sends by its identifier.")
class RegisteredDocument:
    document_id: str = field(
        scope=INHERITED, resolver=r.document_id, description="`sha256:` and the hash of its bytes: the `documentId`."
    )
    client_id: str = field(scope=INHERITED)
    text: str = field(scope=INHERITED)
    operations: list[RegisteredOperation] = field(scope=INHERITED, resolver=r.operations)
    registered_at: dt.datetime = field(scope=INHERITED)
    registered_by: str = field(scope=INHERITED)
    retired_at: dt.datetime | None = field(scope=INHERITED, description="Since when it is not answered any more.")
    uses: int = field(scope=INHERITED, description="How often it was used in the last thirty days.")
    last_used_on: dt.date | None = field(scope=INHERITED, description="Null: not within ninety days.")


@strawberry.type(description="The documents as they are registered now, or why none was.")
class RegisterDocumentsPayload(StandsFor, Payload):
    stands_for = r.RegisterOutcome

    documents: list[RegisteredDocument] = field(scope=INHERITED, resolver=r.outcome_documents)
