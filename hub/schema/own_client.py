"""What a client sees of its own registration, and the rotation of its key."""

from __future__ import annotations

import datetime as dt

import strawberry

from hub.core.errors import ErrorCode
from hub.core.purpose import Purpose
from hub.resolvers import account_reads, own_client
from hub.schema.agreement import Agreement
from hub.schema.declare import INHERITED, PUBLIC, field
from hub.schema.inputs.keyed import Keyed
from hub.schema.payload import Payload
from hub.schema.stands_for import StandsFor


@strawberry.type(description="A public key of the client that asks.")
class OwnKey:
    key_id: str = field(scope=INHERITED)
    since: dt.datetime | None = field(scope=INHERITED, description="Null where that was not noted.")
    until: dt.datetime | None = field(scope=INHERITED, description="When it ends, while a new one replaces it.")


@strawberry.type(description="An error that the client that asks was told of, and in how many answers.")
class GivenError:
    code: ErrorCode = field(scope=INHERITED)
    today: int = field(scope=INHERITED, description="By the office's calendar.")
    last_thirty_days: int = field(scope=INHERITED, description="Today is one of them.")
    last_on: dt.date = field(scope=INHERITED)


@strawberry.type(description="What is registered of the client that asks. No secret is told.")
class OwnClient:
    client_id: str = field(scope=INHERITED)
    name: str = field(scope=INHERITED)
    proof: str = field(scope=INHERITED, resolver=account_reads.proof, description="Its token_endpoint_auth_method.")
    scopes: list[str] = field(scope=INHERITED, resolver=account_reads.client_scopes)
    purposes: list[Purpose] = field(scope=INHERITED, resolver=account_reads.purposes)
    region: str = field(scope=INHERITED, description="Whose subtree it sees, dotted.")
    keys: list[OwnKey] = field(scope=INHERITED, resolver=own_client.keys)
    agreement: Agreement | None = field(
        scope=INHERITED,
        resolver=own_client.agreement,
        description="What it reads under, with today's quota; null: it reads no personal data for itself.",
    )
    errors: list[GivenError] = field(
        scope=INHERITED,
        resolver=own_client.errors,
        description="What operations of it were told in the last thirty days, by code, the newest first. Counts are "
        "written every ten seconds.",
    )


@strawberry.input(description="A new key in the place of the one that holds now.")
class RotateClientKeyInput(Keyed):
    key: str = strawberry.field(description="The new public key: one JWK (RFC 7517).")
    proof: str = strawberry.field(
        description="A JWT of the type `key-rotation+jwt`, signed by a key that holds now: `sub` is the client's id, "
        "`aud` the hub's address, `iat`, `exp` in five minutes at most, `jkt` the thumbprint of the new key (RFC 7638)."
    )
    overlap_hours: int = strawberry.field(
        default=24, description="For how long the old key holds besides: 0 to 168; 0 ends it at once."
    )


@strawberry.type(description="The keys that hold from now on, or why nothing was changed.")
class RotateClientKeyPayload(StandsFor, Payload):
    stands_for = own_client.RotationDone

    keys: list[OwnKey] = field(scope=INHERITED)


@strawberry.type
class OwnClientMutation:
    rotate_client_key: RotateClientKeyPayload | None = field(
        scope=PUBLIC,
        resolver=own_client.rotate,
        arguments={"given": ("input", RotateClientKeyInput)},
        description="By the client itself, without a token: its signature is the proof. All processes know it at once.",
    )
